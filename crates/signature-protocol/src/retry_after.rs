//! The wait that a reply asks for (RFC 9110, section 10.2.3).

use std::num::NonZeroU16;

use http::HeaderMap;
use http::header::{DATE, RETRY_AFTER};
use signature_model::Timestamp;

/// The longest wait that is believed, in seconds: a wrong header must not stop a client for days.
const LONGEST: u16 = 3600;

/// The seconds in `Retry-After`, at most an hour; `None` if it is absent, unreadable or zero.
///
/// A date counts from the reply's own `Date`: this crate has no clock, and ours may differ from the server's.
pub(crate) fn retry_after(headers: &HeaderMap) -> Option<NonZeroU16> {
    let text = headers.get(RETRY_AFTER)?.to_str().ok()?.trim();
    let seconds = if !text.is_empty() && text.bytes().all(|b| b.is_ascii_digit()) {
        // More digits than a number holds are beyond an hour too.
        text.parse().unwrap_or(u64::MAX)
    } else {
        let sent = date(headers.get(DATE)?.to_str().ok()?)?;
        date(text)?.saturating_since(sent).as_secs()
    };
    NonZeroU16::new(u16::try_from(seconds).unwrap_or(LONGEST).min(LONGEST))
}

/// A date of HTTP in the only form that servers may send, such as `Sun, 06 Nov 1994 08:49:37 GMT`.
fn date(text: &str) -> Option<Timestamp> {
    let mut parts = text.trim().split(' ').skip(1);
    let mut next = || parts.next();
    let (day, month, year, time) = (next()?, next()?, next()?, next()?);
    let month = MONTHS.iter().zip(1..).find_map(|(name, number)| (*name == month).then_some(number))?;
    let is_whole = next() == Some("GMT") && next().is_none();
    is_whole.then(|| Timestamp::parse(&format!("{year}-{month:02}-{day}T{time}Z")).ok()).flatten()
}

const MONTHS: [&str; 12] = ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"];

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(fields: &[(&'static str, &str)], expected: Option<u16>) {
        let mut headers = HeaderMap::new();
        for (name, value) in fields {
            headers.insert(*name, value.parse().unwrap());
        }
        assert_eq!(retry_after(&headers).map(NonZeroU16::get), expected, "{fields:?}");
    }

    #[test]
    fn seconds_are_read_up_to_an_hour() {
        check(&[], None);
        check(&[("retry-after", "120")], Some(120));
        check(&[("retry-after", " 3600 ")], Some(3600));
        check(&[("retry-after", "86400")], Some(3600));
        check(&[("retry-after", "99999999999999999999999999")], Some(3600));
        for nothing in ["0", "", "-5", "+5", "1.5", "soon"] {
            check(&[("retry-after", nothing)], None);
        }
    }

    #[test]
    fn a_date_counts_from_the_date_of_the_reply() {
        let after = |at| [("date", "Fri, 31 Dec 1999 23:59:30 GMT"), ("retry-after", at)];
        check(&after("Sat, 01 Jan 2000 00:00:30 GMT"), Some(60));
        check(&after("Sat, 01 Jan 2000 12:00:00 GMT"), Some(3600));
        check(&after("Fri, 31 Dec 1999 23:59:30 GMT"), None);
        check(&after("Fri, 31 Dec 1999 23:00:00 GMT"), None);
        for damaged in
            ["Sat, 01 Jan 2000 00:00:30", "Sat, 01 Jan 2000 00:00:30 CET", "Saturday, 01-Jan-00 00:00:30 GMT"]
        {
            check(&after(damaged), None);
        }
        check(&[("retry-after", "Sat, 01 Jan 2000 00:00:30 GMT")], None);
    }
}
