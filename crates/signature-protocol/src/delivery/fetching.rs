//! The documents of one change, and how far their downloads have come.

use std::collections::BTreeMap;

use signature_model::Timestamp;

use super::Wanted;
use crate::{Change, Error, LeaseId, Leased, SignedDocument};

/// Which download of which lease.
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

/// A change whose documents have been fetched, as far as they could be.
#[derive(Debug)]
#[non_exhaustive]
pub struct Delivered<C> {
    /// To be given back to [`Delivery::persisted`](super::Delivery::persisted).
    pub lease: LeaseId,
    /// The change. The same one may come more than once.
    pub change: C,
    /// When the change returns to its queue, unless it is confirmed before.
    pub deadline: Timestamp,
    /// The documents that were fetched and stored.
    pub fetched: Vec<SignedDocument>,
    /// The documents that the service does not give, and why. Confirming the change may make them unavailable for good.
    pub failed: Vec<(SignedDocument, Error)>,
}

/// How often a download is tried in one lease.
const MAX_ATTEMPTS: u32 = 5;

/// One change on its way.
#[derive(Debug)]
pub(super) struct Fetching<C> {
    leased: Leased<C>,
    documents: Vec<(SignedDocument, Progress)>,
}

#[derive(Debug)]
enum Progress {
    /// To be begun, from this time on, after so many attempts.
    From(Timestamp, u32),
    /// The attempt under way, counted from 1.
    UnderWay(u32),
    Stored,
    Failed(Error),
}

impl<C: Change> Fetching<C> {
    pub(super) fn new(leased: Leased<C>, wanted: Wanted) -> Self {
        let wanted = match wanted {
            Wanted::None => false,
            Wanted::WhenCompleted => leased.change.is_terminal(),
            Wanted::Always => true,
        };
        let documents = if wanted { leased.change.documents() } else { Vec::new() };
        let documents = documents.into_iter().map(|document| (document, Progress::From(Timestamp::EPOCH, 0))).collect();
        Self { leased, documents }
    }

    /// Begins a download, if one can be begun now of a document that is not under way already.
    pub(super) fn begin(
        &mut self,
        now: Timestamp,
        under_way: &BTreeMap<FetchId, String>,
    ) -> Option<(FetchId, SignedDocument)> {
        let lease = self.leased.lease;
        self.documents.iter_mut().enumerate().find_map(|(index, (document, progress))| match *progress {
            Progress::From(from, attempts) if from <= now && !is_in(under_way, document) => {
                let attempt = attempts.saturating_add(1);
                *progress = Progress::UnderWay(attempt);
                Some((FetchId { lease, document: index, attempt }, document.clone()))
            }
            Progress::From(..) | Progress::UnderWay(_) | Progress::Stored | Progress::Failed(_) => None,
        })
    }

    /// Ends a download; one worth repeating is begun again at `again`.
    pub(super) fn end(&mut self, fetch: FetchId, answer: Result<(), Error>, again: Option<Timestamp>) {
        let Some((_, progress)) = self.documents.get_mut(fetch.document) else { return };
        if !matches!(progress, Progress::UnderWay(attempt) if *attempt == fetch.attempt) {
            return;
        }
        *progress = match (answer, again) {
            (Ok(()), _) => Progress::Stored,
            (Err(_), Some(again)) if fetch.attempt < MAX_ATTEMPTS => Progress::From(again, fetch.attempt),
            (Err(error), _) => Progress::Failed(error),
        };
    }

    /// Whether nothing is left to fetch.
    pub(super) fn is_done(&self) -> bool {
        self.documents.iter().all(|(_, progress)| matches!(progress, Progress::Stored | Progress::Failed(_)))
    }

    /// When a download is to be begun again.
    pub(super) fn next(&self, under_way: &BTreeMap<FetchId, String>) -> Option<Timestamp> {
        let times = self.documents.iter().filter_map(|(document, progress)| match progress {
            Progress::From(from, _) => (!is_in(under_way, document)).then_some(*from),
            Progress::UnderWay(_) | Progress::Stored | Progress::Failed(_) => None,
        });
        times.min()
    }

    pub(super) fn into_delivered(self) -> Delivered<C> {
        let Leased { lease, change, deadline } = self.leased;
        let (mut fetched, mut failed) = (Vec::new(), Vec::new());
        for (document, progress) in self.documents {
            match progress {
                Progress::Failed(error) => failed.push((document, error)),
                Progress::From(..) | Progress::UnderWay(_) | Progress::Stored => fetched.push(document),
            }
        }
        Delivered { lease, change, deadline, fetched, failed }
    }
}

/// Whether a document is being fetched, be it for a lease that is over.
fn is_in(under_way: &BTreeMap<FetchId, String>, document: &SignedDocument) -> bool {
    under_way.values().any(|url| url == document.url())
}
