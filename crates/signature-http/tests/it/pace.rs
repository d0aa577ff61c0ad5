//! One rate for all calls of a client, of both flows and all clones.

use std::future::poll_fn;
use std::pin::Pin;
use std::sync::{Arc, Mutex};
use std::task::Poll;
use std::time::Duration;

use signature_http::protocol::http::Response;
use signature_http::protocol::{Operation, RequestPlan, ServiceRoot};
use signature_http::{BoxFuture, Client, ErrorKind, Fault, Progress, ReplyBody, Runtime as _, Transport};
use signature_model::Timestamp;

use crate::scripted::{Answer, START, Scripted, Time, answer, join_all};
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
    let calls: Vec<Pin<Box<dyn Future<Output = ()>>>> = vec![
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
    world.run(poll_fn(|context| {
        given_up.iter_mut().for_each(|call| drop(call.as_mut().poll(context)));
        Poll::Ready(())
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

/// Polls a future once, as its owner may do before it turns to something else.
fn poll_once<F: Future>(time: &Time, future: &mut Pin<Box<F>>) {
    time.run(poll_fn(|context| {
        assert!(future.as_mut().poll(context).is_pending());
        Poll::Ready(())
    }));
}

#[test]
fn a_call_that_waits_for_its_turn_and_is_not_polled_holds_up_no_other() {
    let world = Scripted::new([answer(200, None, "You are")]);
    let client = world.client(|builder| builder.with_calls_per_second(1));
    let organization = sender().organization_number().clone();
    let call = || client.root_resource(&organization);
    world.run(call()).unwrap();
    let mut first_in_line = Box::pin(call());
    poll_once(&world.time, &mut first_in_line);
    world.run(call()).unwrap();
    world.run(call()).unwrap();
    assert_eq!(world.seconds(), [0, 2, 3], "only the second of the call that is not polled stays unused");
    world.run(first_in_line).unwrap();
    assert_eq!(world.seconds(), [0, 2, 3, 4]);
}

#[test]
fn a_call_that_connects_and_is_not_polled_holds_up_no_other() {
    let silent = Answer::Silence { sending: false };
    let world = Scripted::new([silent.clone(), silent, answer(200, None, "You are")]);
    let client = world.client(|builder| builder.with_calls_per_second(2));
    let organization = sender().organization_number().clone();
    let mut connecting: Vec<_> = (0..2).map(|_| Box::pin(client.root_resource(&organization))).collect();
    connecting.iter_mut().for_each(|call| poll_once(&world.time, call));
    world.run(client.root_resource(&organization)).unwrap();
    assert_eq!(world.seconds(), [0, 0, 1]);
}

/// Connects for a time that the test says, and then sends.
#[derive(Debug, Clone)]
struct Connecting {
    time: Time,
    /// In milliseconds, the next one last.
    delays: Arc<Mutex<Vec<u64>>>,
    departures: Arc<Mutex<Vec<Duration>>>,
}

impl Transport for Connecting {
    fn send<'a>(&'a self, _: RequestPlan, progress: &'a Progress) -> BoxFuture<'a, Result<Response<ReplyBody>, Fault>> {
        Box::pin(async move {
            progress.nothing_sent();
            let delay = self.delays.lock().unwrap().pop().unwrap_or(0);
            if delay > 0 {
                self.time.sleep(Duration::from_millis(delay)).await;
            }
            progress.sending();
            self.departures.lock().unwrap().push(self.time.elapsed());
            Ok(Response::new(ReplyBody::whole("You are")))
        })
    }
}

impl Connecting {
    fn new(delays: Vec<u64>) -> Self {
        Self { time: Time::default(), delays: Arc::new(Mutex::new(delays)), departures: Arc::default() }
    }

    fn client(&self, calls_per_second: usize) -> Client {
        let root = ServiceRoot::new("https://api.example/api").unwrap();
        let builder = Client::over(root, self.clone(), self.time.clone());
        builder.with_calls_per_second(calls_per_second).build().unwrap()
    }

    fn departures(&self) -> Vec<Duration> {
        self.departures.lock().unwrap().clone()
    }
}

#[test]
fn a_call_that_was_not_polled_for_long_waits_for_another_turn() {
    let transport = Connecting::new(vec![3_000]);
    let (client, organization) = (transport.client(1), sender().organization_number().clone());
    let mut connecting = Box::pin(client.root_resource(&organization));
    poll_once(&transport.time, &mut connecting);
    transport.time.pass(Duration::from_secs(3));
    transport.time.run(client.root_resource(&organization)).unwrap();
    transport.time.run(connecting).unwrap();
    assert_eq!(transport.departures(), [3_000, 4_050].map(Duration::from_millis));
}

#[test]
fn calls_that_connect_first_depart_below_the_services_rate() {
    let irregular = (0..200).map(|number| number * number * 31 % 3_000 * (number % 3)).collect();
    for delays in [vec![], vec![950; 9], vec![4_000; 9], vec![100, 0, 0, 1_000, 900, 0, 0, 0, 2_500], irregular] {
        let transport = Connecting::new(delays.clone());
        let (client, organization) = (transport.client(9), sender().organization_number().clone());
        let calls = (0..200).map(|_| client.root_resource(&organization));
        assert!(transport.time.run(join_all(calls)).iter().all(Result::is_ok));
        let departures = transport.departures();
        assert_eq!(departures.len(), 200);
        for window in departures.windows(10) {
            assert!(window[9] - window[0] >= Duration::from_secs(1), "{delays:?}: {window:?}");
        }
        // Nor do they wait for nothing.
        let last = departures.iter().max().unwrap();
        assert!(*last < Duration::from_secs(200), "{delays:?}: {last:?}");
    }
}

#[test]
fn an_error_before_a_call_is_sent_neither_waits_for_a_turn_nor_uses_one_up() {
    let world = Scripted::new([answer(200, None, "You are")]);
    let client = world.client(|builder| builder.with_calls_per_second(1).without_packages());
    let organization = sender().organization_number().clone();
    world.run(client.root_resource(&organization)).unwrap();
    for _ in 0..3 {
        let error = world.run(client.portal().create(&job())).unwrap_err();
        assert!(matches!(error.kind(), ErrorKind::NoPackager));
        let elsewhere = signature_model::urls::PadesUrl::new("https://evil.example/api/123456789/pades").unwrap();
        world.run(client.pades(&elsewhere)).unwrap_err();
    }
    assert_eq!(world.time.elapsed(), Duration::ZERO);
    world.run(client.root_resource(&organization)).unwrap();
    assert_eq!(world.seconds(), [0, 1]);
}
