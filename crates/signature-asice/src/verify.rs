//! Verifying a package: every rule of the profile is a check with its own outcome.
//!
//! Not here: revocation, and what the manifest says.
//!
//! Source: `docs/package`, `clients/java`

mod failure;
mod reason;
mod references;
mod report;
mod signer;

use std::time::Duration;

use signature_identity::{Certificate, Hash, Unverified, check_path};
use signature_model::Timestamp;

use crate::container::Package;

use crate::identifiers::{C14N_10, C14N_11, RSA_SHA256};
use crate::xades::signature_file::PATH;
use crate::xml_signature::c14n::{Canonicalization, canonicalize};
use crate::xml_signature::parse;
use crate::xml_signature::signature_file::SignatureFile;
use crate::xml_signature::tree::Element;

use signer::Signer;

pub use failure::{Failure, SigningTimes};
pub use reason::Reason;
pub use report::{Check, CheckKind, Outcome, Report};

/// Verifies packages against a set of trusted certificates.
///
/// Accepts what both official clients write: names encoded or raw, base64 wrapped or not, any prefixes, the whole chain
/// or only the leaf.
#[derive(Debug, Clone)]
pub struct Verifier {
    trust_anchors: Vec<Certificate>,
    intermediates: Vec<Certificate>,
    signing_time_tolerance: Option<Duration>,
}

impl Verifier {
    /// How far a signing time may be from the time of arrival by default: 5 seconds, as the service allows.
    ///
    /// Source: `docs/package`
    pub const SIGNING_TIME_TOLERANCE: Duration = Duration::from_secs(5);

    /// A verifier that trusts these certificates (roots or intermediates) and the certificates that they issued.
    /// Without any, the check of the chain is skipped.
    pub fn new(trust_anchors: Vec<Certificate>) -> Self {
        let signing_time_tolerance = Some(Self::SIGNING_TIME_TOLERANCE);
        Self { trust_anchors, intermediates: Vec::new(), signing_time_tolerance }
    }

    /// Sets certificates that may connect a signer to a trust anchor when the package leaves them out. They are not
    /// trusted by themselves. Default none.
    #[must_use]
    pub fn with_intermediates(self, intermediates: Vec<Certificate>) -> Self {
        Self { intermediates, ..self }
    }

    /// Sets how far a signing time may be from the time of arrival. Default
    /// [`SIGNING_TIME_TOLERANCE`](Self::SIGNING_TIME_TOLERANCE).
    ///
    /// With `None` that check is skipped, for packages whose time of arrival is unknown.
    #[must_use]
    pub fn with_signing_time_tolerance(self, tolerance: impl Into<Option<Duration>>) -> Self {
        Self { signing_time_tolerance: tolerance.into(), ..self }
    }

    /// The certificates that are trusted.
    pub fn trust_anchors(&self) -> &[Certificate] {
        &self.trust_anchors
    }

    /// The certificates that may connect a signer to a trust anchor.
    pub fn intermediates(&self) -> &[Certificate] {
        &self.intermediates
    }

    /// How far a signing time may be from the time of arrival.
    pub fn signing_time_tolerance(&self) -> Option<Duration> {
        self.signing_time_tolerance
    }

    /// Runs every check that is possible. The package arrived at the time `at`: certificates must be valid at that
    /// time, and the signing time must be close to it.
    ///
    /// If no signature file can be read, the report lacks the checks that need one. Such a report is never valid.
    ///
    /// The work is limited: XML may be nested 64 deep, keys have 2048 to 8192 bits, and a chain is looked for as in
    /// [`check_path`]. [`Limits`](crate::Limits) bounds the package itself when it is opened.
    pub fn verify(&self, package: &Package, at: Timestamp) -> Report {
        let mut report = Report::default();
        report.add(CheckKind::Layout, layout(package));
        report.add(CheckKind::Manifest, manifest(package));
        let root = signature_file(package);
        let file = root.as_ref().map_err(Failure::clone).and_then(read_parts);
        report.add(CheckKind::SignatureFile, file.as_ref().map(drop).map_err(|failure| failure.clone().into()));
        let Ok(file) = file else {
            return report;
        };
        report.signing_time = Timestamp::parse(&file.signing_time).ok();
        report.add(CheckKind::SigningTime, self.signing_time(report.signing_time, at));
        report.add(CheckKind::Algorithms, algorithms(&file));
        references::check(&mut report, package, &file);

        report.add(CheckKind::CertificateDigest, signer::digest_method(&file));
        let signer = signer::find(&file);
        report.add(CheckKind::SigningCertificate, signer.as_ref().map(drop).map_err(Clone::clone));
        let Ok(signer) = signer else {
            return report;
        };
        report.add(CheckKind::IssuerSerial, signer::issuer_and_serial(&file, &signer.certificate));
        report.add(CheckKind::Signature, signature(&file, &signer.certificate));
        report.add(CheckKind::KeyUsage, key_usage(&signer.certificate));
        let chain = self.chain(&signer, at);
        report.add(CheckKind::CertificateChain, chain);
        report.signer = Some(signer.certificate);
        report
    }

    /// Whether the signer claims a time close to the arrival.
    fn signing_time(&self, signed: Option<Timestamp>, arrived: Timestamp) -> Result<(), Outcome> {
        let signed = signed.ok_or(Failure::Unreadable { part: "SigningTime" })?;
        let tolerance = self.signing_time_tolerance.ok_or(Reason::ArrivalUnknown)?;
        let off = signed.saturating_since(arrived).max(arrived.saturating_since(signed));
        match off <= tolerance {
            true => Ok(()),
            false => Err(Failure::SigningTime(SigningTimes { signed, arrived, tolerance }.into()).into()),
        }
    }

    /// Whether the signer's certificate leads to a trust anchor.
    fn chain(&self, signer: &Signer, at: Timestamp) -> Result<(), Outcome> {
        if self.trust_anchors.is_empty() {
            return Err(Reason::NoTrustAnchors.into());
        }
        check_path(&signer.certificate, &self.trust_anchors, &[&signer.others, &self.intermediates], at).map_err(
            |fault| match fault.kind() {
                signature_identity::ErrorKind::NoBackend => Reason::NoBackend.into(),
                _ => Failure::Chain(fault).into(),
            },
        )
    }
}

/// There must be one signature file, and no manifest in `META-INF`, which the profile forbids.
fn layout(package: &Package) -> Result<(), Outcome> {
    for name in package.entries().iter().filter_map(|entry| entry.name().strip_prefix("META-INF/")) {
        let lower = name.to_ascii_lowercase();
        if lower == "manifest.xml" {
            return Err(Failure::ForbiddenManifest.into());
        }
        if name != "signatures.xml" && SIGNATURE_FILES.iter().any(|part| lower.contains(part)) {
            return Err(Failure::AnotherSignatureFile.into());
        }
    }
    Ok(())
}

/// What the names of files with signatures and time stamps contain, in the containers that other readers know.
///
/// Source: `ETSI EN 319 162-1 §4.4`
const SIGNATURE_FILES: [&str; 4] = ["signature", "timestamp", "asicmanifest", "evidencerecord"];

/// The manifest must be there; coverage says whether it is signed.
fn manifest(package: &Package) -> Result<(), Outcome> {
    package.manifest().map(drop).ok_or_else(|| Failure::NoManifest.into())
}

fn signature_file(package: &Package) -> Result<Element, Failure> {
    let content = package.file(PATH).ok_or(Failure::NoSignatureFile)?;
    let root = parse(content).map_err(|error| Failure::Xml { fault: error.to_string().into() })?;
    let mut ids = root.ids();
    ids.sort_unstable();
    if ids.windows(2).any(|pair| matches!(pair, [one, other] if one == other)) {
        return Err(Failure::DuplicateId);
    }
    Ok(root)
}

/// The parts of the signature file. Its qualifying properties must be about its own signature.
fn read_parts(root: &Element) -> Result<SignatureFile<'_>, Failure> {
    let file = SignatureFile::read(root)?;
    let target = file.target.and_then(|target| target.strip_prefix('#'));
    if target.is_none() || target != file.id {
        return Err(Failure::Target);
    }
    Ok(file)
}

/// The algorithms of the signature itself; those of each reference are checked with it.
fn algorithms(file: &SignatureFile<'_>) -> Result<(), Outcome> {
    if file.canonicalization != C14N_10 && file.canonicalization != C14N_11 {
        return Err(Failure::Algorithm { part: "CanonicalizationMethod" }.into());
    }
    if file.signature_method != RSA_SHA256 {
        return Err(Failure::Algorithm { part: "SignatureMethod" }.into());
    }
    Ok(())
}

/// Whether the signer's key made the signature over `SignedInfo`.
fn signature(file: &SignatureFile<'_>, signer: &Certificate) -> Result<(), Outcome> {
    let form = Canonicalization::from_identifier(file.canonicalization).ok_or(Reason::UnknownAlgorithm)?;
    if file.signature_method != RSA_SHA256 {
        return Err(Reason::UnknownAlgorithm.into());
    }
    let signed = canonicalize(file.signed_info, form).map_err(Failure::from)?;
    let key = signer.rsa_public_key().ok_or(Failure::NotRsa)?;
    key.verify(Hash::Sha256, &signed, &file.signature_value).map_err(|unverified| match unverified {
        Unverified::Wrong => Failure::WrongSignature.into(),
        Unverified::NoBackend => Reason::NoBackend.into(),
    })
}

fn key_usage(signer: &Certificate) -> Result<(), Outcome> {
    match signer.allows_digital_signature() {
        true => Ok(()),
        false => Err(Failure::KeyUsage.into()),
    }
}

#[cfg(test)]
#[cfg(feature = "aws-lc-rs")]
mod tests;
