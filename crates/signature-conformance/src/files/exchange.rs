//! Files of `exchange` cases.

use std::collections::BTreeMap;

use serde_json::Value;

use super::subject;
use crate::case::{Head, Input, Verdict};
use crate::error::Fault;
use crate::exchange::ExchangeCase;
use crate::reply::ScriptedReply;

pub(super) fn read(stem: &str, text: &str, every_call: &str) -> Result<Vec<(Head, Input)>, Fault> {
    let file: ExchangeFile = toml::from_str(text)?;
    subject::require(&file.call, stem)?;
    file.cases(every_call)
}

/// Cases of one call.
#[derive(Debug, serde::Deserialize)]
#[serde(deny_unknown_fields)]
struct ExchangeFile {
    call: String,
    /// The call's arguments, unless a case has its own.
    input: Value,
    /// Bodies that several replies share.
    #[serde(default)]
    messages: BTreeMap<String, String>,
    case: Vec<CaseOfFile>,
}

/// Replies that every call may get.
#[derive(Debug, serde::Deserialize)]
#[serde(deny_unknown_fields)]
struct EveryCallFile {
    case: Vec<CaseOfFile>,
}

#[derive(Debug, serde::Deserialize)]
#[serde(deny_unknown_fields)]
struct CaseOfFile {
    name: String,
    verdict: Verdict,
    source: String,
    input: Option<Value>,
    reply: Option<ScriptedReply>,
}

impl ExchangeFile {
    fn cases(self, every_call: &str) -> Result<Vec<(Head, Input)>, Fault> {
        let shared: EveryCallFile = toml::from_str(every_call)?;
        let read = |case: CaseOfFile| {
            let arguments = case.input.as_ref().unwrap_or(&self.input);
            let reply = case.reply.map(|reply| reply.with_messages(&self.messages)).transpose();
            let reply = reply.map_err(|fault| format!("{}: {fault}", case.name))?;
            let exchange =
                ExchangeCase::new(&self.call, arguments, reply).map_err(|error| format!("{}: {error}", case.name))?;
            let head = Head { name: case.name, verdict: case.verdict, source: case.source };
            Ok((head, Input::Exchange(Box::new(exchange))))
        };
        self.case.into_iter().chain(shared.case).map(read).collect()
    }
}
