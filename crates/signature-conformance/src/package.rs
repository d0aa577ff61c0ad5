//! Package cases: a document package as it arrives, and what a verifier finds in it.
//!
//! The archives are not kept: each is made anew from its recipe, always with the same bytes. No driver is involved.

mod archive;
mod deflate;
mod entry;
mod lie;
mod recipe;
mod shape;
mod signing;

use std::time::Duration;

use bytes::Bytes;
use serde_json::{Value, json};
use signature_asice::verify::Outcome;
use signature_asice::{Limits, Report, Verifier};
use signature_identity::Certificate;
use signature_model::Timestamp;

use super::case_files::Fault;
use super::observation::ERROR;

pub(super) use recipe::{Defaults, Recipe};

/// How far a signing time may be from the time of arrival.
///
/// Source: `docs/package`
const TOLERANCE: Duration = Duration::from_secs(5);

/// The package of a `package` case.
#[derive(Debug, Clone)]
#[non_exhaustive]
pub struct Package {
    /// When it arrives, and certificates have to be valid.
    pub arrives: Timestamp,
    /// Why the verdict is not that of a verifier which knows ZIP archives, XML signatures and certificates, and
    /// nothing of the service's profile.
    pub beyond: Option<String>,
    recipe: Recipe,
}

impl Package {
    pub(super) fn new(arrives: Timestamp, beyond: Option<String>, recipe: Recipe) -> Self {
        Self { arrives, beyond, recipe }
    }

    /// The bytes, which are an archive if nothing is wrong with them.
    ///
    /// # Errors
    /// A text for people if the recipe is wrong, such as one that replaces what is not there.
    pub fn archive(&self) -> Result<Bytes, InvalidRecipe> {
        self.recipe.archive().map_err(|fault| InvalidRecipe { fault: fault.to_string() })
    }

    /// The root that a verifier of these packages has to trust, DER.
    ///
    /// # Errors
    /// Never for the suite as it is.
    pub fn trust_anchor() -> Result<Bytes, InvalidRecipe> {
        Self::certificate("root")
    }

    /// A certificate of the suite by its name, DER: `sender` is the usual signer's.
    ///
    /// # Errors
    /// [`InvalidRecipe`] if the suite has no certificate of that name.
    pub fn certificate(name: &str) -> Result<Bytes, InvalidRecipe> {
        match recipe::certificate(name) {
            Ok(certificate) => Ok(certificate.der().clone()),
            Err(fault) => Err(InvalidRecipe { fault: fault.to_string() }),
        }
    }
}

/// A recipe of a package that nothing can be made from.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("expected a recipe for a package, found a fault: {fault}")]
#[non_exhaustive]
pub struct InvalidRecipe {
    /// What is wrong with it.
    pub fault: String,
}

/// Opens and verifies a package: every check, or why it was refused.
pub(super) fn observe(package: &Package) -> Value {
    let archive = match package.recipe.archive() {
        Ok(archive) => archive,
        Err(fault) => return json!({ ERROR: { "recipe": fault.to_string() } }),
    };
    let (bytes, sha256) = (archive.len(), signing::hexadecimal(&archive));
    match judge(archive, package.arrives) {
        Ok(checks) => json!({ "bytes": bytes, "sha256": sha256, "checks": checks }),
        Err(refusal) => json!({ "bytes": bytes, "sha256": sha256, ERROR: refusal }),
    }
}

/// The lines of a report that has nothing but passed checks; otherwise those of the checks that did not pass.
fn judge(archive: Bytes, arrives: Timestamp) -> Result<Vec<String>, Value> {
    let package = signature_asice::Package::open(archive, &Limits::default())
        .map_err(|error| json!({ "archive": error.to_string() }))?;
    let anchor: Result<Certificate, Fault> = recipe::certificate("root");
    let report = Verifier::new(anchor.into_iter().collect()).verify(&package, arrives);
    let failed = report.checks().iter().filter(|check| *check.outcome() != Outcome::Passed);
    let mut faults: Vec<_> = failed.map(ToString::to_string).collect();
    let signing_time = signing_time(&report, arrives);
    faults.extend(signing_time.as_ref().err().cloned());
    if report.is_valid() && faults.is_empty() {
        let checks = report.checks().iter().map(ToString::to_string);
        return Ok(checks.chain(signing_time.ok()).collect());
    }
    Err(json!({ "checks": faults }))
}

/// The check that needs a clock, for which a report has but the time.
fn signing_time(report: &Report, arrives: Timestamp) -> Result<String, String> {
    let Some(signed) = report.signing_time() else {
        return Ok("signing time: passed".to_owned());
    };
    match signed.saturating_since(arrives).max(arrives.saturating_since(signed)) {
        off if off <= TOLERANCE => Ok("signing time: passed".to_owned()),
        off => Err(format!("signing time: failed, it must be within {TOLERANCE:?} of the arrival, found {off:?}")),
    }
}
