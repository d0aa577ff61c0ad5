//! The sandbox's time: the computer's, and as much more as somebody moved it.

use std::sync::{Arc, Mutex, PoisonError};
use std::time::{Duration, SystemTime, UNIX_EPOCH};

use signature_model::Timestamp;

/// A clock that can be moved forward. Clones are the same clock.
#[derive(Debug, Clone)]
pub struct SandboxClock {
    ahead: Arc<Mutex<Duration>>,
}

impl SandboxClock {
    /// The computer's time.
    pub fn system() -> Self {
        Self { ahead: Arc::default() }
    }

    /// Moves the clock forward; deadlines, leases and poll times in between pass.
    pub fn advance(&self, by: Duration) {
        let mut ahead = self.ahead.lock().unwrap_or_else(PoisonError::into_inner);
        *ahead = ahead.saturating_add(by);
    }

    /// The time now.
    #[expect(clippy::disallowed_methods, reason = "the one place of the sandbox that reads the clock")]
    pub fn now(&self) -> Timestamp {
        let since_epoch = SystemTime::now().duration_since(UNIX_EPOCH).unwrap_or_default();
        let ahead = *self.ahead.lock().unwrap_or_else(PoisonError::into_inner);
        Timestamp::EPOCH.saturating_add(since_epoch).saturating_add(ahead)
    }
}
