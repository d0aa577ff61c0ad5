//! An RSA key in memory.
//!
//! A key elsewhere, in an HSM or a cloud service, needs none of this: a package is signed in two steps then.

use std::fmt;
use std::sync::Arc;

use aws_lc_rs::rand::SystemRandom;
use aws_lc_rs::rsa::KeyPair;
use aws_lc_rs::signature::{KeyPair as _, RSA_PKCS1_SHA256};
use zeroize::Zeroizing;

use crate::Certificate;

/// An RSA private key of 2048 to 8192 bits. Clones share the key. `Debug` shows its size only.
#[derive(Clone)]
pub struct SigningKey {
    pair: Arc<KeyPair>,
}

impl SigningKey {
    /// The fewest bits a key may have.
    pub const MIN_BITS: usize = 2048;
    /// The most bits a key may have.
    pub const MAX_BITS: usize = 8192;

    /// Reads an unencrypted PKCS#8 key, DER. The bytes are wiped from memory afterwards.
    ///
    /// # Errors
    /// [`InvalidSigningKey`] if the bytes are no such key, or it has too few or too many bits.
    pub fn from_pkcs8(der: Vec<u8>) -> Result<Self, InvalidSigningKey> {
        let der = Zeroizing::new(der);
        let pair = KeyPair::from_pkcs8(&der).map_err(|_| InvalidSigningKey::Unreadable)?;
        let bits = pair.public_modulus_len().saturating_mul(8);
        if (Self::MIN_BITS..=Self::MAX_BITS).contains(&bits) {
            Ok(Self { pair: pair.into() })
        } else {
            Err(InvalidSigningKey::Size { found: bits })
        }
    }

    /// Signs `message` with RSASSA-PKCS1-v1_5 and SHA-256. The same message always gives the same signature.
    ///
    /// # Errors
    /// [`SigningError`] if the backend cannot, which a key that was read does not cause.
    pub fn sign(&self, message: &[u8]) -> Result<Vec<u8>, SigningError> {
        let mut signature = vec![0; self.pair.public_modulus_len()];
        // The interface asks for randomness; this algorithm takes none of it.
        let unused = SystemRandom::new();
        self.pair.sign(&RSA_PKCS1_SHA256, &unused, message, &mut signature).map_err(|_| SigningError)?;
        Ok(signature)
    }

    /// Whether `certificate` is this key's.
    pub fn belongs_to(&self, certificate: &Certificate) -> bool {
        certificate.rsa_public_key().is_some_and(|public| public.pkcs1() == self.pair.public_key().as_ref())
    }
}

impl fmt::Debug for SigningKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "SigningKey({} bytes)", self.pair.public_modulus_len())
    }
}

/// Why bytes are no key to sign with.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum InvalidSigningKey {
    /// Not PKCS#8, encrypted, not RSA, or not consistent in itself.
    #[error("the key must be an unencrypted RSA key in PKCS#8, found something else")]
    Unreadable,
    /// Too small to be safe, or too large to be verified.
    #[error("the key must have {} to {} bits, found {found} bits", SigningKey::MIN_BITS, SigningKey::MAX_BITS)]
    Size {
        /// The size, rounded up to whole bytes.
        found: usize,
    },
}

/// The backend could not sign.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("the key must be able to sign, found that the backend refused")]
#[non_exhaustive]
pub struct SigningError;

#[cfg(test)]
mod tests {
    use super::*;
    use crate::certificate::pem;
    use crate::synthetic;

    #[test]
    fn a_key_shows_its_size_only() {
        let key = SigningKey::from_pkcs8(pem::blocks(synthetic::SENDER_KEY).unwrap()[0].content.to_vec()).unwrap();
        assert_eq!(format!("{key:?}"), "SigningKey(256 bytes)");
        assert_eq!(key.sign(b"x"), key.sign(b"x"));
    }

    #[test]
    fn anything_else_is_refused() {
        assert_eq!(SigningKey::from_pkcs8(vec![0x30, 0]).unwrap_err(), InvalidSigningKey::Unreadable);
        // A key of 1024 bits, synthetic.
        let small = pem::blocks(signature_fixtures::identities::SMALL_KEY).unwrap().remove(0);
        assert!(SigningKey::from_pkcs8(small.content.to_vec()).is_err());
    }
}
