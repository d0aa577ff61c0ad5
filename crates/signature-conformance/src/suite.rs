//! The cases, as the fixtures have them.

use std::collections::BTreeMap;

use serde_json::Value;

use super::case_files::{self, Fault, Head};
use super::exchange::Exchange;
use super::observation::ERROR;
use super::package::{self, Package};
use super::trace::Trace;
use super::xml::{self, MessageDocument};
use super::{Driver, Mismatch, Peer, Report};

/// The files of cases, without their ending: each has what is expected of its cases beside it.
fn files() -> impl Iterator<Item = &'static str> {
    let cases = signature_fixtures::FILES.iter().filter_map(|file| file.path.strip_suffix(".toml"));
    cases.filter(|path| path.contains('/') && *path != EVERY_CALL)
}

/// Replies that every call may meet.
const EVERY_CALL: &str = "exchange/every-call";

/// The text of one file.
fn text(path: &'static str, ending: &str) -> Result<&'static str, InvalidFixture> {
    let fault = || InvalidFixture {
        file: path,
        fault: format!("expected a file of text with the ending {ending}, found none"),
    };
    signature_fixtures::text(&format!("{path}{ending}")).ok_or_else(fault)
}

/// The cases.
#[derive(Debug, Clone)]
pub struct Suite {
    cases: Vec<Case>,
}

impl Suite {
    /// The suite of this version.
    ///
    /// # Errors
    /// [`InvalidFixture`] if a file is not what it should be.
    pub fn embedded() -> Result<Self, InvalidFixture> {
        let mut cases = Vec::new();
        let every_call = text(EVERY_CALL, ".toml")?;
        for file in files() {
            let invalid = |fault: Fault| InvalidFixture { file, fault: fault.to_string() };
            let found = case_files::read(file, text(file, ".toml")?, every_call).map_err(invalid)?;
            let mut expected: BTreeMap<String, Value> =
                serde_json::from_str(text(file, ".expected.json")?).map_err(|error| invalid(error.into()))?;
            cases.extend(found.into_iter().map(|(head, input)| Case {
                expected: expected.remove(&head.name).unwrap_or(Value::Null),
                file,
                head,
                input,
            }));
        }
        Ok(Self { cases })
    }

    /// The cases in order.
    pub fn cases(&self) -> &[Case] {
        &self.cases
    }

    /// Runs every case.
    pub fn run(&self, driver: &mut impl Driver, peer: &Peer) -> Report {
        let mut report = Report::default();
        for case in &self.cases {
            let found = case.run(driver, peer);
            if case.expected == found && case.head.verdict.fits(&found) {
                report.passed = report.passed.saturating_add(1);
            } else {
                let (expected, found) = (case.expected.to_string(), found.to_string());
                report.mismatches.push(Mismatch { case: case.id(), expected, found });
            }
        }
        report
    }
}

/// One case.
#[derive(Debug, Clone)]
pub struct Case {
    file: &'static str,
    head: Head,
    input: Input,
    expected: Value,
}

/// What a case runs.
#[derive(Debug, Clone)]
pub(super) enum Input {
    Xml(MessageDocument),
    Exchange(Box<Exchange>),
    Package(Box<Package>),
    Trace(Box<Trace>),
}

impl Case {
    /// Its file and its name in there, such as `exchange/poll-portal/changed`.
    pub fn id(&self) -> String {
        format!("{}/{}", self.file, self.head.name)
    }

    /// Its file, below `fixtures/` and without its ending.
    pub fn file(&self) -> &str {
        self.file
    }

    /// Its name, of which there is one in its file.
    pub fn name(&self) -> &str {
        &self.head.name
    }

    /// What it must come to.
    pub fn verdict(&self) -> Verdict {
        self.head.verdict
    }

    /// The key of the rule that it is about, as in `docs/manual/sources.md`.
    pub fn source(&self) -> &str {
        &self.head.source
    }

    /// The document of an `xml` case.
    pub fn document(&self) -> Option<&MessageDocument> {
        match &self.input {
            Input::Xml(document) => Some(document),
            Input::Exchange(_) | Input::Package(_) | Input::Trace(_) => None,
        }
    }

    /// The package of a `package` case.
    pub fn package(&self) -> Option<&Package> {
        match &self.input {
            Input::Package(package) => Some(package),
            Input::Exchange(_) | Input::Trace(_) | Input::Xml(_) => None,
        }
    }

    /// What is written down that it comes to, as JSON.
    pub fn expected(&self) -> String {
        self.expected.to_string()
    }

    /// Runs it, and gives what it came to as JSON, in the form of the expected files.
    pub fn observe(&self, driver: &mut impl Driver, peer: &Peer) -> String {
        self.run(driver, peer).to_string()
    }

    /// The same as a value, for the origin that the files are written for.
    fn run(&self, driver: &mut impl Driver, peer: &Peer) -> Value {
        let found = match &self.input {
            Input::Xml(document) => xml::observe(document),
            Input::Exchange(exchange) => exchange.observe(driver, peer),
            Input::Package(package) => package::observe(package),
            Input::Trace(trace) => trace.observe(driver, peer),
        };
        serde_json::from_str(&peer.normalize(&found.to_string())).unwrap_or(found)
    }
}

/// What a case must come to.
#[derive(Debug, Clone, Copy, PartialEq, Eq, serde::Deserialize)]
#[serde(rename_all = "kebab-case")]
#[expect(clippy::exhaustive_enums, reason = "there is nothing between the two")]
pub enum Verdict {
    /// A message, a documented outcome, or a sequence of steps.
    Accept,
    /// An error.
    Reject,
}

impl Verdict {
    fn fits(self, found: &Value) -> bool {
        let rejected = found.get(ERROR).is_some();
        match self {
            Self::Accept => !rejected,
            Self::Reject => rejected,
        }
    }
}

/// A file of the suite that is not what it should be.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("expected cases in fixtures/{file}, found a fault: {fault}")]
#[non_exhaustive]
pub struct InvalidFixture {
    /// The file without its ending.
    pub file: &'static str,
    /// What is wrong with it.
    pub fault: String,
}
