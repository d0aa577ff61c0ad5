//! A transport that answers from a script, without a network, so that time can be the test's.

use std::collections::VecDeque;
use std::convert::Infallible;
use std::sync::{Arc, Mutex};
use std::time::Duration;

use bytes::Bytes;
use http_body_util::combinators::UnsyncBoxBody;
use http_body_util::{BodyExt as _, Full};
use signature_http::protocol::http::Response;
use signature_http::protocol::{RequestPlan, ServiceRoot};
use signature_http::{Client, Clock, Fault, Settings, Transport};
use signature_model::{DocumentPackage, PackageContents, Packaging, PackagingError, Timestamp};
use tokio::time::Instant;

use crate::world::sender;

/// What was sent: when, counted from the start, and as what.
pub(crate) type Sent = Arc<Mutex<Vec<(Duration, String)>>>;

/// Answers requests one after the other, and the last answer for ever.
pub(crate) struct Scripted {
    answers: Mutex<VecDeque<Response<&'static str>>>,
    sent: Sent,
    start: Instant,
}

impl Transport for Scripted {
    type Body = UnsyncBoxBody<Bytes, Fault>;

    async fn send(&self, request: RequestPlan) -> Result<Response<Self::Body>, Fault> {
        let what = format!("{} {}", request.head().method, request.head().uri.path());
        self.sent.lock().unwrap().push((self.start.elapsed(), what));
        let mut answers = self.answers.lock().unwrap();
        let answer = if answers.len() > 1 { answers.pop_front().unwrap() } else { answers[0].clone() };
        Ok(answer.map(|body| Full::from(body).map_err(|never: Infallible| match never {}).boxed_unsync()))
    }
}

/// The paused time of the runtime as a clock.
#[derive(Debug)]
struct Paused(Instant);

pub(crate) const START: &str = "2026-01-01T12:00:00Z";

impl Clock for Paused {
    fn now(&self) -> Timestamp {
        Timestamp::parse(START).unwrap().saturating_add(self.0.elapsed())
    }
}

/// Notes when each package was signed.
#[derive(Debug, Default)]
pub(crate) struct Noting(pub(crate) Mutex<Vec<Timestamp>>);

impl Packaging for Noting {
    fn package(&self, _: &PackageContents, signing_time: Timestamp) -> Result<DocumentPackage, PackagingError> {
        self.0.lock().unwrap().push(signing_time);
        Ok(DocumentPackage::from(Bytes::from_static(b"PK")))
    }
}

pub(crate) fn client(
    answers: impl IntoIterator<Item = Response<&'static str>>,
) -> (Client<Scripted>, Sent, Arc<Noting>) {
    let (sent, start, packaging) = (Sent::default(), Instant::now(), Arc::new(Noting::default()));
    let answers = Mutex::new(answers.into_iter().collect());
    let transport = Scripted { answers, sent: Arc::clone(&sent), start };
    let mut settings = Settings::default();
    settings.default_sender = Some(sender());
    settings.clock = Arc::new(Paused(start));
    let root = ServiceRoot::new("https://api.example/api").unwrap();
    (Client::with_transport(transport, root, Arc::clone(&packaging) as _, settings), sent, packaging)
}

pub(crate) fn answer(status: u16, next_poll: Option<&str>, body: &'static str) -> Response<&'static str> {
    let builder = Response::builder().status(status);
    let builder = match next_poll {
        Some(time) => builder.header("X-Next-permitted-poll-time", time),
        None => builder,
    };
    builder.body(body).unwrap()
}
