//! Polls queues, and sees each change through to its confirmation.
//!
//! The machine does no I/O and knows no clock: [`Poller::poll`] says what to do next, and the caller reports the
//! result. What is not here: fetching documents, which [`Delivery`](crate::Delivery) does before a change is handed
//! over.
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
pub use lease::{LeaseId, Leased};
pub use snapshot::PollerSnapshot;

use jitter::Jitter;
use lease::Lease;
use queue::Queue;

use crate::deadline::Deadline;
use crate::{Confirm, Error, ErrorKind, PollOutcome, PollPolicy, Retry};

/// Polls any number of queues of one flow, and sees each change through to its confirmation.
///
/// ```text
///            poll(now)
///               │
///   ┌───────────┼─────────────┬─────────────┬──────────────┐
///   ▼           ▼             ▼             ▼              ▼
/// Poll ──▶ polled()   Deliver ──▶ persisted()   Confirm ──▶ confirmed()   WaitUntil   Idle
/// ```
///
/// Ask [`Poller::poll`] until it answers [`PollerStep::WaitUntil`] or [`PollerStep::Idle`]. Several polls and
/// confirmations may be under way at once. Report each of them in the end, even if it failed or was not sent: one that
/// is not reported blocks its queue. Stale or repeated reports are ignored. Errors make the poller wait, longer with
/// each in a row, and never make it stop: look at them before reporting them.
///
/// The poller knows nothing of other calls: keep a [`RateLimiter`](crate::RateLimiter) for all calls of an organization.
/// A confirmation that had to wait for its turn must not be sent after [`Poller::deadline`].
///
/// A change is delivered at least once. It leaves its queue when it is fetched, and comes back when it is not confirmed
/// in time.
///
/// # What is confirmed
///
/// Only a change that the caller has stored ([`Poller::persisted`]) is confirmed. This needs care, because the service
/// may have one confirmation URL per job, and hands out a newer state of a job while an older one is leased. A
/// confirmation then confirms the state that was handed out last. If that state is on its way, or its reply was lost,
/// it is not stored, and it never comes again. So:
///
/// - While a poll of a queue is under way, no change of that queue is confirmed, because the poll may bring a newer
///   state of the same job. While a confirmation is under way, its queue is not polled, for the same reason.
/// - When the reply to a poll is lost, all changes that the queue brought before are given up: any of them may be the
///   older state of a job. [`Poller::persisted`] then returns [`ErrorKind::LeaseEnded`](crate::ErrorKind::LeaseEnded),
///   and the changes come back. Waiting would not help: the lease of the lost change begins later than theirs, and
///   so ends later.
/// - A newer state of a job replaces an older one.
/// - After a call with an unknown result its queue is not polled for three to five quarters of
///   [`PollPolicy::error_interval`], and for 20 seconds at least, because a request may still arrive after its
///   connection has broken.
/// - A new process begins without changes ([`PollerSnapshot`]). It cannot know which calls the old one had under way: end
///   them and report them before the last snapshot is taken, or let the new process begin 20 seconds later.
///
/// This holds for one poller only. Two pollers of the same queue, in one process or in several, do not see each other's
/// polls: one may confirm what the other has not stored. Let only one poll a queue at a time, or give each its own.
///
/// # Clocks
///
/// `now` may go back. Nothing then waits longer than was decided before, and no lease runs longer than
/// [`PollPolicy::lease`] from then on.
#[derive(Debug)]
pub struct Poller<P: Poll> {
    policy: PollPolicy,
    queues: Vec<Queue>,
    leases: BTreeMap<LeaseId, Lease<P::Change>>,
    next_lease: u64,
    /// Where the search for a queue to poll begins, so that each gets its turn.
    next_queue: usize,
    /// The rate filter blocks the organization until then.
    blocked_until: Option<Deadline>,
    jitter: Jitter,
}

/// What to do next.
#[derive(Debug)]
#[expect(clippy::exhaustive_enums, reason = "a driver must act on each")]
pub enum PollerStep<P: Poll> {
    /// Run this poll, and report to [`Poller::polled`].
    Poll(PollId, P),
    /// Store this change and the documents you want, and report to [`Poller::persisted`].
    Deliver(Leased<P::Change>),
    /// Run this confirmation before its lease ends ([`Poller::deadline`]), and report to [`Poller::confirmed`].
    Confirm(LeaseId, Confirm),
    /// Nothing to do before this time, unless a report comes earlier.
    WaitUntil(Timestamp),
    /// Nothing to do before a report comes.
    Idle,
}

/// Identifies a poll: its queue and number.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct PollId {
    queue: usize,
    number: u64,
}

impl PollId {
    /// The queue, counted from 0 in the order of the senders that the poller was given.
    pub fn queue(self) -> usize {
        self.queue
    }
}

impl<P: Poll> Poller<P> {
    /// Polls the queue of each sender; a sender that is given twice counts once.
    ///
    /// Waits after errors vary by `seed`, so that pollers that failed together do not come back together: give each
    /// process its own.
    pub fn new(policy: PollPolicy, senders: impl IntoIterator<Item = Sender>, seed: u64) -> Self {
        Self::with_queues(policy, senders.into_iter().map(|sender| (sender, None)), seed)
    }

    /// Polls the queues of a snapshot, none earlier than it was permitted when the snapshot was taken. Every change
    /// that was not confirmed then comes again.
    pub fn restore(policy: PollPolicy, snapshot: PollerSnapshot, seed: u64) -> Self {
        Self::with_queues(policy, snapshot.queues, seed)
    }

    fn with_queues(
        policy: PollPolicy,
        senders: impl IntoIterator<Item = (Sender, Option<Timestamp>)>,
        seed: u64,
    ) -> Self {
        let mut queues: Vec<Queue> = Vec::new();
        for (sender, next) in senders {
            // Two entries for the same queue would not see each other's polls.
            if !queues.iter().any(|queue| *queue.sender() == sender) {
                queues.push(Queue::new(policy, sender, next));
            }
        }
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
        if let Some(leased) = self.leases.iter_mut().find_map(|(id, lease)| lease.hand_over(*id, now)) {
            return PollerStep::Deliver(leased);
        }
        if let Some(until) = self.blocked_until(now) {
            return PollerStep::WaitUntil(until);
        }
        // Confirmations go first: they finish a change that is nearly done.
        if let Some((id, confirm)) = self.begin_confirming(now) {
            return PollerStep::Confirm(id, confirm);
        }
        if let Some((id, poll)) = self.begin_poll(now) {
            return PollerStep::Poll(id, poll);
        }
        self.next(now).map_or(PollerStep::Idle, PollerStep::WaitUntil)
    }

    /// A poll is over.
    pub fn polled(&mut self, now: Timestamp, poll: PollId, answer: Result<PollOutcome<P::Change>, &Error>) {
        self.advance(now);
        let Some(queue) = self.queues.get_mut(poll.queue) else { return };
        let Some(sent) = queue.end(poll.number, now) else { return };
        match answer {
            Ok(outcome) => {
                queue.answered(now, &outcome);
                if let PollOutcome::Changed { change, .. } = outcome {
                    self.lease(*change, poll.queue, sent);
                }
            }
            Err(error) => {
                queue.failed(now, error, &mut self.jitter);
                if !error.is_without_effect() {
                    queue.rest(now, LATE);
                    // It may have handed out a newer state of any job that is leased.
                    self.leases.retain(|_, lease| lease.queue() != poll.queue);
                }
                self.heed(now, error);
            }
        }
    }

    /// A poll was not sent. Its queue may be polled at once.
    pub fn not_polled(&mut self, poll: PollId) {
        if let Some(queue) = self.queues.get_mut(poll.queue) {
            queue.withdraw(poll.number);
        }
    }

    /// The change of a lease is stored, with the documents that are wanted: confirm it.
    ///
    /// # Errors
    /// [`ErrorKind::LeaseEnded`](crate::ErrorKind::LeaseEnded) if the lease has ended. Nothing is confirmed then, and
    /// the change comes back.
    pub fn persisted(&mut self, now: Timestamp, lease: LeaseId) -> Result<(), Error> {
        self.advance(now);
        let found = self.leases.get_mut(&lease).ok_or_else(Error::lease_ended)?;
        found.persisted()?;
        if found.confirmation_url().is_none() {
            self.leases.remove(&lease);
        }
        Ok(())
    }

    /// A confirmation is over.
    ///
    /// One that certainly had no effect and may succeed later is tried again. After any other failure the service may
    /// have accepted it; if not, the change comes back.
    pub fn confirmed(&mut self, now: Timestamp, lease: LeaseId, answer: Result<(), &Error>) {
        self.advance(now);
        let Some(queue) = self.leases.get(&lease).filter(|lease| lease.is_confirming()).map(Lease::queue) else {
            return;
        };
        let again = answer.err().and_then(|error| self.again(now, error));
        match self.leases.get_mut(&lease) {
            Some(found) if again.is_some() => found.retry_confirming(again),
            _ => drop(self.leases.remove(&lease)),
        }
        if answer.is_err_and(|error| !error.is_without_effect())
            && let Some(queue) = self.queues.get_mut(queue)
        {
            queue.rest(now, self.jitter.around(self.policy.error_interval()).max(LATE));
        }
    }

    /// A confirmation was not sent. It is due again while its lease runs.
    pub fn not_confirmed(&mut self, now: Timestamp, lease: LeaseId) {
        if let Some(found) = self.leases.get_mut(&lease).filter(|lease| lease.is_confirming()) {
            found.retry_confirming(None);
        }
        self.advance(now);
    }

    /// When a lease ends at the latest: a confirmation must be sent before. `None` if it has ended.
    pub fn deadline(&self, lease: LeaseId) -> Option<Timestamp> {
        self.leases.get(&lease).map(Lease::deadline)
    }

    /// When each queue may be polled again, for the next process.
    pub fn snapshot(&self) -> PollerSnapshot {
        let blocked_until = self.blocked_until.as_ref().map(Deadline::last_read);
        let stored = self.queues.iter().map(Queue::stored);
        PollerSnapshot { queues: stored.map(|(sender, next)| (sender, next.max(blocked_until))).collect() }
    }

    /// When to try again after this error, if that makes sense. Also notes a block by the rate filter.
    pub(crate) fn again(&mut self, now: Timestamp, error: &Error) -> Option<Deadline> {
        self.heed(now, error);
        match error.retry() {
            Retry::Never => None,
            Retry::Now => Some(self.later(now)),
            Retry::After(asked) => Some(Deadline::after(now, self.error_wait().max(asked))),
        }
    }

    /// When to try again after a failure on the caller's side.
    pub(crate) fn later(&mut self, now: Timestamp) -> Deadline {
        let wait = self.error_wait();
        Deadline::after(now, wait)
    }

    /// Whether the rate filter blocks the organization, and until when.
    pub(crate) fn blocked_until(&mut self, now: Timestamp) -> Option<Timestamp> {
        self.blocked_until.as_mut().map(|until| until.at(now)).filter(|until| *until > now)
    }

    /// Whether a lease still runs.
    pub(crate) fn holds(&self, lease: LeaseId) -> bool {
        self.leases.contains_key(&lease)
    }

    /// Lets time pass: leases end. It reads every deadline, so that a clock that was set back prolongs each wait once,
    /// and all at the same time.
    pub(crate) fn advance(&mut self, now: Timestamp) {
        for queue in &mut self.queues {
            queue.next(now);
        }
        for lease in self.leases.values_mut() {
            lease.next(now);
        }
        self.blocked_until(now);
        self.leases.retain(|_, lease| lease.end(now).is_none_or(|end| end > now));
    }

    /// Keeps a new change, which replaces older states of its job.
    fn lease(&mut self, change: P::Change, queue: usize, sent: Timestamp) {
        self.leases.retain(|_, older| !older.is_overtaken_by(&change));
        let id = LeaseId::new(self.next_lease);
        self.next_lease = self.next_lease.saturating_add(1);
        // The service counts from its answer, which came after the request.
        self.leases.insert(id, Lease::new(change, queue, Deadline::after(sent, self.policy.lease())));
    }

    /// Begins the next confirmation that is due, in a queue that is not being polled.
    fn begin_confirming(&mut self, now: Timestamp) -> Option<(LeaseId, Confirm)> {
        let queues = &self.queues;
        let is_polled = |queue: usize| queues.get(queue).is_some_and(Queue::is_under_way);
        let mut leases = self.leases.iter_mut().filter(|(_, lease)| !is_polled(lease.queue()));
        leases.find_map(|(id, lease)| Some((*id, Confirm::new(lease.begin_confirming(now)?))))
    }

    /// Begins the poll of the next queue that is due, if there is room for a change.
    fn begin_poll(&mut self, now: Timestamp) -> Option<(PollId, P)> {
        if !self.has_room() {
            return None;
        }
        let next = self.next_queue.min(self.queues.len());
        let (later, first) = self.queues.split_at_mut(next);
        let mut turns = (next..).zip(first).chain((0..).zip(later));
        let leases = &self.leases;
        let (queue, number, sender) = turns.find_map(|(index, queue)| {
            if is_confirming(leases, index) {
                return None;
            }
            let (number, sender) = queue.begin(now)?;
            Some((index, number, sender))
        })?;
        self.next_queue = queue.saturating_add(1);
        Some((PollId { queue, number }, P::for_sender(sender)))
    }

    /// When there is something to do again, unless a report comes earlier.
    fn next(&mut self, now: Timestamp) -> Option<Timestamp> {
        let has_room = self.has_room();
        let (leases, queues) = (&self.leases, &mut self.queues);
        let idle = queues.iter_mut().enumerate().filter(|(index, _)| has_room && !is_confirming(leases, *index));
        let polls = idle.filter_map(|(_, queue)| queue.next(now)).min();
        let queues = &self.queues;
        let is_polled = |queue: usize| queues.get(queue).is_some_and(Queue::is_under_way);
        let mut ends = None;
        let mut confirmations = None;
        for lease in self.leases.values_mut() {
            // Without room, a lease that ends makes some.
            let end = lease.end(now).filter(|_| !has_room);
            let next = lease.next(now).filter(|_| !is_polled(lease.queue()));
            ends = ends.into_iter().chain(end).min();
            confirmations = confirmations.into_iter().chain(next).min();
        }
        [polls, ends, confirmations].into_iter().flatten().min()
    }

    /// Whether one more change can be held if every poll under way brings one.
    fn has_room(&self) -> bool {
        let polls = self.queues.iter().filter(|queue| queue.is_under_way()).count();
        self.leases.len().saturating_add(polls) < self.policy.max_unconfirmed()
    }

    /// The wait before something is tried again.
    fn error_wait(&mut self) -> std::time::Duration {
        self.jitter.around(self.policy.error_interval()).max(self.policy.min_interval())
    }

    /// The rate filter blocks the whole organization.
    fn heed(&mut self, now: Timestamp, error: &Error) {
        if let (ErrorKind::RateLimited, Retry::After(wait)) = (error.kind(), error.retry()) {
            self.blocked_until = Some(Deadline::after(now, wait));
        }
    }
}

/// How long a request may still arrive after its connection has broken.
const LATE: std::time::Duration = std::time::Duration::from_secs(20);

/// Whether a change of this queue is being confirmed.
fn is_confirming<C: Change>(leases: &BTreeMap<LeaseId, Lease<C>>, queue: usize) -> bool {
    leases.values().any(|lease| lease.queue() == queue && lease.is_confirming())
}
