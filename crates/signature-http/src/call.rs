//! Runs one call over a transport: the loop between `signature-protocol` and the network.

use std::future::Future;
use std::time::Duration;

use bytes::Bytes;
use http_body::Body;
use http_body_util::BodyExt as _;
use signature_protocol::{Exchange, HeadStep, Operation, Sent, ServiceRoot};
use tokio::time::Instant;

use crate::{Fault, FaultKind, Transport};

/// What came of a call.
pub(crate) enum Answer<O: Operation, B> {
    /// The call is over.
    Outcome(O::Outcome),
    /// A download begins.
    Stream(O::Streamed, B),
}

/// Sends the operation's request and interprets the reply, all within `limit`; a streamed body is left to the caller.
pub(crate) async fn run<O: Operation, T: Transport>(
    operation: O,
    root: &ServiceRoot,
    transport: &T,
    limit: Duration,
) -> Result<Answer<O, T::Body>, signature_protocol::Error> {
    let deadline = Deadline::after(limit);
    let (request, exchange) = Exchange::new(operation).plan(root)?;
    let sent = deadline.reach(transport.send(request)).await;
    let reply = match sent.unwrap_or_else(|| Err(deadline.missed(Sent::Maybe))) {
        Ok(reply) => reply,
        Err(fault) => return Err(exchange.fail(fault.into())),
    };
    let (head, mut body) = reply.into_parts();
    let mut collecting = match exchange.on_head(head)? {
        HeadStep::Done(outcome) => {
            drain(&mut body).await;
            return Ok(Answer::Outcome(outcome));
        }
        HeadStep::Stream(streamed) => return Ok(Answer::Stream(streamed, body)),
        HeadStep::Collect(collecting) => collecting,
    };
    loop {
        let frame = deadline.reach(body.frame()).await;
        match frame.unwrap_or_else(|| Some(Err(deadline.missed(Sent::Yes)))) {
            Some(Ok(frame)) => {
                if let Some(data) = frame.data_ref() {
                    collecting.push(data)?;
                }
            }
            Some(Err(fault)) => return Err(collecting.fail(fault.into())),
            None => return collecting.finish().map(Answer::Outcome),
        }
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
