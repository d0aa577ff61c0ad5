//! The documents of one change, and the state of their downloads.

use std::collections::BTreeMap;

use signature_model::Timestamp;

use super::Wanted;
use crate::deadline::Deadline;
use crate::{Change, Error, ErrorKind, InsteadOfDocument, LeaseId, Leased, SignedDocument};

/// Identifies a download: its lease, document and attempt.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
#[non_exhaustive]
pub struct FetchId {
    /// The lease.
    pub lease: LeaseId,
    /// The document, counted from 0 in the order of the downloads.
    pub document: usize,
    /// The attempt, counted from 1.
    pub attempt: u32,
}

/// How a download ended.
#[derive(Debug)]
#[expect(clippy::exhaustive_enums, reason = "a driver reports one of these")]
pub enum Fetched {
    /// The document is stored, whole.
    Stored,
    /// The service refused the document, or there was no whole reply.
    Refused(Error),
    /// The document was received, but could not be stored.
    StorageFailed,
}

/// A change with its documents fetched, except those that the service does not give.
#[derive(Debug)]
#[non_exhaustive]
pub struct Delivered<C> {
    /// For [`Delivery::persisted`](super::Delivery::persisted).
    pub lease: LeaseId,
    /// The change. The same one may come more than once.
    pub change: C,
    /// When the change returns to its queue, unless it is confirmed before.
    pub deadline: Timestamp,
    /// The documents that were fetched and stored.
    pub fetched: Vec<SignedDocument>,
    /// The documents that the service does not give, and why. They may be gone after the change is confirmed.
    pub failed: Vec<(SignedDocument, Error)>,
}

/// Whether the service itself has said that it does not give the document. A connection that breaks, a document
/// that is not whole, a page of a proxy, a server that fails, and a rate filter say nothing about it.
fn is_refusal(error: &Error) -> bool {
    match error.kind() {
        ErrorKind::RateLimited | ErrorKind::Transport { .. } | ErrorKind::DocumentLength { .. } => false,
        // It can never be asked for.
        ErrorKind::ServiceRoot | ErrorKind::Url | ErrorKind::ForeignOrigin { .. } | ErrorKind::LeaseEnded => true,
        // A part, compressed bytes and other files come from something between the service and us.
        ErrorKind::NotADocument { found, .. } => *found == InsteadOfDocument::Status,
        ErrorKind::Refused { status, .. }
        | ErrorKind::Unreadable { status, .. }
        | ErrorKind::Unexpected { status, .. }
        | ErrorKind::TooLarge { status, .. } => !status.is_server_error(),
    }
}

/// One change that is not handed over yet.
#[derive(Debug)]
pub(super) struct Fetching<C> {
    leased: Leased<C>,
    pending: Vec<Pending>,
    /// By their places in the order of the downloads.
    stored: BTreeMap<usize, SignedDocument>,
    refused: BTreeMap<usize, (SignedDocument, Error)>,
}

/// A document that is neither stored nor given up.
#[derive(Debug)]
struct Pending {
    place: usize,
    document: SignedDocument,
    attempts: u32,
    stage: Stage,
}

#[derive(Debug)]
enum Stage {
    /// To be begun, not before this time if there is one.
    From(Option<Deadline>),
    UnderWay,
}

impl<C: Change> Fetching<C> {
    pub(super) fn new(leased: Leased<C>, wanted: Wanted) -> Self {
        let is_wanted = match wanted {
            Wanted::None => false,
            Wanted::WhenCompleted => leased.change.is_terminal(),
            Wanted::Always => true,
        };
        let documents = if is_wanted { leased.change.documents() } else { Vec::new() };
        let pending = |(place, document)| Pending { place, document, attempts: 0, stage: Stage::From(None) };
        let pending = documents.into_iter().enumerate().map(pending).collect();
        Self { leased, pending, stored: BTreeMap::new(), refused: BTreeMap::new() }
    }

    pub(super) fn change(&self) -> &C {
        &self.leased.change
    }

    /// Begins a download, if one is due now and its document is not being fetched already.
    pub(super) fn begin(
        &mut self,
        now: Timestamp,
        under_way: &BTreeMap<FetchId, SignedDocument>,
    ) -> Option<(FetchId, SignedDocument)> {
        let lease = self.leased.lease;
        let pending = self.pending.iter_mut().find_map(|pending| {
            let is_due = pending.next(now, under_way).is_some_and(|from| from <= now);
            is_due.then_some(pending)
        })?;
        pending.attempts = pending.attempts.saturating_add(1);
        pending.stage = Stage::UnderWay;
        let fetch = FetchId { lease, document: pending.place, attempt: pending.attempts };
        Some((fetch, pending.document.clone()))
    }

    /// Ends a download; `again` is when to repeat it unless it is done.
    pub(super) fn end(&mut self, fetch: FetchId, answer: Fetched, again: Deadline) {
        let is_meant = |pending: &Pending| {
            pending.place == fetch.document
                && pending.attempts == fetch.attempt
                && matches!(pending.stage, Stage::UnderWay)
        };
        let Some(index) = self.pending.iter().position(is_meant) else { return };
        let mut pending = self.pending.remove(index);
        match answer {
            Fetched::Stored => _ = self.stored.insert(pending.place, pending.document),
            Fetched::Refused(error) if is_refusal(&error) => {
                self.refused.insert(pending.place, (pending.document, error));
            }
            Fetched::Refused(_) | Fetched::StorageFailed => {
                pending.stage = Stage::From(Some(again));
                self.pending.insert(index, pending);
            }
        }
    }

    /// Lets time pass: it reads every deadline, so that a clock that was set back prolongs each wait once.
    pub(super) fn advance(&mut self, now: Timestamp) {
        for pending in &mut self.pending {
            if let Stage::From(Some(from)) = &mut pending.stage {
                from.at(now);
            }
        }
    }

    /// When the next download is due, perhaps in the past.
    pub(super) fn next(&mut self, now: Timestamp, under_way: &BTreeMap<FetchId, SignedDocument>) -> Option<Timestamp> {
        self.pending.iter_mut().filter_map(|pending| pending.next(now, under_way)).min()
    }

    /// Whether nothing is left to fetch.
    pub(super) fn is_done(&self) -> bool {
        self.pending.is_empty()
    }

    /// What was fetched; a document that is still pending is in neither list.
    pub(super) fn into_delivered(self) -> Delivered<C> {
        let Leased { lease, change, deadline } = self.leased;
        let (fetched, failed) = (self.stored.into_values().collect(), self.refused.into_values().collect());
        Delivered { lease, change, deadline, fetched, failed }
    }
}

impl Pending {
    /// When its download is due; `None` while one is under way, perhaps for a lease that has ended.
    fn next(&mut self, now: Timestamp, under_way: &BTreeMap<FetchId, SignedDocument>) -> Option<Timestamp> {
        match &mut self.stage {
            Stage::From(from) if !under_way.values().any(|other| other.url() == self.document.url()) => {
                Some(from.as_mut().map_or(now, |from| from.at(now)))
            }
            Stage::From(_) | Stage::UnderWay => None,
        }
    }
}
