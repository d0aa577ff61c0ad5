//! A time to wait for, which does not move away when the clock is set back.

use std::time::Duration;

use signature_model::Timestamp;

/// A time to wait for, never further away than when it was set.
///
/// Every absolute time that this crate keeps is one of these, so that a clock that is set back by a year costs the wait
/// that was decided, and not a year. Reading it makes that permanent: a clock that is set back twice does not begin the
/// wait twice.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Deadline {
    at: Timestamp,
    longest: Duration,
}

impl Deadline {
    /// `wait` from now.
    pub(crate) fn after(now: Timestamp, wait: Duration) -> Self {
        Self { at: now.saturating_add(wait), longest: wait }
    }

    /// A stored time, which is taken to be at most `longest` away.
    pub(crate) fn stored(at: Timestamp, longest: Duration) -> Self {
        Self { at, longest }
    }

    /// When it is: at most the decided wait away from now.
    pub(crate) fn at(&mut self, now: Timestamp) -> Timestamp {
        self.at = self.at.min(now.saturating_add(self.longest));
        self.at
    }

    /// When it was when it was last read, for storage.
    pub(crate) fn last_read(&self) -> Timestamp {
        self.at
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_clock_that_is_set_back_costs_the_wait_once() {
        let second = |seconds: i64| Timestamp::from_unix_millis(seconds * 1000).unwrap();
        let mut deadline = Deadline::after(second(1_000_000), Duration::from_secs(30));
        assert_eq!(deadline.at(second(1_000_010)), second(1_000_030));
        assert_eq!(deadline.at(second(1000)), second(1030), "set back by eleven days");
        assert_eq!(deadline.at(second(1020)), second(1030));
        assert_eq!(deadline.at(second(2_000_000)), second(1030), "and set right again");
    }
}
