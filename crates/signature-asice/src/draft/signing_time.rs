//! When a package is signed, and in which time zone.

use std::fmt;

use signature_model::Timestamp;
use signature_model::UtcOffset;

/// The time that a signature claims, printed on a clock at a given offset from UTC.
///
/// The offset changes the text, and with it the signature, but not the time. Without a reason to choose, hand over a
/// [`Timestamp`], which means UTC.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct SigningTime {
    time: Timestamp,
    offset: UtcOffset,
}

impl SigningTime {
    /// `time` on a clock at `offset`. Printed to the millisecond.
    pub fn new(time: Timestamp, offset: UtcOffset) -> Self {
        Self { time, offset }
    }
}

impl From<Timestamp> for SigningTime {
    fn from(time: Timestamp) -> Self {
        Self::new(time, UtcOffset::UTC)
    }
}

impl fmt::Display for SigningTime {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.time.to_xml(self.offset))
    }
}
