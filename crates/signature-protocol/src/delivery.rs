//! From a queue to the caller's storage: poll, fetch the signed documents, hand over, confirm.
//!
//! A [`Poller`] with one more stage. The bytes go wherever the caller streams them; this machine only keeps count.
//!
//! Source: `docs/polling`, `docs/direct-flow#status`

mod fetching;
mod wanted;

use std::collections::BTreeMap;

use signature_model::Timestamp;

pub use fetching::{Delivered, FetchId, Fetched};
pub use wanted::Wanted;

use fetching::Fetching;

use crate::{Confirm, Error, LeaseId, Poll, PollId, PollOutcome, Poller, PollerStep, SignedDocument};

/// Sees each change and its documents through to the confirmation: the wanted documents are fetched before a change is
/// handed over.
///
/// ```text
///            poll(now)
///               │
///   ┌───────────┼────────────┬─────────────┬─────────────┬──────────────┐
///   ▼           ▼            ▼             ▼             ▼              ▼
/// Poll ──▶ polled()   Fetch ──▶ fetched()  Deliver ──▶ persisted()  Confirm ──▶ confirmed()   WaitUntil, Idle
/// ```
///
/// Ask [`Delivery::poll`] until it answers [`DeliveryStep::WaitUntil`] or [`DeliveryStep::Idle`]; the rules are those
/// of [`Poller`]. Report each download in the end, even if its lease has ended: the same document is not fetched again
/// before that.
///
/// Only the snapshot of the [`Delivery::poller`] is stored between processes: a change that was not confirmed comes
/// again, and its documents are fetched again.
#[derive(Debug)]
pub struct Delivery<P: Poll> {
    poller: Poller<P>,
    wanted: Wanted,
    max_downloads: usize,
    fetching: BTreeMap<LeaseId, Fetching<P::Change>>,
    /// Each download that was not reported yet, even if its lease has ended.
    under_way: BTreeMap<FetchId, SignedDocument>,
}

/// What to do next.
#[derive(Debug)]
#[expect(clippy::exhaustive_enums, reason = "a driver must act on each")]
pub enum DeliveryStep<P: Poll> {
    /// Run this poll, and report to [`Delivery::polled`].
    Poll(PollId, P),
    /// Run [`SignedDocument::fetch`], store the document, and report to [`Delivery::fetched`].
    /// [`Delivery::change`] is the change that offers the document.
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
        let (fetching, under_way) = (BTreeMap::new(), BTreeMap::new());
        Self { poller, wanted, max_downloads: Self::MAX_DOWNLOADS, fetching, under_way }
    }

    /// How many downloads are under way at once by default.
    pub const MAX_DOWNLOADS: usize = 4;

    /// The same delivery with another limit of downloads under way at once; default
    /// [`MAX_DOWNLOADS`](Self::MAX_DOWNLOADS). Zero counts as one.
    #[must_use]
    pub fn with_max_downloads(self, max_downloads: usize) -> Self {
        Self { max_downloads: max_downloads.max(1), ..self }
    }

    /// The poller, for its snapshot.
    pub fn poller(&self) -> &Poller<P> {
        &self.poller
    }

    /// The change whose documents are being fetched for this lease; `None` if it was handed over or its lease ended.
    pub fn change(&self, lease: LeaseId) -> Option<&P::Change> {
        self.fetching.get(&lease).map(Fetching::change)
    }

    /// What to do now.
    pub fn poll(&mut self, now: Timestamp) -> DeliveryStep<P> {
        self.poller.advance(now);
        self.fetching.values_mut().for_each(|fetching| fetching.advance(now));
        loop {
            // When a lease has ended, its downloads are not needed any more.
            self.fetching.retain(|lease, _| self.poller.holds(*lease));
            if let Some(delivered) = self.take_done() {
                return DeliveryStep::Deliver(delivered);
            }
            if self.poller.blocked_until(now).is_none()
                && let Some((fetch, document)) = self.begin_fetching(now)
            {
                return DeliveryStep::Fetch(fetch, document);
            }
            match self.poller.poll(now) {
                PollerStep::Deliver(leased) => {
                    self.fetching.insert(leased.lease, Fetching::new(leased, self.wanted));
                }
                PollerStep::Poll(queue, poll) => return DeliveryStep::Poll(queue, poll),
                PollerStep::Confirm(lease, confirm) => return DeliveryStep::Confirm(lease, confirm),
                PollerStep::WaitUntil(until) => return self.wait(now, Some(until)),
                PollerStep::Idle => return self.wait(now, None),
            }
        }
    }

    /// A poll is over.
    pub fn polled(&mut self, now: Timestamp, queue: PollId, answer: Result<PollOutcome<P::Change>, &Error>) {
        self.poller.polled(now, queue, answer);
    }

    /// A download is over.
    ///
    /// A document that the service refuses (status 201 to 499, except 206) is given up: its change
    /// is handed over without it, and it is in [`Delivered::failed`]. After every other failure (a broken connection, a
    /// page of a proxy, a server error, the rate filter, storage) the document is fetched again while the lease runs, and its change is not
    /// handed over before; if the lease ends, the change comes again.
    pub fn fetched(&mut self, now: Timestamp, fetch: FetchId, answer: Fetched) {
        if self.under_way.remove(&fetch).is_none() {
            return;
        }
        let asked = match &answer {
            Fetched::Refused(error) => self.poller.again(now, error),
            Fetched::Stored | Fetched::StorageFailed => None,
        };
        let again = asked.unwrap_or_else(|| self.poller.later(now));
        if let Some(fetching) = self.fetching.get_mut(&fetch.lease) {
            fetching.end(fetch, answer, again);
        }
    }

    /// A poll was not sent. Its queue may be polled at once.
    pub fn not_polled(&mut self, poll: PollId) {
        self.poller.not_polled(poll);
    }

    /// A confirmation was not sent. It is due again while its lease runs.
    pub fn not_confirmed(&mut self, now: Timestamp, lease: LeaseId) {
        self.poller.not_confirmed(now, lease);
    }

    /// The change of a lease is stored: confirm it.
    ///
    /// # Errors
    /// [`ErrorKind::LeaseEnded`](crate::ErrorKind::LeaseEnded) if the lease has ended, or the change was not handed
    /// over. Nothing is confirmed then, and the change comes back.
    pub fn persisted(&mut self, now: Timestamp, lease: LeaseId) -> Result<(), Error> {
        if self.fetching.contains_key(&lease) {
            return Err(Error::lease_ended());
        }
        self.poller.persisted(now, lease)
    }

    /// A confirmation is over.
    pub fn confirmed(&mut self, now: Timestamp, lease: LeaseId, answer: Result<(), &Error>) {
        self.poller.confirmed(now, lease, answer);
    }

    /// A change with nothing left to fetch.
    fn take_done(&mut self) -> Option<Delivered<P::Change>> {
        let lease = self.fetching.iter().find_map(|(lease, fetching)| fetching.is_done().then_some(*lease))?;
        self.fetching.remove(&lease).map(Fetching::into_delivered)
    }

    fn begin_fetching(&mut self, now: Timestamp) -> Option<(FetchId, SignedDocument)> {
        if self.under_way.len() >= self.max_downloads {
            return None;
        }
        let under_way = &self.under_way;
        let begun = self.fetching.values_mut().find_map(|fetching| fetching.begin(now, under_way));
        begun.inspect(|(fetch, document)| _ = self.under_way.insert(*fetch, document.clone()))
    }

    fn wait(&mut self, now: Timestamp, until: Option<Timestamp>) -> DeliveryStep<P> {
        let under_way = &self.under_way;
        let has_room = under_way.len() < self.max_downloads;
        let fetching = self.fetching.values_mut().filter(|_| has_room);
        let fetches = fetching.filter_map(|fetching| fetching.next(now, under_way)).min();
        let next = fetches.into_iter().chain(until).min();
        let next = next.max(self.poller.blocked_until(now).filter(|_| next.is_some()));
        next.map_or(DeliveryStep::Idle, DeliveryStep::WaitUntil)
    }
}
