//! Polling over HTTP keeps to the times it is given.

use std::sync::{Arc, Mutex};
use std::time::Duration;

use signature_http::Clock;
use signature_model::Timestamp;

use crate::world::{JOBS, client, sender};

const NEXT: &str = "X-Next-permitted-poll-time";

/// A clock that moves when it is looked at, so that no test waits.
#[derive(Debug)]
struct Scripted {
    now: Mutex<Timestamp>,
    step: Duration,
}

impl Clock for Scripted {
    fn now(&self) -> Timestamp {
        let mut now = self.now.lock().unwrap();
        *now = now.saturating_add(self.step);
        *now
    }
}

fn scripted() -> Arc<Scripted> {
    let start = Timestamp::parse("2026-01-01T12:00:00Z").unwrap();
    Arc::new(Scripted { now: Mutex::new(start), step: Duration::from_secs(20) })
}

#[tokio::test]
async fn a_refused_poll_is_repeated_when_it_is_permitted() {
    let mut server = mockito::Server::new_async().await;
    let early = server
        .mock("GET", JOBS)
        .with_status(429)
        .with_header(NEXT, "2026-01-01T12:00:30Z")
        .expect(1)
        .create_async()
        .await;
    let then = server.mock("GET", JOBS).with_status(204).expect(1).create_async().await;
    let clock = scripted();
    let client = client(&server.url(), |settings| settings.clock = clock);
    assert!(client.portal().changes(&sender()).next().await.unwrap().is_none());
    early.assert_async().await;
    then.assert_async().await;
}

#[tokio::test]
async fn an_empty_queue_is_not_asked_again_before_its_time() {
    let mut server = mockito::Server::new_async().await;
    let empty = server
        .mock("GET", JOBS)
        .with_status(204)
        .with_header(NEXT, "2999-01-01T00:00:00Z")
        .expect(1)
        .create_async()
        .await;
    let client = client(&server.url(), |_| {});
    let mut changes = client.portal().changes(&sender());
    assert!(changes.next().await.unwrap().is_none());
    let waiting = tokio::time::timeout(Duration::from_millis(50), changes.next()).await;
    assert!(waiting.is_err(), "it waits");
    empty.assert_async().await;
}
