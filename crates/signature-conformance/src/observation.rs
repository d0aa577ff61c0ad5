//! The result of a case, in the form of the expected files: JSON, in two parts.
//!
//! `normative` is the result that every implementation must have. `snapshot` is everything else that this one says and
//! sends.

use std::error::Error as _;

use serde_json::{Map, Value, json};
use signature_protocol::{Error, ErrorKind, Replay, Retry, Sent};

use crate::fault;

/// The member of `normative` that only refusals have.
pub(crate) const ERROR: &str = "error";

/// A result that is being built.
#[derive(Debug, Clone)]
pub(crate) struct Observation {
    normative: Map<String, Value>,
    snapshot: Map<String, Value>,
}

impl Observation {
    pub(crate) fn accept() -> Self {
        Self { normative: Map::new(), snapshot: Map::new() }.with_normative("verdict", "accept")
    }

    pub(crate) fn reject(error: impl Into<Value>) -> Self {
        let observation = Self { normative: Map::new(), snapshot: Map::new() };
        observation.with_normative("verdict", "reject").with_normative(ERROR, error)
    }

    /// A case that cannot be run.
    pub(crate) fn broken(fault: &(impl ToString + ?Sized)) -> Self {
        Self::reject(json!({ "kind": "broken-case" })).with_snapshot(ERROR, fault.to_string())
    }

    #[must_use]
    pub(crate) fn with_normative(mut self, name: &str, value: impl Into<Value>) -> Self {
        self.normative(name, value.into());
        self
    }

    #[must_use]
    pub(crate) fn with_snapshot(mut self, name: &str, value: impl Into<Value>) -> Self {
        self.snapshot(name, value.into());
        self
    }

    pub(crate) fn normative(&mut self, name: &str, value: Value) {
        self.normative.insert(name.to_owned(), value);
    }

    pub(crate) fn snapshot(&mut self, name: &str, value: Value) {
        self.snapshot.insert(name.to_owned(), value);
    }

    pub(crate) fn into_value(self) -> Value {
        json!({ "normative": self.normative, "snapshot": self.snapshot })
    }
}

/// A documented outcome, in the words of the suite and as this SDK stores it.
pub(crate) fn outcome(normative: Value, stored: &impl serde::Serialize) -> Observation {
    let stored = serde_json::to_value(stored).unwrap_or_else(|error| error.to_string().into());
    Observation::accept().with_normative("outcome", normative).with_snapshot("outcome", stored)
}

/// An error: its kind, what a caller may do about it, and the content of the reply; in the snapshot, its text and the
/// reply that it keeps.
pub(crate) fn refusal(error: &Error) -> Observation {
    let mut found = Map::new();
    let mut put = |name: &str, value: Value| drop(found.insert(name.to_owned(), value));
    put("kind", kind(error).into());
    put("sent", sent(error.sent()).into());
    put("retry", retry(error.retry()));
    put("replay", replay(error.replay()).into());
    if let Some(status) = error.status() {
        put("status", status.as_u16().into());
    }
    if let Some(code) = error.code() {
        put("code", code.as_str().into());
    }
    // The causes of a transport error differ between transports.
    let is_transport = matches!(error.kind(), ErrorKind::Transport { .. });
    let mut snapshot = Map::new();
    snapshot.insert("text".to_owned(), if is_transport { error.to_string() } else { chain(error) }.into());
    if let ErrorKind::Unreadable { body, .. } | ErrorKind::Unexpected { body, .. } = error.kind() {
        snapshot.insert("evidence".to_owned(), String::from_utf8_lossy(body.expose()).into());
    }
    match error.kind() {
        ErrorKind::Unreadable { error, .. } => put("fault", fault::of(error)),
        ErrorKind::Refused { error: refused, .. } => put("message", refused.message.as_str().into()),
        _ => {}
    }
    Observation::reject(found).with_snapshot(ERROR, snapshot)
}

/// The kind of the error.
pub(crate) fn kind(error: &Error) -> &'static str {
    match error.kind() {
        ErrorKind::Url | ErrorKind::ForeignOrigin { .. } => "plan",
        ErrorKind::Transport { .. } => "transport",
        ErrorKind::Refused { .. } => "refused",
        ErrorKind::RateLimited => "rate-limited",
        ErrorKind::Unreadable { .. } => "unreadable",
        ErrorKind::Unexpected { .. } => "unexpected",
        ErrorKind::NotADocument { .. } => "not-a-document",
        ErrorKind::TooLarge { .. } => "too-large",
        _ => "another",
    }
}

fn sent(sent: Sent) -> &'static str {
    match sent {
        Sent::No => "no",
        Sent::Maybe => "maybe",
        Sent::Yes => "yes",
    }
}

fn retry(retry: Retry) -> Value {
    match retry {
        Retry::Never => "never".into(),
        Retry::Now => "now".into(),
        Retry::After(wait) => json!({ "after": wait.as_secs() }),
    }
}

fn replay(replay: Replay) -> &'static str {
    match replay {
        Replay::Safe => "safe",
        Replay::Ambiguous => "ambiguous",
        Replay::Unsafe => "unsafe",
    }
}

/// An error and its causes in one line.
fn chain(error: &Error) -> String {
    let mut text = error.to_string();
    let mut cause = error.source();
    while let Some(error) = cause {
        text.push_str(": ");
        text.push_str(&error.to_string());
        cause = error.source();
    }
    text
}
