//! Times as texts, at the ends of their range, and added up.

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

#[test]
fn the_ends_of_the_range_work() {
    // What is written, and the time it is; `None` if that is outside the range.
    let cases = [
        ("9999-12-31T23:59:59.999999999Z", Some(Timestamp::MAX)),
        ("9999-12-31T23:59:59Z", Some(at(253_402_300_799_000))),
        ("9999-12-31T24:00:00Z", None),
        ("9999-12-31T24:00:00+00:01", Some(at(253_402_300_740_000))),
        ("9999-12-31T24:00:00+14:00", Some(at(253_402_250_400_000))),
        ("9999-12-31T24:00:00-14:00", None),
        ("9999-12-31T23:59:59+14:00", Some(at(253_402_250_399_000))),
        ("9999-12-31T23:59:59-14:00", None),
        ("9999-12-31T09:59:59-14:00", Some(at(253_402_300_799_000))),
        ("9999-12-31T10:00:00-14:00", None),
        ("9999-12-31T24:00:00", Some(at(253_402_297_200_000))),
        ("9999-12-31T00:30:00", Some(at(253_402_212_600_000))),
        ("9999-12-30T24:00:00Z", Some(at(253_402_214_400_000))),
        ("10000-01-01T00:00:00Z", None),
        ("10000-01-01T00:00:00+14:00", None),
        ("99999-12-31T23:59:59Z", None),
        ("-9999-01-01T00:00:00Z", Some(Timestamp::MIN)),
        ("-9999-01-01T00:00:00-14:00", Some(at(-377_705_066_400_000))),
        ("-9999-01-01T00:00:00+00:01", None),
        ("-9999-01-01T14:00:00+14:00", Some(Timestamp::MIN)),
        ("-9999-01-01T13:59:59+14:00", None),
        ("-9999-01-01T00:00:00", None),
        ("-9999-01-01T01:00:00", Some(Timestamp::MIN)),
        ("-10000-12-31T23:59:59Z", None),
    ];
    for (text, expected) in cases {
        let found = Timestamp::parse(text);
        assert_eq!(found, expected.ok_or_else(|| ErrorKind::TimeRange.into()), "{text}");
        let Some(time) = expected else { continue };
        assert_eq!(Timestamp::parse(&time.to_string()), Ok(time), "{text}");
        let json = serde_json::to_string(&time).unwrap();
        assert_eq!(serde_json::from_str::<Timestamp>(&json).unwrap(), time, "{text}");
        for minutes in [-840, -60, 0, 60, 840] {
            let written = time.to_xml(UtcOffset::from_minutes(minutes).unwrap());
            assert_eq!(Timestamp::parse(&written), Ok(time.to_millis()), "{text}: {written}");
        }
    }
    assert_eq!(Timestamp::MIN.to_string(), "-9999-01-01T00:00:00Z");
    assert_eq!(Timestamp::MAX.to_string(), "9999-12-31T23:59:59.999999999Z");
    assert_eq!(Timestamp::MAX.to_xml(UtcOffset::from_minutes(60).unwrap()), "9999-12-31T23:59:59.999Z");
}

#[test]
fn arithmetic_ends_where_the_range_does() {
    for (millis, is_inside) in [
        (253_402_300_799_999, true),
        (253_402_300_800_000, false),
        (i64::MAX, false),
        (-377_705_116_800_000, true),
        (-377_705_116_800_001, false),
        (i64::MIN, false),
    ] {
        let time = Timestamp::from_unix_millis(millis);
        assert_eq!(time.as_ref().ok().map(|time| time.as_unix_millis()), is_inside.then_some(millis), "{millis}");
        assert_eq!(time.is_err(), !is_inside, "{millis}");
    }
    assert_eq!(Timestamp::MAX.saturating_add(Duration::from_nanos(1)), Timestamp::MAX);
    assert_eq!(Timestamp::MIN.saturating_add(Duration::MAX), Timestamp::MAX);
    let whole = Timestamp::MAX.saturating_since(Timestamp::MIN);
    assert_eq!(Timestamp::MIN.saturating_add(whole), Timestamp::MAX);
    assert_eq!(Timestamp::MIN.saturating_since(Timestamp::MAX), Duration::ZERO);
    assert_eq!(Timestamp::MAX.to_millis(), at(253_402_300_799_999));
    assert_eq!(Timestamp::MIN.to_millis(), Timestamp::MIN);
    assert_eq!(
        (Timestamp::MAX.as_unix_seconds(), Timestamp::MIN.as_unix_seconds()),
        (253_402_300_799, -377_705_116_800)
    );
}

/// A time in milliseconds since the Unix epoch.
fn at(millis: i64) -> Timestamp {
    Timestamp::from_unix_millis(millis).unwrap()
}
