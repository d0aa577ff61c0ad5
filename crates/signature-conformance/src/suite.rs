//! The cases of the fixtures.

use std::collections::BTreeMap;

use serde_json::Value;

use crate::case::Case;
use crate::error::Error;
use crate::files;

/// The files of cases, without extension: beside each is a file with the expected results.
fn paths() -> impl Iterator<Item = &'static str> {
    let cases = signature_fixtures::FILES.iter().filter_map(|file| file.path.strip_suffix(".toml"));
    cases.filter(|path| path.contains('/') && *path != EVERY_CALL)
}

/// Replies that every call may get.
const EVERY_CALL: &str = "exchange/every-call";

/// The text of one file.
fn text(path: &'static str, ending: &str) -> Result<&'static str, Error> {
    let fault = || Error::suite(path, format!("there is no file of text with the ending {ending}"));
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
    /// [`ErrorKind::Suite`](crate::ErrorKind::Suite) if a file has the wrong form.
    pub fn embedded() -> Result<Self, Error> {
        let mut cases = Vec::new();
        let every_call = text(EVERY_CALL, ".toml")?;
        for file in paths() {
            let found =
                files::read(file, text(file, ".toml")?, every_call).map_err(|fault| Error::suite(file, fault))?;
            let mut expected: BTreeMap<String, Value> =
                serde_json::from_str(text(file, ".expected.json")?).map_err(|fault| Error::suite(file, fault))?;
            cases.extend(found.into_iter().map(|(head, input)| Case {
                expected: expected.remove(&head.name).unwrap_or(Value::Null),
                file,
                head,
                input,
            }));
        }
        Ok(Self { cases })
    }

    /// The cases in the order of their files.
    pub fn cases(&self) -> &[Case] {
        &self.cases
    }
}
