//! The body of the reply is coming in, in pieces of any size.

use http::response::Parts;

use super::BoundedBody;
use crate::{Error, Operation, TransportFault};

/// A call that receives its reply.
#[derive(Debug)]
pub struct Collecting<O> {
    operation: O,
    body: BoundedBody,
}

impl<O: Operation> Collecting<O> {
    pub(super) fn new(operation: O, head: Parts, limit: usize) -> Self {
        Self { operation, body: BoundedBody::new(head, limit) }
    }

    /// The next piece of the body.
    ///
    /// # Errors
    /// [`ErrorKind::TooLarge`](crate::ErrorKind::TooLarge) beyond the call's limit; drop the rest of the reply.
    pub fn push(&mut self, piece: &[u8]) -> Result<(), Error> {
        self.body.push(piece).map_err(|error| error.of(O::REPLAY))
    }

    /// The body is complete.
    ///
    /// # Errors
    /// [`Error`] for every reply that is not documented for the call.
    pub fn finish(self) -> Result<O::Outcome, Error> {
        self.operation.interpret(self.body.into_reply()).map_err(|error| error.of(O::REPLAY))
    }

    /// Everything that is left of the body.
    pub(super) fn receive<B: AsRef<[u8]>>(
        mut self,
        body: impl IntoIterator<Item = Result<B, TransportFault>>,
    ) -> Result<O::Outcome, Error> {
        for piece in body {
            match piece {
                Ok(bytes) => self.push(bytes.as_ref())?,
                Err(fault) => return Err(self.fail(fault)),
            }
        }
        self.finish()
    }

    /// The transport broke inside the body.
    pub fn fail(self, fault: TransportFault) -> Error {
        Error::transport(O::REPLAY, fault.after_a_reply())
    }
}
