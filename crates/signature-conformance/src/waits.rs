//! The waits after errors, which vary at random: the earliest and the latest end of each.

use std::collections::BTreeMap;
use std::time::Duration;

use signature_protocol::{Error, PollPolicy, Retry};

/// The earliest and the latest end of a wait, in seconds after the start of a trace.
pub(crate) type Interval = [f64; 2];

/// Every wait after an error.
///
/// A wait is the policy's, doubled with each further error in a row of the same queue, and varied by a quarter in
/// either direction; it is never shorter than the error requires.
#[derive(Debug)]
pub(crate) struct Waits {
    policy: PollPolicy,
    /// Errors in a row, by queue.
    failures: BTreeMap<usize, u32>,
    intervals: Vec<Interval>,
}

impl Waits {
    pub(crate) fn new(policy: PollPolicy) -> Self {
        Self { policy, failures: BTreeMap::new(), intervals: Vec::new() }
    }

    /// A poll is over.
    pub(crate) fn polled(&mut self, at: u64, queue: usize, error: Option<&Error>) {
        let failures = self.failures.entry(queue).or_default();
        let Some(error) = error else {
            *failures = 0;
            return;
        };
        let doubled = 1_u32.checked_shl(*failures).unwrap_or(u32::MAX);
        *failures = failures.saturating_add(1);
        let wait = self.policy.error_interval().saturating_mul(doubled).min(self.policy.max_interval());
        self.add(at, wait, error);
    }

    /// A download or a confirmation is over.
    pub(crate) fn failed(&mut self, at: u64, error: &Error) {
        self.add(at, self.policy.error_interval(), error);
    }

    /// A document could not be stored.
    pub(crate) fn not_stored(&mut self, at: u64) {
        self.add_after(at, self.policy.error_interval(), Duration::ZERO);
    }

    fn add(&mut self, at: u64, wait: Duration, error: &Error) {
        let asked = match error.retry() {
            Retry::After(asked) => asked,
            Retry::Now | Retry::Never => Duration::ZERO,
        };
        self.add_after(at, wait, asked);
    }

    fn add_after(&mut self, at: u64, wait: Duration, asked: Duration) {
        let least = asked.max(self.policy.min_interval());
        let at = Duration::from_secs(at);
        let end = |quarters: u32| at.saturating_add((wait / 4).saturating_mul(quarters).max(least)).as_secs_f64();
        self.intervals.push([end(3), end(5)]);
    }

    /// The interval of a wait that ends at this time, in seconds after the start; `None` if no error explains it.
    ///
    /// Every time in a trace is a whole second, so a wait with a fraction of a second was varied.
    pub(crate) fn interval(&self, end: f64) -> Option<Interval> {
        if end.fract() == 0.0 {
            return Some([end, end]);
        }
        self.intervals.iter().rev().find(|[earliest, latest]| (*earliest..=*latest).contains(&end)).copied()
    }
}

#[cfg(test)]
mod tests {
    use signature_protocol::{ErrorKind, Replay, Sent, TransportFault};

    use super::*;

    fn broken() -> Error {
        Error::transport(Replay::Safe, TransportFault::new(Sent::Maybe, "broken"))
    }

    #[test]
    fn a_wait_is_varied_by_a_quarter_and_doubled() {
        let mut waits = Waits::new(PollPolicy::default());
        waits.polled(0, 0, Some(&broken()));
        assert_eq!(waits.interval(30.93), Some([22.5, 37.5]));
        waits.polled(100, 0, Some(&broken()));
        assert_eq!(waits.interval(150.01), Some([145.0, 175.0]));
        waits.polled(200, 0, None);
        waits.polled(300, 0, Some(&broken()));
        assert_eq!(waits.interval(330.93), Some([322.5, 337.5]));
        assert_eq!(waits.interval(340.5), None);
    }

    #[test]
    fn a_whole_second_is_exact() {
        let mut waits = Waits::new(PollPolicy::default());
        waits.failed(0, &broken());
        assert_eq!(waits.interval(30.0), Some([30.0, 30.0]));
    }

    #[test]
    fn a_wait_is_never_shorter_than_the_error_requires() {
        let mut waits = Waits::new(PollPolicy::default());
        waits.failed(0, &Error::from(ErrorKind::RateLimited));
        assert_eq!(waits.interval(31.5), Some([30.0, 37.5]));
    }
}
