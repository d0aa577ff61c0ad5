//! Trace cases as data: a machine that polls, fetches and confirms, and timed events.
//!
//! Not here: how they are run (`machine`).

use std::collections::BTreeMap;
use std::time::Duration;

use serde_json::{Value, json};
use signature_model::{Sender, Timestamp};
use signature_protocol::{self as protocol, PollPolicy};

use crate::reply::ScriptedReply;

/// A delivery and its events. Without wanted documents it is a poller.
#[derive(Debug, Clone)]
pub(crate) struct Trace {
    pub(crate) flow: Flow,
    pub(crate) wanted: Wanted,
    pub(crate) senders: Vec<Sender>,
    pub(crate) max_unconfirmed: Option<usize>,
    pub(crate) start: Timestamp,
    pub(crate) events: Vec<Event>,
    pub(crate) replies: BTreeMap<String, ScriptedReply>,
}

#[derive(Debug, Clone, Copy, serde::Deserialize)]
#[serde(rename_all = "kebab-case")]
pub(crate) enum Flow {
    Direct,
    Portal,
}

#[derive(Debug, Clone, Copy, serde::Deserialize)]
#[serde(rename_all = "kebab-case")]
pub(crate) enum Wanted {
    None,
    WhenCompleted,
    Always,
}

/// Something that happens, with its time in seconds after the start.
///
/// Usually the machine is asked for its next step; if that is a call, `reply` answers it, and without a reply it stays
/// unanswered.
#[derive(Debug, Clone, serde::Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Event {
    pub(crate) at: u64,
    /// The reply that a call gets, by its name.
    pub(crate) reply: Option<String>,
    /// When the reply permits the next poll, in seconds after the start.
    pub(crate) next: Option<u64>,
    /// Whether the document that the reply brings cannot be stored.
    #[serde(default)]
    pub(crate) storage_fails: bool,
    /// Instead of a step: this call gets its reply, counted from 0 among the unanswered ones.
    pub(crate) answers: Option<usize>,
    /// Instead of a step: this lease's change is stored, counted from 0.
    pub(crate) persist: Option<u64>,
    /// Instead of a step: the process stops, and another continues from its snapshot.
    #[serde(default)]
    pub(crate) restart: bool,
}

impl Event {
    /// Checks that it is exactly one kind of event, and has one of these replies if it needs one.
    ///
    /// # Errors
    /// The text says what was expected.
    pub(crate) fn check(&self, replies: &BTreeMap<String, ScriptedReply>) -> Result<(), String> {
        let instead = [self.answers.is_some(), self.persist.is_some(), self.restart];
        if instead.iter().filter(|is_there| **is_there).count() > 1 {
            return Err(format!("expected one thing to happen at {} s, found several", self.at));
        }
        let may_reply = self.persist.is_none() && !self.restart;
        if self.reply.is_some() && !may_reply || self.reply.is_none() && (self.answers.is_some() || self.next.is_some())
        {
            return Err(format!("expected a reply at {} s only where there is a call", self.at));
        }
        if self.storage_fails && self.reply.is_none() {
            return Err(format!("expected a document whose storage fails at {} s, found no reply", self.at));
        }
        match self.reply.as_ref().filter(|name| !replies.contains_key(*name)) {
            Some(name) => Err(format!("expected the reply {name}, found none")),
            None => Ok(()),
        }
    }
}

impl Trace {
    pub(crate) fn policy(&self) -> PollPolicy {
        let policy = PollPolicy::default();
        self.max_unconfirmed.map_or(policy, |most| policy.with_max_unconfirmed(most))
    }

    pub(crate) fn wanted(&self) -> protocol::Wanted {
        match self.wanted {
            Wanted::None => protocol::Wanted::None,
            Wanted::WhenCompleted => protocol::Wanted::WhenCompleted,
            Wanted::Always => protocol::Wanted::Always,
        }
    }

    pub(crate) fn time(&self, seconds: u64) -> Timestamp {
        self.start.saturating_add(Duration::from_secs(seconds))
    }

    /// The reply of an event, with the time of the next poll that it permits.
    pub(crate) fn reply(&self, event: &Event) -> Option<ScriptedReply> {
        let reply = self.replies.get(event.reply.as_ref()?)?.clone();
        Some(match event.next {
            Some(next) => reply.permitting(self.time(next)),
            None => reply,
        })
    }

    /// The members of a published case that are its input.
    pub(crate) fn publish(&self) -> Value {
        let policy = self.policy();
        let flow = match self.flow {
            Flow::Direct => "direct",
            Flow::Portal => "portal",
        };
        let wanted = match self.wanted {
            Wanted::None => "none",
            Wanted::WhenCompleted => "when-completed",
            Wanted::Always => "always",
        };
        json!({
            "flow": flow,
            "wanted": wanted,
            "senders": self.senders,
            "policy": {
                "fallback_interval": policy.fallback_interval().as_secs(),
                "min_interval": policy.min_interval().as_secs(),
                "max_interval": policy.max_interval().as_secs(),
                "error_interval": policy.error_interval().as_secs(),
                "max_unconfirmed": policy.max_unconfirmed(),
                "lease": policy.lease().as_secs(),
            },
            "start": self.start,
            "events": self.events.iter().map(|event| self.publish_event(event)).collect::<Vec<_>>(),
        })
    }

    fn publish_event(&self, event: &Event) -> Value {
        let reply = self.reply(event).map(|reply| reply.publish());
        match (event.answers, event.persist) {
            _ if event.restart => json!({ "at": event.at, "do": "restart" }),
            (_, Some(lease)) => json!({ "at": event.at, "do": "persist", "lease": lease }),
            (call, None) => {
                let mut published = match call {
                    Some(call) => json!({ "at": event.at, "do": "answer", "call": call, "reply": reply }),
                    None => json!({ "at": event.at, "do": "step", "reply": reply }),
                };
                if let (true, Some(members)) = (event.storage_fails, published.as_object_mut()) {
                    members.insert("storage_fails".to_owned(), true.into());
                }
                published
            }
        }
    }
}
