//! Keeps an organization below the service's rate.

use std::collections::VecDeque;
use std::time::Duration;

use signature_model::Timestamp;

use crate::deadline::Deadline;
use crate::error::RATE_LIMIT_BLOCK;

/// Keeps every second below a given number of calls.
///
/// Beyond ten calls in a second the service blocks an organization for thirty seconds. Share one value between all
/// callers of an organization, and let one at a time ask and wait. `now` should come from a clock that cannot be set:
/// one that is set back costs a second at most, but one that is set forward lets too many calls through.
///
/// Source: `docs/rate-limit`, `clients/dotnet`
#[derive(Debug, Clone)]
pub struct RateLimiter {
    /// The calls of the last second, oldest first.
    recent: VecDeque<Timestamp>,
    calls_per_second: usize,
    blocked_until: Option<Deadline>,
}

impl RateLimiter {
    /// The most calls that the service takes in a second.
    pub const SERVICE_LIMIT: usize = 10;

    /// At most this many calls in any second; zero counts as one.
    pub fn new(calls_per_second: usize) -> Self {
        Self { recent: VecDeque::new(), calls_per_second: calls_per_second.max(1), blocked_until: None }
    }

    /// The time to wait until, or `None` if a call may be sent now. About a second away at most, unless the service
    /// blocks.
    pub fn wait_until(&mut self, now: Timestamp) -> Option<Timestamp> {
        let blocked_until = self.blocked_until.as_mut().map(|until| until.at(now));
        if let Some(until) = blocked_until.filter(|until| *until > now) {
            return Some(until);
        }
        for call in &mut self.recent {
            *call = (*call).min(now);
        }
        self.recent.retain(|call| now.saturating_since(*call) < SECOND);
        let oldest = self.recent.front().filter(|_| self.recent.len() >= self.calls_per_second);
        oldest.map(|oldest| oldest.saturating_add(SECOND))
    }

    /// The service's rate filter has refused a call: it now refuses all calls for thirty seconds.
    pub fn block(&mut self, now: Timestamp) {
        self.blocked_until = Some(Deadline::after(now, RATE_LIMIT_BLOCK));
    }

    /// A call is sent now.
    pub fn record(&mut self, now: Timestamp) {
        self.recent.push_back(now);
    }
}

impl Default for RateLimiter {
    /// One call a second below the service's limit, as its second and ours are not the same.
    fn default() -> Self {
        Self::new(Self::SERVICE_LIMIT.saturating_sub(1))
    }
}

/// A little more than a second, as the network delays some calls more than others.
const SECOND: Duration = Duration::from_millis(1_050);

#[cfg(test)]
mod tests {
    use super::*;

    fn at(millis: i64) -> Timestamp {
        Timestamp::from_unix_millis(millis).unwrap()
    }

    /// The times at which calls are sent that are all made at `now`.
    fn burst(limiter: &mut RateLimiter, calls: usize, mut now: Timestamp) -> Vec<i64> {
        let mut sent = Vec::new();
        for _ in 0..calls {
            while let Some(until) = limiter.wait_until(now) {
                assert!(until.saturating_since(now) <= SECOND);
                now = until;
            }
            limiter.record(now);
            sent.push(now.as_unix_millis());
        }
        sent
    }

    #[test]
    fn a_burst_is_spread_and_a_quiet_caller_never_waits() {
        let mut limiter = RateLimiter::new(2);
        assert_eq!(burst(&mut limiter, 5, at(0)), [0, 0, 1050, 1050, 2100]);
        assert_eq!(burst(&mut limiter, 2, at(10_000)), [10_000, 10_000]);
        assert!(limiter.recent.len() <= 2);
    }

    #[test]
    fn a_clock_that_goes_back_costs_a_second() {
        let mut limiter = RateLimiter::new(1);
        assert_eq!(burst(&mut limiter, 1, at(3_600_000)), [3_600_000]);
        assert_eq!(burst(&mut limiter, 1, at(0)), [1050]);
    }
}
