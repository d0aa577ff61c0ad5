//! Files of `trace` cases.

use std::collections::BTreeMap;

use signature_model::{Sender, Timestamp};

use crate::case::{Head, Input, Verdict};
use crate::error::Fault;
use crate::reply::ScriptedReply;
use crate::trace::{Event, Flow, Trace, Wanted};

pub(super) fn read(text: &str) -> Result<Vec<(Head, Input)>, Fault> {
    toml::from_str::<TraceFile>(text)?.cases()
}

/// Runs of the poller and the delivery.
#[derive(Debug, serde::Deserialize)]
#[serde(deny_unknown_fields)]
struct TraceFile {
    /// Bodies that several replies share.
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
    /// How many changes may be held at once, if not the default number.
    max_unconfirmed: Option<usize>,
    start: Timestamp,
    events: Vec<Event>,
}

impl TraceFile {
    fn cases(self) -> Result<Vec<(Head, Input)>, Fault> {
        let replies = self.replies.into_iter().map(|(name, reply)| match reply.with_messages(&self.messages) {
            Ok(reply) => Ok((name, reply)),
            Err(fault) => Err(format!("{name}: {fault}")),
        });
        let replies: BTreeMap<_, _> = replies.collect::<Result<_, _>>()?;
        let read = |case: TraceCase| {
            case.events
                .iter()
                .try_for_each(|event| event.check(&replies))
                .map_err(|fault| format!("{}: {fault}", case.name))?;
            let head = Head { name: case.name, verdict: case.verdict, source: case.source };
            let trace = Trace {
                flow: case.flow,
                wanted: case.wanted,
                senders: case.senders,
                max_unconfirmed: case.max_unconfirmed,
                start: case.start,
                events: case.events,
                replies: replies.clone(),
            };
            Ok((head, Input::Trace(Box::new(trace))))
        };
        self.case.into_iter().map(read).collect()
    }
}
