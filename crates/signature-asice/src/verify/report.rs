//! The result of verifying a package.

use std::fmt;

use signature_model::Timestamp;

use super::failure::Failure;
use super::reason::Reason;
use signature_identity::Certificate;

/// Every check with its result, the signer and the signing time.
///
/// `Display` gives one line for each check.
#[derive(Debug, Clone, Default)]
pub struct Report {
    checks: Vec<Check>,
    pub(super) signer: Option<Certificate>,
    pub(super) signing_time: Option<Timestamp>,
}

impl Report {
    /// Whether every check passed. A skipped check has not passed.
    pub fn is_valid(&self) -> bool {
        !self.checks.is_empty() && self.checks.iter().all(|check| check.outcome == Outcome::Passed)
    }

    /// Whether a check failed. If checks were skipped, a report can be neither valid nor refused.
    pub fn is_refused(&self) -> bool {
        self.checks.iter().any(|check| matches!(check.outcome, Outcome::Failed(_)))
    }

    /// The checks in the order they were made.
    pub fn checks(&self) -> &[Check] {
        &self.checks
    }

    /// The certificate that the signature names as its own. It proves something only if the report is valid.
    pub fn signer(&self) -> Option<&Certificate> {
        self.signer.as_ref()
    }

    /// When the signer claims to have signed. [`CheckKind::SigningTime`] says whether that is close enough to the time
    /// of arrival.
    pub fn signing_time(&self) -> Option<Timestamp> {
        self.signing_time
    }

    pub(super) fn add(&mut self, kind: CheckKind, result: Result<(), Outcome>) {
        let outcome = result.map_or_else(|outcome| outcome, |()| Outcome::Passed);
        self.checks.push(Check { kind, outcome });
    }
}

impl fmt::Display for Report {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.checks.iter().try_for_each(|check| writeln!(f, "{check}"))
    }
}

/// One rule and whether the package meets it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Check {
    kind: CheckKind,
    outcome: Outcome,
}

impl Check {
    /// The rule.
    pub fn kind(&self) -> CheckKind {
        self.kind
    }

    /// Whether the package meets it.
    pub fn outcome(&self) -> &Outcome {
        &self.outcome
    }
}

impl fmt::Display for Check {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}: {}", self.kind, self.outcome)
    }
}

/// What a check is about.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[non_exhaustive]
pub enum CheckKind {
    /// `META-INF` has one file with signatures and no manifest.
    Layout,
    /// There is a manifest, in the root.
    Manifest,
    /// The signature file can be read, and its parts are in their places.
    SignatureFile,
    /// The signer claims a time close to the time of arrival.
    SigningTime,
    /// Canonicalization and signature are as the profile allows.
    Algorithms,
    /// A file is unchanged since it was signed.
    FileDigest {
        /// Which reference of the signature, counted from 0.
        reference: usize,
    },
    /// The signed properties are unchanged since they were signed.
    SignedProperties,
    /// Every file outside `META-INF` is signed.
    Coverage,
    /// Every signed file has a format.
    Formats,
    /// The signed properties name their certificate in the way that the profile requires.
    CertificateDigest,
    /// The signature carries the certificate that its signed properties name.
    SigningCertificate,
    /// The issuer and serial number in the signature are the same as in the certificate.
    IssuerSerial,
    /// The certificate's key made the signature.
    Signature,
    /// The certificate may be used for signatures.
    KeyUsage,
    /// The certificate leads to a trust anchor.
    CertificateChain,
}

impl fmt::Display for CheckKind {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Layout => "layout",
            Self::Manifest => "manifest",
            Self::SignatureFile => "signature file",
            Self::SigningTime => "signing time",
            Self::Algorithms => "algorithms",
            Self::FileDigest { reference } => return write!(f, "file digest, reference {reference}"),
            Self::SignedProperties => "signed properties",
            Self::Coverage => "coverage",
            Self::Formats => "formats",
            Self::CertificateDigest => "certificate digest",
            Self::SigningCertificate => "signing certificate",
            Self::IssuerSerial => "issuer and serial number",
            Self::Signature => "signature",
            Self::KeyUsage => "key usage",
            Self::CertificateChain => "certificate chain",
        })
    }
}

/// The result of a check.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub enum Outcome {
    /// The rule holds.
    Passed,
    /// The rule is broken.
    Failed(Failure),
    /// The check was not run.
    Skipped(Reason),
}

impl fmt::Display for Outcome {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Passed => f.write_str("passed"),
            Self::Failed(failure) => write!(f, "failed, {failure}"),
            Self::Skipped(reason) => write!(f, "skipped, {reason}"),
        }
    }
}

impl From<Failure> for Outcome {
    fn from(failure: Failure) -> Self {
        Self::Failed(failure)
    }
}

impl From<Reason> for Outcome {
    fn from(reason: Reason) -> Self {
        Self::Skipped(reason)
    }
}
