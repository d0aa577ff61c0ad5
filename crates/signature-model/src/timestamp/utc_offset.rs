//! How far a local clock is from UTC.

use std::fmt;

use jiff::SignedDuration;

use crate::{Error, ErrorKind};

/// How far a local clock is ahead of UTC, in whole minutes between -14:00 and +14:00. Zero is [`UtcOffset::UTC`].
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct UtcOffset {
    minutes: i32,
}

impl UtcOffset {
    /// No offset, printed as `Z`.
    pub const UTC: Self = Self { minutes: 0 };

    /// From whole minutes, positive east of Greenwich.
    ///
    /// Source: `XML Schema 1.0 part 2 §3.2.7.3`
    ///
    /// # Errors
    /// [`Error`] for more than 840 minutes in either direction.
    pub fn from_minutes(minutes: i32) -> Result<Self, Error> {
        if minutes.unsigned_abs() > MAX_MINUTES {
            return Err(ErrorKind::OffsetRange.into());
        }
        Ok(Self { minutes })
    }

    pub(super) fn ahead(self) -> SignedDuration {
        SignedDuration::from_mins(i64::from(self.minutes))
    }
}

impl fmt::Display for UtcOffset {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if self.minutes == 0 {
            return f.write_str("Z");
        }
        let sign = if self.minutes < 0 { '-' } else { '+' };
        let minutes = self.minutes.unsigned_abs();
        write!(f, "{sign}{:02}:{:02}", minutes / 60, minutes % 60)
    }
}

const MAX_MINUTES: u32 = 14 * 60;
