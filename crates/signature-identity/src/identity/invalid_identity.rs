//! Why a file gives no identity, and what to do about it.

use der::oid::ObjectIdentifier;

use super::key_derivation::Rounds;
use crate::SigningKey;
use crate::ber::Malformed;
use crate::certificate::{InvalidCertificate, InvalidPem};

/// Why a file gives no identity. No text quotes a name, a password or a part of a key.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum InvalidIdentity {
    /// The file is cut off, damaged or of another kind. Files downloaded as text are often damaged so.
    #[error("expected {expected}, found something else or a damaged one")]
    Malformed {
        /// What the file or its part must be.
        expected: &'static str,
    },
    /// The file is far larger than files of keys are.
    #[error("expected a key file of at most {} bytes, found {found} bytes", super::Identity::MAX_FILE_BYTES)]
    TooLarge {
        /// The size, in bytes.
        found: usize,
    },
    /// The PEM text is broken.
    #[error("expected certificates and a private key in PEM")]
    Pem(#[source] Box<InvalidPem>),
    /// A certificate in the file cannot be read.
    #[error("expected certificates in the key file")]
    Certificate(#[source] Box<InvalidCertificate>),
    /// The password opens neither the file nor what is encrypted in it. A damaged file can look the same.
    #[error("expected the password of the key file, found another")]
    WrongPassword,
    /// The file is opened, but the key has a password of its own: give it with [`KeyEntry`](super::KeyEntry).
    #[error("expected the password of the key in the key store, found another")]
    WrongKeyPassword,
    /// The key is encrypted, and no password was given.
    #[error("expected a password for the encrypted private key, found none")]
    NoPassword,
    /// There are certificates at most: export the certificate anew, *with* its private key.
    #[error("expected a private key beside the certificates, found none")]
    NoKey,
    /// Choose one by its alias ([`Identity::from_java_keystore`](super::Identity::from_java_keystore)) or by the
    /// thumbprint of its certificate ([`Identity::find`](super::Identity::find)).
    #[error("expected 1 private key or the choice of one, found {found} keys, {named} of them with an alias")]
    SeveralKeys {
        /// How many keys there are.
        found: usize,
        /// How many of them have an alias, or a friendly name, which is the same.
        named: usize,
    },
    /// No key has the alias that was asked for: `keytool -list` shows them.
    #[error("expected a private key with the given alias, found {found} with other aliases or none")]
    NoSuchAlias {
        /// How many keys there are.
        found: usize,
    },
    /// The key is there, its certificate is not: export both together, or put both into one PEM text.
    #[error("expected the certificate of the private key, found no certificate")]
    NoCertificate,
    /// The key belongs to none of the certificates.
    #[error("expected the certificate of the private key, found {found} of other keys")]
    AnotherKey {
        /// How many certificates there are.
        found: usize,
    },
    /// The key is too small to be safe, or too large to be verified: order a new certificate.
    #[error("expected a key of {} to {} bits, found {found} bits", SigningKey::MIN_BITS, SigningKey::MAX_BITS)]
    KeySize {
        /// The size, in bits.
        found: usize,
    },
    /// The file uses an algorithm that is not read, or its key is not RSA: export it anew with a current one.
    #[error("expected an RSA key and algorithms that key files use, found the algorithm {oid}")]
    UnsupportedAlgorithm {
        /// The object identifier, in dotted form.
        oid: Box<str>,
    },
    /// The key store has a secret key, whose end only Java can find: move the private key to a store of its own.
    #[error("expected private keys and certificates in the key store, found a secret key")]
    SecretKey,
    /// The file asks for more work than any real file does; see [`Identity::MAX_ROUNDS`](super::Identity::MAX_ROUNDS).
    #[error(
        "expected at most {} rounds of key derivation for a file, found {found} more for one part of it",
        Rounds::MAX
    )]
    TooManyRounds {
        /// What the part asks for.
        found: u64,
    },
}

impl InvalidIdentity {
    pub(super) fn algorithm(oid: ObjectIdentifier) -> Self {
        Self::UnsupportedAlgorithm { oid: oid.to_string().into() }
    }

    pub(super) fn certificate(source: InvalidCertificate) -> Self {
        Self::Certificate(source.into())
    }

    pub(super) fn pem(source: InvalidPem) -> Self {
        Self::Pem(source.into())
    }
}

impl From<Malformed> for InvalidIdentity {
    fn from(Malformed: Malformed) -> Self {
        Self::Malformed { expected: "a key file in sound ASN.1" }
    }
}
