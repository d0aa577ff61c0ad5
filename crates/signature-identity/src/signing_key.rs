//! An RSA key in memory.
//!
//! Not here: keys in an HSM or a cloud service. With those, a package is signed in two steps.

use std::fmt;
use std::sync::Arc;

use aws_lc_rs::rand::SystemRandom;
use aws_lc_rs::rsa::KeyPair;
use aws_lc_rs::signature::{KeyPair as _, RSA_PKCS1_SHA256};
use zeroize::Zeroizing;

use crate::error::{Error, ErrorKind};
use crate::{Certificate, RsaPublicKey};

/// An RSA private key of 2048 to 8192 bits. Clones share the key. `Debug` shows its size only.
#[derive(Clone)]
pub struct SigningKey {
    pair: Arc<KeyPair>,
}

impl SigningKey {
    /// The fewest bits a key may have.
    pub const MIN_BITS: usize = RsaPublicKey::MIN_BITS;
    /// The most bits a key may have.
    pub const MAX_BITS: usize = RsaPublicKey::MAX_BITS;

    /// Reads an unencrypted PKCS#8 key, DER. The bytes are wiped from memory afterwards.
    ///
    /// # Errors
    /// [`Error`] if the bytes are not such a key, or it has too few or too many bits.
    pub fn from_pkcs8(der: Vec<u8>) -> Result<Self, Error> {
        let der = Zeroizing::new(der);
        let pair = KeyPair::from_pkcs8(&der).map_err(|_| ErrorKind::Key)?;
        let bits = pair.public_modulus_len().saturating_mul(8);
        if (Self::MIN_BITS..=Self::MAX_BITS).contains(&bits) {
            Ok(Self { pair: pair.into() })
        } else {
            Err(ErrorKind::KeySize { min: Self::MIN_BITS, max: Self::MAX_BITS, found: bits }.into())
        }
    }

    /// Signs `message` with RSASSA-PKCS1-v1_5 and SHA-256. The same message always gives the same signature.
    ///
    /// # Errors
    /// [`Error`] if the backend fails; keys that were read are not the cause.
    pub fn sign(&self, message: &[u8]) -> Result<Vec<u8>, Error> {
        let mut signature = vec![0; self.pair.public_modulus_len()];
        // The interface asks for randomness; this algorithm does not use it.
        let unused = SystemRandom::new();
        self.pair.sign(&RSA_PKCS1_SHA256, &unused, message, &mut signature).map_err(|_| ErrorKind::Signing)?;
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

#[cfg(test)]
mod tests {
    use super::*;
    use crate::synthetic;

    #[test]
    fn a_key_shows_its_size_only() {
        let key = SigningKey::from_pkcs8(synthetic::der(synthetic::SENDER_KEY)).unwrap();
        assert_eq!(format!("{key:?}"), "SigningKey(256 bytes)");
        assert_eq!(key.sign(b"x"), key.sign(b"x"));
    }

    #[test]
    fn anything_else_is_refused() {
        assert_eq!(SigningKey::from_pkcs8(vec![0x30, 0]).unwrap_err(), ErrorKind::Key.into());
        // A key of 1024 bits, synthetic.
        assert!(SigningKey::from_pkcs8(synthetic::der(signature_fixtures::identities::SMALL_KEY)).is_err());
    }
}
