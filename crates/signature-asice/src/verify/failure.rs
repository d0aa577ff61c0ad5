//! Why a check did not pass.

use signature_identity::{InvalidCertificate, InvalidPath};

use crate::xml_signature::InvalidXml;
use crate::xml_signature::signature_file::Malformed;

/// What is wrong with a package. Entries and references are counted from 0; names of files are never told.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum Failure {
    /// `META-INF/manifest.xml`, which the profile forbids.
    #[error("META-INF must have no manifest.xml, found one")]
    ForbiddenManifest,
    /// More than one file with signatures.
    #[error("META-INF must have one file with signatures, found another")]
    AnotherSignatureFile,
    /// No `manifest.xml`.
    #[error("a package must have a manifest.xml, found none")]
    NoManifest,
    /// No `META-INF/signatures.xml`.
    #[error("META-INF must have a file signatures.xml, found none")]
    NoSignatureFile,
    /// The signature file is no XML that can be verified.
    #[error("the signature file must be XML")]
    Xml(#[source] Box<InvalidXml>),
    /// Two elements of the signature file have the same `Id`.
    #[error("every Id of the signature file must be its own, found one twice")]
    DuplicateId,
    /// A part of the signature file is missing or repeated.
    #[error("the signature file must have one {part} in its place, found none or several")]
    NotOnce {
        /// The element.
        part: &'static str,
    },
    /// A part of the signature file has content that cannot be read.
    #[error("the signature file must have a readable {part}, found another content")]
    Unreadable {
        /// The element.
        part: &'static str,
    },
    /// The qualifying properties are about another signature.
    #[error("the qualifying properties must be about their own signature, found another target")]
    Target,
    /// An algorithm that the profile does not allow.
    #[error("{part} must be an algorithm of the profile, found another")]
    Algorithm {
        /// The element that names the algorithm.
        part: &'static str,
    },
    /// Transforms on a file, or other than the one on the signed properties.
    #[error("files must have no transform and the signed properties canonical XML 1.0, found other transforms")]
    Transforms,
    /// A reference to something that is not in the package.
    #[error("a reference must name a file of the package or the signed properties, found neither")]
    NoSuchFile,
    /// What was signed is not what is there.
    #[error("the digest must be that of the content, found another")]
    WrongDigest,
    /// The signed properties are not signed, or more than once.
    #[error("the signed properties must have one reference, found {found}")]
    SignedPropertiesReferences {
        /// How many there are.
        found: usize,
    },
    /// A file that is not signed.
    #[error("every file outside META-INF must be signed, found that entry {index} is not")]
    NotCovered {
        /// Which entry of the package.
        index: usize,
    },
    /// A file without a format, with several, or with more than a media type.
    #[error("every signed file must have one format with a media type only, found otherwise for reference {index}")]
    Format {
        /// Which reference.
        index: usize,
    },
    /// No certificate in the signature.
    #[error("the signature must carry its certificate, found none")]
    NoCertificate,
    /// A certificate of the signature is unreadable.
    #[error("every certificate of the signature must be readable")]
    Certificate(#[source] InvalidCertificate),
    /// The digest that names the certificate is not the one of the profile, though other tools write it.
    #[error("the digest that names the certificate must be SHA-1, found {found}")]
    CertificateDigestMethod {
        /// The algorithm.
        found: &'static str,
    },
    /// The certificate is not the one that the signed properties name.
    #[error("the certificate must have the digest in the signed properties, found another")]
    CertificateDigest,
    /// The signer's key is of another kind.
    #[error("the certificate must have an RSA key, found another kind of key")]
    NotRsa,
    /// The signature is not the certificate's key's signature of `SignedInfo`.
    #[error("the signature must be by the certificate's key, of 2048 to 8192 bits, over what is signed; found another")]
    WrongSignature,
    /// The certificate is for other uses.
    #[error("the certificate must allow digital signatures, found that it does not")]
    KeyUsage,
    /// The certificate does not lead to a trust anchor.
    #[error("the certificate must lead to a trust anchor")]
    Chain(#[source] InvalidPath),
}

/// Why a check could not be done.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum Obstacle {
    /// The algorithm is not known to this crate; the check of algorithms fails for it.
    #[error("the algorithm must be a known one to be checked, found another")]
    UnknownAlgorithm,
    /// The crate was built without the feature `aws-lc-rs`, and cannot verify RSA signatures.
    #[error("RSA must be built in to verify signatures, found no backend for it")]
    NoBackend,
}

impl From<Malformed> for Failure {
    fn from(malformed: Malformed) -> Self {
        match malformed {
            Malformed::NotOnce(part) => Self::NotOnce { part },
            Malformed::Unreadable(part) => Self::Unreadable { part },
        }
    }
}
