//! Runs the calls of `signature-protocol` against the service in the same thread, with scripted time.

use bytes::Bytes;
use http::Request;
use signature_model::Timestamp;
use signature_protocol::operations::DownloadHead;
use signature_protocol::{Error, Exchange, HeadStep, Never, Operation, ServiceRoot};

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
        match self.exchange(caller, now, operation)? {
            (HeadStep::Done(outcome), _) => Ok(outcome),
            (HeadStep::Collect(mut collecting), body) => {
                collecting.push(&body)?;
                collecting.finish()
            }
            (HeadStep::Stream(never), _) => match never {},
        }
    }

    /// Runs a download, and gives its whole body.
    ///
    /// # Errors
    /// [`Error`] if the service does not give it.
    pub fn download<O>(&mut self, now: Timestamp, operation: O) -> Result<Bytes, Error>
    where
        O: Operation<Outcome = Never, Streamed = DownloadHead>,
    {
        let caller = self.caller.clone();
        match self.exchange(&caller, now, operation)? {
            (HeadStep::Stream(_), body) => Ok(body),
            (HeadStep::Collect(mut collecting), body) => {
                collecting.push(&body)?;
                match collecting.finish()? {}
            }
            (HeadStep::Done(never), _) => match never {},
        }
    }

    fn exchange<O: Operation>(
        &mut self,
        caller: &Caller,
        now: Timestamp,
        operation: O,
    ) -> Result<(HeadStep<O>, Bytes), Error> {
        let (request, exchange) = Exchange::new(operation).plan(&self.root)?;
        let (head, body) = request.into_parts();
        let request = Request::from_parts(head, Bytes::from(body.into_chunks().concat()));
        let (head, body) = self.service.handle(now, caller, &request).into_parts();
        Ok((exchange.on_head(head)?, body))
    }
}
