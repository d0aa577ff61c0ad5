//! The seal of the sandbox: an RSA key with the certificate chain that goes into what it seals.
//!
//! Not here: what is sealed, and the form of the result.

use signature_identity::{CertificateChain, SigningKey};

use crate::error::{Error, ErrorKind};
use crate::pki::Credentials;

/// A key and its certificate chain, checked to belong together.
///
/// Validity and key usage are not checked, so a test can make a wrong seal.
#[derive(Debug)]
pub struct Sealer {
    chain: CertificateChain,
    key: SigningKey,
}

impl Sealer {
    /// Takes the chain, the sealing certificate first, and its key.
    ///
    /// # Errors
    /// [`ErrorKind::OtherKey`] if the key belongs to another certificate.
    pub fn new(chain: CertificateChain, key: SigningKey) -> Result<Self, Error> {
        if key.belongs_to(chain.leaf()) { Ok(Self { chain, key }) } else { Err(ErrorKind::OtherKey.into()) }
    }

    /// The whole chain, the certificate of the key first.
    pub(super) fn chain(&self) -> &CertificateChain {
        &self.chain
    }

    /// RSA PKCS#1 v1.5 over the SHA-256 of `message`: the same message always gives the same signature.
    pub(super) fn sign(&self, message: &[u8]) -> Result<Vec<u8>, Error> {
        self.key.sign(message).map_err(Error::of(ErrorKind::Identity))
    }
}

impl TryFrom<&Credentials> for Sealer {
    type Error = Error;

    fn try_from(credentials: &Credentials) -> Result<Self, Error> {
        let chain = CertificateChain::from_bytes(credentials.to_pem().as_bytes());
        let key = SigningKey::from_pkcs8(credentials.private_key_pkcs8().to_vec());
        let chain = chain.map_err(Error::of(ErrorKind::Identity))?;
        Self::new(chain, key.map_err(Error::of(ErrorKind::Identity))?)
    }
}

#[cfg(test)]
mod tests {
    use signature_model::Timestamp;

    use super::*;
    use crate::pki::{Enterprise, TestPki};

    #[test]
    fn a_key_needs_its_own_certificate() {
        let pki = TestPki::generate(Timestamp::EPOCH).unwrap();
        let [one, other] =
            ["310000001", "310000002"].map(|number| pki.enterprise(&Enterprise::new(number, "SYNTHETIC")).unwrap());
        let sealer = Sealer::try_from(&one).unwrap();
        let key = SigningKey::from_pkcs8(other.private_key_pkcs8().to_vec()).unwrap();
        assert_eq!(Sealer::new(sealer.chain, key).unwrap_err().kind(), ErrorKind::OtherKey);
    }
}
