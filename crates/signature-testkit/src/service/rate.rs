//! The limiter that blocks an organization which calls too often.
//!
//! Source: `docs/rate-limit`, `clients/dotnet`

use std::collections::VecDeque;
use std::time::Duration;

use signature_model::Timestamp;

/// One organization's recent calls.
#[derive(Debug, Default)]
pub(super) struct RateLimiter {
    recent: VecDeque<Timestamp>,
    blocked_until: Option<Timestamp>,
}

impl RateLimiter {
    const WINDOW: Duration = Duration::from_secs(1);
    const BLOCK: Duration = Duration::from_secs(30);

    /// Counts a call, and says whether it is one too many or comes during a block.
    pub(super) fn is_blocked(&mut self, now: Timestamp, limit: usize) -> bool {
        if self.blocked_until.is_some_and(|until| now < until) {
            return true;
        }
        self.blocked_until = None;
        while self.recent.front().is_some_and(|first| now.saturating_since(*first) >= Self::WINDOW) {
            self.recent.pop_front();
        }
        if self.recent.len() >= limit {
            self.recent.clear();
            self.blocked_until = Some(now.saturating_add(Self::BLOCK));
            return true;
        }
        self.recent.push_back(now);
        false
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_eleventh_call_in_a_second_blocks_for_thirty() {
        let mut limiter = RateLimiter::default();
        let at = |millis| Timestamp::from_unix_millis(millis).unwrap();
        for _ in 0..10 {
            assert!(!limiter.is_blocked(at(0), 10));
        }
        assert!(limiter.is_blocked(at(999), 10));
        assert!(limiter.is_blocked(at(30_998), 10));
        assert!(!limiter.is_blocked(at(30_999), 10));
    }
}
