//! The text of an `xs:dateTime`, taken apart.
//!
//! Source: `XML Schema 1.0 part 2 §3.2.7`

use jiff::SignedDuration;
use jiff::civil::{Date, DateTime, Time};
use jiff::tz::{AmbiguousOffset, TimeZone};

use super::UtcOffset;
use crate::ErrorKind;

/// The date and time that a text names, and what to add to get to UTC.
///
/// The two are not added up here, as only their sum has to be a time that we can hold: `9999-12-31T24:00:00+01:00` is
/// an hour before the end.
pub(super) fn lex(text: &str) -> Result<(DateTime, SignedDuration), ErrorKind> {
    let mut rest = Rest(text.as_bytes());
    let is_negative = rest.next(b'-').is_some();
    if rest.has_long_year() {
        return Err(ErrorKind::TimeRange);
    }
    lex_from_year(rest, is_negative).ok_or(ErrorKind::TimeForm)
}

fn lex_from_year(mut rest: Rest<'_>, is_negative: bool) -> Option<(DateTime, SignedDuration)> {
    let year = i16::from(rest.two_digits()?).checked_mul(100)?.checked_add(rest.two_digits()?.into())?;
    let year = if is_negative { year.checked_neg()? } else { year };
    rest.next(b'-')?;
    let month = rest.two_digits()?;
    rest.next(b'-')?;
    let date = Date::new(year, month, rest.two_digits()?).ok()?;
    rest.next(b'T')?;
    let hour = rest.two_digits()?;
    rest.next(b':')?;
    let minute = rest.two_digits()?;
    rest.next(b':')?;
    let second = rest.two_digits()?;
    let nanosecond = if rest.next(b'.').is_some() { rest.fraction()? } else { 0 };
    // The end of a day is the start of the next one.
    let (time, later) = if (hour, minute, second, nanosecond) == (24, 0, 0, 0) {
        (Time::midnight(), SignedDuration::from_hours(24))
    } else {
        (Time::new(hour, minute, second, nanosecond).ok()?, SignedDuration::ZERO)
    };
    let local = date.to_datetime(time);
    let ahead = match rest.offset()? {
        Some(offset) => offset.ahead(),
        None => norway_ahead(local.checked_add(later).unwrap_or(local))?,
    };
    Some((local, later.checked_sub(ahead)?))
}

/// What is left of the text.
#[derive(Clone, Copy)]
struct Rest<'t>(&'t [u8]);

impl Rest<'_> {
    /// Moves past this byte, if it is the next one.
    fn next(&mut self, byte: u8) -> Option<()> {
        let (first, rest) = self.0.split_first()?;
        (*first == byte).then(|| self.0 = rest)
    }

    fn digit(&mut self) -> Option<u8> {
        let (first, rest) = self.0.split_first()?;
        let digit = first.checked_sub(b'0').filter(|digit| *digit <= 9)?;
        self.0 = rest;
        Some(digit)
    }

    fn two_digits(&mut self) -> Option<i8> {
        let number = self.digit()?.checked_mul(10)?.checked_add(self.digit()?)?;
        i8::try_from(number).ok()
    }

    /// Whether a year of five or more digits is next, which the type allows and we cannot hold.
    fn has_long_year(self) -> bool {
        let digits = self.0.iter().take_while(|byte| byte.is_ascii_digit()).count();
        digits > 4 && !self.0.starts_with(b"0") && self.0.get(digits) == Some(&b'-')
    }

    /// Fraction digits as nanoseconds, cut after nine.
    fn fraction(&mut self) -> Option<i32> {
        let mut nanos = i32::from(self.digit()?);
        for _ in 1..9 {
            nanos = nanos.checked_mul(10)?.checked_add(self.digit().unwrap_or_default().into())?;
        }
        while self.digit().is_some() {}
        Some(nanos)
    }

    /// The offset from UTC at the end of the text: `Some(None)` if it is left out, `None` if it is malformed.
    fn offset(&mut self) -> Option<Option<UtcOffset>> {
        let east = match *self.0 {
            [] => return Some(None),
            [b'Z'] => return Some(Some(UtcOffset::UTC)),
            [b'+', ..] => true,
            [b'-', ..] => false,
            _ => return None,
        };
        self.0 = self.0.get(1..)?;
        let hours = i32::from(self.two_digits()?);
        self.next(b':')?;
        let minutes = i32::from(self.two_digits()?);
        if minutes > 59 || !self.0.is_empty() {
            return None;
        }
        let ahead = hours.checked_mul(60)?.checked_add(minutes)?;
        UtcOffset::from_minutes(if east { ahead } else { ahead.checked_neg()? }).ok().map(Some)
    }
}

/// How far Norwegian clocks are ahead of UTC when they show `local`, by their rule, so that no zone database is needed.
/// In the hour that they show twice a year, the first time; in the hour that they skip, as before it.
fn norway_ahead(local: DateTime) -> Option<SignedDuration> {
    let norway = TimeZone::posix("CET-1CEST,M3.5.0,M10.5.0/3").ok()?;
    let (AmbiguousOffset::Unambiguous { offset }
    | AmbiguousOffset::Gap { before: offset, .. }
    | AmbiguousOffset::Fold { before: offset, .. }) = norway.to_ambiguous_timestamp(local).offset();
    Some(SignedDuration::from_secs(i64::from(offset.seconds())))
}
