//! The driver without a socket.

use signature_protocol::{Downloaded, Error, FetchDocument, Operation};

use super::{Driver, Peer};
use crate::in_memory;

/// Hands requests to the peer in the same thread, by the transport of [`InMemory`](crate::InMemory).
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
        in_memory::call(self.peer.root(), operation, |request| self.peer.answer(request))
    }

    fn download(&mut self, document: &FetchDocument) -> Result<Downloaded, Error> {
        in_memory::download(self.peer.root(), document, |request| self.peer.answer(request))
    }
}
