//! What a check found wrong with a package.

use std::error::Error;
use std::fmt;

use signature_model::Timestamp;

use crate::xml_signature::c14n::BaseInScope;
use crate::xml_signature::signature_file::{MAX_IN_KEY_INFO, Malformed};

/// What is wrong with a package. Entries and references are counted from 0; names of files are never shown.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub enum Failure {
    /// `META-INF/manifest.xml`, which the profile forbids.
    ForbiddenManifest,
    /// More than one file with signatures.
    AnotherSignatureFile,
    /// No `manifest.xml`.
    NoManifest,
    /// No `META-INF/signatures.xml`.
    NoSignatureFile,
    /// The signature file is not XML on which a signature can be verified.
    Xml {
        /// What is wrong with it.
        fault: Box<str>,
    },
    /// Two elements of the signature file have the same `Id`.
    DuplicateId,
    /// A part of the signature file is missing or repeated.
    NotOnce {
        /// The element.
        part: &'static str,
    },
    /// A part of the signature file has content that cannot be read.
    Unreadable {
        /// The element.
        part: &'static str,
    },
    /// `KeyInfo` has more parts of one kind than any real file.
    TooMany {
        /// The element.
        part: &'static str,
        /// How many there may be.
        max: usize,
    },
    /// The qualifying properties are about another signature.
    Target,
    /// The signing time is too far from the time of arrival.
    SigningTime(Box<SigningTimes>),
    /// An algorithm that the profile does not allow.
    Algorithm {
        /// The element that names the algorithm.
        part: &'static str,
    },
    /// A transform of a file, or not the one allowed transform of the signed properties.
    Transforms,
    /// A reference to something that is not in the package.
    NoSuchFile,
    /// The content is not what was signed.
    WrongDigest,
    /// The signed properties are not signed, or more than once.
    SignedPropertiesReferences {
        /// How many references to them there are.
        found: usize,
    },
    /// A file that is not signed.
    NotCovered {
        /// Which entry of the package.
        index: usize,
    },
    /// A file without a format, with several, or with more than a media type.
    Format {
        /// Which reference.
        index: usize,
    },
    /// A format that belongs to no signed file.
    SurplusFormat {
        /// Which format.
        index: usize,
    },
    /// Canonical XML 1.1 where `xml:base` is set, which no signature file needs and this crate does not canonicalize.
    XmlBase,
    /// No certificate in the signature.
    NoCertificate,
    /// A certificate of the signature is unreadable.
    Certificate(signature_identity::Error),
    /// The digest that names the certificate uses an algorithm that other tools use, but not the profile's.
    CertificateDigestMethod {
        /// The algorithm.
        found: &'static str,
    },
    /// The certificate is not the one that the signed properties name.
    CertificateDigest,
    /// An issuer's name that is not the certificate's.
    IssuerName {
        /// The element that has it.
        part: &'static str,
    },
    /// A serial number that is not the certificate's.
    SerialNumber {
        /// The element that has it.
        part: &'static str,
    },
    /// The signer's key is of another kind.
    NotRsa,
    /// The certificate's key did not make this signature of `SignedInfo`.
    WrongSignature,
    /// The certificate is for other uses.
    KeyUsage,
    /// The certificate does not lead to a trust anchor.
    Chain(signature_identity::Error),
}

/// A signing time that is too far from the time of arrival.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[non_exhaustive]
pub struct SigningTimes {
    /// When the signer claims to have signed.
    pub signed: Timestamp,
    /// When the package arrived.
    pub arrived: Timestamp,
    /// How far apart the two may be.
    pub tolerance: std::time::Duration,
}

impl From<BaseInScope> for Failure {
    fn from(BaseInScope: BaseInScope) -> Self {
        Self::XmlBase
    }
}

impl From<Malformed> for Failure {
    fn from(malformed: Malformed) -> Self {
        match malformed {
            Malformed::NotOnce(part) => Self::NotOnce { part },
            Malformed::Unreadable(part) => Self::Unreadable { part },
            Malformed::TooMany(part) => Self::TooMany { part, max: MAX_IN_KEY_INFO },
        }
    }
}

/// The whole text, with causes, because a report is read as a whole.
impl fmt::Display for Failure {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::ForbiddenManifest => f.write_str("expected no manifest.xml in META-INF, found one"),
            Self::AnotherSignatureFile => f.write_str("expected one file with signatures in META-INF, found another"),
            Self::NoManifest => f.write_str("expected a manifest.xml, found none"),
            Self::NoSignatureFile => f.write_str("expected a signatures.xml in META-INF, found none"),
            Self::Xml { fault } => f.write_str(fault),
            Self::DuplicateId => f.write_str("expected every Id once in the signature file, found one twice"),
            Self::NotOnce { part } => write!(f, "expected one {part} in its place, found none or several"),
            Self::Unreadable { part } => write!(f, "expected a readable {part}, found other content"),
            Self::TooMany { part, max } => write!(f, "expected at most {max} {part} in KeyInfo, found more"),
            Self::Target => {
                f.write_str("expected qualifying properties of their own signature, found another target")
            }
            Self::SigningTime(times) => write!(
                f,
                "expected a time within {} s of the arrival at {}, found {}",
                times.tolerance.as_secs_f64(),
                times.arrived,
                times.signed
            ),
            Self::Algorithm { part } => write!(f, "expected an algorithm of the profile in {part}, found another"),
            Self::Transforms => f.write_str(
                "expected no transform of files, and canonical XML 1.0 of the signed properties, found other transforms",
            ),
            Self::NoSuchFile => {
                f.write_str("expected a reference to a file of the package or the signed properties, found neither")
            }
            Self::WrongDigest => f.write_str("expected the digest of the content, found another"),
            Self::SignedPropertiesReferences { found } => {
                write!(f, "expected one reference to the signed properties, found {found}")
            }
            Self::NotCovered { index } => {
                write!(f, "expected every file outside META-INF to be signed, found that entry {index} is not")
            }
            Self::Format { index } => write!(
                f,
                "expected one format with only a media type for each signed file, found otherwise for reference {index}"
            ),
            Self::SurplusFormat { index } => {
                write!(f, "expected formats of signed files only, found that format {index} is of no signed file")
            }
            Self::XmlBase => f.write_str("expected no xml:base where canonical XML 1.1 is used, found one"),
            Self::NoCertificate => f.write_str("expected a certificate in the signature, found none"),
            Self::Certificate(cause) => {
                f.write_str("expected readable certificates in the signature, found one that is not")?;
                write_causes(f, cause)
            }
            Self::CertificateDigestMethod { found } => {
                write!(f, "expected the SHA-1 digest of the certificate, found {found}")
            }
            Self::CertificateDigest => {
                f.write_str("expected a certificate with the digest in the signed properties, found others")
            }
            Self::IssuerName { part } => write!(f, "expected the name of the certificate's issuer in {part}, found another"),
            Self::SerialNumber { part } => write!(f, "expected the certificate's serial number in {part}, found another"),
            Self::NotRsa => f.write_str("expected an RSA key in the certificate, found another kind of key"),
            Self::WrongSignature => f.write_str(
                "expected a signature of SignedInfo by the certificate's key of 2048 to 8192 bits, found another",
            ),
            Self::KeyUsage => f.write_str("expected a certificate for digital signatures, found one for other uses"),
            Self::Chain(cause) => {
                f.write_str("expected a certificate that leads to a trust anchor, found one that does not")?;
                write_causes(f, cause)
            }
        }
    }
}

/// An error and everything below it.
fn write_causes(f: &mut fmt::Formatter<'_>, cause: &dyn Error) -> fmt::Result {
    let mut cause = Some(cause);
    while let Some(error) = cause {
        write!(f, ": {error}")?;
        cause = error.source();
    }
    Ok(())
}
