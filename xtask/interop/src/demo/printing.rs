//! The demo's output: one aligned line for each step, also for HTTP calls.

use std::sync::{Mutex, PoisonError};
use std::time::{Duration, Instant};

use signature_http::protocol::RequestPlan;
use signature_http::protocol::http::{HeaderMap, Response};
use signature_http::{BoxFuture, Fault, Progress, ReplyBody, Transport};

/// The shortest pause that is printed as a step.
const WORTH_A_LINE: Duration = Duration::from_millis(200);

/// One step: who, what, the result, and how long it took.
pub(super) fn say(who: &str, what: &str, back: &str, took: Duration) {
    println!("  {who:<8} {what:<62} {back:<46} {:>8.1} ms", took.as_secs_f64() * 1000.0);
}

/// A number of bytes for people.
pub(super) fn size(bytes: u64) -> String {
    if bytes < 1000 { format!("{bytes} B") } else { format!("{}.{} kB", bytes / 1000, bytes % 1000 / 100) }
}

/// A transport that prints what another one sends and gets: the place for logging.
///
/// A pause between calls is a step too: the client waits until the service permits the next call.
#[derive(Debug)]
pub(super) struct Printing<T> {
    inner: T,
    idle_since: Mutex<Instant>,
}

impl<T> Printing<T> {
    pub(super) fn new(inner: T) -> Self {
        Self { inner, idle_since: Mutex::new(Instant::now()) }
    }
}

impl<T: Transport> Transport for Printing<T> {
    fn send<'a>(
        &'a self,
        request: RequestPlan,
        progress: &'a Progress,
    ) -> BoxFuture<'a, Result<Response<ReplyBody>, Fault>> {
        Box::pin(async move {
            // The path without its query, which may hold a token.
            let head = request.head();
            let mut what = format!("{:<6} {}", head.method, head.uri.path());
            if !request.body().is_empty() {
                what = format!("{what}  {}", size(request.body().len()));
            }
            let start = Instant::now();
            let pause = start - *self.idle_since.lock().unwrap_or_else(PoisonError::into_inner);
            if pause >= WORTH_A_LINE {
                say("client", "waits for its turn", "", pause);
            }
            let answer = self.inner.send(request, progress).await;
            *self.idle_since.lock().unwrap_or_else(PoisonError::into_inner) = Instant::now();
            match &answer {
                Ok(reply) => say("client", &what, &describe(reply.status().as_u16(), reply.headers()), start.elapsed()),
                Err(fault) => say("client", &what, &fault.to_string(), start.elapsed()),
            }
            answer
        })
    }
}

fn describe(status: u16, headers: &HeaderMap) -> String {
    let text = |name: &str| headers.get(name).and_then(|value| value.to_str().ok());
    let length = text("content-length").and_then(|length| length.parse().ok()).filter(|length| *length > 0);
    let length = length.map(|length| format!("  {}", size(length))).unwrap_or_default();
    let next = text("x-next-permitted-poll-time").map(|time| format!("  poll again from {}", clock(time)));
    format!("{status}{length}{}", next.unwrap_or_default())
}

/// The time of day in a timestamp.
fn clock(time: &str) -> &str {
    time.split_once('T').map_or(time, |(_, time)| time)
}
