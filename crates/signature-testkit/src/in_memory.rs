//! Runs the calls of `signature-protocol` against the service in the same thread, with scripted time.

use bytes::Bytes;
use http::Request;
use http::response::Parts;
use signature_model::Timestamp;
use signature_protocol::{Error, Exchange, FetchDocument, Operation, RequestPlan, ServiceRoot};

use crate::{Caller, FakeService};

/// A transport without a network: the same exchanges as over HTTPS, at a time that the test sets.
///
/// ```
/// use signature_model::{OrganizationNumber, Timestamp};
/// use signature_protocol::{GetRootResource, ServiceRoot};
/// use signature_testkit::{Caller, Error, FakeService, InMemory, ServiceSettings, TestPki};
///
/// fn sandbox(now: Timestamp, root: ServiceRoot, caller: OrganizationNumber) -> Result<InMemory, Error> {
///     let pki = TestPki::generate(now)?;
///     let service = FakeService::with_pki("https://sandbox.example", &pki, ServiceSettings::default())?;
///     Ok(InMemory::new(service, root, Caller::organization(caller)))
/// }
///
/// # let (now, sender) = (Timestamp::EPOCH, OrganizationNumber::new("310000002").unwrap());
/// # let root = ServiceRoot::new("https://sandbox.example/api").unwrap();
/// let mut sandbox = sandbox(now, root, sender.clone())?;
/// let answer = sandbox.call(now, GetRootResource::new(sender));
/// assert!(answer.is_ok_and(|answer| answer.text.starts_with("You are")));
/// # Ok::<(), Error>(())
/// ```
#[derive(Debug)]
pub struct InMemory {
    service: FakeService,
    root: ServiceRoot,
    caller: Caller,
}

impl InMemory {
    /// Calls this service at `root`, which must have the origin that the service was made with.
    pub fn new(service: FakeService, root: ServiceRoot, caller: Caller) -> Self {
        Self { service, root, caller }
    }

    /// The service itself, to act as its signers or to inspect it.
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

    /// Runs a call of another caller.
    ///
    /// # Errors
    /// [`Error`] for every reply that the service does not document for the call.
    pub fn call_as<O: Operation>(
        &mut self,
        caller: &Caller,
        now: Timestamp,
        operation: O,
    ) -> Result<O::Outcome, Error> {
        let (plan, exchange) = Exchange::new(operation).plan(&self.root)?;
        let (head, body) = reply(&mut self.service, now, caller, plan);
        exchange.answer(head, &body)
    }

    /// Runs a download, and gives its whole body.
    ///
    /// # Errors
    /// [`Error`] if the service does not give it.
    pub fn download(&mut self, now: Timestamp, document: &FetchDocument) -> Result<Bytes, Error> {
        let (plan, exchange) = document.plan(&self.root)?;
        let (head, body) = reply(&mut self.service, now, &self.caller, plan);
        Ok(exchange.answer(head, body)?.bytes)
    }
}

/// Hands the planned request to the service.
fn reply(service: &mut FakeService, now: Timestamp, caller: &Caller, plan: RequestPlan) -> (Parts, Bytes) {
    let (head, body) = plan.into_parts();
    let request = Request::from_parts(head, Bytes::from(body.into_chunks().concat()));
    service.handle(now, caller, &request).into_parts()
}
