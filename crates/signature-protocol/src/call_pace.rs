//! Keeps an organization below the service's rate.

use std::collections::VecDeque;
use std::time::Duration;

use signature_model::Timestamp;

/// Hands out times at which calls may be sent, so that no second has more than a given number of them.
///
/// Beyond ten calls in a second the service blocks an organization for thirty seconds. Share one value between all
/// callers of an organization.
///
/// Source: `docs/rate-limit`, `clients/dotnet`
#[derive(Debug, Clone)]
pub struct CallPace {
    /// The latest times handed out, oldest first: one more than fits into a second.
    granted: VecDeque<Timestamp>,
    calls_per_second: usize,
}

impl CallPace {
    /// The most calls that the service takes in a second.
    pub const SERVICE_LIMIT: usize = 10;

    /// At most so many calls in any second; zero counts as one.
    pub fn new(calls_per_second: usize) -> Self {
        Self { granted: VecDeque::new(), calls_per_second: calls_per_second.max(1) }
    }

    /// The time at which the next call may be sent: `now`, or later. The caller waits until then.
    pub fn reserve(&mut self, now: Timestamp) -> Timestamp {
        let latest = self.granted.back().copied().unwrap_or(now);
        let mut at = now.max(latest);
        if self.granted.len() >= self.calls_per_second
            && let Some(oldest) = self.granted.pop_front()
        {
            at = at.max(oldest.saturating_add(SECOND));
        }
        self.granted.push_back(at);
        at
    }
}

impl Default for CallPace {
    /// One call a second below the service's limit, as its second and ours are not the same.
    fn default() -> Self {
        Self::new(Self::SERVICE_LIMIT.saturating_sub(1))
    }
}

/// A little more than the service counts, for what the network shifts.
const SECOND: Duration = Duration::from_millis(1_050);

#[cfg(test)]
mod tests {
    use super::*;

    fn at(millis: i64) -> Timestamp {
        Timestamp::from_unix_millis(millis).unwrap()
    }

    #[test]
    fn a_burst_is_spread_and_a_quiet_caller_never_waits() {
        let mut pace = CallPace::new(2);
        let granted: Vec<_> = (0..5).map(|_| pace.reserve(at(0)).as_unix_millis()).collect();
        assert_eq!(granted, [0, 0, 1050, 1050, 2100]);
        assert_eq!(pace.reserve(at(10_000)), at(10_000));
    }

    #[test]
    fn a_clock_that_goes_back_gives_nothing_away() {
        let mut pace = CallPace::new(1);
        assert_eq!(pace.reserve(at(5_000)), at(5_000));
        assert_eq!(pace.reserve(at(0)), at(6_050));
    }
}
