//! What a case showed, in the form of the expected files: JSON, for readers in any language.

use std::error::Error as _;

use serde_json::{Map, Value, json};
use signature_protocol::{Error, ErrorKind, Replay, Retry, Sent};

/// The key of everything that is no documented outcome.
pub(super) const ERROR: &str = "error";

/// A documented outcome. Of one that says nothing, it says that it is done.
pub(super) fn outcome(outcome: &impl serde::Serialize) -> Value {
    match serde_json::to_value(outcome) {
        Ok(Value::Null) => json!({ "outcome": "done" }),
        Ok(value) => json!({ "outcome": value }),
        Err(error) => json!({ ERROR: error.to_string() }),
    }
}

/// An error: what kind it is, what a caller may do about it, what it says, and the reply that it keeps.
pub(super) fn refusal(error: &Error) -> Value {
    let mut found = Map::new();
    let mut put = |name: &str, value: Value| drop(found.insert(name.to_owned(), value));
    put("kind", kind(error.kind()).into());
    put("sent", sent(error.sent()).into());
    put("retry", retry(error.retry()).into());
    put("replay", replay(error.replay()).into());
    if let Some(status) = error.status() {
        put("status", status.as_u16().into());
    }
    if let Some(code) = error.code() {
        put("code", code.as_str().into());
    }
    match error.kind() {
        // What a transport says of itself differs from one to the next.
        ErrorKind::Transport { .. } => put("text", error.to_string().into()),
        ErrorKind::Unreadable { body, .. } | ErrorKind::Unexpected { body, .. } => {
            put("text", chain(error).into());
            put("evidence", String::from_utf8_lossy(body.expose()).into());
        }
        ErrorKind::Refused { error: refused, .. } => {
            put("text", chain(error).into());
            put("message", refused.message.as_str().into());
        }
        _ => put("text", chain(error).into()),
    }
    json!({ ERROR: found })
}

fn kind(kind: &ErrorKind) -> &'static str {
    match kind {
        ErrorKind::Plan(_) => "plan",
        ErrorKind::Transport { .. } => "transport",
        ErrorKind::Refused { .. } => "refused",
        ErrorKind::RateLimited => "rate-limited",
        ErrorKind::Unreadable { .. } => "unreadable",
        ErrorKind::Unexpected { .. } => "unexpected",
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

fn retry(retry: Retry) -> String {
    match retry {
        Retry::Never => "never".to_owned(),
        Retry::Now => "now".to_owned(),
        Retry::After(wait) => format!("after {} s", wait.as_secs()),
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
