//! The form of case files: TOML, with one file for each message, call or machine.

use std::collections::{BTreeMap, BTreeSet};

use serde_json::{Value, json};
use signature_model::{Sender, Timestamp};

use super::Verdict;
use super::exchange::Exchange;
use super::package::{Defaults, Package, Recipe};
use super::peer::ScriptedReply;
use super::suite::Input;
use super::trace::{Event, Flow, Trace, Wanted};
use super::xml::MessageDocument;

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
    let (kind, stem) = path.split_once('/').unwrap_or_default();
    let cases = match kind {
        "exchange" => {
            let file: ExchangeFile = toml::from_str(text)?;
            require_name(&file.call, stem)?;
            file.cases(every_call)?
        }
        "package" => toml::from_str::<PackageFile>(text)?.cases(),
        "trace" => toml::from_str::<TraceFile>(text)?.cases()?,
        _ => {
            let file: XmlFile = toml::from_str(text)?;
            require_name(&file.message, stem)?;
            file.cases()?
        }
    };
    let mut names = BTreeSet::new();
    for (Head { name, .. }, _) in &cases {
        if !is_kebab(name) || !names.insert(name) {
            return Err(format!("expected a name in kebab-case and no second one like it, found {name}").into());
        }
    }
    Ok(cases)
}

/// A file is called after what its cases are about.
fn require_name(subject: &str, stem: &str) -> Result<(), Fault> {
    if subject == stem { Ok(()) } else { Err(format!("expected cases of {stem}, found some of {subject}").into()) }
}

fn is_kebab(name: &str) -> bool {
    let is_part = |part: &str| !part.is_empty() && part.bytes().all(|b| b.is_ascii_lowercase() || b.is_ascii_digit());
    name.split('-').all(is_part)
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
    beyond: Option<String>,
}

impl XmlFile {
    fn cases(self) -> Result<Vec<(Head, Input)>, Fault> {
        let whole: BTreeMap<_, _> =
            self.case.iter().filter_map(|case| Some((case.name.clone(), case.xml.clone()?))).collect();
        let resolve = |case: XmlCase| {
            let fault = |text: String| Fault::from(format!("{}: {text}", case.name));
            let document = match (case.xml, case.from) {
                (Some(xml), None) if case.replace.is_empty() => xml,
                (None, Some(from)) if !case.replace.is_empty() => {
                    let base =
                        whole.get(&from).ok_or_else(|| fault(format!("expected a case with xml, found {from}")))?;
                    replace(base, &case.replace).map_err(fault)?
                }
                _ => return Err(fault("expected either xml, or from and replace".to_owned())),
            };
            let head = Head { name: case.name, verdict: case.verdict, source: case.source };
            Ok((
                head,
                Input::Xml(MessageDocument { message: self.message.clone(), xml: document, beyond: case.beyond }),
            ))
        };
        self.case.into_iter().map(resolve).collect()
    }
}

/// Replaces each pair's first by its second, in order; each first must be there exactly once.
fn replace(xml: &str, pairs: &[(String, String)]) -> Result<String, String> {
    pairs.iter().try_fold(xml.to_owned(), |xml, (old, new)| match xml.matches(old.as_str()).count() {
        1 => Ok(xml.replacen(old, new, 1)),
        count => Err(format!("expected {old:?} once, found it {count} times")),
    })
}

/// Cases of one call.
#[derive(Debug, serde::Deserialize)]
#[serde(deny_unknown_fields)]
struct ExchangeFile {
    call: String,
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
            let reply = reply.map_err(|fault| format!("{}: {fault}", case.name))?;
            let exchange = Exchange::new(&call, reply).map_err(|error| format!("{}: {error}", case.name))?;
            let head = Head { name: case.name, verdict: case.verdict, source: case.source };
            Ok((head, Input::Exchange(Box::new(exchange))))
        };
        self.case.into_iter().chain(shared.case).map(read).collect()
    }
}

/// Packages that arrive.
#[derive(Debug, serde::Deserialize)]
#[serde(deny_unknown_fields)]
struct PackageFile {
    defaults: Defaults,
    case: Vec<PackageCase>,
}

#[derive(Debug, serde::Deserialize)]
#[serde(deny_unknown_fields)]
struct PackageCase {
    name: String,
    verdict: Verdict,
    source: String,
    /// When it arrives, if not at the usual time.
    arrives: Option<Timestamp>,
    beyond: Option<String>,
    #[serde(default)]
    package: Recipe,
}

impl PackageFile {
    fn cases(self) -> Vec<(Head, Input)> {
        let read = |case: PackageCase| {
            let head = Head { name: case.name, verdict: case.verdict, source: case.source };
            let arrives = case.arrives.unwrap_or(self.defaults.arrives);
            let recipe = case.package.with_defaults(&self.defaults);
            (head, Input::Package(Box::new(Package::new(arrives, case.beyond, recipe))))
        };
        self.case.into_iter().map(read).collect()
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

#[cfg(test)]
mod tests {
    use super::*;

    const FILE: &str = r#"
        message = "error"
        [[case]]
        name = "whole"
        verdict = "accept"
        source = "common.xsd#error"
        xml = "<a>1</a>"
        [[case]]
        name = "changed"
        verdict = "reject"
        source = "common.xsd#error"
        from = "whole"
        replace = [["1", "2"], ["2", "3"]]
    "#;

    #[test]
    fn replacements_are_made_in_order() {
        let cases = read("xml/error", FILE, "").unwrap();
        assert!(
            matches!(&cases[1], (head, Input::Xml(document)) if head.name == "changed" && document.xml == "<a>3</a>")
        );
    }

    #[test]
    fn a_file_is_exact() {
        let check = |old: &str, new: &str, expected: &str| {
            assert_eq!(read("xml/error", &FILE.replacen(old, new, 1), "").unwrap_err().to_string(), expected);
        };
        check("\"error\"", "\"other\"", "expected cases of error, found some of other");
        check("\"changed\"", "\"whole\"", "expected a name in kebab-case and no second one like it, found whole");
        check("\"changed\"", "\"A-b\"", "expected a name in kebab-case and no second one like it, found A-b");
        check("from = \"whole\"", "from = \"b\"", "changed: expected a case with xml, found b");
        check("from = \"whole\"", "xml = \"\"", "changed: expected either xml, or from and replace");
        check("[\"1\", \"2\"]", "[\"a\", \"b\"]", "changed: expected \"a\" once, found it 2 times");
    }
}
