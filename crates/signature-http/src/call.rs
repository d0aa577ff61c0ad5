//! Runs one call over a transport: the loop between `signature-protocol` and the network.

use std::time::Duration;

use bytes::Bytes;
use http::response::Parts;
use signature_protocol::{
    DownloadStep, Error, Exchange, FetchDocument, HeadStep, Operation, RequestPlan, Sent, ServiceRoot, Streaming,
};

use crate::deadline::Deadline;
use crate::turns::Turn;
use crate::{Fault, Progress, ReplyBody, Runtime, Transport};

/// What a call runs on.
#[derive(Clone, Copy)]
pub(crate) struct Line<'c> {
    pub(crate) root: &'c ServiceRoot,
    pub(crate) transport: &'c dyn Transport,
    pub(crate) runtime: &'c dyn Runtime,
    /// How long the call may take.
    pub(crate) limit: Duration,
}

impl Line<'_> {
    /// Sends the operation's request in its turn, and interprets the reply.
    pub(crate) async fn run<O: Operation>(&self, turn: Turn<'_>, operation: O) -> Result<O::Outcome, Error> {
        let (request, exchange) = Exchange::new(operation).plan(self.root)?;
        turn.come().await;
        let mut deadline = Deadline::after(self.runtime, self.limit);
        let (head, mut body) = match self.send(turn, request, &mut deadline).await {
            Ok(reply) => reply,
            Err(fault) => return Err(exchange.fail(fault.into())),
        };
        let mut collecting = match exchange.on_head(head)? {
            HeadStep::Done(outcome) => {
                self.drain(&mut body).await;
                return Ok(outcome);
            }
            HeadStep::Collect(collecting) => collecting,
        };
        loop {
            match piece(&mut body, &mut deadline).await {
                Ok(Some(piece)) => collecting.push(&piece)?,
                Ok(None) => return collecting.finish(),
                Err(fault) => return Err(collecting.fail(fault.into())),
            }
        }
    }

    /// Asks for a document: what the service says about it, and its bytes to come. The time limit ends with the head.
    pub(crate) async fn download(
        &self,
        turn: Turn<'_>,
        document: &FetchDocument,
    ) -> Result<(Streaming, ReplyBody), Error> {
        let (request, exchange) = document.plan(self.root)?;
        turn.come().await;
        let mut deadline = Deadline::after(self.runtime, self.limit);
        let (head, mut body) = match self.send(turn, request, &mut deadline).await {
            Ok(reply) => reply,
            Err(fault) => return Err(exchange.fail(fault.into())),
        };
        let mut refusal = match exchange.on_head(head)? {
            DownloadStep::Stream(streaming) => return Ok((streaming, body)),
            DownloadStep::Collect(refusal) => refusal,
        };
        loop {
            match piece(&mut body, &mut deadline).await {
                Ok(Some(piece)) => refusal.push(&piece)?,
                Ok(None) => return Err(refusal.finish()),
                Err(fault) => return Err(refusal.fail(fault.into())),
            }
        }
    }

    /// Sends a request, and gives the reply once its head is there.
    async fn send(
        &self,
        turn: Turn<'_>,
        request: RequestPlan,
        deadline: &mut Deadline,
    ) -> Result<(Parts, ReplyBody), Fault> {
        let progress = Progress::default();
        match deadline.reach(turn.send(&progress, self.transport.send(request, &progress))).await {
            Some(reply) => Ok(reply?.into_parts()),
            None => Err(deadline.missed(progress.sent())),
        }
    }

    /// Reads the rest of a small body that is not needed, so that its connection can be used again. The outcome is
    /// known, and waits for that no longer than a second.
    async fn drain(&self, body: &mut ReplyBody) {
        let mut deadline = Deadline::after(self.runtime, Duration::from_secs(1));
        let mut left: usize = 64 * 1024;
        while let Some(Ok(Some(piece))) = deadline.reach(body.piece()).await {
            // An empty piece costs as much as a byte, so that this ends.
            match left.checked_sub(piece.len().max(1)) {
                Some(rest) => left = rest,
                None => return,
            }
        }
    }
}

/// The next piece of a body; `None` at its end.
pub(crate) async fn piece(body: &mut ReplyBody, deadline: &mut Deadline) -> Result<Option<Bytes>, Fault> {
    match deadline.reach(body.piece()).await {
        Some(piece) => piece,
        None => Err(deadline.missed(Sent::Yes)),
    }
}
