//! Times as errors print them.

use std::fmt;

use signature_model::Timestamp;

/// A time in whole seconds.
pub(crate) struct Seconds(pub(crate) Timestamp);

impl fmt::Display for Seconds {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let millis = self.0.as_unix_millis();
        let whole = Timestamp::from_unix_millis(millis.saturating_sub(millis.rem_euclid(1000)));
        whole.unwrap_or(self.0).fmt(f)
    }
}
