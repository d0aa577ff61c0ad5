//! Files of `package` cases.

use signature_model::Timestamp;

use crate::case::{Head, Input, Verdict};
use crate::error::Fault;
use crate::package::{Defaults, Package, Recipe};

pub(super) fn read(text: &str) -> Result<Vec<(Head, Input)>, Fault> {
    Ok(toml::from_str::<PackageFile>(text)?.cases())
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
