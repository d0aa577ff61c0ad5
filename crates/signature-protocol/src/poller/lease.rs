//! A change between its queue and its confirmation.

use signature_model::Timestamp;
use signature_model::urls::ConfirmationUrl;

use super::change::Change;
use super::snapshot::StoredLease;

/// Which lease; unique within a poller and its snapshots.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, serde::Serialize, serde::Deserialize)]
pub struct LeaseId(u64);

impl LeaseId {
    pub(super) fn new(number: u64) -> Self {
        Self(number)
    }
}

/// A change that is the caller's until its deadline.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub struct Leased<C> {
    /// To be given back to [`Poller::persisted`](super::Poller::persisted).
    pub lease: LeaseId,
    /// The change. The same one may come more than once.
    pub change: C,
    /// When the change returns to its queue, unless it is confirmed before.
    pub deadline: Timestamp,
}

/// The lease is over: the change returns to its queue, and will be delivered again.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("expected a lease that still runs, found one that has ended")]
#[non_exhaustive]
pub struct LeaseEnded;

/// A change and how far it has come.
#[derive(Debug)]
pub(super) struct Lease<C> {
    change: C,
    deadline: Timestamp,
    pub(super) stage: Stage,
}

/// How far a change has come.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Stage {
    /// To be handed to the caller.
    Fetched,
    /// With the caller.
    Delivered,
    /// Stored by the caller; to be confirmed from this time on.
    Persisted(Timestamp),
    /// The confirmation is under way.
    Confirming,
}

impl<C: Change> Lease<C> {
    pub(super) fn new(change: C, deadline: Timestamp) -> Self {
        Self { change, deadline, stage: Stage::Fetched }
    }

    pub(super) fn restore(stored: StoredLease<C>) -> Self {
        let StoredLease { change, deadline, persisted } = stored;
        let stage = if persisted { Stage::Persisted(Timestamp::EPOCH) } else { Stage::Fetched };
        Self { change, deadline, stage }
    }

    /// Gives the change to the caller, if it is its turn.
    pub(super) fn hand_over(&mut self, lease: LeaseId) -> Option<Leased<C>> {
        if self.stage != Stage::Fetched {
            return None;
        }
        self.stage = Stage::Delivered;
        Some(Leased { lease, change: self.change.clone(), deadline: self.deadline })
    }

    /// The caller has stored the change.
    pub(super) fn persisted(&mut self, now: Timestamp) -> Result<(), LeaseEnded> {
        match self.stage {
            Stage::Delivered => self.stage = Stage::Persisted(now),
            Stage::Fetched => return Err(LeaseEnded),
            Stage::Persisted(_) | Stage::Confirming => {}
        }
        Ok(())
    }

    /// Where to confirm it, if it must be.
    pub(super) fn confirmation_url(&self) -> Option<&ConfirmationUrl> {
        self.change.confirmation_url()
    }

    /// Holds the deadline to what the service can have given, should a clock have gone back.
    pub(super) fn cap(&mut self, latest: Timestamp) {
        self.deadline = self.deadline.min(latest);
    }

    /// Begins the confirmation, if it is time.
    pub(super) fn begin_confirming(&mut self, now: Timestamp) -> Option<ConfirmationUrl> {
        match self.stage {
            Stage::Persisted(from) if from <= now => {
                let url = self.change.confirmation_url().cloned()?;
                self.stage = Stage::Confirming;
                Some(url)
            }
            Stage::Fetched | Stage::Delivered | Stage::Persisted(_) | Stage::Confirming => None,
        }
    }

    /// The confirmation had no effect; try again later.
    pub(super) fn retry_confirming(&mut self, from: Timestamp) {
        if self.stage == Stage::Confirming {
            self.stage = Stage::Persisted(from);
        }
    }

    /// When something is to be done about it.
    pub(super) fn next(&self) -> Option<Timestamp> {
        match self.stage {
            Stage::Persisted(from) => Some(from),
            Stage::Fetched | Stage::Delivered | Stage::Confirming => None,
        }
    }

    /// When the change is back in its queue, unless a report comes before.
    pub(super) fn end(&self) -> Option<Timestamp> {
        (self.stage != Stage::Confirming).then_some(self.deadline)
    }

    /// Whether the change is back in its queue. A confirmation under way is awaited first.
    pub(super) fn has_ended(&self, now: Timestamp) -> bool {
        self.end().is_some_and(|end| end <= now)
    }

    /// What must outlive the process: nothing of a confirmation under way, as the service may know of it, and brings
    /// the change back if not.
    pub(super) fn stored(&self) -> Option<StoredLease<C>> {
        let persisted = match self.stage {
            Stage::Fetched | Stage::Delivered => false,
            Stage::Persisted(_) => true,
            Stage::Confirming => return None,
        };
        Some(StoredLease { change: self.change.clone(), deadline: self.deadline, persisted })
    }
}
