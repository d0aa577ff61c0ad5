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
use std::time::Duration;

use signature_model::{Sender, Timestamp};

pub use change::{Change, Poll, SignedDocument};
pub use lease::{LeaseEnded, LeaseId, Leased};
pub use snapshot::Snapshot;

use jitter::Jitter;
use lease::{Lease, Stage};
use queue::Queue;

use crate::operations::{Confirm, PollOutcome};
use crate::{Error, Exchange, PollPolicy, Sent};

/// Polls any number of queues of one flow.
///
/// Ask [`Poller::poll`] until it answers [`Step::WaitUntil`] or [`Step::Idle`]. Several polls and confirmations may be
/// under way at once. A call that fits nothing, such as a second report of the same poll, changes nothing; a `now`
/// that goes backwards counts as the latest one seen, and one before 1970 as 1970.
///
/// Errors make it wait, longer with each in a row, and never make it stop: look at them before reporting them.
#[derive(Debug)]
pub struct Poller<P: Poll> {
    policy: PollPolicy,
    queues: Vec<Queue>,
    leases: BTreeMap<LeaseId, Lease<P::Change>>,
    next_lease: u64,
    jitter: Jitter,
    latest: Timestamp,
}

/// What to do next.
#[derive(Debug)]
#[expect(clippy::exhaustive_enums, reason = "a driver must act on each")]
pub enum Step<P: Poll> {
    /// Run this poll, and report to [`Poller::polled`].
    Poll(QueueId, Exchange<P>),
    /// Store this change, fetch what is wanted of it, and report to [`Poller::persisted`].
    Deliver(Leased<P::Change>),
    /// Run this confirmation, and report to [`Poller::confirmed`].
    Confirm(LeaseId, Exchange<Confirm>),
    /// Nothing to do before this time, unless a report comes earlier.
    WaitUntil(Timestamp),
    /// Nothing to do before a report comes.
    Idle,
}

/// Which of a poller's queues, in the order they were given.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, serde::Serialize, serde::Deserialize)]
pub struct QueueId(usize);

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
            jitter: Jitter::new(seed),
            latest: Timestamp::EPOCH,
        }
    }

    /// What to do now.
    pub fn poll(&mut self, now: Timestamp) -> Step<P> {
        let now = self.advance(now);
        // Confirm first, then hand over, then ask for more: what is nearly done is never kept waiting.
        if let Some((id, url)) =
            self.leases.iter_mut().find_map(|(id, lease)| Some((*id, lease.begin_confirming(now)?)))
        {
            return Step::Confirm(id, Exchange::new(Confirm::new(url)));
        }
        if let Some(leased) = self.leases.iter_mut().find_map(|(id, lease)| lease.hand_over(*id)) {
            return Step::Deliver(leased);
        }
        if let Some((id, sender)) =
            self.queues.iter_mut().enumerate().find_map(|(id, queue)| Some((id, queue.begin(now)?)))
        {
            return Step::Poll(QueueId(id), Exchange::new(P::for_sender(sender)));
        }
        let queues = self.queues.iter().filter_map(Queue::next);
        let leases = self.leases.values().filter_map(Lease::next);
        queues.chain(leases).min().map_or(Step::Idle, Step::WaitUntil)
    }

    /// A poll is over.
    pub fn polled(&mut self, now: Timestamp, queue: QueueId, answer: Result<PollOutcome<P::Change>, Error>) {
        let now = self.advance(now);
        let Some(queue) = self.queues.get_mut(queue.0) else { return };
        if !queue.end() {
            return;
        }
        match answer {
            Ok(outcome) => {
                queue.answered(now, &outcome);
                if let PollOutcome::Changed { change, .. } = outcome {
                    let id = LeaseId::new(self.next_lease);
                    self.next_lease = self.next_lease.saturating_add(1);
                    self.leases.insert(id, Lease::new(*change, now.saturating_add(self.policy.lease)));
                }
            }
            Err(error) => queue.failed(now, &error, &mut self.jitter),
        }
    }

    /// The change of a lease is stored, and everything wanted of it is fetched: confirm it.
    ///
    /// # Errors
    /// [`LeaseEnded`] if there is no such lease any more. Nothing is confirmed then, and the change comes back.
    pub fn persisted(&mut self, now: Timestamp, lease: LeaseId) -> Result<(), LeaseEnded> {
        let now = self.advance(now);
        let found = self.leases.get_mut(&lease).ok_or(LeaseEnded)?;
        found.persisted(now)?;
        if matches!(found.stage, Stage::Settled) {
            self.leases.remove(&lease);
        }
        Ok(())
    }

    /// A confirmation is over.
    ///
    /// One that was certainly not sent is tried again; of any other the service may know, and if not, the change comes
    /// back.
    pub fn confirmed(&mut self, now: Timestamp, lease: LeaseId, answer: Result<(), Error>) {
        let now = self.advance(now);
        match answer {
            Err(error) if error.sent() == Sent::No => {
                let wait = self.wait_after_error();
                if let Some(lease) = self.leases.get_mut(&lease) {
                    lease.retry_confirming(now.saturating_add(wait));
                }
            }
            Ok(()) | Err(_) => {
                if self.leases.get(&lease).is_some_and(|lease| matches!(lease.stage, Stage::Confirming)) {
                    self.leases.remove(&lease);
                }
            }
        }
    }

    /// How long to wait before something that failed is tried again.
    pub(crate) fn wait_after_error(&mut self) -> Duration {
        self.jitter.around(self.policy.after_error)
    }

    /// Everything that must outlive the process.
    pub fn snapshot(&self) -> Snapshot<P::Change> {
        Snapshot {
            queues: self.queues.iter().map(Queue::stored).collect(),
            leases: self.leases.iter().filter_map(|(id, lease)| Some((*id, lease.stored()?))).collect(),
            next_lease: self.next_lease,
        }
    }

    /// Goes on where a snapshot was taken. A change that was handed over but not persisted is handed over again.
    pub fn restore(policy: PollPolicy, snapshot: Snapshot<P::Change>, seed: u64) -> Self {
        let queues = snapshot.queues.into_iter().map(|(sender, next)| Queue::new(policy, sender, next)).collect();
        let leases = snapshot.leases.into_iter().map(|(id, lease)| (id, Lease::restore(lease))).collect();
        Self { leases, queues, next_lease: snapshot.next_lease, ..Self::new(policy, [], seed) }
    }

    /// The latest time seen; drops leases that have ended.
    fn advance(&mut self, now: Timestamp) -> Timestamp {
        self.latest = self.latest.max(now);
        let now = self.latest;
        self.leases.retain(|_, lease| !lease.has_ended(now));
        now
    }
}
