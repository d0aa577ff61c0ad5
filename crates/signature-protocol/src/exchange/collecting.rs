//! The body of the reply is coming in, in whatever pieces.

use std::fmt;

use http::response::Parts;

use crate::{Error, Operation, Reply, TransportFault};

/// A call whose reply is being received.
pub struct Collecting<O> {
    operation: O,
    head: Parts,
    limit: usize,
    body: Vec<u8>,
}

impl<O: Operation> Collecting<O> {
    pub(super) fn new(operation: O, head: Parts, limit: usize) -> Self {
        Self { operation, head, limit, body: Vec::new() }
    }

    /// The next piece of the body.
    ///
    /// # Errors
    /// [`ErrorKind::TooLarge`](crate::ErrorKind::TooLarge) beyond the call's limit; drop the rest of the reply.
    pub fn push(&mut self, chunk: &[u8]) -> Result<(), Error> {
        if self.body.len().saturating_add(chunk.len()) > self.limit {
            return Err(Error::too_large(&self.head, self.limit).of(O::REPLAY));
        }
        self.body.extend_from_slice(chunk);
        Ok(())
    }

    /// The body is complete.
    ///
    /// # Errors
    /// [`Error`] for every reply that is not documented for the call.
    pub fn finish(self) -> Result<O::Outcome, Error> {
        self.operation.interpret(Reply::new(self.head, self.body)).map_err(|error| error.of(O::REPLAY))
    }

    /// The transport broke inside the body.
    pub fn fail(self, fault: TransportFault) -> Error {
        Error::transport(O::REPLAY, fault.after_a_reply())
    }
}

impl<O> fmt::Debug for Collecting<O> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Collecting({}, {} of at most {} bytes)", self.head.status, self.body.len(), self.limit)
    }
}
