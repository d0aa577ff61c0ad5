//! The driver without a socket.

use bytes::Bytes;
use http::Request;
use signature_protocol::{
    DownloadStep, Downloaded, Error, Exchange, FetchDocument, Operation, RequestPlan, Sent, TransportFault,
};

use crate::answer::Answer;
use crate::driver::Driver;
use crate::peer::Peer;

/// Hands requests to the peer in the same thread.
#[derive(Debug)]
pub struct InProcess {
    peer: Peer,
}

impl InProcess {
    /// A driver for this peer.
    pub fn new(peer: &Peer) -> Self {
        Self { peer: peer.clone() }
    }
}

impl Driver for InProcess {
    fn call<O: Operation>(&mut self, operation: O) -> Result<O::Outcome, Error> {
        let (plan, exchange) = Exchange::new(operation).plan(self.peer.root())?;
        match self.peer.answer(&request(plan)) {
            Answer::Reply { head, body, breaks } => {
                exchange.receive(head, std::iter::once(Ok(body)).chain(breaks.then(|| Err(broken(Sent::Yes)))))
            }
            Answer::Nothing => Err(exchange.fail(broken(Sent::Maybe))),
        }
    }

    fn download(&mut self, document: &FetchDocument) -> Result<Downloaded, Error> {
        let (plan, exchange) = document.plan(self.peer.root())?;
        match self.peer.answer(&request(plan)) {
            Answer::Reply { head, body, breaks: false } => exchange.answer(head, body),
            Answer::Reply { head, breaks: true, .. } => Err(match exchange.on_head(head)? {
                DownloadStep::Stream(streaming) => streaming.fail(broken(Sent::Yes)),
                DownloadStep::Collect(refusal) => refusal.fail(broken(Sent::Yes)),
            }),
            Answer::Nothing => Err(exchange.fail(broken(Sent::Maybe))),
        }
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
