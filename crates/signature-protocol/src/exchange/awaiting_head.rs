//! The request is on its way; the head of the reply is next.

use http::response::Parts;

use super::Collecting;
use crate::{BodyPolicy, Error, Operation, Replay, Reply, TransportFault};

/// A call whose reply has not begun.
#[derive(Debug)]
pub struct AwaitingHead<O> {
    operation: O,
    replay: Replay,
}

/// What to do once the head is there.
#[derive(Debug)]
#[expect(clippy::exhaustive_enums, reason = "a transport must act on each")]
pub enum HeadStep<O: Operation> {
    /// The call is over; drop the body.
    Done(O::Outcome),
    /// Push the body into this.
    Collect(Collecting<O>),
    /// The body is the caller's, as it comes.
    Stream(O::Streamed),
}

impl<O: Operation> AwaitingHead<O> {
    pub(super) fn new(operation: O, replay: Replay) -> Self {
        Self { operation, replay }
    }

    /// The head of the reply has come.
    ///
    /// # Errors
    /// [`Error`] if the head alone says that the reply is not documented for the call.
    pub fn on_head(self, head: Parts) -> Result<HeadStep<O>, Error> {
        match self.operation.body_policy(&head) {
            BodyPolicy::Discard => self.operation.interpret(Reply::new(head, Vec::new())).map(HeadStep::Done),
            BodyPolicy::Collect { limit } => {
                Ok(HeadStep::Collect(Collecting::new(self.operation, self.replay, head, limit)))
            }
            BodyPolicy::Stream => self.operation.streamed(head).map(HeadStep::Stream),
        }
    }

    /// The transport broke before a reply began.
    pub fn fail(self, fault: TransportFault) -> Error {
        Error::transport(self.replay, fault)
    }
}
