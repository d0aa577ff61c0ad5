//! One queue of a poller: whether a poll is under way, and when the next one may be.

use std::time::Duration;

use signature_model::{Sender, Timestamp};

use super::jitter::Jitter;
use crate::operations::PollOutcome;
use crate::{Error, PollPace, PollPolicy, Retry};

#[derive(Debug)]
pub(super) struct Queue {
    sender: Sender,
    policy: PollPolicy,
    pace: PollPace,
    /// The next poll, once known; `None` before the first and while one is under way.
    under_way: bool,
    failures: u32,
}

impl Queue {
    pub(super) fn new(policy: PollPolicy, sender: Sender, next: Option<Timestamp>) -> Self {
        Self { sender, policy, pace: PollPace::resume(policy, next), under_way: false, failures: 0 }
    }

    /// Begins a poll, if one may be sent now.
    pub(super) fn begin(&mut self, now: Timestamp) -> Option<Sender> {
        if self.under_way || self.pace.wait_until(now).is_some() {
            return None;
        }
        self.under_way = true;
        Some(self.sender.clone())
    }

    /// Ends a poll; `false` if none was under way.
    pub(super) fn end(&mut self) -> bool {
        std::mem::replace(&mut self.under_way, false)
    }

    pub(super) fn answered<C>(&mut self, now: Timestamp, outcome: &PollOutcome<C>) {
        self.failures = 0;
        self.pace.after_outcome(now, outcome);
    }

    /// Waits longer with each failure in a row, up to the policy's longest wait; never shorter than the error asks.
    pub(super) fn failed(&mut self, now: Timestamp, error: &Error, jitter: &mut Jitter) {
        let doubled = self.policy.after_error.saturating_mul(1_u32.checked_shl(self.failures).unwrap_or(u32::MAX));
        self.failures = self.failures.saturating_add(1).min(31);
        let asked = match error.retry() {
            Retry::After(wait) => wait,
            Retry::Now | Retry::Never => Duration::ZERO,
        };
        let wait = jitter.around(doubled.min(self.policy.longest)).max(asked);
        self.pace = PollPace::resume(self.policy, Some(now.saturating_add(wait)));
    }

    /// When the next poll may be sent; `None` while one is under way.
    pub(super) fn next(&self) -> Option<Timestamp> {
        if self.under_way { None } else { self.pace.next() }
    }

    pub(super) fn stored(&self) -> (Sender, Option<Timestamp>) {
        (self.sender.clone(), self.pace.next())
    }
}
