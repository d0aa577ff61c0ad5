//! The certificates below which a server's certificate must be issued.

mod built_in;

use signature_identity::Certificate;

use crate::ConfigurationError;
use crate::configuration_error::ConfigurationErrorKind;
use built_in::BuiltIn;

/// The certificates that a server's certificate must chain to, and those that may be on the way.
///
/// Those of the service, from Buypass and Commfides, come with the crate ([`production`](Self::production),
/// [`test`](Self::test)). Others are read from files; all of their certificates are trusted, issuing ones too.
#[derive(Debug, Clone)]
pub struct TrustAnchors {
    roots: Vec<Certificate>,
    intermediates: Vec<Certificate>,
}

impl TrustAnchors {
    /// What certifies the service in production: the roots of Buypass (three generations) and Commfides, and their
    /// issuing certificates, which only complete a chain.
    ///
    /// They are those of the official Java client's library at the time of this version. The first of them ends in 2032.
    ///
    /// Source: `docs/certificates`, `clients/java`
    pub fn production() -> Self {
        Self::built_in(BuiltIn::production())
    }

    /// The same for the test environments, and Digipost's test root.
    ///
    /// Source: `docs/certificates`, `clients/java`
    pub fn test() -> Self {
        Self::built_in(BuiltIn::test())
    }

    fn built_in(BuiltIn { roots, intermediates }: BuiltIn) -> Self {
        Self { roots, intermediates }
    }

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
        match certificates.is_empty() {
            true => Err(ConfigurationErrorKind::NoAnchor.into()),
            false => Ok(Self { roots: certificates, intermediates: Vec::new() }),
        }
    }

    /// Sets certificates that may connect a server to an anchor when it leaves them out. They are not trusted by
    /// themselves. Default none.
    #[must_use]
    pub fn with_intermediates(self, intermediates: Vec<Certificate>) -> Self {
        Self { intermediates, ..self }
    }

    /// The certificates that are trusted, in the order in which they were given.
    pub fn certificates(&self) -> &[Certificate] {
        &self.roots
    }

    /// The certificates that may be on the way to one of them.
    pub fn intermediates(&self) -> &[Certificate] {
        &self.intermediates
    }
}
