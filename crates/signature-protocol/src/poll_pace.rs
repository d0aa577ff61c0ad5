//! When to poll a queue again.

use std::time::Duration;

use signature_model::Timestamp;

use crate::deadline::Deadline;
use crate::{Error, PollOutcome, PollPolicy, Retry};

/// Keeps one queue from being polled too early.
///
/// Ask [`PollPace::wait_until`] before each poll, and tell it the result. The caller says what time it is.
#[derive(Debug, Clone, Default)]
pub struct PollPace {
    policy: PollPolicy,
    next: Option<Deadline>,
    /// Errors in a row.
    failures: u32,
}

impl PollPace {
    /// A queue that may be polled at once.
    pub fn new(policy: PollPolicy) -> Self {
        Self::resume(policy, None)
    }

    /// A queue whose [`PollPace::next`] was stored.
    pub fn resume(policy: PollPolicy, next: Option<Timestamp>) -> Self {
        let next = next.map(|next| Deadline::stored(next, policy.max_interval()));
        Self { policy, next, failures: 0 }
    }

    /// When polling is permitted again, if that is known; to be stored.
    pub fn next(&self) -> Option<Timestamp> {
        self.next.as_ref().map(Deadline::last_read)
    }

    /// The time to wait until, or `None` if polling is permitted now. However far a clock goes back, the wait is never
    /// longer than the policy's longest.
    pub fn wait_until(&mut self, now: Timestamp) -> Option<Timestamp> {
        self.next.as_mut().map(|next| next.at(now)).filter(|next| *next > now)
    }

    /// A poll gave an answer.
    pub fn after_outcome<C>(&mut self, now: Timestamp, outcome: &PollOutcome<C>) {
        self.failures = 0;
        self.next = match outcome {
            // More may be waiting, so the service permits the next poll at once unless it says otherwise.
            PollOutcome::Changed { next, .. } => {
                next.map(|next| self.clamp(now, next.saturating_since(now), Duration::ZERO))
            }
            PollOutcome::NoChange { next } | PollOutcome::TooEarly { next } => {
                let wait = next.map_or(self.policy.fallback_interval(), |next| next.saturating_since(now));
                Some(self.clamp(now, wait, self.policy.min_interval()))
            }
        };
    }

    /// A poll gave an error.
    pub fn after_error(&mut self, now: Timestamp, error: &Error) {
        self.after_error_varied(now, error, |wait| wait);
    }

    /// A poll gave an error; `vary` changes the wait.
    pub(crate) fn after_error_varied(
        &mut self,
        now: Timestamp,
        error: &Error,
        vary: impl FnOnce(Duration) -> Duration,
    ) {
        let doubled = 1_u32.checked_shl(self.failures).unwrap_or(u32::MAX);
        self.failures = self.failures.saturating_add(1);
        let wait = vary(self.policy.error_interval().saturating_mul(doubled).min(self.policy.max_interval()));
        let asked = match error.retry() {
            Retry::After(asked) => asked,
            Retry::Now | Retry::Never => Duration::ZERO,
        };
        self.next = Some(self.clamp(now, wait.max(asked), self.policy.min_interval().max(asked)));
    }

    fn clamp(&self, now: Timestamp, wait: Duration, shortest: Duration) -> Deadline {
        Deadline::after(now, wait.min(self.policy.max_interval()).max(shortest))
    }
}
