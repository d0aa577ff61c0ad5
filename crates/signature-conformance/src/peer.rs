//! The other side of a driver: keeps each request, and answers as the current case says.

use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use bytes::Bytes;
use http::Request;
use signature_protocol::ServiceRoot;

use crate::answer::Answer;
use crate::error::{Error, ErrorKind};
use crate::reply::ScriptedReply;

/// Plays the service for one case at a time. Clones are the same peer.
#[derive(Debug, Clone)]
pub struct Peer {
    root: Arc<ServiceRoot>,
    script: Arc<Mutex<Script>>,
}

#[derive(Debug, Default)]
struct Script {
    reply: Option<ScriptedReply>,
    requests: Vec<Request<Bytes>>,
}

impl Peer {
    /// A peer at `{origin}/api`; the origin is scheme, host and port.
    ///
    /// # Errors
    /// [`ErrorKind::Origin`] if the origin has another form.
    pub fn new(origin: &str) -> Result<Self, Error> {
        let root = ServiceRoot::new(&format!("{origin}/api")).map_err(|_| ErrorKind::Origin)?;
        Ok(Self { root: Arc::new(root), script: Arc::default() })
    }

    /// The service root for drivers.
    pub fn root(&self) -> &ServiceRoot {
        &self.root
    }

    pub(crate) fn origin(&self) -> String {
        self.root.origin()
    }

    /// The answer to a complete request. Each case has one answer; a second request gets no reply.
    pub fn answer(&self, request: &Request<Bytes>) -> Answer {
        let mut script = self.script();
        script.requests.push(request.clone());
        script.reply.take().map_or(Answer::Nothing, |reply| reply.answer(&self.origin()))
    }

    /// Prepares for the next request.
    pub(crate) fn expect(&self, reply: Option<ScriptedReply>) {
        *self.script() = Script { reply, requests: Vec::new() };
    }

    /// The requests that have come since then.
    pub(crate) fn requests(&self) -> Vec<Request<Bytes>> {
        std::mem::take(&mut self.script().requests)
    }

    fn script(&self) -> MutexGuard<'_, Script> {
        self.script.lock().unwrap_or_else(PoisonError::into_inner)
    }
}
