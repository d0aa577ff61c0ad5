//! The request is on its way; the head of the reply is next.

use http::response::Parts;

use super::Collecting;
use crate::{BodyPolicy, Error, Operation, Reply, TransportFault};

/// A call that waits for its reply.
///
/// A transport that has the whole reply calls [`AwaitingHead::answer`]; one that reads it piece by piece calls
/// [`AwaitingHead::receive`], or [`AwaitingHead::on_head`] where it waits between the pieces.
#[derive(Debug)]
pub struct AwaitingHead<O> {
    operation: O,
}

/// What to do once the head is there.
#[derive(Debug)]
#[expect(clippy::exhaustive_enums, reason = "a transport must act on each")]
pub enum HeadStep<O: Operation> {
    /// The call is over. Read the rest of the body only to keep the connection.
    Done(O::Outcome),
    /// Push the body into this.
    Collect(Collecting<O>),
}

impl<O: Operation> AwaitingHead<O> {
    pub(super) fn new(operation: O) -> Self {
        Self { operation }
    }

    /// The head of the reply has come.
    ///
    /// # Errors
    /// [`Error`] if the head alone says that the reply is not documented for the call.
    pub fn on_head(self, head: Parts) -> Result<HeadStep<O>, Error> {
        match self.operation.body_policy(&head) {
            BodyPolicy::Discard => {
                let outcome = self.operation.interpret(Reply::new(head, Vec::new()));
                outcome.map(HeadStep::Done).map_err(|error| error.of(O::REPLAY))
            }
            BodyPolicy::Collect { limit } => Ok(HeadStep::Collect(Collecting::new(self.operation, head, limit))),
        }
    }

    /// The whole reply has come.
    ///
    /// # Errors
    /// [`Error`] for every reply that is not documented for the call, and for a body beyond the call's limit.
    pub fn answer(self, head: Parts, body: impl AsRef<[u8]>) -> Result<O::Outcome, Error> {
        self.receive(head, [Ok(body)])
    }

    /// The head of the reply has come, and an iterator gives its body in pieces of any size. It is not asked for
    /// pieces that the call does not need.
    ///
    /// # Errors
    /// As [`AwaitingHead::answer`], and [`ErrorKind::Transport`](crate::ErrorKind::Transport) if a piece is a fault.
    pub fn receive<B: AsRef<[u8]>>(
        self,
        head: Parts,
        body: impl IntoIterator<Item = Result<B, TransportFault>>,
    ) -> Result<O::Outcome, Error> {
        match self.on_head(head)? {
            HeadStep::Done(outcome) => Ok(outcome),
            HeadStep::Collect(collecting) => collecting.receive(body),
        }
    }

    /// The transport broke before a reply began.
    pub fn fail(self, fault: TransportFault) -> Error {
        Error::transport(O::REPLAY, fault)
    }
}
