//! The seal of the sandbox: an RSA key with the certificate chain that goes into what it seals.
//!
//! What is sealed, and how the result is laid out, is not here.

use signature_identity::{Certificate, CertificateChain, SigningKey};

use crate::pki::credentials::Credentials;

/// A key and its certificate chain, checked to belong together.
///
/// Neither validity nor key usage is checked, so that a test can make a wrong seal.
#[derive(Debug)]
pub struct Sealer {
    chain: CertificateChain,
    key: SigningKey,
}

impl Sealer {
    /// Takes the chain, the sealing certificate first, and its key.
    ///
    /// # Errors
    /// [`InvalidSealer::OtherKey`] if the key is another's.
    pub fn new(chain: CertificateChain, key: SigningKey) -> Result<Self, InvalidSealer> {
        if key.belongs_to(chain.leaf()) { Ok(Self { chain, key }) } else { Err(InvalidSealer::OtherKey) }
    }

    /// The whole chain, the certificate of the key first.
    pub(super) fn chain(&self) -> &CertificateChain {
        &self.chain
    }

    /// RSA PKCS#1 v1.5 over the SHA-256 of `message`: the same message always gives the same signature.
    pub(super) fn sign(&self, message: &[u8]) -> Result<Vec<u8>, signature_identity::Error> {
        self.key.sign(message)
    }
}

impl TryFrom<&Credentials> for Sealer {
    type Error = InvalidSealer;

    fn try_from(credentials: &Credentials) -> Result<Self, InvalidSealer> {
        let certificates = credentials.chain().iter().map(|der| Certificate::from_der(der.clone()));
        let certificates = certificates.collect::<Result<Vec<_>, _>>().map_err(InvalidSealer::Certificate)?;
        let mut certificates = certificates.into_iter();
        let leaf = certificates.next().ok_or(InvalidSealer::NoCertificate)?;
        let chain = CertificateChain::new(leaf, certificates).map_err(|_| InvalidSealer::Chain)?;
        let key = SigningKey::from_pkcs8(credentials.private_key_pkcs8().to_vec()).map_err(InvalidSealer::Key)?;
        Self::new(chain, key)
    }
}

/// Why a key and a chain make no seal.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum InvalidSealer {
    /// There is no certificate for the key.
    #[error("expected at least 1 certificate, found 0")]
    NoCertificate,
    /// A certificate is not X.509 DER.
    #[error("expected certificates in DER, found something else")]
    Certificate(#[source] signature_identity::Error),
    /// The certificates do not lead to each other.
    #[error("expected a chain of certificates, found some that are not issued by the next")]
    Chain,
    /// The key is not an RSA key in PKCS#8 DER.
    #[error("expected an RSA key, found something else")]
    Key(#[source] signature_identity::Error),
    /// The first certificate is that of another key.
    #[error("expected the key of the first certificate, found another")]
    OtherKey,
}

#[cfg(test)]
mod tests {
    use signature_model::Timestamp;

    use super::*;
    use crate::pki::TestPki;
    use crate::pki::enterprise::Enterprise;

    #[test]
    fn a_key_needs_its_own_certificate() {
        let pki = TestPki::generate(Timestamp::EPOCH).unwrap();
        let [one, other] =
            ["310000001", "310000002"].map(|number| pki.enterprise(&Enterprise::new(number, "SYNTHETIC")).unwrap());
        let sealer = Sealer::try_from(&one).unwrap();
        let key = SigningKey::from_pkcs8(other.private_key_pkcs8().to_vec()).unwrap();
        assert!(matches!(Sealer::new(sealer.chain, key), Err(InvalidSealer::OtherKey)));
    }
}
