//! What can go wrong when a package is made.

use std::error::Error as StdError;
use std::fmt;

use signature_identity::RsaPublicKey;

/// Why a package cannot be made.
///
/// Files are counted from 0. No text tells the name of a file, as it may hold personal data.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Error(Box<ErrorKind>);

/// What kind of [`Error`] it is.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub enum ErrorKind {
    /// The key of the signing certificate is not an RSA key.
    NotRsa,
    /// The key of the signing certificate is too small to be safe, or too large to be verified.
    KeySize {
        /// The size of the key, in bits.
        found: usize,
    },
    /// The issuer's name in the signing certificate has a character that XML does not allow.
    IssuerName,
    /// There are no files to sign.
    NoFiles,
    /// The name of a file is not a plain relative path, or has a meaning of its own.
    FileName {
        /// Which file.
        index: usize,
        /// What is wrong with the name.
        found: &'static str,
    },
    /// A name with `+`, or with `%` and two hexadecimal digits: the service would read it as another name.
    AmbiguousFileName {
        /// Which file.
        index: usize,
    },
    /// Two files have the same name.
    FileNameTwice {
        /// The second of the two.
        index: usize,
    },
    /// The signature does not have the length that the certificate's key gives.
    SignatureLength {
        /// The length of the key, in bytes.
        expected: usize,
        /// The length of the signature, in bytes.
        found: usize,
    },
    /// The signature was made with another key, of another message or by another algorithm.
    WrongSignature,
    /// The package is larger than a plain ZIP archive can be.
    TooLarge,
    /// The certificates or the key cannot be read.
    Identity(signature_identity::Error),
    /// The key belongs to another certificate.
    AnotherKey,
    /// The certificate is for other uses, such as encryption; enterprises often have one of each kind.
    KeyUsage,
    /// The certificate is not an enterprise certificate (SEID 1 or 2).
    NoOrganizationNumber,
    /// The key could not sign.
    Signing(signature_identity::Error),
}

impl Error {
    /// What kind of error it is.
    pub fn kind(&self) -> &ErrorKind {
        &self.0
    }
}

impl From<ErrorKind> for Error {
    fn from(kind: ErrorKind) -> Self {
        Self(Box::new(kind))
    }
}

impl StdError for Error {
    fn source(&self) -> Option<&(dyn StdError + 'static)> {
        match &*self.0 {
            ErrorKind::Identity(cause) | ErrorKind::Signing(cause) => Some(cause),
            _ => None,
        }
    }
}

impl fmt::Display for Error {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.fmt(f)
    }
}

impl fmt::Display for ErrorKind {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::NotRsa => f.write_str("expected a signing certificate with an RSA key, found another kind of key"),
            Self::KeySize { found } => write!(
                f,
                "expected a signing certificate with a key of {} to {} bits, found {found} bits; order a new certificate",
                RsaPublicKey::MIN_BITS,
                RsaPublicKey::MAX_BITS
            ),
            Self::IssuerName => f.write_str(
                "expected an issuer's name in the signing certificate that XML can hold, found a control character",
            ),
            Self::NoFiles => f.write_str("expected at least one file in a package, found none"),
            Self::FileName { index, found } => {
                write!(f, "expected a plain relative path outside META-INF as the name of file {index}, found {found}")
            }
            Self::AmbiguousFileName { index } => write!(
                f,
                "expected a name of file {index} without + and escapes such as %20, found one that the service would change"
            ),
            Self::FileNameTwice { index } => {
                write!(f, "expected a name of its own for file {index}, found the name of an earlier file")
            }
            Self::SignatureLength { expected, found } => {
                write!(f, "expected a signature of {expected} bytes, found {found}")
            }
            Self::WrongSignature => f.write_str(
                "expected a signature with RSASSA-PKCS1-v1_5 and SHA-256 by the certificate's key, found another",
            ),
            Self::TooLarge => f.write_str("expected a package of less than 4 GiB and 65535 files, found more"),
            Self::Identity(_) => f.write_str("could not read the certificates and the key to sign with"),
            Self::AnotherKey => f.write_str("expected the private key of the first certificate, found another"),
            Self::KeyUsage => f.write_str(
                "expected a certificate for digital signatures, found one for other uses; use the organization's other certificate",
            ),
            Self::NoOrganizationNumber => f.write_str(
                "expected an enterprise certificate (SEID 1 or 2), found one without an organization number",
            ),
            Self::Signing(_) => f.write_str("the key could not sign"),
        }
    }
}
