//! The certificates below which a server's certificate must be issued.

use signature_identity::Certificate;

use crate::ConfigurationError;
use crate::configuration_error::ConfigurationErrorKind;

/// The certificates that a server's certificate must chain to: roots, or intermediates that are trusted by themselves.
///
/// The service uses enterprise certificates of Buypass and Commfides; get their root and issuing certificates from
/// them. Give the issuing ones too: servers may leave them out.
#[derive(Debug, Clone)]
pub struct TrustAnchors(Vec<Certificate>);

impl TrustAnchors {
    /// Every certificate in a file of PEM, DER or PKCS#7, as [`Certificate::all_from_bytes`] reads it.
    ///
    /// # Errors
    /// [`ConfigurationError`] if the file has no certificate, or anything that may have been meant for one and cannot
    /// be read.
    pub fn from_bytes(file: impl AsRef<[u8]>) -> Result<Self, ConfigurationError> {
        let certificates = Certificate::all_from_bytes(file);
        Self::checked(certificates.map_err(|error| ConfigurationErrorKind::AnchorFile.caused_by(error))?)
    }

    /// Certificates in DER, one by one. Bytes behind a certificate that text editors and copying add do no harm.
    ///
    /// # Errors
    /// [`ConfigurationError`] if there is no certificate, or one cannot be read.
    pub fn from_der<C: AsRef<[u8]>>(certificates: impl IntoIterator<Item = C>) -> Result<Self, ConfigurationError> {
        let mut all = Vec::new();
        for (index, certificate) in certificates.into_iter().enumerate() {
            let read = Certificate::all_from_bytes(certificate);
            all.extend(read.map_err(|error| ConfigurationErrorKind::Anchor { index }.caused_by(error))?);
        }
        Self::checked(all)
    }

    fn checked(certificates: Vec<Certificate>) -> Result<Self, ConfigurationError> {
        if certificates.is_empty() { Err(ConfigurationErrorKind::NoAnchor.into()) } else { Ok(Self(certificates)) }
    }

    /// The certificates in the order in which they were given.
    pub fn certificates(&self) -> &[Certificate] {
        &self.0
    }
}
