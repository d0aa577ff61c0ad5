//! Polls queues, and sees each change through to its confirmation.
//!
//! The machine does no I/O and knows no clock: [`Poller::poll`] says what to do next, and the caller says what came of
//! it. What is not here: fetching documents, which [`delivery`](crate::delivery) does before a change is handed over.
//!
//! ```text
//!            poll(now)
//!               │
//!   ┌───────────┼─────────────┬─────────────┬──────────────┐
//!   ▼           ▼             ▼             ▼              ▼
//! Poll ──▶ polled()   Deliver ──▶ persisted()   Confirm ──▶ confirmed()   WaitUntil   Idle
//! ```
//!
//! Delivery is at least once. A change leaves its queue when it is fetched and comes back when it is not confirmed in
//! time, so whatever breaks, it is seen again; and nothing is confirmed that was not persisted first.
//!
//! Source: `docs/polling`

mod change;
mod jitter;
mod lease;
mod queue;
mod snapshot;

use std::collections::BTreeMap;

use signature_model::{Sender, Timestamp};

pub use change::{Change, Poll, SignedDocument};
pub use lease::{LeaseEnded, LeaseId, Leased};
pub use snapshot::PollerSnapshot;

use jitter::Jitter;
use lease::{Lease, Stage};
use queue::Queue;

use crate::{Confirm, Error, PollOutcome, PollPolicy, Retry};

/// Polls any number of queues of one flow.
///
/// Ask [`Poller::poll`] until it answers [`PollerStep::WaitUntil`] or [`PollerStep::Idle`]. Several polls and confirmations may be
/// under way at once, and each must be reported in the end: one that is not blocks its queue or its lease. A call that
/// fits nothing, such as a second report of the same poll, changes nothing. `now` is believed, even if it goes back;
/// nothing waits longer by that than the policy's longest wait, and no lease runs longer than the policy's.
///
/// Errors make it wait, longer with each in a row, and never make it stop: look at them before reporting them.
#[derive(Debug)]
pub struct Poller<P: Poll> {
    policy: PollPolicy,
    queues: Vec<Queue>,
    leases: BTreeMap<LeaseId, Lease<P::Change>>,
    next_lease: u64,
    /// Where the search for a queue to poll begins, so that all get their turn.
    next_queue: usize,
    /// The rate filter blocks the organization until then.
    blocked_until: Option<Timestamp>,
    jitter: Jitter,
}

/// What to do next.
#[derive(Debug)]
#[expect(clippy::exhaustive_enums, reason = "a driver must act on each")]
pub enum PollerStep<P: Poll> {
    /// Run this poll, and report to [`Poller::polled`].
    Poll(PollId, P),
    /// Store this change, fetch what is wanted of it, and report to [`Poller::persisted`].
    Deliver(Leased<P::Change>),
    /// Run this confirmation, and report to [`Poller::confirmed`].
    Confirm(LeaseId, Confirm),
    /// Nothing to do before this time, unless a report comes earlier.
    WaitUntil(Timestamp),
    /// Nothing to do before a report comes.
    Idle,
}

/// Which poll of which queue, the queues in the order they were given.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct PollId {
    queue: usize,
    number: u64,
}

impl PollId {
    /// The queue, counted from 0.
    pub fn queue(self) -> usize {
        self.queue
    }
}

impl<P: Poll> Poller<P> {
    /// Polls the queue of each sender. Waits after errors vary by `seed`, so that pollers which failed together do not
    /// come back together: give each process its own.
    pub fn new(policy: PollPolicy, senders: impl IntoIterator<Item = Sender>, seed: u64) -> Self {
        let queues = senders.into_iter().map(|sender| Queue::new(policy, sender, None)).collect();
        Self {
            policy,
            queues,
            leases: BTreeMap::new(),
            next_lease: 0,
            next_queue: 0,
            blocked_until: None,
            jitter: Jitter::new(seed),
        }
    }

    /// What to do now.
    pub fn poll(&mut self, now: Timestamp) -> PollerStep<P> {
        self.advance(now);
        if let Some(leased) = self.leases.iter_mut().find_map(|(id, lease)| lease.hand_over(*id)) {
            return PollerStep::Deliver(leased);
        }
        if let Some(until) = self.blocked_until {
            return PollerStep::WaitUntil(until);
        }
        // Confirm before asking for more: what is nearly done is not kept waiting.
        let confirm = |(id, lease): (&LeaseId, &mut Lease<P::Change>)| Some((*id, lease.begin_confirming(now)?));
        if let Some((id, url)) = self.leases.iter_mut().find_map(confirm) {
            return PollerStep::Confirm(id, Confirm::new(url));
        }
        if let Some((poll, sender)) = self.begin_poll(now) {
            return PollerStep::Poll(poll, P::for_sender(sender));
        }
        // Without room, a lease that ends makes some.
        let has_room = self.has_room();
        let queues = self.queues.iter().filter(|_| has_room).filter_map(Queue::next);
        let ends = self.leases.values().filter(|_| !has_room).filter_map(Lease::end);
        let leases = self.leases.values().filter_map(Lease::next);
        queues.chain(ends).chain(leases).min().map_or(PollerStep::Idle, PollerStep::WaitUntil)
    }

    /// A poll is over.
    pub fn polled(&mut self, now: Timestamp, poll: PollId, answer: Result<PollOutcome<P::Change>, Error>) {
        self.advance(now);
        let Some(queue) = self.queues.get_mut(poll.queue) else { return };
        let Some(sent) = queue.end(poll.number) else { return };
        match answer {
            Ok(outcome) => {
                queue.answered(now, &outcome);
                if let PollOutcome::Changed { change, .. } = outcome {
                    // The service counts from its answer, which came after the request.
                    self.lease(*change, sent.saturating_add(self.policy.lease()));
                }
            }
            Err(error) => {
                queue.failed(now, &error, &mut self.jitter);
                self.heed(now, &error);
            }
        }
    }

    /// The change of a lease is stored, and everything wanted of it is fetched: confirm it.
    ///
    /// # Errors
    /// [`LeaseEnded`] if there is no such lease any more. Nothing is confirmed then, and the change comes back.
    pub fn persisted(&mut self, now: Timestamp, lease: LeaseId) -> Result<(), LeaseEnded> {
        self.advance(now);
        let found = self.leases.get_mut(&lease).ok_or(LeaseEnded)?;
        found.persisted(now)?;
        if found.confirmation_url().is_none() {
            self.leases.remove(&lease);
        }
        Ok(())
    }

    /// A confirmation is over.
    ///
    /// One that certainly had no effect is tried again; of any other the service may know, and if not, the change comes
    /// back.
    pub fn confirmed(&mut self, now: Timestamp, lease: LeaseId, answer: Result<(), Error>) {
        self.advance(now);
        let again = answer.as_ref().err().and_then(|error| self.again(now, error));
        match (self.leases.get_mut(&lease), again) {
            (Some(found), Some(again)) => found.retry_confirming(again),
            (Some(found), None) if found.stage == Stage::Confirming => drop(self.leases.remove(&lease)),
            _ => {}
        }
    }

    /// When to try again what failed so, if that makes sense; keeps what the error says about everything else.
    pub(crate) fn again(&mut self, now: Timestamp, error: &Error) -> Option<Timestamp> {
        self.heed(now, error);
        let wait = self.jitter.around(self.policy.error_interval()).max(self.policy.min_interval());
        match error.retry() {
            Retry::Never => None,
            Retry::Now => Some(now.saturating_add(wait)),
            Retry::After(asked) => Some(now.saturating_add(wait.max(asked))),
        }
    }

    /// Whether the rate filter blocks the organization, and until when.
    pub(crate) fn blocked_until(&self) -> Option<Timestamp> {
        self.blocked_until
    }

    /// Whether a lease still runs.
    pub(crate) fn holds(&self, lease: LeaseId) -> bool {
        self.leases.contains_key(&lease)
    }

    /// Everything that must outlive the process.
    pub fn snapshot(&self) -> PollerSnapshot<P::Change> {
        PollerSnapshot {
            queues: self.queues.iter().map(Queue::stored).collect(),
            leases: self.leases.iter().filter_map(|(id, lease)| Some((*id, lease.stored()?))).collect(),
            next_lease: self.next_lease,
        }
    }

    /// Goes on where a snapshot was taken. A change that was handed over but not persisted is handed over again.
    pub fn restore(policy: PollPolicy, snapshot: PollerSnapshot<P::Change>, seed: u64) -> Self {
        let queues = snapshot.queues.into_iter().map(|(sender, next)| Queue::new(policy, sender, next)).collect();
        let leases = snapshot.leases.into_iter().map(|(id, lease)| (id, Lease::restore(lease))).collect();
        Self { leases, queues, next_lease: snapshot.next_lease, ..Self::new(policy, [], seed) }
    }

    /// Lets time pass: leases end, and so does a block.
    pub(crate) fn advance(&mut self, now: Timestamp) {
        let latest = now.saturating_add(self.policy.lease());
        self.leases.values_mut().for_each(|lease| lease.cap(latest));
        self.leases.retain(|_, lease| !lease.has_ended(now));
        self.blocked_until = self.blocked_until.filter(|until| *until > now);
    }

    /// Keeps a new change. An older state of the same job, under the same URL, is no longer worth confirming: that
    /// might confirm the newer one, which nobody has stored.
    fn lease(&mut self, change: P::Change, deadline: Timestamp) {
        let url = change.confirmation_url();
        self.leases.retain(|_, older| url.is_none() || older.confirmation_url() != url);
        let id = LeaseId::new(self.next_lease);
        self.next_lease = self.next_lease.saturating_add(1);
        self.leases.insert(id, Lease::new(change, deadline));
    }

    /// Begins the poll of the next queue whose time has come, if there is room for what it may bring.
    fn begin_poll(&mut self, now: Timestamp) -> Option<(PollId, Sender)> {
        if !self.has_room() {
            return None;
        }
        let next = self.next_queue.min(self.queues.len());
        let (later, first) = self.queues.split_at_mut(next);
        let mut turns = (next..).zip(first).chain((0..).zip(later));
        let (index, number, sender) = turns.find_map(|(index, queue)| {
            let (number, sender) = queue.begin(now)?;
            Some((index, number, sender))
        })?;
        self.next_queue = index.saturating_add(1);
        Some((PollId { queue: index, number }, sender))
    }

    /// Whether one more change can be held, should every poll under way bring one.
    fn has_room(&self) -> bool {
        let polls = self.queues.iter().filter(|queue| queue.is_under_way()).count();
        self.leases.len().saturating_add(polls) < self.policy.max_unconfirmed()
    }

    /// The rate filter blocks the whole organization.
    fn heed(&mut self, now: Timestamp, error: &Error) {
        if let Retry::After(wait) = error.retry() {
            self.blocked_until = Some(now.saturating_add(wait));
        }
    }
}
