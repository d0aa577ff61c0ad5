//! The form of case files: TOML, with one file for each message, call or machine.

use std::collections::BTreeMap;

use serde_json::{Value, json};
use signature_model::{Sender, Timestamp};

use super::Verdict;
use super::exchange::Exchange;
use super::peer::ScriptedReply;
use super::suite::Input;
use super::trace::{Event, Flow, Trace, Wanted};

/// What is wrong with a file; a person reads it.
pub(super) type Fault = Box<dyn std::error::Error + Send + Sync>;

/// What the cases of every kind have.
#[derive(Debug, Clone)]
pub(super) struct Head {
    pub(super) name: String,
    pub(super) verdict: Verdict,
    pub(super) source: String,
}

/// The cases of the file at `path`, whose folder says which kind they are.
///
/// # Errors
/// What is wrong with the file.
pub(super) fn read(path: &str, text: &str, every_call: &str) -> Result<Vec<(Head, Input)>, Fault> {
    match path.split('/').next() {
        Some("exchange") => toml::from_str::<ExchangeFile>(text)?.cases(every_call),
        Some("trace") => toml::from_str::<TraceFile>(text)?.cases(),
        _ => toml::from_str::<XmlFile>(text)?.cases(),
    }
}

/// Documents of one message.
#[derive(Debug, serde::Deserialize)]
#[serde(deny_unknown_fields)]
struct XmlFile {
    message: String,
    case: Vec<XmlCase>,
}

/// A document: as a whole, or as another case's with parts of it replaced.
#[derive(Debug, serde::Deserialize)]
#[serde(deny_unknown_fields)]
struct XmlCase {
    name: String,
    verdict: Verdict,
    source: String,
    xml: Option<String>,
    from: Option<String>,
    #[serde(default)]
    replace: Vec<(String, String)>,
    /// Why the verdict is not the schema's: for people, and for those who ask the schema.
    #[serde(rename = "beyond")]
    _beyond: Option<String>,
}

impl XmlFile {
    fn cases(self) -> Result<Vec<(Head, Input)>, Fault> {
        let whole: BTreeMap<_, _> =
            self.case.iter().filter_map(|case| Some((case.name.clone(), case.xml.clone()?))).collect();
        let resolve = |case: XmlCase| {
            let base = case.from.as_ref().and_then(|base| whole.get(base));
            let mut xml = case.xml.or_else(|| base.cloned()).ok_or_else(|| format!("{} has no document", case.name))?;
            for (old, new) in &case.replace {
                if xml.matches(old.as_str()).count() != 1 {
                    return Err(format!("{} replaces what does not stand there once: {old}", case.name).into());
                }
                xml = xml.replace(old.as_str(), new);
            }
            let head = Head { name: case.name, verdict: case.verdict, source: case.source };
            Ok((head, Input::Xml { message: self.message.clone(), xml }))
        };
        self.case.into_iter().map(resolve).collect()
    }
}

/// Cases of one call.
#[derive(Debug, serde::Deserialize)]
#[serde(deny_unknown_fields)]
struct ExchangeFile {
    call: String,
    /// The replies that the service documents for the call, for those who measure coverage.
    #[serde(rename = "documented")]
    _documented: Vec<String>,
    /// The call's arguments, unless a case has its own.
    input: Value,
    /// The bodies that several replies have.
    #[serde(default)]
    messages: BTreeMap<String, String>,
    case: Vec<ExchangeCase>,
}

/// Replies that every call may meet.
#[derive(Debug, serde::Deserialize)]
#[serde(deny_unknown_fields)]
struct EveryCallFile {
    case: Vec<ExchangeCase>,
}

#[derive(Debug, serde::Deserialize)]
#[serde(deny_unknown_fields)]
struct ExchangeCase {
    name: String,
    verdict: Verdict,
    source: String,
    input: Option<Value>,
    reply: Option<ScriptedReply>,
}

impl ExchangeFile {
    fn cases(self, every_call: &str) -> Result<Vec<(Head, Input)>, Fault> {
        let shared: EveryCallFile = toml::from_str(every_call)?;
        let read = |case: ExchangeCase| {
            let arguments = case.input.as_ref().unwrap_or(&self.input);
            let call = json!({ self.call.as_str(): arguments });
            let reply = case.reply.map(|reply| reply.with_messages(&self.messages)).transpose();
            let reply = reply.map_err(|message| format!("{} has no message {message}", case.name))?;
            let exchange = Exchange::new(&call, reply).map_err(|error| format!("{}: {error}", case.name))?;
            let head = Head { name: case.name, verdict: case.verdict, source: case.source };
            Ok((head, Input::Exchange(Box::new(exchange))))
        };
        self.case.into_iter().chain(shared.case).map(read).collect()
    }
}

/// Runs of the poller and the delivery.
#[derive(Debug, serde::Deserialize)]
#[serde(deny_unknown_fields)]
struct TraceFile {
    /// The bodies that several replies have.
    messages: BTreeMap<String, String>,
    /// The replies that the cases name.
    replies: BTreeMap<String, ScriptedReply>,
    case: Vec<TraceCase>,
}

#[derive(Debug, serde::Deserialize)]
#[serde(deny_unknown_fields)]
struct TraceCase {
    name: String,
    verdict: Verdict,
    source: String,
    flow: Flow,
    wanted: Wanted,
    senders: Vec<Sender>,
    /// How many changes may be held at once, if not as many as usual.
    most_leases: Option<usize>,
    start: Timestamp,
    events: Vec<Event>,
}

impl TraceFile {
    fn cases(self) -> Result<Vec<(Head, Input)>, Fault> {
        let replies = self.replies.into_iter().map(|(name, reply)| match reply.with_messages(&self.messages) {
            Ok(reply) => Ok((name, reply)),
            Err(message) => Err(format!("{name} has no message {message}")),
        });
        let replies: BTreeMap<_, _> = replies.collect::<Result<_, _>>()?;
        let read = |case: TraceCase| {
            let unknown = case.events.iter().find(|event| !event.is_answered_from(&replies));
            if let Some(event) = unknown {
                return Err(format!("{} has no reply for {event:?}", case.name).into());
            }
            let head = Head { name: case.name, verdict: case.verdict, source: case.source };
            let trace = Trace {
                flow: case.flow,
                wanted: case.wanted,
                senders: case.senders,
                most_leases: case.most_leases,
                start: case.start,
                events: case.events,
                replies: replies.clone(),
            };
            Ok((head, Input::Trace(Box::new(trace))))
        };
        self.case.into_iter().map(read).collect()
    }
}
