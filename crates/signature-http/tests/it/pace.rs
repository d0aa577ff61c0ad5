//! One rate for all calls of a client, of both flows and all clones.

use std::time::Duration;

use signature_http::protocol::Operation;
use signature_model::Timestamp;

use crate::scripted::{START, Scripted, answer, join_all};
use crate::world::{job, sender};

#[test]
fn a_burst_stays_below_the_services_rate_and_packages_are_signed_when_they_are_sent() {
    let world = Scripted::new([answer(503, None, "")]);
    let portal = world.client(|builder| builder).portal();
    let jobs: Vec<_> = (0..60).map(|_| job()).collect();
    for created in world.run(join_all(jobs.iter().map(|job| portal.create(job)))) {
        assert!(created.is_err());
    }
    let requests = world.requests();
    assert_eq!(requests.len(), 60);
    for window in requests.windows(10) {
        assert!(window[9].at - window[0].at >= Duration::from_secs(1), "{:?} {:?}", window[0].at, window[9].at);
    }
    let start = Timestamp::parse(START).unwrap();
    for request in requests {
        let body = String::from_utf8_lossy(&request.body);
        let signed = body.split("SigningTime>").nth(1).and_then(|rest| rest.split('<').next());
        let signed =
            Timestamp::parse(signed.unwrap_or_else(|| panic!("the signature file is stored as it is"))).unwrap();
        let off = request.at.abs_diff(signed.saturating_since(start));
        assert!(off < Duration::from_secs(1), "signed {off:?} before it was sent");
    }
}

#[test]
fn both_flows_and_all_clones_share_one_rate() {
    let world = Scripted::new([answer(204, None, "")]);
    let client = world.client(|builder| builder.with_calls_per_second(2));
    let organization = sender().organization_number().clone();
    let calls: Vec<std::pin::Pin<Box<dyn Future<Output = ()>>>> = vec![
        Box::pin({
            let client = client.clone();
            async move { assert!(client.portal().changes(&sender()).next().await.unwrap().is_none()) }
        }),
        Box::pin({
            let client = client.clone();
            async move { assert!(client.direct().changes(&sender()).next().await.unwrap().is_none()) }
        }),
        Box::pin(async move { drop(client.root_resource(&organization).await) }),
    ];
    world.run(join_all(calls));
    assert_eq!(world.seconds(), [0, 0, 1]);
}

#[test]
fn a_call_that_the_rate_filter_refuses_makes_all_others_wait() {
    let world = Scripted::new([answer(429, None, ""), answer(204, None, "")]);
    let client = world.client(|builder| builder);
    assert!(world.run(client.root_resource(sender().organization_number())).is_err());
    assert!(world.run(client.portal().changes(&sender()).next()).unwrap().is_none());
    assert_eq!(world.seconds(), [0, 30]);
}

#[test]
fn a_dropped_call_leaves_the_queue() {
    let world = Scripted::new([answer(200, None, "You are")]);
    let client = world.client(|builder| builder);
    let organization = sender().organization_number().clone();
    let mut given_up: Vec<_> = (0..100).map(|_| Box::pin(client.root_resource(&organization))).collect();
    world.run(std::future::poll_fn(|context| {
        given_up.iter_mut().for_each(|call| drop(call.as_mut().poll(context)));
        std::task::Poll::Ready(())
    }));
    drop(given_up);
    world.run(client.root_resource(&organization)).unwrap();
    assert!(world.time.elapsed() <= Duration::from_millis(1_100), "{:?}", world.time.elapsed());
    assert!(world.requests().len() < 30);
}

#[test]
fn the_rate_and_a_block_do_not_follow_a_clock_that_is_set() {
    for clock in ["2026-01-01T13:00:00Z", "2026-01-01T11:00:00Z", "2006-01-01T12:00:00Z"] {
        let world = Scripted::new([answer(200, None, "You are"), answer(429, None, ""), answer(200, None, "You are")]);
        let client = world.client(|builder| builder.with_calls_per_second(1));
        let call = || world.run(client.root_resource(sender().organization_number()));
        call().unwrap();
        world.time.set_clock(clock);
        assert!(call().is_err());
        world.time.set_clock(START);
        call().unwrap();
        assert_eq!(world.seconds(), [0, 1, 31], "{clock}");
    }
}

/// A caller's own call goes through the same queue.
#[test]
fn a_callers_own_call_waits_for_its_turn() {
    fn takes<O: Operation>(_: &O) {}
    let world = Scripted::new([answer(200, None, "You are")]);
    let client = world.client(|builder| builder.with_calls_per_second(1));
    for _ in 0..3 {
        let own = signature_http::protocol::GetRootResource::new(sender().organization_number().clone());
        takes(&own);
        world.run(client.run(own)).unwrap();
    }
    assert_eq!(world.seconds(), [0, 1, 2]);
}
