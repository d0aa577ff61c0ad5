//! The request is on its way; the head of the reply is next.

use http::response::Parts;

use super::Collecting;
use crate::{BodyPolicy, Error, Operation, Reply, TransportFault};

/// A call whose reply has not begun.
#[derive(Debug)]
pub struct AwaitingHead<O> {
    operation: O,
}

/// What to do once the head is there.
#[derive(Debug)]
#[expect(clippy::exhaustive_enums, reason = "a transport must act on each")]
pub enum HeadStep<O: Operation> {
    /// The call is over. Read what is left of the body only to keep the connection.
    Done(O::Outcome),
    /// Push the body into this.
    Collect(Collecting<O>),
    /// The body is the caller's, as it comes.
    Stream(O::Streamed),
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
        let step = match self.operation.body_policy(&head) {
            BodyPolicy::Discard => self.operation.interpret(Reply::new(head, Vec::new())).map(HeadStep::Done),
            BodyPolicy::Collect { limit } => Ok(HeadStep::Collect(Collecting::new(self.operation, head, limit))),
            BodyPolicy::Stream => self.operation.streamed(head).map(HeadStep::Stream),
        };
        step.map_err(|error| error.of(O::REPLAY))
    }

    /// The transport broke before a reply began.
    pub fn fail(self, fault: TransportFault) -> Error {
        Error::transport(O::REPLAY, fault)
    }
}
