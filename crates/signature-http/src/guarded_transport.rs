//! A transport that sends nothing while our own certificate cannot be used.

use std::fmt;
use std::sync::Arc;

use signature_identity::Certificate;
use signature_protocol::{RequestPlan, Sent};

use crate::{BoxFuture, Fault, FaultKind, Progress, ReplyBody, Runtime, Transport, own_certificate};

/// Checks our certificate before each request, as the next one may need a new connection.
pub(crate) struct GuardedTransport<T> {
    transport: T,
    certificate: Certificate,
    runtime: Arc<dyn Runtime>,
}

impl<T: Transport> GuardedTransport<T> {
    pub(crate) fn new(transport: T, certificate: Certificate, runtime: Arc<dyn Runtime>) -> Self {
        Self { transport, certificate, runtime }
    }
}

impl<T: Transport> Transport for GuardedTransport<T> {
    fn send<'a>(
        &'a self,
        request: RequestPlan,
        progress: &'a Progress,
    ) -> BoxFuture<'a, Result<http::Response<ReplyBody>, Fault>> {
        match own_certificate::check(&self.certificate, self.runtime.now()) {
            Ok(()) => self.transport.send(request, progress),
            Err(fault) => {
                // A request that never leaves does not count in the rate.
                progress.nothing_sent();
                Box::pin(async move { Err(Fault::new(FaultKind::OwnCertificate(fault), Sent::No)) })
            }
        }
    }
}

impl<T: Transport> fmt::Debug for GuardedTransport<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.transport.fmt(f)
    }
}
