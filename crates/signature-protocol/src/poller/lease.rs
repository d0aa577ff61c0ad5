//! A change between its queue and its confirmation.

use signature_model::Timestamp;
use signature_model::urls::ConfirmationUrl;

use super::change::Change;
use crate::Error;
use crate::deadline::Deadline;

/// Which lease; unique within a poller. It has no meaning in another process, so it cannot be stored.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct LeaseId(u64);

impl LeaseId {
    pub(super) fn new(number: u64) -> Self {
        Self(number)
    }

    /// Its number, counted from 0 in the order in which the poller received the changes.
    pub fn number(self) -> u64 {
        self.0
    }
}

/// A change that belongs to the caller until its deadline.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub struct Leased<C> {
    /// For [`Poller::persisted`](super::Poller::persisted).
    pub lease: LeaseId,
    /// The change. The same one may come more than once.
    pub change: C,
    /// When the change returns to its queue at the latest, unless it is confirmed before. A lost poll of the queue may
    /// end the lease earlier.
    pub deadline: Timestamp,
}

/// A change and how far it has come.
#[derive(Debug)]
pub(super) struct Lease<C> {
    change: C,
    /// The queue that it came from, counted from 0.
    queue: usize,
    deadline: Deadline,
    stage: Stage,
}

/// How far a change has come.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Stage {
    /// To be handed to the caller.
    Fetched,
    /// With the caller.
    Delivered,
    /// Stored by the caller; to be confirmed, from this time on if there is one.
    Persisted(Option<Deadline>),
    /// The confirmation is under way.
    Confirming,
}

impl<C: Change> Lease<C> {
    pub(super) fn new(change: C, queue: usize, deadline: Deadline) -> Self {
        Self { change, queue, deadline, stage: Stage::Fetched }
    }

    pub(super) fn queue(&self) -> usize {
        self.queue
    }

    /// Gives the change to the caller, unless it has it already.
    pub(super) fn hand_over(&mut self, lease: LeaseId, now: Timestamp) -> Option<Leased<C>> {
        if self.stage != Stage::Fetched {
            return None;
        }
        self.stage = Stage::Delivered;
        Some(Leased { lease, change: self.change.clone(), deadline: self.deadline.at(now) })
    }

    /// The caller has stored the change.
    pub(super) fn persisted(&mut self) -> Result<(), Error> {
        match self.stage {
            Stage::Delivered => self.stage = Stage::Persisted(None),
            Stage::Fetched => return Err(Error::lease_ended()),
            Stage::Persisted(_) | Stage::Confirming => {}
        }
        Ok(())
    }

    /// Where to confirm it, if it must be.
    pub(super) fn confirmation_url(&self) -> Option<&ConfirmationUrl> {
        self.change.confirmation_url()
    }

    /// Whether a change is a newer state of the same job, so that this one must not be confirmed any more.
    pub(super) fn is_overtaken_by(&self, newer: &C) -> bool {
        let has_same_url = self.confirmation_url().is_some() && self.confirmation_url() == newer.confirmation_url();
        self.change.job_id() == newer.job_id() || has_same_url
    }

    /// Begins the confirmation, if it is time.
    pub(super) fn begin_confirming(&mut self, now: Timestamp) -> Option<ConfirmationUrl> {
        if self.next(now)? > now {
            return None;
        }
        let url = self.change.confirmation_url().cloned()?;
        self.stage = Stage::Confirming;
        Some(url)
    }

    pub(super) fn is_confirming(&self) -> bool {
        self.stage == Stage::Confirming
    }

    /// The confirmation had no effect; try again, from this time on if there is one.
    pub(super) fn retry_confirming(&mut self, from: Option<Deadline>) {
        self.stage = Stage::Persisted(from);
    }

    pub(super) fn deadline(&self) -> Timestamp {
        self.deadline.last_read()
    }

    /// When it may be confirmed, perhaps in the past; `None` if it is not to be confirmed yet, or its confirmation is
    /// under way.
    pub(super) fn next(&mut self, now: Timestamp) -> Option<Timestamp> {
        match &mut self.stage {
            Stage::Persisted(from) => Some(from.as_mut().map_or(now, |from| from.at(now))),
            Stage::Fetched | Stage::Delivered | Stage::Confirming => None,
        }
    }

    /// When the change is back in its queue, unless a report comes before. `None` while a
    /// confirmation is under way.
    pub(super) fn end(&mut self, now: Timestamp) -> Option<Timestamp> {
        let end = self.deadline.at(now);
        (self.stage != Stage::Confirming).then_some(end)
    }
}
