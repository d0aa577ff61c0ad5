//! The poller, by scripted time: one rule at a time, and then all of them against a service that fails at random.

use std::time::Duration;

use signature_model::portal::{PortalJobStatusChange, PortalSignature, PortalSignerIdentification};
use signature_model::urls::ConfirmationUrl;
use signature_model::{JobId, JobStatus, PersonalIdentificationNumber, SignerStatus, Timestamp};
use signature_protocol::{
    Error, LeaseId, Leased, Operation as _, PollId, PollOutcome, PollPolicy, PollPortal, Poller, PollerStep, Replay,
    Sent, TransportFault,
};

use crate::{queue, root, sender, time};

const NOW: &str = "2026-01-01T12:00:00Z";
const MINUTE: Duration = Duration::from_secs(60);

type Portal = Poller<PollPortal>;

pub(crate) fn change(job: i64) -> PortalJobStatusChange {
    let signer = PortalSignerIdentification::Personal(PersonalIdentificationNumber::new("01010100000").unwrap());
    let signature = PortalSignature::new(SignerStatus::Signed, time(NOW), signer);
    let url = ConfirmationUrl::new(format!("https://api.example/api/{job}/complete")).unwrap();
    PortalJobStatusChange::new(JobId::new(job), JobStatus::InProgress, url, vec![signature])
}

/// A poll or download that broke.
pub(crate) fn broken(sent: Sent) -> Error {
    Error::transport(Replay::Safe, TransportFault::new(sent, "broken"))
}

/// A confirmation that broke.
pub(crate) fn unconfirmed(sent: Sent) -> Error {
    Error::transport(Replay::Ambiguous, TransportFault::new(sent, "broken"))
}

fn poller() -> Portal {
    Poller::new(PollPolicy::default(), [sender()], 7)
}

#[track_caller]
fn polls(poller: &mut Portal, now: Timestamp) -> PollId {
    match poller.poll(now) {
        PollerStep::Poll(queue, _) => queue,
        other => panic!("expected a poll, found {other:?}"),
    }
}

#[track_caller]
fn delivers(poller: &mut Portal, now: Timestamp) -> Leased<PortalJobStatusChange> {
    match poller.poll(now) {
        PollerStep::Deliver(leased) => leased,
        other => panic!("expected a delivery, found {other:?}"),
    }
}

#[track_caller]
fn confirms(poller: &mut Portal, now: Timestamp) -> (LeaseId, String) {
    match poller.poll(now) {
        PollerStep::Confirm(lease, confirm) => (lease, confirm.plan(&root()).unwrap().head().uri.path().to_owned()),
        other => panic!("expected a confirmation, found {other:?}"),
    }
}

#[track_caller]
fn waits(poller: &mut Portal, now: Timestamp) -> Timestamp {
    match poller.poll(now) {
        PollerStep::WaitUntil(until) => until,
        other => panic!("expected a wait, found {other:?}"),
    }
}

fn found(job: i64) -> Result<PollOutcome<PortalJobStatusChange>, &'static Error> {
    Ok(PollOutcome::Changed { change: Box::new(change(job)), next: Some(time(NOW)) })
}

/// Polls a change of job 1, stores it, and begins its confirmation.
#[track_caller]
fn begins_to_confirm(poller: &mut Portal, now: Timestamp) -> LeaseId {
    let poll = polls(poller, now);
    poller.polled(now, poll, found(1));
    let leased = delivers(poller, now);
    poller.persisted(now, leased.lease).unwrap();
    confirms(poller, now).0
}

#[test]
fn a_change_is_delivered_then_confirmed_and_not_before_it_is_stored() {
    let (mut poller, now) = (poller(), time(NOW));
    let queue = polls(&mut poller, now);
    assert!(matches!(poller.poll(now), PollerStep::Idle), "one poll of a queue at a time");
    poller.polled(now, queue, found(1));
    let leased = delivers(&mut poller, now);
    assert_eq!((leased.change.job_id, leased.deadline), (JobId::new(1), now.saturating_add(Duration::from_secs(570))));
    let queue = polls(&mut poller, now);
    poller.polled(now, queue, Ok(PollOutcome::NoChange { next: Some(now.saturating_add(10 * MINUTE)) }));
    assert_eq!(waits(&mut poller, now), now.saturating_add(10 * MINUTE), "nothing is confirmed by itself");

    poller.persisted(now, leased.lease).unwrap();
    let (lease, path) = confirms(&mut poller, now);
    assert_eq!((lease, path.as_str()), (leased.lease, "/api/1/complete"));
    poller.confirmed(now, lease, Ok(()));
    assert_eq!(waits(&mut poller, now), now.saturating_add(10 * MINUTE));
    assert!(poller.persisted(now, lease).is_err());
}

#[test]
fn a_confirmation_that_was_not_sent_is_tried_again_and_others_are_not() {
    for (sent, again) in [(Sent::No, true), (Sent::Maybe, false), (Sent::Yes, false)] {
        let (mut poller, now) = (poller(), time(NOW));
        let poll = polls(&mut poller, now);
        poller.polled(now, poll, found(1));
        let leased = delivers(&mut poller, now);
        let poll = polls(&mut poller, now);
        poller.polled(now, poll, Ok(PollOutcome::NoChange { next: Some(now.saturating_add(10 * MINUTE)) }));
        poller.persisted(now, leased.lease).unwrap();
        let (lease, _) = confirms(&mut poller, now);
        poller.confirmed(now, lease, Err(&unconfirmed(sent)));
        let until = waits(&mut poller, now);
        assert_eq!(until < now.saturating_add(10 * MINUTE), again, "if the service did not get it, it comes back");
        if again {
            assert_eq!(confirms(&mut poller, until).0, lease);
        }
    }
}

#[test]
fn a_change_that_is_stored_too_late_comes_back() {
    let (mut poller, now) = (poller(), time(NOW));
    let queue = polls(&mut poller, now);
    poller.polled(now, queue, found(1));
    let leased = delivers(&mut poller, now);
    polls(&mut poller, now);
    let error = poller.persisted(leased.deadline, leased.lease).unwrap_err();
    assert_eq!(error.to_string(), "the lease has ended; the change is not confirmed and comes again");
    assert!(matches!(poller.poll(leased.deadline), PollerStep::Idle), "no confirmation");
}

#[test]
fn failures_in_a_row_wait_longer_and_one_answer_forgives_them() {
    let (mut poller, mut now) = (poller(), time(NOW));
    let mut last = Duration::ZERO;
    for _ in 0..5 {
        let queue = polls(&mut poller, now);
        poller.polled(now, queue, Err(&broken(Sent::Maybe)));
        let wait = waits(&mut poller, now).saturating_since(now);
        assert!(wait > last && wait >= Duration::from_secs(22), "{wait:?} after {last:?}");
        (last, now) = (wait, now.saturating_add(wait));
    }
    let queue = polls(&mut poller, now);
    poller.polled(now, queue, found(1));
    delivers(&mut poller, now);
    let queue = polls(&mut poller, now);
    poller.polled(now, queue, Err(&broken(Sent::Maybe)));
    assert!(waits(&mut poller, now).saturating_since(now) < Duration::from_secs(40));
}

#[test]
fn queues_are_polled_side_by_side_each_at_its_own_pace() {
    let now = time(NOW);
    let mut poller: Portal = Poller::new(PollPolicy::default(), [queue("a"), queue("b")], 7);
    let (first, second) = (polls(&mut poller, now), polls(&mut poller, now));
    assert_ne!(first, second);
    poller.polled(now, second, Ok(PollOutcome::NoChange { next: Some(now.saturating_add(MINUTE)) }));
    assert_eq!(waits(&mut poller, now), now.saturating_add(MINUTE), "the first is still under way");
    poller.polled(now, first, Ok(PollOutcome::TooEarly { next: Some(now.saturating_add(2 * MINUTE)) }));
    assert_eq!(waits(&mut poller, now), now.saturating_add(MINUTE));
    assert_eq!(polls(&mut poller, now.saturating_add(MINUTE)).queue(), second.queue());
}

#[test]
fn spurious_calls_change_nothing() {
    let (mut poller, now) = (poller(), time(NOW));
    let first = polls(&mut poller, now);
    poller.polled(now, first, Ok(PollOutcome::NoChange { next: Some(now.saturating_add(MINUTE)) }));
    poller.polled(now, first, found(1));
    let until = waits(&mut poller, now);
    let second = polls(&mut poller, until);
    poller.polled(until, first, found(1));
    assert!(matches!(poller.poll(until), PollerStep::Idle), "the second poll is still under way");
    poller.polled(until, second, found(2));
    assert_eq!(delivers(&mut poller, until).change.job_id, JobId::new(2));
}

#[test]
fn a_clock_that_goes_back_costs_the_wait_and_stretches_no_lease() {
    let (mut poller, now) = (poller(), time(NOW));
    let poll = polls(&mut poller, now);
    poller.polled(now, poll, found(1));
    let leased = delivers(&mut poller, now);
    let poll = polls(&mut poller, now);
    poller.polled(now, poll, Ok(PollOutcome::NoChange { next: Some(now.saturating_add(10 * MINUTE)) }));
    let before = time("2020-01-01T00:00:00Z");
    let until = waits(&mut poller, before);
    assert_eq!(until, before.saturating_add(10 * MINUTE));
    assert!(poller.persisted(before.saturating_add(10 * MINUTE), leased.lease).is_err());
    polls(&mut poller, until);
}

#[test]
fn a_lease_runs_from_when_the_poll_was_sent() {
    let (mut poller, now) = (poller(), time(NOW));
    let poll = polls(&mut poller, now);
    let late = now.saturating_add(MINUTE);
    poller.polled(late, poll, found(1));
    assert_eq!(delivers(&mut poller, late).deadline, now.saturating_add(Duration::from_secs(570)));
}

#[test]
fn a_newer_state_of_a_job_takes_the_place_of_an_older_one() {
    let (mut poller, now) = (poller(), time(NOW));
    let poll = polls(&mut poller, now);
    poller.polled(now, poll, found(1));
    let older = delivers(&mut poller, now);
    let poll = polls(&mut poller, now);
    poller.polled(now, poll, found(1));
    let newer = delivers(&mut poller, now);
    assert!(poller.persisted(now, older.lease).is_err(), "its URL would confirm the newer one, which is not stored");
    poller.persisted(now, newer.lease).unwrap();
    assert_eq!(confirms(&mut poller, now).0, newer.lease);
}

#[test]
fn the_rate_filter_holds_everything_but_deliveries_back() {
    let (mut poller, now) = (poller(), time(NOW));
    let lease = begins_to_confirm(&mut poller, now);
    poller.confirmed(now, lease, Err(&limited()));
    let until = waits(&mut poller, now);
    assert_eq!(until, now.saturating_add(Duration::from_secs(30)));
    let again = match poller.poll(until) {
        PollerStep::Poll(poll, _) => {
            let next = Some(until.saturating_add(10 * MINUTE));
            poller.polled(until, poll, Ok(PollOutcome::NoChange { next }));
            waits(&mut poller, until)
        }
        other => panic!("expected a poll, found {other:?}"),
    };
    assert_eq!(confirms(&mut poller, again).0, lease, "nothing was confirmed, so it is tried again");
}

/// A reply that asks to wait for a while.
fn busy(status: u16, seconds: &str) -> Error {
    let poll = PollPortal::new(sender());
    crate::answer(&poll, crate::head(status, &[("retry-after", seconds)]), b"").unwrap_err()
}

#[test]
fn a_wait_that_the_service_asks_for_is_kept() {
    for (error, seconds) in
        [(busy(429, "300"), 300), (busy(429, "99999"), 3600), (busy(503, "1200"), 1200), (busy(503, "99999"), 3600)]
    {
        let (mut poller, now) = (poller(), time(NOW));
        let poll = polls(&mut poller, now);
        poller.polled(now, poll, Err(&error));
        assert_eq!(waits(&mut poller, now), now.saturating_add(Duration::from_secs(seconds)), "{error:?}");
    }
}

#[test]
fn only_the_rate_filter_blocks_every_queue() {
    let now = time(NOW);
    for (error, is_blocked) in [(busy(429, "300"), true), (busy(503, "300"), false)] {
        let mut poller: Portal = Poller::new(PollPolicy::default(), [queue("a"), queue("b")], 7);
        let poll = polls(&mut poller, now);
        poller.polled(now, poll, Err(&error));
        assert_eq!(matches!(poller.poll(now), PollerStep::WaitUntil(_)), is_blocked, "{error:?}");
    }
}

fn limited() -> Error {
    signature_protocol::ErrorKind::RateLimited.into()
}

#[test]
fn no_more_is_polled_than_can_be_held() {
    let now = time(NOW);
    let policy = PollPolicy::default().with_max_unconfirmed(2);
    let mut poller: Portal = Poller::new(policy, [sender()], 7);
    for job in 1..=2 {
        let poll = polls(&mut poller, now);
        poller.polled(now, poll, found(job));
        delivers(&mut poller, now);
    }
    let over = now.saturating_add(Duration::from_secs(570));
    assert!(matches!(poller.poll(now), PollerStep::WaitUntil(until) if until == over), "a report may never come");
    polls(&mut poller, over);
}

#[test]
fn a_poll_under_way_counts_as_the_change_it_may_bring() {
    let now = time(NOW);
    let policy = PollPolicy::default().with_max_unconfirmed(1);
    let mut poller: Portal = Poller::new(policy, [queue("a"), queue("b")], 7);
    let first = polls(&mut poller, now);
    assert!(matches!(poller.poll(now), PollerStep::Idle), "both might bring one");
    poller.polled(now, first, Ok(PollOutcome::NoChange { next: Some(now.saturating_add(MINUTE)) }));
    assert_ne!(polls(&mut poller, now).queue(), first.queue());
}

#[test]
fn every_queue_gets_its_turn() {
    let now = time(NOW);
    let mut poller: Portal = Poller::new(PollPolicy::default(), [queue("a"), queue("b")], 7);
    let mut polled = Vec::new();
    for job in 1..=4 {
        let poll = polls(&mut poller, now);
        poller.polled(now, poll, found(job));
        delivers(&mut poller, now);
        polled.push(poll.queue());
    }
    assert_eq!(polled, [0, 1, 0, 1]);
}

#[test]
fn a_restart_keeps_permitted_times_and_forgets_changes() {
    let restart =
        |stored: &str| -> Portal { Poller::restore(PollPolicy::default(), serde_json::from_str(stored).unwrap(), 8) };
    let (mut poller, now) = (poller(), time(NOW));
    let poll = polls(&mut poller, now);
    poller.polled(now, poll, found(1));
    let leased = delivers(&mut poller, now);
    let poll = polls(&mut poller, now);
    poller.polled(now, poll, Ok(PollOutcome::NoChange { next: Some(now.saturating_add(10 * MINUTE)) }));
    poller.persisted(now, leased.lease).unwrap();
    let mut poller = restart(&serde_json::to_string(&poller.snapshot()).unwrap());
    assert_eq!(waits(&mut poller, now), now.saturating_add(10 * MINUTE), "no confirmation: the change comes again");

    let older = r#"{"queues":[[{"organization_number":"123456789"},null]],"leases":[],"next_lease":3}"#;
    polls(&mut restart(older), now);
}

#[test]
fn nothing_is_confirmed_while_its_queue_is_polled() {
    let now = time(NOW);
    let mut poller: Portal = Poller::new(PollPolicy::default(), [queue("a"), queue("b")], 7);
    let poll = polls(&mut poller, now);
    poller.polled(now, poll, found(1));
    let older = delivers(&mut poller, now);
    let (other, open) = (polls(&mut poller, now), polls(&mut poller, now));
    poller.polled(now, other, Ok(PollOutcome::NoChange { next: Some(now.saturating_add(MINUTE)) }));
    assert_eq!(open.queue(), poll.queue());
    poller.persisted(now, older.lease).unwrap();
    assert_eq!(waits(&mut poller, now), now.saturating_add(MINUTE), "the poll may bring a newer state");
    poller.polled(now, open, found(1));
    let newer = delivers(&mut poller, now);
    poller.persisted(now, newer.lease).unwrap();
    assert_eq!(confirms(&mut poller, now).0, newer.lease);
    assert_eq!(waits(&mut poller, now), now.saturating_add(MINUTE), "no poll while a confirmation is under way");
}

#[test]
fn a_poll_whose_reply_is_lost_ends_the_leases_before_it() {
    let refused = crate::reply(&PollPortal::new(sender()), 403, &crate::error_body("X")).unwrap_err();
    let lost = crate::reply(&PollPortal::new(sender()), 504, b"").unwrap_err();
    let unreadable = crate::reply(&PollPortal::new(sender()), 200, b"<html>").unwrap_err();
    for (error, ends) in [
        (broken(Sent::No), false),
        (limited(), false),
        (refused, false),
        (broken(Sent::Maybe), true),
        (lost, true),
        (unreadable, true),
    ] {
        let (mut poller, now) = (poller(), time(NOW));
        let poll = polls(&mut poller, now);
        poller.polled(now, poll, found(1));
        let leased = delivers(&mut poller, now);
        let poll = polls(&mut poller, now);
        let text = error.to_string();
        poller.polled(now, poll, Err(&error));
        assert_eq!(poller.persisted(now, leased.lease).is_err(), ends, "{text}");
    }
}

#[test]
fn after_a_confirmation_with_an_unknown_result_the_queue_rests() {
    for (sent, rests) in [(Sent::No, false), (Sent::Maybe, true)] {
        let (mut poller, now) = (poller(), time(NOW));
        let lease = begins_to_confirm(&mut poller, now);
        poller.confirmed(now, lease, Err(&unconfirmed(sent)));
        match poller.poll(now) {
            PollerStep::WaitUntil(until) => assert!(rests && until.saturating_since(now) >= Duration::from_secs(22)),
            PollerStep::Poll(..) => assert!(!rests),
            other => panic!("{other:?}"),
        }
    }
}

#[test]
fn what_was_not_sent_costs_nothing() {
    let (mut poller, now) = (poller(), time(NOW));
    let id = polls(&mut poller, now);
    poller.not_polled(id);
    let id = polls(&mut poller, now);
    poller.polled(now, id, found(1));
    let leased = delivers(&mut poller, now);
    assert_eq!(poller.deadline(leased.lease), Some(leased.deadline));
    poller.persisted(now, leased.lease).unwrap();
    let (lease, _) = confirms(&mut poller, now);
    poller.not_confirmed(now, lease);
    let (lease, _) = confirms(&mut poller, now);
    // Its turn came too late.
    poller.not_confirmed(leased.deadline, lease);
    assert_eq!(poller.deadline(lease), None);
    assert!(!matches!(poller.poll(leased.deadline), PollerStep::Confirm(..)));
}

#[test]
fn a_repeated_report_blocks_nothing() {
    let (mut poller, now) = (poller(), time(NOW));
    let lease = begins_to_confirm(&mut poller, now);
    poller.confirmed(now, lease, Ok(()));
    poller.confirmed(now, lease, Err(&limited()));
    polls(&mut poller, now);
}

#[test]
fn a_snapshot_keeps_the_rest_and_the_block() {
    let rests = |answer: Error| {
        let (mut poller, now) = (poller(), time(NOW));
        let lease = begins_to_confirm(&mut poller, now);
        poller.confirmed(now, lease, Err(&answer));
        let mut restored = Portal::restore(PollPolicy::default(), poller.snapshot(), 8);
        waits(&mut restored, now).saturating_since(now)
    };
    assert!(rests(unconfirmed(Sent::Maybe)) >= Duration::from_secs(20));
    assert_eq!(rests(limited()), Duration::from_secs(30));
}

#[test]
fn no_policy_makes_a_lease_too_long_or_a_rest_too_short() {
    let policy = PollPolicy::default().with_lease(MINUTE * 60).with_error_interval(Duration::ZERO);
    assert_eq!(policy.lease(), Duration::from_secs(590));
    let now = time(NOW);
    let mut poller = Portal::new(policy, [sender()], 7);
    let id = polls(&mut poller, now);
    poller.polled(now, id, Err(&broken(Sent::Maybe)));
    assert_eq!(waits(&mut poller, now).saturating_since(now), Duration::from_secs(20));
    let mut poller = Portal::new(policy, [sender()], 7);
    let lease = begins_to_confirm(&mut poller, now);
    poller.confirmed(now, lease, Err(&unconfirmed(Sent::Maybe)));
    assert_eq!(waits(&mut poller, now).saturating_since(now), Duration::from_secs(20));
}

#[test]
fn a_queue_that_is_given_twice_is_polled_once() {
    let now = time(NOW);
    let mut poller: Portal = Poller::new(PollPolicy::default(), [queue("a"), queue("a")], 7);
    polls(&mut poller, now);
    assert!(matches!(poller.poll(now), PollerStep::Idle));
}
