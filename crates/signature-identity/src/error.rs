//! What can go wrong with certificates, keys and the files that have them.

use std::fmt;

#[cfg(feature = "aws-lc-rs")]
use der::oid::ObjectIdentifier;
use signature_model::Timestamp;

use crate::ber::Malformed;

/// Why something could not be done with a certificate, a key or a file.
///
/// One word in size. No text quotes a name, a password or a part of a key.
///
/// ```
/// use signature_identity::{Certificate, ErrorKind};
///
/// let error = Certificate::all_from_bytes(b"<!DOCTYPE html><title>Log in</title>").unwrap_err();
/// assert!(matches!(error.kind(), ErrorKind::OtherFile { .. }));
/// ```
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Error(Box<ErrorKind>);

impl Error {
    /// What is wrong.
    pub fn kind(&self) -> &ErrorKind {
        &self.0
    }

    /// Whether a password was given, and opens neither the file nor the key in it: ask for another.
    pub fn is_wrong_password(&self) -> bool {
        matches!(*self.0, ErrorKind::WrongPassword | ErrorKind::WrongKeyPassword)
    }

    /// Whether something is encrypted, and no password was given: ask for one.
    pub fn is_missing_password(&self) -> bool {
        matches!(*self.0, ErrorKind::NoPassword)
    }

    /// Whether there are several keys: ask which one.
    pub fn is_choice_missing(&self) -> bool {
        matches!(*self.0, ErrorKind::SeveralKeys { .. })
    }

    /// Whether a certificate has expired or is not valid yet.
    pub fn is_outside_validity(&self) -> bool {
        matches!(*self.0, ErrorKind::Expired { .. } | ErrorKind::NotYetValid { .. } | ErrorKind::PathValidity { .. })
    }

    /// The files, or parts of them, that [`Identity::find`](crate::Identity::find) could not read, and why.
    pub fn unread(&self) -> &[UnreadFile] {
        match &*self.0 {
            ErrorKind::NotFound { unread, .. } => unread,
            _ => &[],
        }
    }
}

impl From<ErrorKind> for Error {
    fn from(kind: ErrorKind) -> Self {
        Self(kind.into())
    }
}

impl From<Malformed> for Error {
    fn from(Malformed: Malformed) -> Self {
        ErrorKind::Damaged { expected: "a key file in sound ASN.1" }.into()
    }
}

impl fmt::Display for Error {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.fmt(f)
    }
}

impl std::error::Error for Error {}

/// What is wrong with a certificate, a key or a file. In certification paths, certificates are counted from the leaf,
/// which is 0.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub enum ErrorKind {
    /// The file is of another kind, or does not have what is needed.
    OtherFile {
        /// What the file must be, in words.
        expected: &'static str,
        /// What it is instead, and what to do about it where that is known.
        found: &'static str,
    },
    /// The file is cut off or damaged. Files that were copied as text are often damaged so.
    Damaged {
        /// What the file or its part must be, in words.
        expected: &'static str,
    },
    /// The file is far larger than files of keys and certificates are.
    FileSize {
        /// The most bytes that are read.
        max: usize,
        /// The size, in bytes.
        found: usize,
    },
    /// A block of PEM text has no end, or is not base64.
    Pem {
        /// Which block, counted from 0.
        block: usize,
        /// What is wrong with it, in words.
        found: &'static str,
    },
    /// Bytes that should be a certificate are not one.
    Certificate {
        /// Where in the file they are.
        place: Place,
        /// What is wrong with them, in words.
        found: &'static str,
    },
    /// Certificates that do not belong to the chain.
    Chain {
        /// How many there are.
        found: usize,
    },
    /// A file has more certificates than a chain is looked for among.
    TooManyCertificates {
        /// The most certificates, repeated ones included.
        max: usize,
        /// How many there are.
        found: usize,
    },
    /// A certificate of the file was left out, because it does not belong to the chain.
    NotOfTheChain,
    /// A part of the file was left out, because it is neither a key nor a certificate.
    NotUsed {
        /// What it is, in words.
        found: &'static str,
    },
    /// The password opens neither the file nor what is encrypted in it. A damaged file can look the same.
    WrongPassword,
    /// The file is opened, but the key has a password of its own: give it with [`KeyEntry`](crate::KeyEntry).
    WrongKeyPassword,
    /// Something is encrypted, and no password was given.
    NoPassword,
    /// There is no private key: export the certificate again, together with its key.
    NoKey {
        /// What was found in place of a private key, in words.
        found: &'static str,
    },
    /// Choose one by its alias ([`Identity::from_java_keystore`](crate::Identity::from_java_keystore)) or by the
    /// thumbprint of its certificate ([`Identity::find`](crate::Identity::find)).
    SeveralKeys {
        /// How many keys there are.
        found: usize,
        /// How many of them have an alias, or a friendly name, which is the same.
        named: usize,
    },
    /// No key has the alias that was asked for: `keytool -list` shows them.
    NoSuchAlias {
        /// How many keys there are.
        found: usize,
    },
    /// The key is there, its certificate is not: export both together, or put both into one PEM text.
    NoCertificate {
        /// How many certificates of other keys there are.
        found: usize,
    },
    /// The key is not an RSA key whose numbers fit together, or not in PKCS#8 where it must be.
    Key,
    /// The key is too small to be safe, or too large to be verified: order a new certificate.
    KeySize {
        /// The fewest bits.
        min: usize,
        /// The most bits.
        max: usize,
        /// The size, in bits.
        found: usize,
    },
    /// The file uses an algorithm that is not read, or its key is not RSA: export it again with a current one.
    Algorithm {
        /// The object identifier, in dotted form.
        oid: Box<str>,
    },
    /// A key in a format of OpenSSL alone, whose encryption is weak: `openssl pkcs8 -topk8` converts it.
    OldEncryption,
    /// The key store has a secret key, whose end only Java can find: move the private key to a store of its own.
    SecretKey,
    /// The file asks for more work than any real file does; see [`Identity::MAX_ROUNDS`](crate::Identity::MAX_ROUNDS).
    Rounds {
        /// The most rounds for a whole file.
        max: u32,
        /// What one part asks for.
        found: u64,
    },
    /// No file has the certificate with the given thumbprint, or none has its key.
    NotFound {
        /// Whether the certificate was found, and only its private key is missing.
        has_certificate: bool,
        /// How many certificates there are.
        certificates: usize,
        /// The files, or parts of them, that could not be read.
        unread: Vec<UnreadFile>,
    },
    /// The key could not sign, which no key that was read should cause.
    Signing,
    /// A text is not a distinguished name.
    Name {
        /// What is wrong with it, in words.
        found: &'static str,
    },
    /// A text is not a thumbprint, because of a character that is not a hexadecimal digit.
    ThumbprintCharacter,
    /// A text is not a thumbprint, because it has too few or too many digits.
    ThumbprintLength {
        /// How many digits there are.
        found: usize,
    },
    /// The certificate has expired: order a new one.
    Expired {
        /// The last moment at which it was valid.
        not_after: Timestamp,
    },
    /// The certificate is not valid yet: wait, or set the clock.
    NotYetValid {
        /// The first moment at which it is valid.
        not_before: Timestamp,
    },
    /// The issuer of a certificate is not at hand.
    PathIssuer {
        /// The certificate whose issuer is missing.
        level: u8,
    },
    /// The path ends at a root that is not trusted.
    PathRoot {
        /// Which certificate.
        level: u8,
    },
    /// A certificate of the path has expired or is not valid yet.
    PathValidity {
        /// Which certificate.
        level: u8,
        /// The time at which it should be valid.
        at: Timestamp,
        /// When its validity begins.
        not_before: Timestamp,
        /// When its validity ends, that moment included.
        not_after: Timestamp,
    },
    /// An extension that this crate does not process and must not ignore: constraints on names and policies, and every
    /// unknown critical one, such as those that restrict a key to other purposes.
    PathExtension {
        /// Which certificate.
        level: u8,
    },
    /// An issuer that may not issue, or not so far above the leaf.
    PathAuthority {
        /// Which certificate.
        level: u8,
    },
    /// The issuer's key did not make the signature on the certificate, or not with RSA and SHA-256, -384 or -512.
    PathSignature {
        /// The certificate that was issued.
        level: u8,
    },
    /// The path has more certificates than those of any trusted issuer.
    PathLength {
        /// The most certificates between leaf and trust anchor.
        max: u8,
    },
    /// There are more issuers of one name than are worth trying.
    PathSearch {
        /// The most signatures that are verified for one path.
        max: u8,
    },
    /// The crate was built without the feature `aws-lc-rs`, and cannot verify RSA signatures.
    NoBackend,
}

#[cfg(feature = "aws-lc-rs")]
impl ErrorKind {
    pub(crate) fn algorithm(oid: ObjectIdentifier) -> Error {
        Self::Algorithm { oid: oid.to_string().into() }.into()
    }
}

impl fmt::Display for ErrorKind {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::OtherFile { expected, found } => write!(f, "expected {expected}, found {found}"),
            Self::Damaged { expected } => write!(f, "expected {expected}, found a damaged or incomplete one"),
            Self::FileSize { max, found } => write!(f, "expected a file of at most {max} bytes, found {found} bytes"),
            Self::Pem { block, found } => {
                write!(f, "expected base64 between a BEGIN and an END line in PEM block {block} (counted from 0), ")?;
                write!(f, "found {found}")
            }
            Self::Certificate { place: Place::Whole, found } => {
                write!(f, "expected a certificate (X.509 in DER), found {found}")
            }
            Self::Certificate { place, found } => {
                write!(f, "expected a certificate (X.509 in DER) in {place}, found {found}")
            }
            Self::Chain { found } => write!(
                f,
                "every certificate must be the leaf or issue another of the chain, found {found} that do neither"
            ),
            Self::TooManyCertificates { max, found } => {
                write!(f, "expected a file of at most {max} certificates, found {found}; keep those of the chain")
            }
            Self::NotUsed { found } => write!(f, "expected private keys and certificates, found {found}"),
            Self::NotOfTheChain => f.write_str("expected a certificate of the chain, found another"),
            Self::WrongPassword => f.write_str("expected the password of the key file, found another"),
            Self::WrongKeyPassword => f.write_str("expected the password of the key in the key store, found another"),
            Self::NoPassword => f.write_str("expected a password for the encrypted private key, found none"),
            Self::NoKey { found } => write!(
                f,
                "expected a private key beside the certificates, found {found}; export the certificate together with \
                 its private key"
            ),
            Self::SeveralKeys { found, named } => write!(
                f,
                "expected 1 private key or the choice of one, found {found} keys, {named} of them with an alias; \
                 choose by thumbprint or alias"
            ),
            Self::NoSuchAlias { found } => {
                write!(f, "expected a private key with the given alias, found {found} with other aliases or none")
            }
            Self::NoCertificate { found: 0 } => f.write_str(
                "expected the certificate of the private key, found no certificate; export both together, or put both \
                 into one PEM text",
            ),
            Self::NoCertificate { found } => {
                write!(f, "expected the certificate of the private key, found {found} of other keys")
            }
            Self::Key => {
                f.write_str("expected an unencrypted RSA key in PKCS#8 whose numbers fit together, found other bytes")
            }
            Self::KeySize { min, max, found } => {
                write!(f, "expected a key of {min} to {max} bits, found {found} bits")
            }
            Self::Algorithm { oid } => {
                write!(f, "expected an RSA key and algorithms that key files use, found the algorithm {oid}")
            }
            Self::OldEncryption => f.write_str(
                "expected a private key in PKCS#8, found OpenSSL's older encryption (Proc-Type: 4,ENCRYPTED); convert \
                 it with: openssl pkcs8 -topk8 -in OLD -out NEW",
            ),
            Self::SecretKey => {
                f.write_str("expected private keys and certificates in the key store, found a secret key")
            }
            Self::Rounds { max, found } => write!(
                f,
                "expected at most {max} rounds of key derivation for a file, found {found} more for one part of it"
            ),
            Self::NotFound { has_certificate, certificates, unread } => write!(
                f,
                "expected a certificate with the given thumbprint and its private key, found {} among {certificates} \
                 certificates, and {} files or parts of them that could not be read",
                if *has_certificate { "no key for it" } else { "none" },
                unread.len()
            ),
            Self::Signing => f.write_str("the key could not sign"),
            Self::Name { found } => write!(
                f,
                "a distinguished name must be written as RFC 4514 says, such as CN=Issuer,O=Enterprise,C=NO; found {found}"
            ),
            Self::ThumbprintCharacter => {
                f.write_str("expected a thumbprint of hexadecimal digits, found another character")
            }
            Self::ThumbprintLength { found } => {
                write!(f, "expected a thumbprint of 40 (SHA-1) or 64 (SHA-256) hexadecimal digits, found {found}")
            }
            Self::Expired { not_after } => {
                write!(f, "expected a certificate that is still valid, found one that expired at {not_after}")
            }
            Self::NotYetValid { not_before } => {
                write!(f, "expected a certificate that is valid already, found one that is valid from {not_before}")
            }
            Self::PathIssuer { level } => write!(
                f,
                "every certificate must have its issuer at hand, found none for certificate {level} from the leaf"
            ),
            Self::PathRoot { level } => write!(
                f,
                "certificate {level} from the leaf must be a trust anchor or have another issuer, found an unknown root"
            ),
            Self::PathValidity { level, at, not_before, not_after } => {
                write!(f, "certificate {level} from the leaf must be valid at {at}, found {not_before} to {not_after}")
            }
            Self::PathExtension { level } => {
                write!(
                    f,
                    "certificate {level} from the leaf must have no constraints on names or policies and no unknown \
                     critical extension, found one"
                )
            }
            Self::PathAuthority { level } => write!(
                f,
                "certificate {level} from the leaf must be allowed to issue the one below, found that it is not"
            ),
            Self::PathSignature { level } => {
                write!(f, "certificate {level} from the leaf must be signed by its issuer, found another signature")
            }
            Self::PathLength { max } => {
                write!(f, "a chain must have at most {max} certificates between leaf and trust anchor, found more")
            }
            Self::PathSearch { max } => {
                write!(f, "a chain must be found by verifying at most {max} signatures, found none")
            }
            Self::NoBackend => f.write_str(
                "RSA must be built in to verify certificates (feature `aws-lc-rs`), found no backend for it",
            ),
        }
    }
}

/// Where in a file something is. Displayed in words, such as `PEM block 2 (counted from 0)`.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[non_exhaustive]
pub enum Place {
    /// It is the whole file.
    Whole,
    /// It is in this block of PEM text, counted from 0.
    PemBlock(usize),
    /// It is this key or certificate of the file, counted from 0.
    Entry(usize),
}

impl fmt::Display for Place {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Whole => f.write_str("the file"),
            Self::PemBlock(index) => write!(f, "PEM block {index} (counted from 0)"),
            Self::Entry(index) => write!(f, "entry {index} (counted from 0)"),
        }
    }
}

/// A file, or a part of it, that could not be read while looking for an identity.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct UnreadFile {
    name: String,
    reason: Error,
}

impl UnreadFile {
    #[cfg(feature = "aws-lc-rs")]
    pub(crate) fn new(name: String, reason: Error) -> Self {
        Self { name, reason }
    }

    /// What the caller called the file.
    pub fn name(&self) -> &str {
        &self.name
    }

    /// Why it could not be read.
    pub fn reason(&self) -> &Error {
        &self.reason
    }
}
