//! What a client may be told beside whom to talk to and as whom.

use std::sync::Arc;
use std::time::Duration;

use signature_model::Sender;
use signature_protocol::{PollPolicy, RateLimiter};

use crate::{Clock, SystemClock};

/// Settings of a client; start from `Settings::default()`.
#[derive(Debug, Clone)]
#[non_exhaustive]
pub struct Settings {
    /// Who sends jobs that name no sender; default nobody.
    pub default_sender: Option<Sender>,
    /// How long to wait for what.
    pub timeouts: Timeouts,
    /// How many calls to send in a second at most, over all flows; default 9, one below the service's limit.
    pub calls_per_second: usize,
    /// How to pace polling where the service is silent.
    pub poll_policy: PollPolicy,
    /// Appended to the `User-Agent` in parentheses; default nothing. Visible ASCII characters, no parentheses.
    pub user_agent: Option<String>,
    /// Tells the time; default the computer's clock.
    pub clock: Arc<dyn Clock>,
}

impl Default for Settings {
    fn default() -> Self {
        Self {
            default_sender: None,
            timeouts: Timeouts::default(),
            calls_per_second: RateLimiter::SERVICE_LIMIT - 1,
            poll_policy: PollPolicy::default(),
            user_agent: None,
            clock: Arc::new(SystemClock),
        }
    }
}

/// How long to wait. `Duration::MAX` is for ever.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[non_exhaustive]
pub struct Timeouts {
    /// For a connection, the TLS handshake included; default 10 seconds.
    pub connect: Duration,
    /// For a whole call from the time it is its turn, the upload of documents included; default 60 seconds.
    pub call: Duration,
    /// For the head of a download; default 60 seconds.
    pub download: Duration,
    /// Between two pieces of a download; default 30 seconds.
    pub idle: Duration,
}

impl Default for Timeouts {
    fn default() -> Self {
        Self {
            connect: Duration::from_secs(10),
            call: Duration::from_secs(60),
            download: Duration::from_secs(60),
            idle: Duration::from_secs(30),
        }
    }
}
