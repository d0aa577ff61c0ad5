//! Verifying a package: every rule of the profile as a check with an outcome of its own.
//!
//! Not here: revocation, the five seconds that the service allows a signing time to be off (the report tells the
//! time, its reader has the clock), and what the manifest says.
//!
//! Source: `docs/package`, `clients/java`

mod failure;
mod references;
mod report;
mod signer;

use signature_identity::{Certificate, Hash, InvalidPath, Unverified, check_path};
use signature_model::Timestamp;

use crate::container::Package;

use crate::xades::identifiers::{C14N_10, C14N_11, RSA_SHA256};
use crate::xades::signature_file::PATH;
use crate::xml_signature::c14n::{Canonicalization, canonicalize};
use crate::xml_signature::parse;
use crate::xml_signature::signature_file::SignatureFile;
use crate::xml_signature::tree::Element;

pub use failure::{Failure, Obstacle};
use signer::Signer;

pub use report::{Check, CheckKind, Outcome, Report};

pub use crate::xml_signature::InvalidXml;

/// Verifies packages against a set of trusted certificates.
///
/// Accepts what both official clients write: names encoded or raw, base64 wrapped or not, any prefixes, the whole
/// chain or the leaf alone.
#[derive(Debug, Clone)]
pub struct Verifier {
    trust_anchors: Vec<Certificate>,
    intermediates: Vec<Certificate>,
}

impl Verifier {
    /// A verifier that trusts these certificates, be they roots or intermediates, and what they issued.
    pub fn new(trust_anchors: Vec<Certificate>) -> Self {
        Self { trust_anchors, intermediates: Vec::new() }
    }

    /// Certificates that may connect a signer to a trust anchor when the package leaves them out. Not trusted by
    /// themselves.
    #[must_use]
    pub fn intermediates(mut self, intermediates: Vec<Certificate>) -> Self {
        self.intermediates = intermediates;
        self
    }

    /// Checks everything that can be checked, with certificates judged at the time `at`.
    ///
    /// Checks that need the signature file are missing in the report if there is none that can be read; such a
    /// report is never valid.
    pub fn verify(&self, package: &Package, at: Timestamp) -> Report {
        let mut report = Report::default();
        report.add(CheckKind::Layout, layout(package));
        report.add(CheckKind::Manifest, manifest(package));
        let root = signature_file(package);
        let file = root.as_ref().map_err(Failure::clone).and_then(read_parts);
        report.add(CheckKind::SignatureFile, file.as_ref().map(drop).map_err(|failure| failure.clone().into()));
        let Ok((file, signing_time)) = file else {
            return report;
        };
        report.signing_time = Some(signing_time);
        report.add(CheckKind::Algorithms, algorithms(&file));
        references::check(&mut report, package, &file);

        report.add(CheckKind::CertificateDigest, signer::digest_method(&file));
        let signer = signer::find(&file);
        report.add(CheckKind::SigningCertificate, signer.as_ref().map(drop).map_err(Clone::clone));
        let Ok(signer) = signer else {
            return report;
        };
        report.add(CheckKind::Signature, signature(&file, &signer.certificate));
        report.add(CheckKind::KeyUsage, key_usage(&signer.certificate));
        let chain = self.chain(&signer, at);
        report.add(CheckKind::CertificateChain, chain);
        report.signer = Some(signer.certificate);
        report
    }

    /// Whether the signer's certificate leads to a trust anchor.
    fn chain(&self, signer: &Signer, at: Timestamp) -> Result<(), Outcome> {
        check_path(&signer.certificate, &self.trust_anchors, &[&signer.others, &self.intermediates], at).map_err(
            |fault| match fault {
                InvalidPath::NoBackend => Obstacle::NoBackend.into(),
                fault => Failure::Chain(fault).into(),
            },
        )
    }
}

/// One signature file, and not the manifest that the profile forbids.
fn layout(package: &Package) -> Result<(), Outcome> {
    let mut in_meta_inf = package.entries().iter().filter_map(|entry| entry.name().strip_prefix("META-INF/"));
    match in_meta_inf.find(|&name| name == "manifest.xml" || name != "signatures.xml" && name.contains("signatures")) {
        None => Ok(()),
        Some("manifest.xml") => Err(Failure::ForbiddenManifest.into()),
        Some(_) => Err(Failure::AnotherSignatureFile.into()),
    }
}

/// The manifest must be there; coverage says whether it is signed.
fn manifest(package: &Package) -> Result<(), Outcome> {
    package.manifest().map(drop).ok_or_else(|| Failure::NoManifest.into())
}

fn signature_file(package: &Package) -> Result<Element, Failure> {
    let content = package.file(PATH).ok_or(Failure::NoSignatureFile)?;
    let root = parse(content).map_err(|error| Failure::Xml(error.into()))?;
    let mut ids = root.ids();
    ids.sort_unstable();
    if ids.windows(2).any(|pair| matches!(pair, [one, other] if one == other)) {
        return Err(Failure::DuplicateId);
    }
    Ok(root)
}

/// What the signature file says, with the time at which it says it was signed.
fn read_parts(root: &Element) -> Result<(SignatureFile<'_>, Timestamp), Failure> {
    let file = SignatureFile::read(root)?;
    let unreadable = |_| Failure::Unreadable { part: "SigningTime" };
    let signing_time = Timestamp::parse(&file.signing_time).map_err(unreadable)?;
    let target = file.target.and_then(|target| target.strip_prefix('#'));
    if target.is_none() || target != file.id {
        return Err(Failure::Target);
    }
    Ok((file, signing_time))
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
    let form = Canonicalization::from_identifier(file.canonicalization).ok_or(Obstacle::UnknownAlgorithm)?;
    if file.signature_method != RSA_SHA256 {
        return Err(Obstacle::UnknownAlgorithm.into());
    }
    let signed = canonicalize(file.signed_info, form).ok_or(Obstacle::UnknownAlgorithm)?;
    let key = signer.rsa_public_key().ok_or(Failure::NotRsa)?;
    key.verify(Hash::Sha256, &signed, &file.signature_value).map_err(|unverified| match unverified {
        Unverified::Wrong => Failure::WrongSignature.into(),
        Unverified::NoBackend => Obstacle::NoBackend.into(),
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
