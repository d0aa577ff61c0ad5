//! The reply of a case, in the form of its file.

use std::collections::BTreeMap;

use http::Response;
use http::header::CONTENT_LENGTH;
use serde_json::{Value, json};
use signature_model::Timestamp;

use crate::answer::Answer;
use crate::origin::localize;

/// What the service answers, for the origin that case files are written for.
#[derive(Debug, Clone, serde::Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct ScriptedReply {
    status: u16,
    #[serde(default)]
    headers: BTreeMap<String, String>,
    #[serde(default)]
    body: String,
    /// The name of a message of the file, instead of a body.
    message: Option<String>,
    /// The number of spaces after the body.
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

impl ScriptedReply {
    /// The same reply with its message as the body.
    ///
    /// # Errors
    /// What was expected, if there is no such message, or if there is a body too.
    pub(crate) fn with_messages(mut self, messages: &BTreeMap<String, String>) -> Result<Self, String> {
        let Some(name) = self.message.take() else { return Ok(self) };
        if !self.body.is_empty() {
            return Err("expected a body or the name of a message, found both".to_owned());
        }
        self.body = messages.get(&name).cloned().ok_or_else(|| format!("the message {name} is missing"))?;
        Ok(self)
    }

    /// The same reply, with the time of the next permitted poll.
    pub(crate) fn permitting(mut self, next: Timestamp) -> Self {
        self.headers.insert("X-Next-permitted-poll-time".to_owned(), next.to_string());
        self
    }

    /// What a peer at `origin` sends.
    pub(crate) fn answer(self, origin: &str) -> Answer {
        if self.breaks == Some(Breaks::BeforeHead) {
            return Answer::Nothing;
        }
        let mut body = localize(&self.body, origin).into_bytes();
        body.resize(body.len().saturating_add(self.padding), b' ');
        let breaks = self.breaks.is_some();
        let mut reply = Response::builder().status(self.status);
        for (name, value) in &self.headers {
            reply = reply.header(name, localize(value, origin));
        }
        if self.is_sized() {
            reply = reply.header(CONTENT_LENGTH, body.len().saturating_add(usize::from(breaks)));
        }
        // If a head cannot be made, the case is broken: its call gets no reply, and the case fails.
        let Ok(reply) = reply.body(()) else { return Answer::Nothing };
        Answer::Reply { head: reply.into_parts().0, body: body.into(), breaks }
    }

    /// The form in published cases.
    pub(crate) fn publish(&self) -> Value {
        let breaks = self.breaks.map(|breaks| match breaks {
            Breaks::BeforeHead => "before-head",
            Breaks::InBody => "in-body",
        });
        json!({
            "status": self.status,
            "headers": self.headers,
            "body": self.body,
            "padding": self.padding,
            "sized": self.is_sized(),
            "breaks": breaks,
        })
    }

    fn is_sized(&self) -> bool {
        !self.unsized_body && self.status != 204
    }
}
