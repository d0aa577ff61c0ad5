//! From a queue to the caller's storage: poll, fetch the signed documents, hand over, confirm.
//!
//! A [`Poller`] with one more stage: before a change is handed over, the documents that are wanted of it are fetched.
//! The bytes go wherever the caller streams them; this machine only keeps count. What was not persisted when the
//! process stops is fetched and handed over again.
//!
//! Source: `docs/polling`, `docs/direct-flow#status`

mod fetching;

use std::collections::BTreeMap;

use signature_model::Timestamp;

pub use fetching::{Delivered, FetchId};

use fetching::Fetching;

use crate::{Confirm, Error, LeaseEnded, LeaseId, Poll, PollId, PollOutcome, Poller, PollerStep, SignedDocument};

/// Which documents to fetch before a change is handed over.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[non_exhaustive]
pub enum Wanted {
    /// No document.
    None,
    /// Every XAdES and the PAdES that a job has when it ends.
    WhenCompleted,
    /// Every XAdES and the PAdES that there is, with each change.
    Always,
}

/// Sees each change and its documents through to the confirmation.
///
/// Ask [`Delivery::poll`] until it answers [`DeliveryStep::WaitUntil`] or [`DeliveryStep::Idle`]; the rules are those
/// of [`Poller`]. A download is reported in the end even if its lease is over: the same document is not fetched again
/// before.
#[derive(Debug)]
pub struct Delivery<P: Poll> {
    poller: Poller<P>,
    wanted: Wanted,
    fetching: BTreeMap<LeaseId, Fetching<P::Change>>,
    /// The URL of each download that has not been reported, whatever has become of its lease.
    under_way: BTreeMap<FetchId, String>,
}

/// What to do next.
#[derive(Debug)]
#[expect(clippy::exhaustive_enums, reason = "a driver must act on each")]
pub enum DeliveryStep<P: Poll> {
    /// Run this poll, and report to [`Delivery::polled`].
    Poll(PollId, P),
    /// Run [`SignedDocument::fetch`], store what it brings, and report to [`Delivery::fetched`].
    Fetch(FetchId, SignedDocument),
    /// Store this change, and report to [`Delivery::persisted`].
    Deliver(Delivered<P::Change>),
    /// Run this confirmation, and report to [`Delivery::confirmed`].
    Confirm(LeaseId, Confirm),
    /// Nothing to do before this time, unless a report comes earlier.
    WaitUntil(Timestamp),
    /// Nothing to do before a report comes.
    Idle,
}

impl<P: Poll> Delivery<P> {
    /// Delivers what `poller` polls, new or restored from a snapshot.
    pub fn new(poller: Poller<P>, wanted: Wanted) -> Self {
        Self { poller, wanted, fetching: BTreeMap::new(), under_way: BTreeMap::new() }
    }

    /// The poller, for its snapshot: it is all that must outlive the process.
    pub fn poller(&self) -> &Poller<P> {
        &self.poller
    }

    /// What to do now.
    pub fn poll(&mut self, now: Timestamp) -> DeliveryStep<P> {
        self.poller.advance(now);
        loop {
            // Whatever ended a lease ends what is to be done about it.
            self.fetching.retain(|lease, _| self.poller.holds(*lease));
            if let Some(lease) = self.fetching.iter().find_map(|(lease, fetching)| fetching.is_done().then_some(*lease))
                && let Some(done) = self.fetching.remove(&lease)
            {
                return DeliveryStep::Deliver(done.into_delivered());
            }
            let under_way = &self.under_way;
            if self.poller.blocked_until().is_none()
                && let Some((fetch, document)) =
                    self.fetching.values_mut().find_map(|fetching| fetching.begin(now, under_way))
            {
                self.under_way.insert(fetch, document.url().to_owned());
                return DeliveryStep::Fetch(fetch, document);
            }
            match self.poller.poll(now) {
                PollerStep::Deliver(leased) => {
                    self.fetching.insert(leased.lease, Fetching::new(leased, self.wanted));
                }
                PollerStep::Poll(queue, poll) => return DeliveryStep::Poll(queue, poll),
                PollerStep::Confirm(lease, confirm) => return DeliveryStep::Confirm(lease, confirm),
                PollerStep::WaitUntil(until) => return self.wait(Some(until)),
                PollerStep::Idle => return self.wait(None),
            }
        }
    }

    /// A poll is over.
    pub fn polled(&mut self, now: Timestamp, queue: PollId, answer: Result<PollOutcome<P::Change>, Error>) {
        self.poller.polled(now, queue, answer);
    }

    /// A download is over, and what it brought is stored. One that failed is tried again while that makes sense, a few
    /// times at most: a change is not withheld for a document.
    pub fn fetched(&mut self, now: Timestamp, fetch: FetchId, answer: Result<(), Error>) {
        self.under_way.remove(&fetch);
        let again = answer.as_ref().err().and_then(|error| self.poller.again(now, error));
        if let Some(fetching) = self.fetching.get_mut(&fetch.lease) {
            fetching.end(fetch, answer, again);
        }
    }

    /// The change of a lease is stored: confirm it.
    ///
    /// # Errors
    /// [`LeaseEnded`] if there is no such lease any more. Nothing is confirmed then, and the change comes back.
    pub fn persisted(&mut self, now: Timestamp, lease: LeaseId) -> Result<(), LeaseEnded> {
        if self.fetching.contains_key(&lease) {
            return Err(LeaseEnded);
        }
        self.poller.persisted(now, lease)
    }

    /// A confirmation is over.
    pub fn confirmed(&mut self, now: Timestamp, lease: LeaseId, answer: Result<(), Error>) {
        self.poller.confirmed(now, lease, answer);
    }

    fn wait(&self, until: Option<Timestamp>) -> DeliveryStep<P> {
        let next = self.fetching.values().filter_map(|fetching| fetching.next(&self.under_way)).chain(until).min();
        let next = next.map(|next| self.poller.blocked_until().map_or(next, |blocked| next.max(blocked)));
        next.map_or(DeliveryStep::Idle, DeliveryStep::WaitUntil)
    }
}
