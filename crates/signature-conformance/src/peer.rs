//! The other side of a driver: keeps each request, and answers as the case at hand says.

use std::collections::BTreeMap;
use std::fmt::Write as _;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use bytes::Bytes;
use http::header::{CONNECTION, CONTENT_LENGTH, HOST, USER_AGENT};
use http::{HeaderName, Request, Response};
use signature_model::Timestamp;
use signature_protocol::{InvalidServiceRoot, ServiceRoot};

use crate::answer::Answer;

/// Plays the service for one case at a time. Clones are the same peer.
#[derive(Debug, Clone)]
pub struct Peer {
    root: Arc<ServiceRoot>,
    script: Arc<Mutex<Script>>,
}

#[derive(Debug, Default)]
struct Script {
    reply: Option<ScriptedReply>,
    requests: Vec<String>,
}

impl Peer {
    /// A peer that its drivers reach at `{origin}/api`, where the origin is scheme, host and port.
    ///
    /// # Errors
    /// [`InvalidServiceRoot`] if the origin has another form.
    pub fn new(origin: &str) -> Result<Self, InvalidServiceRoot> {
        let root = ServiceRoot::new(&format!("{origin}/api"))?;
        Ok(Self { root: Arc::new(root), script: Arc::default() })
    }

    /// Where its drivers reach it.
    pub fn root(&self) -> &ServiceRoot {
        &self.root
    }

    /// A text of a case file, for this peer instead of [`ORIGIN`]. URLs of others stay what they are.
    pub(super) fn localize(&self, text: &str) -> String {
        text.replace(&format!("{ORIGIN}/"), &format!("{}/", self.root.origin()))
    }

    /// A text for [`ORIGIN`], from one for this peer.
    pub(super) fn normalize(&self, text: &str) -> String {
        text.replace(&self.root.origin(), ORIGIN)
    }

    /// The answer to a request that has come whole. Each case has one answer; whoever asks twice gets none.
    pub fn answer(&self, request: &Request<Bytes>) -> Answer {
        let mut script = self.script();
        script.requests.push(render(request));
        script.reply.take().map_or(Answer::Nothing, |reply| reply.answer(self))
    }

    /// Prepares for the next request.
    pub(super) fn expect(&self, reply: Option<ScriptedReply>) {
        *self.script() = Script { reply, requests: Vec::new() };
    }

    /// The requests that came since then.
    pub(super) fn requests(&self) -> Vec<String> {
        std::mem::take(&mut self.script().requests)
    }

    fn script(&self) -> MutexGuard<'_, Script> {
        self.script.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// The answer of a case, as its file has it.
#[derive(Debug, Clone, serde::Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct ScriptedReply {
    status: u16,
    #[serde(default)]
    headers: BTreeMap<String, String>,
    #[serde(default)]
    body: String,
    /// The name of a message of the file, instead of a body.
    message: Option<String>,
    /// So many spaces after the body.
    #[serde(default)]
    padding: usize,
    /// Whether the length of the body is left out of the head.
    #[serde(default)]
    unsized_body: bool,
    #[serde(default)]
    breaks: Option<Breaks>,
}

/// Where a connection breaks.
#[derive(Debug, Clone, Copy, PartialEq, Eq, serde::Deserialize)]
#[serde(rename_all = "kebab-case")]
enum Breaks {
    BeforeHead,
    InBody,
}

/// The origin that case files are written for.
pub(super) const ORIGIN: &str = "https://api.example";

impl ScriptedReply {
    /// The same reply with its message for a body.
    ///
    /// # Errors
    /// What was expected if there is no such message, or a body beside it.
    pub(super) fn with_messages(mut self, messages: &BTreeMap<String, String>) -> Result<Self, String> {
        let Some(name) = self.message.take() else { return Ok(self) };
        if !self.body.is_empty() {
            return Err("expected a body or the name of a message, found both".to_owned());
        }
        self.body = messages.get(&name).cloned().ok_or_else(|| format!("expected the message {name}, found none"))?;
        Ok(self)
    }

    /// The same reply, with the time of the next permitted poll.
    pub(super) fn permitting(mut self, next: Timestamp) -> Self {
        self.headers.insert("X-Next-permitted-poll-time".to_owned(), next.to_string());
        self
    }

    fn answer(self, peer: &Peer) -> Answer {
        if self.breaks == Some(Breaks::BeforeHead) {
            return Answer::Nothing;
        }
        let mut body = peer.localize(&self.body).into_bytes();
        body.resize(body.len().saturating_add(self.padding), b' ');
        let breaks = self.breaks.is_some();
        let mut reply = Response::builder().status(self.status);
        for (name, value) in &self.headers {
            reply = reply.header(name, peer.localize(value));
        }
        if !self.unsized_body && self.status != 204 {
            reply = reply.header(CONTENT_LENGTH, body.len().saturating_add(usize::from(breaks)));
        }
        // A head that cannot be made is a broken case: it shows as one that gets no reply.
        let Ok(reply) = reply.body(()) else { return Answer::Nothing };
        Answer::Reply { head: reply.into_parts().0, body: body.into(), breaks }
    }
}

/// The request as text: method and path, the headers of its own, an empty line, the body.
fn render(request: &Request<Bytes>) -> String {
    let path = request.uri().path_and_query().map_or("/", |path| path.as_str());
    let mut text = format!("{} {path}\n", request.method());
    let mut headers: Vec<(&str, _)> = request
        .headers()
        .iter()
        .filter(|(name, _)| !is_the_connections(name))
        .map(|(name, value)| (name.as_str(), String::from_utf8_lossy(value.as_bytes())))
        .collect();
    // By name; of several with one name each is there, in the order in which they came.
    headers.sort_by_key(|(name, _)| *name);
    for (name, value) in headers {
        let _ = writeln!(text, "{name}: {value}");
    }
    let _ = write!(text, "\n{}", String::from_utf8_lossy(request.body()));
    text
}

/// Whether a header is the business of connections, and different with each transport.
fn is_the_connections(name: &HeaderName) -> bool {
    [HOST, USER_AGENT, CONNECTION].contains(name)
}
