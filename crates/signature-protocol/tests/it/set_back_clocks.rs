//! Every absolute time that is kept: a clock that is set back costs the wait that was decided, and no more.

use std::time::Duration;

use signature_model::Timestamp;
use signature_protocol::{
    ErrorKind, PollOutcome, PollPace, PollPolicy, PollPortal, Poller, PollerStep, RateLimiter, Sent,
};

use crate::poller::{broken, change, unconfirmed};
use crate::{sender, time};

type Portal = Poller<PollPortal>;

const NOW: &str = "2026-01-01T12:00:00Z";
const BEFORE: &str = "2020-01-01T00:00:00Z";

fn next(poller: &mut Portal, now: Timestamp) -> PollerStep<PollPortal> {
    poller.poll(now)
}

/// A poller that has polled once, with this answer.
fn polled(
    answer: Result<PollOutcome<signature_model::portal::PortalJobStatusChange>, &signature_protocol::Error>,
) -> Portal {
    let mut poller = Poller::new(PollPolicy::default(), [sender()], 7);
    let PollerStep::Poll(id, _) = next(&mut poller, time(NOW)) else { panic!("expected a poll") };
    poller.polled(time(NOW), id, answer);
    poller
}

/// A poller whose only change was confirmed, with this answer.
fn confirmed(answer: signature_protocol::Error) -> Portal {
    let (now, change) = (time(NOW), Box::new(change(1)));
    let mut poller = polled(Ok(PollOutcome::Changed { change, next: Some(now) }));
    let PollerStep::Deliver(leased) = next(&mut poller, now) else { panic!("expected a change") };
    poller.persisted(now, leased.lease).unwrap();
    let PollerStep::Confirm(lease, _) = next(&mut poller, now) else { panic!("expected a confirmation") };
    poller.confirmed(now, lease, Err(&answer));
    poller
}

#[test]
fn a_clock_that_is_set_back_costs_no_more_than_the_wait() {
    let in_ten_minutes = Some(time(NOW).saturating_add(Duration::from_secs(600)));
    let snapshot = polled(Ok(PollOutcome::NoChange { next: in_ten_minutes })).snapshot();
    for (what, mut poller, longest) in [
        ("the next poll", polled(Ok(PollOutcome::NoChange { next: in_ten_minutes })), 600),
        ("the wait after an error", polled(Err(&broken(Sent::Maybe))), 38),
        ("a rate block", polled(Err(&ErrorKind::RateLimited.into())), 38),
        ("the rest after a confirmation", confirmed(unconfirmed(Sent::Maybe)), 38),
        ("a confirmation that is tried again", confirmed(ErrorKind::RateLimited.into()), 38),
        ("a restored poll", Poller::restore(PollPolicy::default(), snapshot, 8), 3600),
    ] {
        let before = time(BEFORE);
        let last = before.saturating_add(Duration::from_secs(longest));
        let step = next(&mut poller, before);
        assert!(matches!(step, PollerStep::WaitUntil(until) if until <= last), "{what}: {step:?}");
        let step = next(&mut poller, last);
        assert!(matches!(step, PollerStep::Poll(..) | PollerStep::Confirm(..)), "{what}: {step:?}");
    }
}

#[test]
fn no_lease_grows_when_a_clock_is_set_back() {
    let (now, before) = (time(NOW), time(BEFORE));
    let mut poller = Portal::new(PollPolicy::default(), [sender()], 7);
    let PollerStep::Poll(id, _) = next(&mut poller, now) else { panic!("expected a poll") };
    poller.polled(before, id, Ok(PollOutcome::Changed { change: Box::new(change(1)), next: None }));
    let PollerStep::Deliver(leased) = next(&mut poller, before) else { panic!("expected a change") };
    assert_eq!(leased.deadline, before.saturating_add(PollPolicy::default().lease()), "sent in what is now the future");
}

#[test]
fn a_pace_and_a_limiter_by_themselves_hold_to_it_too() {
    let before = time(BEFORE);
    let mut pace = PollPace::default();
    pace.after_outcome::<()>(time(NOW), &PollOutcome::NoChange { next: None });
    assert_eq!(pace.wait_until(before), Some(before.saturating_add(Duration::from_secs(600))));
    let mut limiter = RateLimiter::default();
    let reservation = limiter.reserve(time(NOW));
    limiter.block(time(NOW), Duration::from_secs(30));
    assert_eq!(limiter.wait_until(before, &reservation), Some(before.saturating_add(Duration::from_secs(30))));
}
