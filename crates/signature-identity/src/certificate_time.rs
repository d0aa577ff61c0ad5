//! The two forms of time in a certificate.
//!
//! Issuers made some that DER does not allow, without seconds or with an offset; those are read too.
//!
//! Source: `RFC 5280 §4.1.2.5`, `ITU-T X.680 §46, §47`

use signature_model::Timestamp;

use crate::ber::{Element, Malformed};

const UTC_TIME: u8 = 0x17;
const GENERALIZED_TIME: u8 = 0x18;

/// Reads a `Time`.
pub(crate) fn read(element: &Element<'_>) -> Result<Timestamp, Malformed> {
    let text = |tag| element.primitive(tag).ok().and_then(|bytes| std::str::from_utf8(bytes).ok());
    let (century, rest) = match (text(UTC_TIME), text(GENERALIZED_TIME)) {
        (Some(utc), _) => match utc.get(..2) {
            Some(year) if year < "50" => ("20", utc),
            _ => ("19", utc),
        },
        (None, Some(generalized)) => generalized.split_at_checked(2).ok_or(Malformed)?,
        (None, None) => return Err(Malformed),
    };
    parse(century, rest).ok_or(Malformed)
}

/// `rest` is `YYMMDDhhmm`, perhaps with seconds and a fraction, and `Z` or an offset.
fn parse(century: &str, rest: &str) -> Option<Timestamp> {
    let end = rest.find(['Z', '+', '-'])?;
    let (date_time, zone) = rest.split_at_checked(end)?;
    let (digits, fraction) = date_time.split_at_checked(date_time.find(['.', ',']).unwrap_or(end))?;
    let part = |at: usize| digits.get(at..at.checked_add(2)?);
    let seconds = match digits.len() {
        10 => "00",
        12 => part(10)?,
        _ => return None,
    };
    let zone = match (zone, zone.get(..3).zip(zone.get(3..5))) {
        ("Z", _) => "Z".to_owned(),
        (_, Some((hours, minutes))) if zone.len() == 5 => format!("{hours}:{minutes}"),
        _ => return None,
    };
    let (year, month, day, hour, minute) = (part(0)?, part(2)?, part(4)?, part(6)?, part(8)?);
    let fraction = fraction.replace(',', ".");
    Timestamp::parse(&format!("{century}{year}-{month}-{day}T{hour}:{minute}:{seconds}{fraction}{zone}")).ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(tag: u8, text: &str, expected: Option<&str>) {
        let der = [&[tag, u8::try_from(text.len()).unwrap()], text.as_bytes()].concat();
        let read = read(&Element::parse(&der).unwrap()).ok().map(|time| time.to_string());
        assert_eq!(read.as_deref(), expected, "{text}");
    }

    #[test]
    fn both_forms_are_read() {
        check(UTC_TIME, "140520121007Z", Some("2014-05-20T12:10:07Z"));
        check(UTC_TIME, "491231235959Z", Some("2049-12-31T23:59:59Z"));
        check(UTC_TIME, "500101000000Z", Some("1950-01-01T00:00:00Z"));
        check(GENERALIZED_TIME, "20500101000000Z", Some("2050-01-01T00:00:00Z"));
        check(GENERALIZED_TIME, "00010101000000Z", Some("0001-01-01T00:00:00Z"));
    }

    #[test]
    fn forms_that_der_does_not_allow_are_read() {
        check(UTC_TIME, "1405201210Z", Some("2014-05-20T12:10:00Z"));
        check(UTC_TIME, "140520121007+0200", Some("2014-05-20T10:10:07Z"));
        check(GENERALIZED_TIME, "20140520121007.5Z", Some("2014-05-20T12:10:07.5Z"));
    }

    #[test]
    fn everything_else_is_refused() {
        for text in ["", "Z", "140520121007", "14052012100Z", "140532121007Z", "140520121007+02", "æ40520121007Z"] {
            check(UTC_TIME, text, None);
        }
        check(0x0c, "140520121007Z", None);
    }
}
