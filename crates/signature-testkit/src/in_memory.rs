//! Runs the calls of `signature-protocol` against the service in the same thread, with scripted time.

use bytes::Bytes;
use http::Request;
use http::response::Parts;
use signature_model::Timestamp;
use signature_protocol::operations::DownloadHead;
use signature_protocol::{Collecting, Error, Exchange, HeadStep, Never, Operation, Sent, ServiceRoot, TransportFault};

use crate::{Caller, FakeService};

/// A transport without a network: the same exchanges as over HTTPS, at a time of the test's choosing.
#[derive(Debug)]
pub struct InMemory {
    service: FakeService,
    root: ServiceRoot,
    caller: Caller,
}

impl InMemory {
    /// Calls this service at `root`, which must have the origin of the service's settings.
    pub fn new(service: FakeService, root: ServiceRoot, caller: Caller) -> Self {
        Self { service, root, caller }
    }

    /// The service itself, to act as its people or to look at it.
    pub fn service(&mut self) -> &mut FakeService {
        &mut self.service
    }

    /// Runs a call.
    ///
    /// # Errors
    /// [`Error`] for every reply that the service does not document for the call.
    pub fn call<O: Operation<Streamed = Never>>(&mut self, now: Timestamp, operation: O) -> Result<O::Outcome, Error> {
        let caller = self.caller.clone();
        self.call_as(&caller, now, operation)
    }

    /// Runs a call of somebody else than the usual caller.
    ///
    /// # Errors
    /// [`Error`] for every reply that the service does not document for the call.
    pub fn call_as<O: Operation<Streamed = Never>>(
        &mut self,
        caller: &Caller,
        now: Timestamp,
        operation: O,
    ) -> Result<O::Outcome, Error> {
        call(&self.root, operation, |request| answer(&mut self.service, now, caller, request))
    }

    /// Runs a download, and gives its whole body.
    ///
    /// # Errors
    /// [`Error`] if the service does not give it.
    pub fn download<O>(&mut self, now: Timestamp, operation: O) -> Result<Bytes, Error>
    where
        O: Operation<Outcome = Never, Streamed = DownloadHead>,
    {
        let answer = |request: &_| answer(&mut self.service, now, &self.caller, request);
        Ok(download(&self.root, operation, answer)?.bytes.into())
    }
}

/// What comes back for a request.
#[derive(Debug)]
#[expect(clippy::exhaustive_enums, reason = "a transport must act on each")]
pub enum Answer {
    /// Nothing: the connection ends without a reply.
    Nothing,
    /// A reply.
    Reply {
        /// Status and headers, `Content-Length` among them if the length is told.
        head: Parts,
        /// The body, or as much of it as comes.
        body: Bytes,
        /// Whether the connection breaks after these bytes, before the body's end.
        breaks: bool,
    },
}

/// A whole download.
#[derive(Debug, Clone, PartialEq, Eq)]
#[expect(clippy::exhaustive_structs, reason = "drivers make it")]
pub struct Downloaded {
    /// What the head of the reply says.
    pub head: DownloadHead,
    /// The whole body.
    pub bytes: Vec<u8>,
}

fn answer(service: &mut FakeService, now: Timestamp, caller: &Caller, request: &Request<Bytes>) -> Answer {
    let (head, body) = service.handle(now, caller, request).into_parts();
    Answer::Reply { head, body, breaks: false }
}

/// Runs a call against whatever answers in the same thread.
pub(crate) fn call<O: Operation<Streamed = Never>>(
    root: &ServiceRoot,
    operation: O,
    answer: impl FnOnce(&Request<Bytes>) -> Answer,
) -> Result<O::Outcome, Error> {
    let (step, body) = exchange(root, operation, answer)?;
    match step {
        HeadStep::Done(outcome) => Ok(outcome),
        HeadStep::Collect(collecting) => collect(collecting, &body),
        HeadStep::Stream(never) => match never {},
    }
}

/// Runs a download against whatever answers in the same thread.
pub(crate) fn download<O>(
    root: &ServiceRoot,
    operation: O,
    answer: impl FnOnce(&Request<Bytes>) -> Answer,
) -> Result<Downloaded, Error>
where
    O: Operation<Outcome = Never, Streamed = DownloadHead>,
{
    let (step, body) = exchange(root, operation, answer)?;
    match step {
        HeadStep::Stream(_) if body.breaks => Err(Error::transport(O::REPLAY, broken(Sent::Yes))),
        HeadStep::Stream(head) => Ok(Downloaded { head, bytes: body.bytes.into() }),
        HeadStep::Collect(collecting) => match collect(collecting, &body)? {},
        HeadStep::Done(never) => match never {},
    }
}

/// What a body means that the call wants whole.
fn collect<O: Operation>(mut collecting: Collecting<O>, body: &Body) -> Result<O::Outcome, Error> {
    collecting.push(&body.bytes)?;
    if body.breaks { Err(collecting.fail(broken(Sent::Yes))) } else { collecting.finish() }
}

/// What follows the head of a reply.
struct Body {
    bytes: Bytes,
    breaks: bool,
}

fn exchange<O: Operation>(
    root: &ServiceRoot,
    operation: O,
    answer: impl FnOnce(&Request<Bytes>) -> Answer,
) -> Result<(HeadStep<O>, Body), Error> {
    let (request, exchange) = Exchange::new(operation).plan(root)?;
    let (head, body) = request.into_parts();
    let request = Request::from_parts(head, Bytes::from(body.into_chunks().concat()));
    match answer(&request) {
        Answer::Reply { head, body, breaks } => Ok((exchange.on_head(head)?, Body { bytes: body, breaks })),
        Answer::Nothing => Err(exchange.fail(broken(Sent::Maybe))),
    }
}

fn broken(sent: Sent) -> TransportFault {
    TransportFault::new(sent, "the connection broke")
}
