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
    let (date, time) = text.split_once('T').ok_or(ErrorKind::TimeForm)?;
    let date = lex_date(date)?;
    lex_time(date, time).ok_or(ErrorKind::TimeForm)
}

fn lex_date(text: &str) -> Result<Date, ErrorKind> {
    let (is_negative, unsigned) = text.strip_prefix('-').map_or((false, text), |date| (true, date));
    let (year, rest) = unsigned.split_once('-').ok_or(ErrorKind::TimeForm)?;
    if year.len() > 4 && year.bytes().all(|b| b.is_ascii_digit()) && !year.starts_with('0') {
        return Err(ErrorKind::TimeRange);
    }
    let date = || {
        let (month, day) = rest.split_once('-')?;
        let year = number(year, 4)?;
        let year = if is_negative { year.checked_neg()? } else { year };
        Date::new(year, number(month, 2)?.try_into().ok()?, number(day, 2)?.try_into().ok()?).ok()
    };
    date().ok_or(ErrorKind::TimeForm)
}

fn lex_time(date: Date, text: &str) -> Option<(DateTime, SignedDuration)> {
    let (clock, zone) = match text.find(['Z', '+', '-']) {
        Some(at) => (text.get(..at)?, Some(lex_offset(text.get(at..)?)?)),
        None => (text, None),
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
    // The end of a day is the start of the next one.
    let (time, later) = if (hour, minute, second, fraction) == (24, 0, 0, 0) {
        (Time::midnight(), SignedDuration::from_hours(24))
    } else {
        let (hour, minute, second) = (hour.try_into().ok()?, minute.try_into().ok()?, second.try_into().ok()?);
        (Time::new(hour, minute, second, fraction).ok()?, SignedDuration::ZERO)
    };
    let local = date.to_datetime(time);
    let ahead = match zone {
        Some(offset) => offset.ahead(),
        None => norway_ahead(local.checked_add(later).unwrap_or(local))?,
    };
    Some((local, later.checked_sub(ahead)?))
}

fn lex_offset(text: &str) -> Option<UtcOffset> {
    if text == "Z" {
        return Some(UtcOffset::UTC);
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
    UtcOffset::from_minutes(if east { ahead } else { ahead.checked_neg()? }).ok()
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
