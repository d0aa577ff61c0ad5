//! The poller, by scripted time: one rule at a time, and then all of them against a service that fails at random.

use std::time::Duration;

use signature_model::portal::{PortalJobStatusChange, PortalSignature, PortalSignerIdentification};
use signature_model::urls::ConfirmationUrl;
use signature_model::{JobId, JobStatus, PersonalIdentificationNumber, SignerStatus, Timestamp};
use signature_protocol::operations::{PollOutcome, PollPortal};
use signature_protocol::poller::{LeaseId, Leased, QueueId, Step};
use signature_protocol::{Error, PollPolicy, Poller, Replay, Sent, TransportFault};

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

pub(crate) fn broken(sent: Sent) -> Error {
    Error::transport(Replay::Safe, TransportFault::new(sent, "broken"))
}

fn poller() -> Portal {
    Poller::new(PollPolicy::default(), [sender()], 7)
}

#[track_caller]
fn polls(poller: &mut Portal, now: Timestamp) -> QueueId {
    match poller.poll(now) {
        Step::Poll(queue, _) => queue,
        other => panic!("expected a poll, found {other:?}"),
    }
}

#[track_caller]
fn delivers(poller: &mut Portal, now: Timestamp) -> Leased<PortalJobStatusChange> {
    match poller.poll(now) {
        Step::Deliver(leased) => leased,
        other => panic!("expected a delivery, found {other:?}"),
    }
}

#[track_caller]
fn confirms(poller: &mut Portal, now: Timestamp) -> (LeaseId, String) {
    match poller.poll(now) {
        Step::Confirm(lease, exchange) => (lease, exchange.plan(&root()).unwrap().0.head().uri.path().to_owned()),
        other => panic!("expected a confirmation, found {other:?}"),
    }
}

#[track_caller]
fn waits(poller: &mut Portal, now: Timestamp) -> Timestamp {
    match poller.poll(now) {
        Step::WaitUntil(until) => until,
        other => panic!("expected a wait, found {other:?}"),
    }
}

fn found(job: i64) -> Result<PollOutcome<PortalJobStatusChange>, Error> {
    Ok(PollOutcome::Changed { change: Box::new(change(job)), next: Some(time(NOW)) })
}

#[test]
fn a_change_is_delivered_then_confirmed_and_not_before_it_is_stored() {
    let (mut poller, now) = (poller(), time(NOW));
    let queue = polls(&mut poller, now);
    assert!(matches!(poller.poll(now), Step::Idle), "one poll of a queue at a time");
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
        let queue = polls(&mut poller, now);
        poller.polled(now, queue, found(1));
        let leased = delivers(&mut poller, now);
        poller.persisted(now, leased.lease).unwrap();
        let (lease, _) = confirms(&mut poller, now);
        polls(&mut poller, now);
        poller.confirmed(now, lease, Err(broken(sent)));
        match poller.poll(now) {
            Step::WaitUntil(until) => assert!(again && confirms(&mut poller, until).0 == lease),
            Step::Idle => assert!(!again, "if the service did not get it, the change comes back"),
            other => panic!("{other:?}"),
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
    assert_eq!(error.to_string(), "expected a lease that still runs, found one that has ended");
    assert!(matches!(poller.poll(leased.deadline), Step::Idle), "no confirmation");
}

#[test]
fn failures_in_a_row_wait_longer_and_one_answer_forgives_them() {
    let (mut poller, mut now) = (poller(), time(NOW));
    let mut last = Duration::ZERO;
    for _ in 0..5 {
        let queue = polls(&mut poller, now);
        poller.polled(now, queue, Err(broken(Sent::Maybe)));
        let wait = waits(&mut poller, now).saturating_since(now);
        assert!(wait > last && wait >= Duration::from_secs(22), "{wait:?} after {last:?}");
        (last, now) = (wait, now.saturating_add(wait));
    }
    let queue = polls(&mut poller, now);
    poller.polled(now, queue, found(1));
    delivers(&mut poller, now);
    let queue = polls(&mut poller, now);
    poller.polled(now, queue, Err(broken(Sent::Maybe)));
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
    assert_eq!(polls(&mut poller, now.saturating_add(MINUTE)), second);
}

#[test]
fn spurious_calls_and_a_clock_that_goes_back_change_nothing() {
    let (mut poller, now) = (poller(), time(NOW));
    let queue = polls(&mut poller, now);
    poller.polled(now, queue, Ok(PollOutcome::NoChange { next: Some(now.saturating_add(MINUTE)) }));
    poller.polled(now, queue, found(1));
    let until = waits(&mut poller, now);
    assert_eq!(waits(&mut poller, Timestamp::EPOCH), until);
    polls(&mut poller, until);
}

#[test]
fn a_restart_between_any_two_steps_loses_nothing() {
    let restart = |poller: &Portal| -> Portal {
        let stored = serde_json::to_string(&poller.snapshot()).unwrap();
        Poller::restore(PollPolicy::default(), serde_json::from_str(&stored).unwrap(), 8)
    };
    let (mut poller, now) = (poller(), time(NOW));
    let queue = polls(&mut poller, now);
    poller.polled(now, queue, found(1));
    let first = delivers(&mut poller, now);
    let mut poller = restart(&poller);
    let again = delivers(&mut poller, now);
    assert_eq!(again, first, "handed over again, as nobody said that it is stored");
    poller.persisted(now, again.lease).unwrap();
    let mut poller = restart(&poller);
    assert_eq!(confirms(&mut poller, now).0, first.lease);
    let queue = polls(&mut poller, now);
    poller.polled(now, queue, found(2));
    assert_ne!(delivers(&mut poller, now).lease, first.lease, "numbers are not used twice");
}
