//! Runs the calls of `signature-protocol` against the service in the same thread, with scripted time.

use bytes::Bytes;
use http::Request;
use http::response::Parts;
use signature_model::Timestamp;
use signature_protocol::{
    DownloadStep, Downloaded, Error, Exchange, FetchDocument, Operation, RequestPlan, Sent, ServiceRoot, TransportFault,
};

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
    pub fn call<O: Operation>(&mut self, now: Timestamp, operation: O) -> Result<O::Outcome, Error> {
        let caller = self.caller.clone();
        self.call_as(&caller, now, operation)
    }

    /// Runs a call of somebody else than the usual caller.
    ///
    /// # Errors
    /// [`Error`] for every reply that the service does not document for the call.
    pub fn call_as<O: Operation>(
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
    pub fn download(&mut self, now: Timestamp, document: &FetchDocument) -> Result<Bytes, Error> {
        let answer = |request: &_| answer(&mut self.service, now, &self.caller, request);
        Ok(download(&self.root, document, answer)?.bytes)
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

fn answer(service: &mut FakeService, now: Timestamp, caller: &Caller, request: &Request<Bytes>) -> Answer {
    let (head, body) = service.handle(now, caller, request).into_parts();
    Answer::Reply { head, body, breaks: false }
}

/// Runs a call against whatever answers in the same thread.
pub(crate) fn call<O: Operation>(
    root: &ServiceRoot,
    operation: O,
    answer: impl FnOnce(&Request<Bytes>) -> Answer,
) -> Result<O::Outcome, Error> {
    let (plan, exchange) = Exchange::new(operation).plan(root)?;
    match answer(&request(plan)) {
        Answer::Reply { head, body, breaks } => {
            exchange.receive(head, std::iter::once(Ok(body)).chain(breaks.then(|| Err(broken(Sent::Yes)))))
        }
        Answer::Nothing => Err(exchange.fail(broken(Sent::Maybe))),
    }
}

/// Runs a download against whatever answers in the same thread.
pub(crate) fn download(
    root: &ServiceRoot,
    document: &FetchDocument,
    answer: impl FnOnce(&Request<Bytes>) -> Answer,
) -> Result<Downloaded, Error> {
    let (plan, exchange) = document.plan(root)?;
    match answer(&request(plan)) {
        Answer::Reply { head, body, breaks: false } => exchange.answer(head, body),
        Answer::Reply { head, breaks: true, .. } => Err(match exchange.on_head(head) {
            DownloadStep::Stream(streaming) => streaming.fail(broken(Sent::Yes)),
            DownloadStep::Collect(refusal) => refusal.fail(broken(Sent::Yes)),
        }),
        Answer::Nothing => Err(exchange.fail(broken(Sent::Maybe))),
    }
}

/// The request with its body in one piece.
fn request(plan: RequestPlan) -> Request<Bytes> {
    let (head, body) = plan.into_parts();
    Request::from_parts(head, Bytes::from(body.into_chunks().concat()))
}

fn broken(sent: Sent) -> TransportFault {
    TransportFault::new(sent, "the connection broke")
}
