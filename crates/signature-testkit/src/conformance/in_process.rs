//! The driver without a socket.

use signature_protocol::operations::DownloadHead;
use signature_protocol::{Error, InvalidServiceRoot, Never, Operation, ServiceRoot};

use super::{Driver, Peer};
use crate::in_memory::{self, Downloaded};

/// Hands requests to the peer in the same thread, by the transport of [`InMemory`](crate::InMemory).
#[derive(Debug)]
pub struct InProcess {
    peer: Peer,
    root: ServiceRoot,
}

impl InProcess {
    /// A driver for this peer.
    ///
    /// # Errors
    /// [`InvalidServiceRoot`] if the peer's origin is none of a service.
    pub fn new(peer: &Peer) -> Result<Self, InvalidServiceRoot> {
        Ok(Self { peer: peer.clone(), root: ServiceRoot::new(&format!("{}/api", peer.origin()))? })
    }

    /// The peer that answers.
    pub fn peer(&self) -> &Peer {
        &self.peer
    }
}

impl Driver for InProcess {
    fn call<O: Operation<Streamed = Never>>(&mut self, operation: O) -> Result<O::Outcome, Error> {
        in_memory::call(&self.root, operation, |request| self.peer.answer(request))
    }

    fn download<O>(&mut self, operation: O) -> Result<Downloaded, Error>
    where
        O: Operation<Outcome = Never, Streamed = DownloadHead>,
    {
        in_memory::download(&self.root, operation, |request| self.peer.answer(request))
    }
}
