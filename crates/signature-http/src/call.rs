//! Runs one call over a transport: the loop between `signature-protocol` and the network.

use std::time::Duration;

use http_body_util::BodyExt as _;
use signature_protocol::{Exchange, HeadStep, Operation, Sent, ServiceRoot};

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
    let deadline = tokio::time::Instant::now() + limit;
    let late = |sent| Fault::new(FaultKind::Timeout { after: limit }, sent);

    let (request, exchange) = Exchange::new(operation).plan(root)?;
    let sent = tokio::time::timeout_at(deadline, transport.send(request)).await;
    let reply = match sent.unwrap_or_else(|_| Err(late(Sent::Maybe))) {
        Ok(reply) => reply,
        Err(fault) => return Err(exchange.fail(fault.into())),
    };
    let (head, mut body) = reply.into_parts();
    let mut collecting = match exchange.on_head(head)? {
        HeadStep::Done(outcome) => return Ok(Answer::Outcome(outcome)),
        HeadStep::Stream(streamed) => return Ok(Answer::Stream(streamed, body)),
        HeadStep::Collect(collecting) => collecting,
    };
    loop {
        let frame = tokio::time::timeout_at(deadline, body.frame()).await;
        match frame.unwrap_or_else(|_| Some(Err(late(Sent::Yes)))) {
            Some(Ok(frame)) => collecting.push(frame.data_ref().map_or(&[][..], |data| data))?,
            Some(Err(fault)) => return Err(collecting.fail(fault.into())),
            None => return collecting.finish().map(Answer::Outcome),
        }
    }
}
