//! Package cases: a document package as it arrives, and what a verifier finds in it.
//!
//! The archives are not stored: each is made from its recipe, always with the same bytes. No driver is involved.

mod archive;
mod archive_code;
mod checks;
mod deflate;
mod entry;
mod file;
mod lie;
mod recipe;
mod shape;
mod signing;

use bytes::Bytes;
use serde_json::{Value, json};
use signature_asice::{Limits, Outcome, Verifier};
use signature_identity::Certificate;
use signature_model::Timestamp;

use crate::error::{Error, ErrorKind, Fault};
use crate::observation::Observation;
use crate::sha256::sha256;

pub(crate) use recipe::{Defaults, Recipe, signed_archive};

/// The package of a `package` case.
#[derive(Debug, Clone)]
#[non_exhaustive]
pub struct Package {
    /// When it arrives; certificates must be valid at that time.
    pub arrives: Timestamp,
    /// Why a verifier that knows ZIP archives, XML signatures and certificates, but not the service's profile, gives
    /// another verdict.
    pub beyond: Option<String>,
    recipe: Recipe,
}

impl Package {
    pub(crate) fn new(arrives: Timestamp, beyond: Option<String>, recipe: Recipe) -> Self {
        Self { arrives, beyond, recipe }
    }

    /// The bytes, which may not be a valid archive.
    ///
    /// # Errors
    /// [`ErrorKind::Recipe`] if the recipe cannot be followed, for example because it replaces a text that is not there.
    pub fn archive(&self) -> Result<Bytes, Error> {
        self.recipe.archive().map_err(Error::recipe)
    }

    /// The root that a verifier of these packages must trust, DER.
    ///
    /// # Errors
    /// Never with the files of this version.
    pub fn trust_anchor() -> Result<Bytes, Error> {
        Self::certificate("root")
    }

    /// A certificate of the suite by its name, DER: `sender` is the usual signer's.
    ///
    /// # Errors
    /// [`ErrorKind::Certificate`] if the suite has no certificate of that name.
    pub fn certificate(name: &str) -> Result<Bytes, Error> {
        match recipe::certificate(name) {
            Ok(certificate) => Ok(certificate.der().clone()),
            Err(_) => Err(ErrorKind::Certificate { name: name.to_owned() }.into()),
        }
    }

    /// Opens and verifies the package: gives its content, or why it is refused.
    pub(crate) fn observe(&self) -> Observation {
        let archive = match self.recipe.archive() {
            Ok(archive) => archive,
            Err(fault) => return Observation::broken(&fault),
        };
        let (bytes, digest) = (archive.len(), sha256(&archive));
        judge(archive, self.arrives).with_snapshot("bytes", bytes).with_snapshot("sha256", digest)
    }
}

fn judge(archive: Bytes, arrives: Timestamp) -> Observation {
    let package = match signature_asice::Package::open(archive, &Limits::default()) {
        Ok(package) => package,
        Err(error) => {
            let found = json!({ "kind": "archive", "code": archive_code::of(error.kind()) });
            return Observation::reject(found).with_snapshot("text", error.to_string());
        }
    };
    let anchor: Result<Certificate, Fault> = recipe::certificate("root");
    let report = Verifier::new(anchor.into_iter().collect()).verify(&package, arrives);
    let texts: Vec<_> = report.checks().iter().map(|check| Value::from(check.to_string())).collect();
    if !report.is_valid() {
        let failed = report.checks().iter().filter(|check| matches!(check.outcome(), Outcome::Failed(_)));
        let mut failed: Vec<_> = failed.map(|check| checks::word(check.kind())).collect();
        failed.dedup();
        return Observation::reject(json!({ "kind": "checks", "failed": failed })).with_snapshot("checks", texts);
    }
    let file = |entry: &signature_asice::Entry| json!({ "name": entry.name(), "bytes": entry.content().len(), "sha256": sha256(entry.content()) });
    let number = report.signer().and_then(Certificate::organization_number);
    Observation::accept()
        .with_normative("signer", number.as_ref().map(ToString::to_string))
        .with_normative("signed", report.signing_time().as_ref().map(ToString::to_string))
        .with_normative("files", package.entries().iter().map(file).collect::<Vec<_>>())
        .with_snapshot("checks", texts)
}
