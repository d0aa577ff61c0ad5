//! The computer's time.

use std::time::SystemTime;

use signature_model::Timestamp;

/// The time now.
#[expect(clippy::disallowed_methods, reason = "the one place of the sandbox that reads the clock")]
pub(super) fn now() -> Timestamp {
    SystemTime::now().into()
}
