//! One case: what is run, and what is expected.
//!
//! Not here: how files are read (`files`) and how cases are run (`run`).

use serde_json::Value;

use crate::exchange::ExchangeCase;
use crate::messages::MessageDocument;
use crate::package::Package;
use crate::request::RequestCase;
use crate::trace::Trace;

/// One case.
#[derive(Debug, Clone)]
pub struct Case {
    pub(crate) file: &'static str,
    pub(crate) head: Head,
    pub(crate) input: Input,
    pub(crate) expected: Value,
}

/// The parts that cases of every kind have.
#[derive(Debug, Clone)]
pub(crate) struct Head {
    pub(crate) name: String,
    pub(crate) verdict: Verdict,
    pub(crate) source: String,
}

/// The input of a case.
#[derive(Debug, Clone)]
pub(crate) enum Input {
    Exchange(Box<ExchangeCase>),
    Package(Box<Package>),
    Request(Box<RequestCase>),
    Trace(Box<Trace>),
    Xml(MessageDocument),
}

/// Whether the input of a case is right or wrong.
#[derive(Debug, Clone, Copy, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
#[serde(rename_all = "kebab-case")]
#[expect(clippy::exhaustive_enums, reason = "there is nothing between the two")]
pub enum Verdict {
    /// The result is a message, a documented outcome, a valid package, or a sequence of steps.
    Accept,
    /// The result is an error.
    Reject,
}

impl Case {
    /// Its file and its name in that file, such as `exchange/poll-portal/changed`.
    pub fn id(&self) -> String {
        format!("{}/{}", self.file, self.head.name)
    }

    /// Its file, as a path below `fixtures/` without the extension.
    pub fn file(&self) -> &str {
        self.file
    }

    /// Its kind: `exchange`, `package`, `request`, `trace` or `xml`.
    pub fn kind(&self) -> &str {
        match self.input {
            Input::Exchange(_) => "exchange",
            Input::Package(_) => "package",
            Input::Request(_) => "request",
            Input::Trace(_) => "trace",
            Input::Xml(_) => "xml",
        }
    }

    /// Its name, unique in its file.
    pub fn name(&self) -> &str {
        &self.head.name
    }

    /// Whether its input is right or wrong.
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
            Input::Exchange(_) | Input::Package(_) | Input::Request(_) | Input::Trace(_) => None,
        }
    }

    /// The package of a `package` case.
    pub fn package(&self) -> Option<&Package> {
        match &self.input {
            Input::Package(package) => Some(package),
            Input::Exchange(_) | Input::Request(_) | Input::Trace(_) | Input::Xml(_) => None,
        }
    }

    /// The expected result as JSON: an object with `normative`, which applies to every implementation, and `snapshot`,
    /// which only this project's own tests compare.
    pub fn expected(&self) -> String {
        self.expected.to_string()
    }
}
