//! Who we are: the enterprise certificate and its key, for TLS.

use std::fmt;

use rustls_pki_types::pem::PemObject as _;
use rustls_pki_types::{CertificateDer, PrivateKeyDer};

/// An enterprise certificate with its chain and private key.
///
/// The same certificate signs the packages, but that is [`Packaging`](signature_model::Packaging)'s business.
pub struct ClientIdentity {
    pub(crate) chain: Vec<CertificateDer<'static>>,
    pub(crate) key: PrivateKeyDer<'static>,
}

impl ClientIdentity {
    /// From PEM with the certificate first, then its issuers, and an unencrypted private key (PKCS#8 or PKCS#1) anywhere.
    ///
    /// # Errors
    /// [`InvalidIdentity`] if one of them is missing or broken.
    pub fn from_pem(pem: &[u8]) -> Result<Self, InvalidIdentity> {
        let chain: Result<Vec<_>, _> = CertificateDer::pem_slice_iter(pem).collect();
        let chain = chain.map_err(|_| InvalidIdentity::Pem)?;
        let key = PrivateKeyDer::from_pem_slice(pem).map_err(|error| match error {
            rustls_pki_types::pem::Error::NoItemsFound => InvalidIdentity::NoKey,
            _ => InvalidIdentity::Pem,
        })?;
        Self::checked(chain, key)
    }

    /// From DER certificates, ours first, and a DER key (PKCS#8 or PKCS#1).
    ///
    /// # Errors
    /// [`InvalidIdentity`] if one of them is missing or broken.
    pub fn from_der<C: Into<Vec<u8>>>(chain: impl IntoIterator<Item = C>, key: &[u8]) -> Result<Self, InvalidIdentity> {
        let chain = chain.into_iter().map(|certificate| CertificateDer::from(certificate.into())).collect();
        let key = PrivateKeyDer::try_from(key.to_vec()).map_err(|_| InvalidIdentity::NoKey)?;
        Self::checked(chain, key)
    }

    fn checked(chain: Vec<CertificateDer<'static>>, key: PrivateKeyDer<'static>) -> Result<Self, InvalidIdentity> {
        if chain.is_empty() { Err(InvalidIdentity::NoCertificate) } else { Ok(Self { chain, key }) }
    }
}

impl fmt::Debug for ClientIdentity {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "ClientIdentity({} certificates, key redacted)", self.chain.len())
    }
}

/// Why there is no identity.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum InvalidIdentity {
    /// The PEM is broken.
    #[error("an identity must be certificates and a private key in PEM, found something else")]
    Pem,
    /// There is no certificate.
    #[error("expected a certificate, found none")]
    NoCertificate,
    /// There is no private key, or not in a form we read.
    #[error("expected an unencrypted private key in PKCS#8 or PKCS#1 form, found none")]
    NoKey,
}
