//! The computer's time.

use std::time::{SystemTime, UNIX_EPOCH};

use signature_model::Timestamp;

/// The time now.
#[expect(clippy::disallowed_methods, reason = "the one place of the sandbox that reads the clock")]
pub(super) fn now() -> Timestamp {
    let since_epoch = SystemTime::now().duration_since(UNIX_EPOCH).unwrap_or_default();
    Timestamp::EPOCH.saturating_add(since_epoch)
}
