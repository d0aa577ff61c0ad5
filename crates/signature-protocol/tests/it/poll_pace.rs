//! The pace of polling, with scripted time.

use std::time::Duration;

use signature_model::urls::ConfirmationUrl;
use signature_protocol::{Confirm, PollOutcome, PollPace, PollPolicy};

use crate::{head, time};

const NOW: &str = "2026-01-01T12:00:00Z";

#[track_caller]
fn check(outcome: PollOutcome<()>, expected: Option<&str>) {
    let mut pace = PollPace::new(PollPolicy::default());
    assert_eq!(pace.wait_until(time(NOW)), None, "the first poll is permitted");
    pace.after_outcome(time(NOW), &outcome);
    assert_eq!(pace.wait_until(time(NOW)), expected.map(time));
}

#[test]
fn it_waits_as_long_as_the_service_says() {
    let next = |text| Some(time(text));
    check(PollOutcome::NoChange { next: next("2026-01-01T12:10:00Z") }, Some("2026-01-01T12:10:00Z"));
    check(PollOutcome::TooEarly { next: next("2026-01-01T12:00:30Z") }, Some("2026-01-01T12:00:30Z"));
    check(PollOutcome::Changed { change: Box::new(()), next: next(NOW) }, None);
    check(
        PollOutcome::Changed { change: Box::new(()), next: next("2026-01-01T12:00:05Z") },
        Some("2026-01-01T12:00:05Z"),
    );
}

#[test]
fn policy_decides_where_the_service_is_silent_or_off() {
    check(PollOutcome::Changed { change: Box::new(()), next: None }, None);
    check(PollOutcome::NoChange { next: None }, Some("2026-01-01T12:10:00Z"));
    check(PollOutcome::NoChange { next: Some(time("2025-01-01T00:00:00Z")) }, Some("2026-01-01T12:00:01Z"));
    check(PollOutcome::TooEarly { next: Some(time("2099-01-01T00:00:00Z")) }, Some("2026-01-01T13:00:00Z"));
}

#[test]
fn a_stored_time_is_kept_and_a_clock_that_goes_back_does_not_stop_polling() {
    let stored = Some(time("2026-01-01T12:10:00Z"));
    let mut pace = PollPace::resume(PollPolicy::default(), stored);
    assert_eq!((pace.next(), pace.wait_until(time(NOW))), (stored, stored));
    assert_eq!(pace.wait_until(time("2025-01-01T00:00:00Z")), Some(time("2025-01-01T01:00:00Z")));
    assert_eq!(pace.wait_until(time("2025-01-01T01:00:00Z")), None, "an hour, and not an hour again");
}

#[test]
fn an_error_slows_down() {
    let confirm = Confirm::new(ConfirmationUrl::new("https://api.example/api/c").unwrap());
    for status in [429, 500] {
        let error = crate::answer(&confirm, head(status, &[]), b"").unwrap_err();
        let mut pace = PollPace::default();
        pace.after_error(time(NOW), &error);
        assert_eq!(pace.wait_until(time(NOW)), Some(time(NOW).saturating_add(Duration::from_secs(30))));
        assert_eq!(pace.wait_until(time("2026-01-01T12:00:30Z")), None);
    }
}
