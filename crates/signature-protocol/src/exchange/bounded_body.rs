//! A reply's body while it is received, up to the call's limit.

use std::fmt;

use http::response::Parts;

use crate::{Error, Reply};

/// The head of a reply, and its body so far.
pub(crate) struct BoundedBody {
    head: Parts,
    limit: usize,
    bytes: Vec<u8>,
    pieces: usize,
}

impl BoundedBody {
    pub(crate) fn new(head: Parts, limit: usize) -> Self {
        Self { head, limit, bytes: Vec::new(), pieces: 0 }
    }

    /// The next piece, unless it goes beyond the limit. No body has more pieces than bytes, except that it may end with
    /// an empty one.
    pub(crate) fn push(&mut self, piece: &[u8]) -> Result<(), Error> {
        let is_too_large = self.bytes.len().saturating_add(piece.len()) > self.limit;
        if is_too_large || self.pieces > self.limit {
            return Err(Error::too_large(&self.head, self.limit));
        }
        self.pieces = self.pieces.saturating_add(1);
        self.bytes.extend_from_slice(piece);
        Ok(())
    }

    /// The whole reply.
    pub(crate) fn into_reply(self) -> Reply {
        Reply::new(self.head, self.bytes)
    }
}

impl fmt::Debug for BoundedBody {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}, {} of at most {} bytes", self.head.status, self.bytes.len(), self.limit)
    }
}
