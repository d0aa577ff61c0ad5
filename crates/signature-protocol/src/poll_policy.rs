//! How a caller wants its queues polled.

use std::time::Duration;

/// How long to wait if the service does not say, and limits for what it says.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct PollPolicy {
    fallback_interval: Duration,
    min_interval: Duration,
    max_interval: Duration,
    error_interval: Duration,
    max_unconfirmed: usize,
    lease: Duration,
}

impl PollPolicy {
    /// The same policy with another wait after a reply without a readable time; default 10 minutes, which is what
    /// production asks for when a queue is empty.
    #[must_use]
    pub fn with_fallback_interval(self, fallback_interval: Duration) -> Self {
        Self { fallback_interval, ..self }
    }

    /// The same policy with another shortest wait after an empty queue, a refusal or an error, whatever the clocks
    /// say; default 1 second.
    #[must_use]
    pub fn with_min_interval(self, min_interval: Duration) -> Self {
        Self { min_interval, ..self }
    }

    /// The same policy with another longest wait, for the case that the service's clock and ours are far apart;
    /// default 1 hour. After errors it may be up to a quarter more.
    #[must_use]
    pub fn with_max_interval(self, max_interval: Duration) -> Self {
        Self { max_interval, ..self }
    }

    /// The same policy with another wait after an error that does not name a time; default 30 seconds, doubled with
    /// each further error in a row. A [`Poller`](crate::Poller) varies it by up to a quarter, and waits 20 seconds at
    /// least after a call with an unknown result.
    #[must_use]
    pub fn with_error_interval(self, error_interval: Duration) -> Self {
        Self { error_interval, ..self }
    }

    /// The same policy with another limit of changes that a [`Poller`](crate::Poller) holds before they are confirmed;
    /// default 100. At the limit it stops polling until one is confirmed or its lease ends. Zero counts as one.
    #[must_use]
    pub fn with_max_unconfirmed(self, max_unconfirmed: usize) -> Self {
        Self { max_unconfirmed: max_unconfirmed.max(1), ..self }
    }

    /// The same policy with another time in which a change must be confirmed, counted from when the poll was sent;
    /// default 9 minutes and 30 seconds. The service gives 10 minutes, so more than 9 minutes and 50 seconds counts as
    /// that.
    #[must_use]
    pub fn with_lease(self, lease: Duration) -> Self {
        Self { lease: lease.min(MAX_LEASE), ..self }
    }

    /// The wait after a reply without a readable time.
    pub fn fallback_interval(&self) -> Duration {
        self.fallback_interval
    }

    /// The shortest wait after an empty queue, a refusal or an error.
    pub fn min_interval(&self) -> Duration {
        self.min_interval
    }

    /// The longest wait.
    pub fn max_interval(&self) -> Duration {
        self.max_interval
    }

    /// The wait after the first error in a row.
    pub fn error_interval(&self) -> Duration {
        self.error_interval
    }

    /// How many changes a poller holds that are not confirmed.
    pub fn max_unconfirmed(&self) -> usize {
        self.max_unconfirmed
    }

    /// How long a change may be confirmed after its poll was sent.
    pub fn lease(&self) -> Duration {
        self.lease
    }
}

/// The 10 minutes of the service, less the time that a confirmation may take to arrive.
///
/// Source: `docs/polling`
const MAX_LEASE: Duration = Duration::from_secs(590);

impl Default for PollPolicy {
    fn default() -> Self {
        Self {
            fallback_interval: Duration::from_secs(600),
            min_interval: Duration::from_secs(1),
            max_interval: Duration::from_secs(3600),
            error_interval: Duration::from_secs(30),
            max_unconfirmed: 100,
            lease: Duration::from_secs(570),
        }
    }
}
