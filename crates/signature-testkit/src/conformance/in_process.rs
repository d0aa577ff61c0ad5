//! The driver without a socket.

use signature_protocol::operations::DownloadHead;
use signature_protocol::{Error, Never, Operation};

use super::{Driver, Peer};
use crate::in_memory::{self, Downloaded};

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
    fn call<O: Operation<Streamed = Never>>(&mut self, operation: O) -> Result<O::Outcome, Error> {
        in_memory::call(self.peer.root(), operation, |request| self.peer.answer(request))
    }

    fn download<O>(&mut self, operation: O) -> Result<Downloaded, Error>
    where
        O: Operation<Outcome = Never, Streamed = DownloadHead>,
    {
        in_memory::download(self.peer.root(), operation, |request| self.peer.answer(request))
    }
}
