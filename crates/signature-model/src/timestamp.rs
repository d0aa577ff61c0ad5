//! Points in time, as arguments and as `xs:dateTime` on the wire.
//!
//! Not here: reading a clock. The caller does that, or `signature-http` for it.

use std::fmt;
use std::str::FromStr;
use std::time::Duration;

use jiff::civil;
use jiff::tz::{Offset, TimeZone};

use crate::{Error, ErrorKind};

/// A point in time in UTC, between the years -9999 and 9999, exact to the nanosecond.
///
/// Comes from the caller or from the wire. Prints as `2026-01-31T12:00:00Z`, which `xs:dateTime` and RFC 3339 share.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, serde::Serialize, serde::Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct Timestamp(jiff::Timestamp);

impl Timestamp {
    /// The Unix epoch, a neutral start for scripted time.
    pub const EPOCH: Self = Self(jiff::Timestamp::UNIX_EPOCH);

    /// From milliseconds since the Unix epoch.
    ///
    /// # Errors
    /// [`Error`] outside the years this type covers.
    pub fn from_unix_millis(millis: i64) -> Result<Self, Error> {
        jiff::Timestamp::from_millisecond(millis).map(Self).map_err(|_| ErrorKind::TimeRange.into())
    }

    /// Reads an `xs:dateTime`: `2026-01-31T12:00:00[.fraction][Z|±hh:mm]`.
    ///
    /// A time without an offset is taken as Norwegian local time, as the service is Norwegian and one of the
    /// official clients omits the offset. Fractions beyond nanoseconds are cut.
    ///
    /// Source: `XML Schema 1.0 part 2 §3.2.7`; the missing offset is a project decision.
    ///
    /// # Errors
    /// [`Error`] if the text has another form, or names no point in time.
    pub fn parse(text: &str) -> Result<Self, Error> {
        let (date_time, zone) = lex(crate::xml::trim(text)).ok_or(ErrorKind::TimeForm)?;
        let instant = match zone {
            Zone::Offset(offset) => offset.to_timestamp(date_time),
            Zone::Missing => norway().and_then(|norway| norway.to_timestamp(date_time)),
        };
        instant.map(Self).map_err(|_| ErrorKind::TimeRange.into())
    }

    /// Whole seconds since the Unix epoch, negative before it.
    pub fn as_unix_seconds(self) -> i64 {
        self.0.as_second()
    }

    /// Milliseconds since the Unix epoch, negative before it.
    pub fn as_unix_millis(self) -> i64 {
        self.0.as_millisecond()
    }

    /// This time cut to whole milliseconds.
    #[must_use]
    pub fn to_millis(self) -> Self {
        Self::from_unix_millis(self.as_unix_millis()).unwrap_or(self)
    }

    /// This time and `length` more; the last representable time if that is beyond it.
    #[must_use]
    pub fn saturating_add(self, length: Duration) -> Self {
        Self(self.0.saturating_add(length).unwrap_or(jiff::Timestamp::MAX))
    }

    /// How long ago `earlier` was; zero if it is not earlier.
    #[must_use]
    pub fn saturating_since(self, earlier: Self) -> Duration {
        Duration::try_from(self.0.duration_since(earlier.0)).unwrap_or(Duration::ZERO)
    }

    /// This time as `xs:dateTime` on a clock at `offset`: `2018-11-29T09:15:00+01:00`, with `Z` for UTC, and with
    /// exactly three fraction digits unless they are all zero.
    pub fn to_xml(self, offset: UtcOffset) -> String {
        let local = self.to_millis().0.to_zoned(TimeZone::fixed(offset.0));
        let fraction = match local.millisecond() {
            0 => String::new(),
            millis => format!(".{millis:03}"),
        };
        // Four digits and a sign, which `%Y` counts as one of them.
        let width = if local.year() < 0 { 5 } else { 4 };
        format!("{:0width$}{}{fraction}{offset}", local.year(), local.strftime("-%m-%dT%H:%M:%S"))
    }
}

impl fmt::Display for Timestamp {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if self.as_unix_seconds() >= YEAR_ONE {
            return self.0.fmt(f);
        }
        // Years before the first one are printed with six digits by jiff, and have four in `xs:dateTime`.
        let text = self.0.to_string();
        match text.strip_prefix("-00") {
            Some(rest) => write!(f, "-{rest}"),
            None => f.write_str(&text),
        }
    }
}

/// The first second of the year 1, in seconds since the Unix epoch.
const YEAR_ONE: i64 = -62_135_596_800;

impl FromStr for Timestamp {
    type Err = Error;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        Self::parse(text)
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

/// How far a local clock is ahead of UTC, in whole minutes between -14:00 and +14:00. Zero is [`UtcOffset::UTC`].
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct UtcOffset(Offset);

impl UtcOffset {
    /// No offset, printed as `Z`.
    pub const UTC: Self = Self(Offset::UTC);

    /// From whole minutes, positive east of Greenwich.
    ///
    /// # Errors
    /// [`Error`] beyond ±840 minutes, the limit of `xs:dateTime`.
    pub fn from_minutes(minutes: i32) -> Result<Self, Error> {
        if !(-MAX_OFFSET_MINUTES..=MAX_OFFSET_MINUTES).contains(&minutes) {
            return Err(ErrorKind::OffsetRange.into());
        }
        Offset::from_seconds(minutes.saturating_mul(60)).map(Self).map_err(|_| ErrorKind::OffsetRange.into())
    }
}

impl fmt::Display for UtcOffset {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let minutes = self.0.seconds() / 60;
        if minutes == 0 {
            return f.write_str("Z");
        }
        let sign = if minutes < 0 { '-' } else { '+' };
        let minutes = minutes.unsigned_abs();
        write!(f, "{sign}{:02}:{:02}", minutes / 60, minutes % 60)
    }
}

const MAX_OFFSET_MINUTES: i32 = 14 * 60;

enum Zone {
    Offset(Offset),
    Missing,
}

/// Norwegian time by its rule, so that no zone database is needed.
fn norway() -> Result<TimeZone, jiff::Error> {
    TimeZone::posix("CET-1CEST,M3.5.0,M10.5.0/3")
}

/// Splits an `xs:dateTime` into local time and zone; `None` if it is none.
fn lex(text: &str) -> Option<(civil::DateTime, Zone)> {
    let (date, time) = text.split_once('T')?;
    let (is_negative, date) = date.strip_prefix('-').map_or((false, date), |date| (true, date));
    let (year, rest) = date.split_once('-')?;
    let (month, day) = rest.split_once('-')?;
    let year = number(year, 4)?;
    let year = if is_negative { year.checked_neg()? } else { year };
    let date = civil::Date::new(year, number(month, 2)?.try_into().ok()?, number(day, 2)?.try_into().ok()?).ok()?;

    let (clock, zone) = match time.find(['Z', '+', '-']) {
        Some(at) => (time.get(..at)?, lex_zone(time.get(at..)?)?),
        None => (time, Zone::Missing),
    };
    let (whole, fraction) = match clock.split_once('.') {
        Some((whole, fraction)) => (whole, lex_fraction(fraction)?),
        None => (clock, 0),
    };
    let mut parts = whole.split(':').map(|part| number(part, 2));
    let (hour, minute, second) = (parts.next()??, parts.next()??, parts.next()??);
    if parts.next().is_some() {
        return None;
    }
    if (hour, minute, second, fraction) == (24, 0, 0, 0) {
        return Some((date.tomorrow().ok()?.at(0, 0, 0, 0), zone));
    }
    let time =
        civil::Time::new(hour.try_into().ok()?, minute.try_into().ok()?, second.try_into().ok()?, fraction).ok()?;
    Some((date.to_datetime(time), zone))
}

fn lex_zone(text: &str) -> Option<Zone> {
    if text == "Z" {
        return Some(Zone::Offset(Offset::UTC));
    }
    let east = match text.as_bytes().first()? {
        b'+' => true,
        b'-' => false,
        _ => return None,
    };
    let (hours, minutes) = text.get(1..)?.split_once(':')?;
    let (hours, minutes) = (i32::from(number(hours, 2)?), i32::from(number(minutes, 2)?));
    if minutes > 59 {
        return None;
    }
    let ahead = hours.checked_mul(60)?.checked_add(minutes)?;
    let ahead = if east { ahead } else { ahead.checked_neg()? };
    UtcOffset::from_minutes(ahead).ok().map(|offset| Zone::Offset(offset.0))
}

/// Exactly `digits` ASCII digits as a number.
fn number(text: &str, digits: usize) -> Option<i16> {
    (text.len() == digits && text.bytes().all(|b| b.is_ascii_digit())).then(|| text.parse().ok())?
}

/// Fraction digits as nanoseconds, cut after nine.
fn lex_fraction(text: &str) -> Option<i32> {
    if text.is_empty() || !text.bytes().all(|b| b.is_ascii_digit()) {
        return None;
    }
    let kept = text.get(..9).unwrap_or(text);
    let missing = u32::try_from(9_usize.checked_sub(kept.len())?).ok()?;
    kept.parse::<i32>().ok()?.checked_mul(10_i32.checked_pow(missing)?)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(text: &str, expected: &str) {
        assert_eq!(Timestamp::parse(text).map(|t| t.to_string()), Ok(expected.to_owned()), "{text}");
    }

    #[test]
    fn reads_every_form_of_xs_date_time() {
        check("2018-11-29T09:15:00+01:00", "2018-11-29T08:15:00Z");
        check("2018-11-29T09:15:00.610Z", "2018-11-29T09:15:00.61Z");
        check("2018-11-29T09:15:00.1234567891234-00:30", "2018-11-29T09:45:00.123456789Z");
        check("2018-12-31T24:00:00Z", "2019-01-01T00:00:00Z");
        check(" 2018-11-29T09:15:00Z\n", "2018-11-29T09:15:00Z");
    }

    #[test]
    fn every_time_is_read_as_it_is_printed() {
        for millis in [-377_705_023_201_000, -62_167_219_200_001, -62_167_219_200_000, -1, 253_402_207_200_000] {
            let time = Timestamp::from_unix_millis(millis).unwrap();
            assert_eq!(Timestamp::parse(&time.to_string()), Ok(time), "{time}");
            assert_eq!(Timestamp::parse(&time.to_xml(UtcOffset::UTC)), Ok(time), "{time}");
        }
        check("-0044-03-15T12:00:00Z", "-0044-03-15T12:00:00Z");
        check("0000-01-01T00:30:00+01:00", "-0001-12-31T23:30:00Z");
    }

    #[test]
    fn years_before_the_first_have_four_digits() {
        check("0001-01-01T00:00:00Z", "0001-01-01T00:00:00Z");
        check("0000-12-31T23:59:59Z", "0000-12-31T23:59:59Z");
        check("-0001-12-31T23:59:59Z", "-0001-12-31T23:59:59Z");
    }

    #[test]
    fn a_missing_offset_is_norwegian_time() {
        check("2026-01-15T12:00:00", "2026-01-15T11:00:00Z");
        check("2026-07-15T12:00:00", "2026-07-15T10:00:00Z");
    }

    #[test]
    fn refuses_everything_else() {
        for text in [
            "",
            "T",
            "2018-11-29",
            "20181129T091500Z",
            "2018-11-29T09:15Z",
            "2018-11-29T09:15:00.Z",
            "2018-11-29T24:00:01Z",
            "2018-13-29T09:15:00Z",
            "2018-02-30T09:15:00Z",
            "2018-11-29T09:15:60Z",
            "2018-11-29T09:15:00+0100",
            "2018-11-29T09:15:00+15:00",
            "2018-11-29T09:15:00+01:60",
            "2018-11-29T09:15:00Z01:00",
            "2018-11-29T09:15:00Z+01:00",
            "2018-11-29T09:15:00+01:00[Europe/Oslo]",
            "+018-11-29T09:15:00Z",
            "２018-11-29T09:15:00Z",
            "Thu, 29 Nov 2018 09:15:00 GMT",
        ] {
            assert_eq!(Timestamp::parse(text), Err(ErrorKind::TimeForm.into()), "{text}");
        }
    }

    #[test]
    fn prints_milliseconds_only_when_there_are_some() {
        let offset = UtcOffset::from_minutes(60).unwrap();
        let whole = Timestamp::parse("2018-11-29T08:15:00Z").unwrap();
        assert_eq!(whole.to_xml(offset), "2018-11-29T09:15:00+01:00");
        assert_eq!(whole.to_xml(UtcOffset::UTC), "2018-11-29T08:15:00Z");
        let fraction = Timestamp::parse("2018-11-29T08:15:00.0507Z").unwrap();
        assert_eq!(fraction.to_xml(UtcOffset::UTC), "2018-11-29T08:15:00.050Z");
        assert_eq!(UtcOffset::from_minutes(-90).unwrap().to_string(), "-01:30");
        assert_eq!(UtcOffset::from_minutes(841), Err(ErrorKind::OffsetRange.into()));
    }

    #[test]
    fn arithmetic_never_overflows() {
        let now = Timestamp::EPOCH;
        let later = now.saturating_add(Duration::from_secs(5));
        assert_eq!(later.saturating_since(now), Duration::from_secs(5));
        assert_eq!(now.saturating_since(later), Duration::ZERO);
        assert!(now.saturating_add(Duration::MAX) > later);
    }
}
