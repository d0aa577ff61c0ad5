//! The changes of a queue: when they are asked for, and what confirms them and what does not.

use std::time::Duration;

use signature_http::protocol::{Retry, Sent};
use signature_http::{ErrorKind, FaultKind};
use signature_model::{ErrorCode, JobId};

use crate::scripted::{Answer, START, Scripted, answer, join_all};
use crate::world::sender;

const CHANGE: &str = r#"<portal-signature-job-status-change-response xmlns="http://signering.posten.no/schema/v1">
<signature-job-id>1</signature-job-id><status>FAILED</status>
<confirmation-url>https://api.example/api/1/complete</confirmation-url><signatures><signature>
<status since="2026-01-01T00:00:00Z">EXPIRED</status>
<personal-identification-number>01010100000</personal-identification-number></signature></signatures>
</portal-signature-job-status-change-response>"#;

const POLL: &str = "GET /api/123456789/portal/signature-jobs";
const CONFIRM: &str = "POST /api/1/complete";

fn empty() -> Answer {
    answer(204, Some("2026-01-01T12:10:00Z"), "")
}

fn change() -> Answer {
    answer(200, Some(START), CHANGE)
}

#[test]
fn a_refused_poll_is_repeated_when_it_is_permitted_and_no_earlier() {
    let world = Scripted::new([
        answer(429, Some("2026-01-01T12:00:30Z"), ""),
        answer(429, Some("2026-01-01T12:00:40Z"), ""),
        change(),
        empty(),
    ]);
    let mut changes = world.client(|builder| builder).portal().changes(&sender());
    assert!(world.run(changes.next()).unwrap().is_some());
    assert!(world.run(changes.next()).unwrap().is_none());
    assert_eq!(world.seconds(), [0, 30, 40, 40]);
}

#[test]
fn the_permitted_time_outlives_the_value_that_polls() {
    let world = Scripted::new([empty()]);
    let client = world.client(|builder| builder);
    for _ in 0..2 {
        assert!(world.run(client.clone().portal().changes(&sender()).next()).unwrap().is_none());
    }
    assert!(world.run(client.direct().changes(&sender()).next()).unwrap().is_none(), "another queue has its own time");
    assert_eq!(world.seconds(), [0, 600, 600]);
}

#[test]
fn an_error_slows_polling_down() {
    let world = Scripted::new([answer(503, None, ""), answer(204, None, "")]);
    let mut changes = world.client(|builder| builder).portal().changes(&sender());
    assert_eq!(world.run(changes.next()).unwrap_err().status().map(|status| status.as_u16()), Some(503));
    assert!(world.run(changes.next()).unwrap().is_none());
    assert!((22..=38).contains(&world.seconds()[1]), "about 30 seconds: {:?}", world.seconds());
}

#[test]
fn a_change_leaves_its_queue_when_it_is_confirmed() {
    let world = Scripted::new([change(), answer(200, None, ""), empty()]);
    let mut changes = world.client(|builder| builder).portal().changes(&sender());
    let change = world.run(changes.next()).unwrap().unwrap();
    assert_eq!((change.job_id, change.documents().len()), (JobId::new(1), 0));
    assert_eq!(world.lines(), [POLL]);
    world.run(change.confirm()).unwrap();
    assert!(world.run(changes.next()).unwrap().is_none());
    assert_eq!(world.lines(), [POLL, CONFIRM, POLL]);
}

#[test]
fn a_change_that_is_dropped_is_never_confirmed() {
    let world = Scripted::new([change(), empty()]);
    let mut changes = world.client(|builder| builder).portal().changes(&sender());
    drop(world.run(changes.next()).unwrap().unwrap());
    for _ in 0..5 {
        assert!(world.run(changes.next()).unwrap().is_none());
    }
    assert!(world.time.elapsed() > Duration::from_secs(600));
    assert!(!world.lines().contains(&CONFIRM.to_owned()));
}

#[test]
fn nothing_is_confirmed_after_its_lease() {
    let world = Scripted::new([change(), empty()]);
    let mut changes = world.client(|builder| builder).portal().changes(&sender());
    let change = world.run(changes.next()).unwrap().unwrap();
    world.time.pass(Duration::from_secs(570));
    let error = world.run(change.confirm()).unwrap_err();
    assert!(matches!(error.kind(), ErrorKind::LeaseEnded));
    assert_eq!((error.sent(), error.retry()), (Sent::No, Retry::Never));
    assert_eq!(world.lines(), [POLL]);
}

#[test]
fn a_confirmation_that_waits_for_the_rate_filter_ends_with_its_lease() {
    let world = Scripted::new([change(), answer(429, None, "")]);
    let client = world.client(|builder| builder);
    let change = world.run(client.portal().changes(&sender()).next()).unwrap().unwrap();
    let deadline = change.deadline();
    // Each attempt is refused, and blocks the next one.
    let error = world.run(change.confirm()).unwrap_err();
    assert_eq!(error.retry(), Retry::After(Duration::from_secs(30)));
    let mut changes = client.portal().changes(&sender());
    while world.time.elapsed() < Duration::from_secs(900) {
        let _ = world.run(changes.next());
    }
    let start = signature_model::Timestamp::parse(START).unwrap();
    let confirmations = world.requests().into_iter().filter(|request| request.line == CONFIRM);
    let last = confirmations.map(|request| request.at).max().unwrap();
    assert!(start.saturating_add(last) < deadline, "the last confirmation was sent after {last:?}");
}

#[test]
fn a_confirmation_that_did_not_reach_the_service_is_tried_again() {
    let unreachable = FaultKind::Connect { address: "api.example:443".to_owned() };
    let world =
        Scripted::new([change(), Answer::Fault(unreachable, Sent::No), empty(), answer(200, None, ""), empty()]);
    let mut changes = world.client(|builder| builder).portal().changes(&sender());
    let change = world.run(changes.next()).unwrap().unwrap();
    assert!(world.run(change.confirm()).unwrap_err().is_connect());
    for _ in 0..2 {
        assert!(world.run(changes.next()).unwrap().is_none());
    }
    assert_eq!(world.lines(), [POLL, CONFIRM, POLL, CONFIRM, POLL]);
}

#[test]
fn a_confirmation_whose_effect_is_unknown_is_left_to_the_queue() {
    let world = Scripted::new([change(), Answer::Fault(FaultKind::Connection, Sent::Maybe), empty()]);
    let mut changes = world.client(|builder| builder).portal().changes(&sender());
    let change = world.run(changes.next()).unwrap().unwrap();
    assert_eq!(world.run(change.confirm()).unwrap_err().sent(), Sent::Maybe);
    for _ in 0..3 {
        assert!(world.run(changes.next()).unwrap().is_none());
    }
    assert_eq!(world.lines().iter().filter(|line| *line == CONFIRM).count(), 1);
}

/// A reply that refuses a call.
fn refused() -> Answer {
    answer(403, None, REFUSAL)
}

const REFUSAL: &str = r#"<error xmlns="http://signering.posten.no/schema/v1"><error-code>BROKER_NOT_AUTHORIZED</error-code>
<error-message>no</error-message><error-type>CLIENT</error-type></error>"#;

#[track_caller]
fn is_refused(error: &signature_http::Error) {
    assert_eq!(error.status().map(|status| status.as_u16()), Some(403), "{error:?}");
    assert_eq!(error.code().map(ErrorCode::as_str), Some("BROKER_NOT_AUTHORIZED"));
}

#[test]
fn a_poll_that_the_service_refuses_ends_no_lease() {
    let world = Scripted::new([change(), refused(), answer(200, None, "")]);
    let mut changes = world.client(|builder| builder).portal().changes(&sender());
    let change = world.run(changes.next()).unwrap().unwrap();
    is_refused(&world.run(changes.next()).unwrap_err());
    world.run(change.confirm()).unwrap();
    assert_eq!((world.lines(), world.seconds()), (vec![POLL.into(), POLL.into(), CONFIRM.into()], vec![0, 0, 0]));
}

#[test]
fn a_refused_confirmation_is_an_error_and_does_not_delay_the_queue() {
    let world = Scripted::new([change(), refused(), empty()]);
    let mut changes = world.client(|builder| builder).portal().changes(&sender());
    let change = world.run(changes.next()).unwrap().unwrap();
    is_refused(&world.run(change.confirm()).unwrap_err());
    assert!(world.run(changes.next()).unwrap().is_none());
    assert_eq!((world.lines(), world.seconds()), (vec![POLL.into(), CONFIRM.into(), POLL.into()], vec![0, 0, 0]));
}

#[test]
fn a_change_is_confirmed_while_another_task_waits_for_the_next_one() {
    let world = Scripted::new([change(), empty(), answer(200, None, ""), empty()]);
    let client = world.client(|builder| builder);
    let mut changes = client.portal().changes(&sender());
    let change = world.run(changes.next()).unwrap().unwrap();
    assert!(world.run(changes.next()).unwrap().is_none());
    // The queue may be polled again in ten minutes; the confirmation goes now.
    let confirmed: std::pin::Pin<Box<dyn Future<Output = ()>>> = Box::pin(async { change.confirm().await.unwrap() });
    let next = Box::pin(async { assert!(changes.next().await.unwrap().is_none()) });
    world.run(join_all([next, confirmed]));
    assert_eq!(world.lines(), [POLL, POLL, CONFIRM, POLL]);
    assert_eq!(world.seconds(), [0, 0, 0, 600]);
}

/// Polls a future once and drops it, a second later.
fn give_up<F: Future>(world: &Scripted, future: F) {
    let mut sleep = signature_http::Runtime::sleep(&world.time, Duration::from_secs(1));
    let mut future = Box::pin(future);
    world.run(std::future::poll_fn(move |context| {
        assert!(future.as_mut().poll(context).is_pending());
        sleep.as_mut().poll(context)
    }));
}

#[test]
fn a_poll_that_is_dropped_does_not_stop_its_queue() {
    let world = Scripted::new([Answer::Silence { sending: true }, change(), empty()]);
    let mut changes = world.client(|builder| builder).portal().changes(&sender());
    give_up(&world, changes.next());
    assert_eq!(world.lines(), [POLL]);
    assert!(world.run(changes.next()).unwrap().is_some());
}

#[test]
fn a_poll_that_is_dropped_before_its_turn_ends_no_lease() {
    let world = Scripted::new([change(), answer(503, None, ""), answer(200, None, "")]);
    let client = world.client(|builder| builder.with_calls_per_second(2));
    let mut changes = client.portal().changes(&sender());
    let change = world.run(changes.next()).unwrap().unwrap();
    assert!(world.run(client.root_resource(sender().organization_number())).is_err());
    // No call may be sent before this second is over.
    let mut next = Box::pin(changes.next());
    world.run(std::future::poll_fn(|context| {
        assert!(next.as_mut().poll(context).is_pending());
        std::task::Poll::Ready(())
    }));
    drop(next);
    world.run(change.confirm()).unwrap();
    assert_eq!(world.lines()[2], CONFIRM);
}

/// The result of a confirmation that another task, which waits for the next change, has begun to send and dropped after
/// this time. Calls are a second apart.
fn sent_by_another_task_and_dropped(
    after: Duration,
    confirmation: Answer,
) -> (Result<(), signature_http::Error>, Scripted) {
    let too_early = answer(429, Some("2026-01-01T12:10:00Z"), "");
    let world = Scripted::new([change(), too_early, confirmation]);
    let client = world.client(|builder| builder.with_calls_per_second(1));
    let mut changes = client.portal().changes(&sender());
    let change = world.run(changes.next()).unwrap().unwrap();
    let mut next = Some(Box::pin(changes.next()));
    let mut confirm = Box::pin(change.confirm());
    let mut drops = signature_http::Runtime::sleep(&world.time, after);
    let told = world.run(std::future::poll_fn(|context| {
        if drops.as_mut().poll(context).is_ready() {
            next = None;
        }
        if let Some(next) = &mut next {
            assert!(next.as_mut().poll(context).is_pending());
        }
        confirm.as_mut().poll(context)
    }));
    (told, world)
}

#[test]
fn a_confirmation_that_another_task_sends_and_drops_is_unknown() {
    let (told, world) = sent_by_another_task_and_dropped(Duration::from_secs(3), Answer::Silence { sending: true });
    assert_eq!(told.unwrap_err().sent(), Sent::Maybe);
    assert_eq!((world.lines(), world.seconds()), (vec![POLL.into(), POLL.into(), CONFIRM.into()], vec![0, 1, 2]));
    assert_eq!(world.time.elapsed(), Duration::from_secs(3));
}

#[test]
fn a_confirmation_that_another_task_drops_before_its_turn_is_still_sent() {
    let (told, world) = sent_by_another_task_and_dropped(Duration::from_millis(1500), answer(200, None, ""));
    told.unwrap();
    assert_eq!(world.lines(), [POLL, POLL, CONFIRM]);
}
