//! Runs one call over a transport: the loop between `signature-protocol` and the network.

use std::future::Future;
use std::time::Duration;

use bytes::Bytes;
use http::response::Parts;
use http_body::Body;
use http_body_util::BodyExt as _;
use signature_protocol::{
    DownloadStep, Exchange, FetchDocument, HeadStep, Operation, RequestPlan, Sent, ServiceRoot, Streaming,
};
use tokio::time::Instant;

use crate::{Fault, FaultKind, Transport};

/// Sends the operation's request and interprets the reply, all within `limit`.
pub(crate) async fn run<O: Operation, T: Transport>(
    operation: O,
    root: &ServiceRoot,
    transport: &T,
    limit: Duration,
) -> Result<O::Outcome, signature_protocol::Error> {
    let deadline = Deadline::after(limit);
    let (request, exchange) = Exchange::new(operation).plan(root)?;
    let (head, mut body) = match send(request, transport, &deadline).await {
        Ok(reply) => reply,
        Err(fault) => return Err(exchange.fail(fault.into())),
    };
    let mut collecting = match exchange.on_head(head)? {
        HeadStep::Done(outcome) => {
            drain(&mut body).await;
            return Ok(outcome);
        }
        HeadStep::Collect(collecting) => collecting,
    };
    loop {
        match piece(&mut body, &deadline).await {
            Ok(Some(piece)) => collecting.push(&piece)?,
            Ok(None) => return collecting.finish(),
            Err(fault) => return Err(collecting.fail(fault.into())),
        }
    }
}

/// Asks for a document: what the service says about it and its bytes to come, all but these within `limit`.
pub(crate) async fn download<T: Transport>(
    document: &FetchDocument,
    root: &ServiceRoot,
    transport: &T,
    limit: Duration,
) -> Result<(Streaming, T::Body), signature_protocol::Error> {
    let deadline = Deadline::after(limit);
    let (request, exchange) = document.plan(root)?;
    let (head, mut body) = match send(request, transport, &deadline).await {
        Ok(reply) => reply,
        Err(fault) => return Err(exchange.fail(fault.into())),
    };
    let mut refusal = match exchange.on_head(head) {
        DownloadStep::Stream(streaming) => return Ok((streaming, body)),
        DownloadStep::Collect(refusal) => refusal,
    };
    loop {
        match piece(&mut body, &deadline).await {
            Ok(Some(piece)) => refusal.push(&piece)?,
            Ok(None) => return Err(refusal.finish()),
            Err(fault) => return Err(refusal.fail(fault.into())),
        }
    }
}

/// Sends a request, and gives the reply once its head is there.
async fn send<T: Transport>(
    request: RequestPlan,
    transport: &T,
    deadline: &Deadline,
) -> Result<(Parts, T::Body), Fault> {
    let sent = deadline.reach(transport.send(request)).await;
    Ok(sent.unwrap_or_else(|| Err(deadline.missed(Sent::Maybe)))?.into_parts())
}

/// The next piece of a body; `None` at its end.
async fn piece<B: Body<Data = Bytes, Error = Fault> + Unpin>(
    body: &mut B,
    deadline: &Deadline,
) -> Result<Option<Bytes>, Fault> {
    let frame = deadline.reach(body.frame()).await;
    match frame.unwrap_or_else(|| Some(Err(deadline.missed(Sent::Yes)))) {
        Some(Ok(frame)) => Ok(Some(frame.into_data().unwrap_or_default())),
        Some(Err(fault)) => Err(fault),
        None => Ok(None),
    }
}

/// Reads the rest of a small body that nobody needs, so that its connection can be used again. What is known is not
/// held back for that longer than a second.
async fn drain<B: Body<Data = Bytes> + Unpin>(body: &mut B) {
    let deadline = Deadline::after(Duration::from_secs(1));
    let mut left: usize = 64 * 1024;
    while let Some(Some(Ok(frame))) = deadline.reach(body.frame()).await {
        match left.checked_sub(frame.data_ref().map_or(0, Bytes::len)) {
            Some(rest) => left = rest,
            None => return,
        }
    }
}

/// When a call must be over, if ever.
struct Deadline {
    at: Option<Instant>,
    limit: Duration,
}

impl Deadline {
    fn after(limit: Duration) -> Self {
        Self { at: Instant::now().checked_add(limit), limit }
    }

    /// What a future gives, or `None` if the time is over before.
    async fn reach<F: Future>(&self, future: F) -> Option<F::Output> {
        match self.at {
            Some(at) => tokio::time::timeout_at(at, future).await.ok(),
            None => Some(future.await),
        }
    }

    fn missed(&self, sent: Sent) -> Fault {
        Fault::new(FaultKind::Timeout { after: self.limit }, sent)
    }
}
