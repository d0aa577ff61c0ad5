//! What can go wrong in making certificates and results, and in starting a sandbox.

use std::error::Error as StdError;
use std::fmt;

/// Why a sandbox, a certificate or a signed result could not be made.
///
/// It has the size of a pointer. No text quotes a name or a part of a key.
///
/// ```
/// use signature_model::Timestamp;
/// use signature_testkit::{Enterprise, ErrorKind, TestPki};
///
/// let pki = TestPki::generate(Timestamp::EPOCH).unwrap();
/// let refused = pki.enterprise(&Enterprise::new("æøå", "SYNTHETIC").with_seid1_subject()).unwrap_err();
/// assert_eq!(refused.kind(), ErrorKind::Subject);
/// ```
#[derive(Debug)]
pub struct Error(Box<Inner>);

#[derive(Debug)]
struct Inner {
    kind: ErrorKind,
    source: Option<Box<dyn StdError + Send + Sync>>,
}

impl Error {
    /// What is wrong.
    pub fn kind(&self) -> ErrorKind {
        self.0.kind
    }

    /// An error of this kind, for use in `map_err`.
    pub(crate) fn of<E: StdError + Send + Sync + 'static>(kind: ErrorKind) -> impl FnOnce(E) -> Self {
        move |source| Self(Box::new(Inner { kind, source: Some(Box::new(source)) }))
    }
}

impl From<ErrorKind> for Error {
    fn from(kind: ErrorKind) -> Self {
        Self(Box::new(Inner { kind, source: None }))
    }
}

impl fmt::Display for Error {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.kind.fmt(f)
    }
}

impl StdError for Error {
    fn source(&self) -> Option<&(dyn StdError + 'static)> {
        self.0.source.as_ref().map(|source| &**source as _)
    }
}

/// What could not be done. The cause, where there is one, is the [`source`](StdError::source) of the [`Error`].
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[non_exhaustive]
pub enum ErrorKind {
    /// The operating system does not give the port.
    Listen {
        /// The port that was asked for.
        port: u16,
    },
    /// TLS does not take the sandbox's certificates.
    Tls,
    /// The cryptographic library made no key.
    Key,
    /// An organization number of the SEID 1 form has a character that the subject of a certificate cannot carry.
    Subject,
    /// The certificate could not be signed.
    Certificate,
    /// A certificate, a chain or a key cannot be read or used.
    Identity,
    /// The key is not the key of the first certificate.
    OtherKey,
    /// The CMS structure could not be written.
    Cms,
    /// The signature has more bytes than a PDF has room for.
    SignatureTooLong {
        /// The most bytes.
        max: usize,
        /// Length of the signature in bytes.
        found: usize,
    },
    /// A size or a count in a PDF is beyond its integers.
    TooLarge {
        /// The size or count.
        found: usize,
    },
    /// The PDF library wrote the signature dictionary in a way that the sandbox does not know.
    NoPlaceForSignature,
}

impl fmt::Display for ErrorKind {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Listen { port } => {
                write!(f, "could not listen on port {port} of 127.0.0.1; choose a port that is free, or 0 for any")
            }
            Self::Tls => f.write_str("the sandbox's TLS could not be set up"),
            Self::Key => f.write_str("an RSA key could not be generated"),
            Self::Subject => f.write_str(
                "expected letters, digits and punctuation of ASCII in an organization number, found something else",
            ),
            Self::Certificate => f.write_str("the certificate could not be issued"),
            Self::Identity => f.write_str("a certificate or a key cannot be used"),
            Self::OtherKey => f.write_str("expected the key of the first certificate, found another"),
            Self::Cms => f.write_str("the signature of a PDF could not be encoded"),
            Self::SignatureTooLong { max, found } => write!(
                f,
                "the signature of a PDF must have at most {max} bytes, found {found}; use shorter names in its certificates"
            ),
            Self::TooLarge { found } => {
                write!(f, "sizes and counts in a PDF must be at most {}, found {found}", i32::MAX)
            }
            Self::NoPlaceForSignature => f.write_str("the place of the signature was not found in the written PDF"),
        }
    }
}
