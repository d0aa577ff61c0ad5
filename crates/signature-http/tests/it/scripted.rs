//! A transport that answers from a script and a runtime whose time passes only when all wait: no network, no clock.

use std::collections::VecDeque;
use std::future::{Future, pending, poll_fn};
use std::pin::pin;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex};
use std::task::{Context, Poll, Wake};
use std::time::Duration;

use bytes::Bytes;
use signature_http::identity::Identity;
use signature_http::protocol::http::Response;
use signature_http::protocol::{RequestPlan, Sent, ServiceRoot};
use signature_http::{
    BoxFuture, Client, ClientBuilder, Fault, FaultKind, Progress, ReplyBody, Runtime, Transport, danger,
};
use signature_model::Timestamp;

use crate::world::{SYNTHETIC, sender};

pub(crate) const START: &str = "2026-01-01T12:00:00Z";

/// A test's world: what is answered, what was sent, and what time it is.
#[derive(Debug, Clone)]
pub(crate) struct Scripted {
    answers: Arc<Mutex<VecDeque<Answer>>>,
    sent: Arc<Mutex<Vec<Request>>>,
    pub(crate) time: Time,
}

/// A request, and when it came, counted from the start.
#[derive(Debug, Clone)]
pub(crate) struct Request {
    pub(crate) at: Duration,
    pub(crate) line: String,
    pub(crate) body: Bytes,
}

/// How a request ends.
#[derive(Debug, Clone)]
pub(crate) enum Answer {
    Reply(Response<&'static str>),
    Fault(FaultKind, Sent),
    /// Nothing ever comes, and the transport says whether it had begun to send.
    Silence {
        sending: bool,
    },
    /// A success with a body that stops after these bytes.
    Stalls(&'static str),
}

impl Scripted {
    /// Answers requests one after the other, and all further ones as the last.
    pub(crate) fn new(answers: impl IntoIterator<Item = Answer>) -> Self {
        let answers = Arc::new(Mutex::new(answers.into_iter().collect()));
        Self { answers, sent: Arc::default(), time: Time(Arc::default()) }
    }

    /// A client of this world.
    pub(crate) fn client(&self, adjust: impl FnOnce(ClientBuilder) -> ClientBuilder) -> Client {
        let root = ServiceRoot::new("https://api.example/api").unwrap();
        let builder = Client::over(root, self.clone(), self.time.clone()).with_sender(sender());
        // The time is not one at which the identity is valid.
        let builder = danger::use_unfit_certificate(builder);
        adjust(builder.with_identity(&Identity::from_pem(SYNTHETIC, None).unwrap())).build().unwrap()
    }

    /// Runs a future to its end. Time jumps to the next sleeper's end whenever everything waits.
    pub(crate) fn run<F: Future>(&self, future: F) -> F::Output {
        self.time.run(future)
    }

    pub(crate) fn requests(&self) -> Vec<Request> {
        self.sent.lock().unwrap().clone()
    }

    /// When requests came, in whole seconds.
    pub(crate) fn seconds(&self) -> Vec<u64> {
        self.requests().iter().map(|request| request.at.as_secs()).collect()
    }

    /// Methods and paths of the requests.
    pub(crate) fn lines(&self) -> Vec<String> {
        self.requests().into_iter().map(|request| request.line).collect()
    }
}

impl Transport for Scripted {
    fn send<'a>(
        &'a self,
        request: RequestPlan,
        progress: &'a Progress,
    ) -> BoxFuture<'a, Result<Response<ReplyBody>, Fault>> {
        let (head, body) = request.into_parts();
        let line = format!("{} {}", head.method, head.uri.path());
        let body = body.into_chunks().concat().into();
        self.sent.lock().unwrap().push(Request { at: self.time.elapsed(), line, body });
        let answer = {
            let mut answers = self.answers.lock().unwrap();
            if answers.len() > 1 { answers.pop_front().unwrap() } else { answers[0].clone() }
        };
        Box::pin(async move {
            progress.nothing_sent();
            match answer {
                Answer::Reply(reply) => Ok(reply.map(ReplyBody::whole)),
                Answer::Fault(kind, sent) => Err(Fault::new(kind, sent)),
                Answer::Silence { sending } => {
                    if sending {
                        progress.sending();
                    }
                    pending().await
                }
                Answer::Stalls(begin) => {
                    let mut begin = Some(Bytes::from(begin));
                    let next = move |_: &mut Context<'_>| match begin.take() {
                        Some(begin) => Poll::Ready(Some(Ok(begin))),
                        None => Poll::Pending,
                    };
                    Ok(Response::new(ReplyBody::new(next)))
                }
            }
        })
    }
}

/// Time that passes only in [`Time::run`] and [`Time::pass`].
#[derive(Debug, Clone, Default)]
pub(crate) struct Time(Arc<Mutex<Passed>>);

#[derive(Debug, Default)]
struct Passed {
    elapsed: Duration,
    /// What the clock would have shown at the start, if it was set.
    clock: Option<Timestamp>,
    /// The ends of the sleeps that were polled last.
    sleeps: Vec<Duration>,
}

impl Time {
    pub(crate) fn elapsed(&self) -> Duration {
        self.0.lock().unwrap().elapsed
    }

    pub(crate) fn pass(&self, length: Duration) {
        self.0.lock().unwrap().elapsed += length;
    }

    /// Sets the clock, which moves nothing else.
    pub(crate) fn set_clock(&self, at_the_start: &str) {
        self.0.lock().unwrap().clock = Some(Timestamp::parse(at_the_start).unwrap());
    }

    pub(crate) fn run<F: Future>(&self, future: F) -> F::Output {
        struct Woken(AtomicBool);
        impl Wake for Woken {
            fn wake(self: Arc<Self>) {
                self.0.store(true, Ordering::SeqCst);
            }
        }
        let woken = Arc::new(Woken(AtomicBool::new(false)));
        let waker = Arc::clone(&woken).into();
        let mut future = pin!(future);
        loop {
            self.0.lock().unwrap().sleeps.clear();
            if let Poll::Ready(output) = future.as_mut().poll(&mut Context::from_waker(&waker)) {
                return output;
            }
            if !woken.0.swap(false, Ordering::SeqCst) {
                let mut passed = self.0.lock().unwrap();
                passed.elapsed =
                    *passed.sleeps.iter().min().unwrap_or_else(|| panic!("nothing waits for time to pass"));
            }
        }
    }
}

impl Runtime for Time {
    fn now(&self) -> Timestamp {
        let passed = self.0.lock().unwrap();
        let start = passed.clock.unwrap_or_else(|| Timestamp::parse(START).unwrap());
        start.saturating_add(passed.elapsed)
    }

    fn monotonic(&self) -> Duration {
        self.elapsed()
    }

    fn sleep(&self, duration: Duration) -> BoxFuture<'static, ()> {
        let (time, end) = (self.clone(), self.elapsed().saturating_add(duration));
        Box::pin(poll_fn(move |_| {
            let mut passed = time.0.lock().unwrap();
            if passed.elapsed >= end {
                return Poll::Ready(());
            }
            passed.sleeps.push(end);
            Poll::Pending
        }))
    }
}

pub(crate) fn answer(status: u16, next_poll: Option<&str>, body: &'static str) -> Answer {
    let builder = Response::builder().status(status);
    let builder = match next_poll {
        Some(time) => builder.header("X-Next-permitted-poll-time", time),
        None => builder,
    };
    Answer::Reply(builder.body(body).unwrap())
}

/// The answers of several futures that run side by side.
pub(crate) async fn join_all<F: Future>(futures: impl IntoIterator<Item = F>) -> Vec<F::Output> {
    let mut pending: Vec<_> = futures.into_iter().map(|future| (Box::pin(future), None)).collect();
    poll_fn(|context| {
        for (future, output) in &mut pending {
            if output.is_none()
                && let Poll::Ready(ended) = future.as_mut().poll(context)
            {
                *output = Some(ended);
            }
        }
        if pending.iter().all(|(_, output)| output.is_some()) { Poll::Ready(()) } else { Poll::Pending }
    })
    .await;
    pending.into_iter().filter_map(|(_, output)| output).collect()
}
