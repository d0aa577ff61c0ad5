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

/// A file of cases with what is expected of them, embedded.
struct File {
    /// Below `fixtures/`, without its ending.
    path: &'static str,
    cases: &'static str,
    expected: &'static str,
}

macro_rules! files {
    ($($path:literal,)+) => {
        &[$(File {
            path: $path,
            cases: include_str!(concat!("../../fixtures/", $path, ".toml")),
            expected: include_str!(concat!("../../fixtures/", $path, ".expected.json")),
        },)+]
    };
}

/// Every file of the suite. `cargo xtask fixtures check` finds those that are missing here.
const FILES: &[File] = files![
    "exchange/cancel",
    "exchange/confirm",
    "exchange/create-direct-job",
    "exchange/create-portal-job",
    "exchange/delete-documents",
    "exchange/fetch-archived-pades",
    "exchange/fetch-pades",
    "exchange/fetch-xades",
    "exchange/get-direct-status",
    "exchange/get-root-resource",
    "exchange/poll-direct",
    "exchange/poll-portal",
    "exchange/request-redirect-url",
    "package/archive",
    "package/documents",
    "package/signature",
    "trace/delivery",
    "trace/poller",
    "xml/direct-signature-job-manifest",
    "xml/direct-signature-job-request",
    "xml/direct-signature-job-response",
    "xml/direct-signature-job-status-response",
    "xml/direct-signer-response",
    "xml/direct-signer-update-request",
    "xml/error",
    "xml/portal-signature-job-manifest",
    "xml/portal-signature-job-request",
    "xml/portal-signature-job-response",
    "xml/portal-signature-job-status-change-response",
];

/// Replies that every call may meet.
const EVERY_CALL: &str = include_str!("../../fixtures/exchange/every-call.toml");

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
        for file in FILES {
            let invalid = |fault: Fault| InvalidFixture { file: file.path, fault: fault.to_string() };
            let found = case_files::read(file.path, file.cases, EVERY_CALL).map_err(invalid)?;
            let mut expected: BTreeMap<String, Value> =
                serde_json::from_str(file.expected).map_err(|error| invalid(error.into()))?;
            cases.extend(found.into_iter().map(|(head, input)| Case {
                expected: expected.remove(&head.name).unwrap_or(Value::Null),
                file: file.path,
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
