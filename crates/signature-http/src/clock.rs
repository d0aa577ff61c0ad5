//! The one place of the production crates that reads a clock.

use std::fmt::Debug;
use std::time::{SystemTime, UNIX_EPOCH};

use signature_model::Timestamp;

/// Tells the time: of signing, and for the pace of polling.
pub trait Clock: Debug + Send + Sync {
    /// The time now.
    fn now(&self) -> Timestamp;
}

/// The computer's clock. It must be right to within five seconds, or the service refuses packages.
#[derive(Debug, Clone, Copy, Default)]
#[expect(clippy::exhaustive_structs, reason = "nothing to add")]
pub struct SystemClock;

impl Clock for SystemClock {
    #[expect(clippy::disallowed_methods, reason = "the one place that reads the clock")]
    fn now(&self) -> Timestamp {
        let since_epoch = SystemTime::now().duration_since(UNIX_EPOCH).unwrap_or_default();
        Timestamp::EPOCH.saturating_add(since_epoch)
    }
}
