//! Points in time, as arguments and as `xs:dateTime` on the wire.
//!
//! Not here: reading a clock. The caller does that, or `signature-http` for it.

mod utc_offset;
mod xs_date_time;

#[cfg(test)]
mod tests;

use std::fmt::{self, Write as _};
use std::str::FromStr;
use std::time::{Duration, SystemTime};

use jiff::SignedDuration;
use jiff::civil::{DateTime, datetime};
use jiff::fmt::StdFmtWrite;
use jiff::fmt::temporal::DateTimePrinter;

use crate::{Error, ErrorKind};

pub use utc_offset::UtcOffset;

/// A point in time in UTC, from [`Timestamp::MIN`] to [`Timestamp::MAX`], exact to the nanosecond.
///
/// Comes from the caller or from the wire. Prints as `2026-01-31T12:00:00Z`, which `xs:dateTime` and RFC 3339 share,
/// and is read as it is printed. The range is every year that both write with four digits, to its last nanosecond:
/// certificates use the end of the year 9999 for "no well-defined expiration".
// Local date and time in UTC: `jiff::Timestamp` ends a day before the year 9999 does.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, serde::Serialize, serde::Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct Timestamp(DateTime);

impl Timestamp {
    /// The Unix epoch, a neutral start for scripted time.
    pub const EPOCH: Self = Self(datetime(1970, 1, 1, 0, 0, 0, 0));
    /// The earliest time: `-9999-01-01T00:00:00Z`.
    pub const MIN: Self = Self(DateTime::MIN);
    /// The latest time: `9999-12-31T23:59:59.999999999Z`.
    pub const MAX: Self = Self(DateTime::MAX);

    /// From milliseconds since the Unix epoch.
    ///
    /// # Errors
    /// [`Error`] for a time before [`Timestamp::MIN`] or after [`Timestamp::MAX`].
    pub fn from_unix_millis(millis: i64) -> Result<Self, Error> {
        Self::EPOCH.plus(SignedDuration::from_millis(millis)).ok_or_else(|| ErrorKind::TimeRange.into())
    }

    /// Reads an `xs:dateTime`: `2026-01-31T12:00:00[.fraction][Z|±hh:mm]`.
    ///
    /// A time without an offset is taken as Norwegian local time, as the service is Norwegian and one of the
    /// official clients omits the offset. Fractions beyond nanoseconds are cut.
    ///
    /// Source: `XML Schema 1.0 part 2 §3.2.7`; the missing offset is a project decision.
    ///
    /// # Errors
    /// [`Error`] if the text has another form, or for a time before [`Timestamp::MIN`] or after [`Timestamp::MAX`].
    pub fn parse(text: &str) -> Result<Self, Error> {
        let (local, shift) = xs_date_time::lex(crate::xml::trim(text))?;
        if shift.is_zero() {
            return Ok(Self(local));
        }
        Self(local).plus(shift).ok_or_else(|| ErrorKind::TimeRange.into())
    }

    /// Whole seconds since the Unix epoch, negative before it.
    pub fn as_unix_seconds(self) -> i64 {
        self.since_epoch().as_secs()
    }

    /// Milliseconds since the Unix epoch, negative before it.
    pub fn as_unix_millis(self) -> i64 {
        // The whole range is less than 10^15 milliseconds.
        i64::try_from(self.since_epoch().as_millis()).unwrap_or(i64::MAX)
    }

    /// This time cut to whole milliseconds.
    #[must_use]
    pub fn to_millis(self) -> Self {
        Self::from_unix_millis(self.as_unix_millis()).unwrap_or(self)
    }

    /// This time and `length` more; [`Timestamp::MAX`] if that is beyond it.
    #[must_use]
    pub fn saturating_add(self, length: Duration) -> Self {
        SignedDuration::try_from(length).ok().and_then(|length| self.plus(length)).unwrap_or(Self::MAX)
    }

    /// How long ago `earlier` was; zero if it is not earlier.
    #[must_use]
    pub fn saturating_since(self, earlier: Self) -> Duration {
        Duration::try_from(self.0.duration_since(earlier.0)).unwrap_or(Duration::ZERO)
    }

    /// This time as `xs:dateTime` on a clock at `offset`: `2018-11-29T09:15:00+01:00`, with `Z` for UTC, and with
    /// exactly three fraction digits unless they are all zero.
    ///
    /// In UTC instead, if the clock at `offset` shows a year outside -9999 to 9999 at that time.
    pub fn to_xml(self, offset: UtcOffset) -> String {
        let time = self.to_millis();
        let (local, offset) = match time.plus(offset.ahead()) {
            Some(local) => (local, offset),
            None => (time, UtcOffset::UTC),
        };
        let digits = if local.0.millisecond() == 0 { 0 } else { 3 };
        let mut text = String::with_capacity(LONGEST_XML);
        // A `String` takes everything that is written into it.
        let _ = write!(text, "{}{offset}", local.without_zone(Some(digits)));
        text
    }

    fn plus(self, length: SignedDuration) -> Option<Self> {
        self.0.checked_add(length).ok().map(Self)
    }

    fn since_epoch(self) -> SignedDuration {
        self.0.duration_since(Self::EPOCH.0)
    }

    /// Date and time with this number of digits of the second's fraction, or with as many as it needs. The year has
    /// four digits, after a sign if it is negative.
    fn without_zone(self, fraction_digits: Option<u8>) -> impl fmt::Display {
        let printer = DateTimePrinter::new().precision(fraction_digits);
        fmt::from_fn(move |f| {
            if self.0.year() >= 0 {
                return printer.print_datetime(&self.0, StdFmtWrite(f)).map_err(|_| fmt::Error);
            }
            // The library gives negative years six digits.
            let text = printer.datetime_to_string(&self.0);
            write!(f, "-{}", text.strip_prefix("-00").unwrap_or(&text))
        })
    }
}

/// The length of `-9999-01-01T00:00:00.000+01:00`.
const LONGEST_XML: usize = 30;

impl fmt::Display for Timestamp {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}Z", self.without_zone(None))
    }
}

impl fmt::Debug for Timestamp {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Timestamp({self})")
    }
}

impl FromStr for Timestamp {
    type Err = Error;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        Self::parse(text)
    }
}

/// A time that the caller has read from a clock. Nothing in this crate reads one.
///
/// ```
/// use std::time::{Duration, SystemTime};
/// use signature_model::Timestamp;
///
/// let time = SystemTime::UNIX_EPOCH + Duration::from_secs(1_800_000_000);
/// assert_eq!(Timestamp::from(time).to_string(), "2027-01-15T08:00:00Z");
/// ```
///
/// Times outside [`Timestamp::MIN`] and [`Timestamp::MAX`] become the nearer of the two.
impl From<SystemTime> for Timestamp {
    fn from(time: SystemTime) -> Self {
        match time.duration_since(SystemTime::UNIX_EPOCH) {
            Ok(since) => Self::EPOCH.saturating_add(since),
            Err(before) => {
                let before = SignedDuration::try_from(before.duration()).ok().and_then(SignedDuration::checked_neg);
                before.and_then(|before| Self::EPOCH.plus(before)).unwrap_or(Self::MIN)
            }
        }
    }
}

impl TryFrom<String> for Timestamp {
    type Error = Error;

    fn try_from(text: String) -> Result<Self, Self::Error> {
        Self::parse(&text)
    }
}

impl From<Timestamp> for String {
    fn from(time: Timestamp) -> Self {
        time.to_string()
    }
}
