//! Which service to talk to, and whose certificates it may show.

use rustls_pki_types::CertificateDer;
use rustls_pki_types::pem::PemObject as _;
use signature_model::OrganizationNumber;
use signature_protocol::ServiceRoot;

use crate::server_identity::ServerIdentity;

/// A service: its address, whose certificates are trusted, and who it must be.
#[derive(Debug, Clone)]
pub struct Environment {
    pub(crate) root: ServiceRoot,
    pub(crate) server: ServerIdentity,
}

impl Environment {
    /// Production, with the root and issuing certificates of Buypass and Commfides.
    pub fn production(anchors: TrustAnchors) -> Self {
        Self { root: ServiceRoot::production(), server: ServerIdentity::posten(anchors) }
    }

    /// The public test environment, with the test certificates of Buypass and Commfides.
    pub fn difitest(anchors: TrustAnchors) -> Self {
        Self { root: ServiceRoot::difitest(), server: ServerIdentity::posten(anchors) }
    }

    /// Posten's own test environment, with the same test certificates.
    pub fn difiqa(anchors: TrustAnchors) -> Self {
        Self { root: ServiceRoot::difiqa(), server: ServerIdentity::posten(anchors) }
    }

    /// Any other address of the service, such as a sandbox; it must show a certificate of Posten Bring AS all the same.
    ///
    /// # Errors
    /// [`ErrorKind::ServiceRoot`](signature_protocol::ErrorKind::ServiceRoot) if `url` is no address of a service.
    pub fn custom(url: &str, anchors: TrustAnchors) -> Result<Self, signature_protocol::Error> {
        Ok(Self { root: ServiceRoot::new(url)?, server: ServerIdentity::posten(anchors) })
    }

    /// Expects another organization than Posten Bring AS at the other end.
    #[must_use]
    pub fn server_organization(self, organization: OrganizationNumber) -> Self {
        Self { server: self.server.organization(organization), ..self }
    }

    /// The address below which all calls live.
    pub fn root(&self) -> &ServiceRoot {
        &self.root
    }
}

/// The certificates that a server's certificate must chain to: roots, or intermediates trusted by themselves.
///
/// The service uses enterprise certificates of Buypass and Commfides; get their root and issuing certificates from
/// them. Give the issuing ones too: servers may leave them out.
#[derive(Debug, Clone)]
pub struct TrustAnchors(pub(crate) Vec<CertificateDer<'static>>);

impl TrustAnchors {
    /// Every `CERTIFICATE` in a PEM file.
    ///
    /// # Errors
    /// [`InvalidTrustAnchors`] if it cannot be read or has none.
    pub fn from_pem(pem: &[u8]) -> Result<Self, InvalidTrustAnchors> {
        let anchors: Result<Vec<_>, _> = CertificateDer::pem_slice_iter(pem).collect();
        Self::checked(anchors.map_err(|_| InvalidTrustAnchors::Pem)?)
    }

    /// DER certificates.
    ///
    /// # Errors
    /// [`InvalidTrustAnchors`] if there is none or one cannot be read.
    pub fn from_der<C: Into<Vec<u8>>>(certificates: impl IntoIterator<Item = C>) -> Result<Self, InvalidTrustAnchors> {
        Self::checked(certificates.into_iter().map(|certificate| CertificateDer::from(certificate.into())).collect())
    }

    fn checked(anchors: Vec<CertificateDer<'static>>) -> Result<Self, InvalidTrustAnchors> {
        if anchors.is_empty() {
            return Err(InvalidTrustAnchors::None);
        }
        for (index, anchor) in anchors.iter().enumerate() {
            rustls::RootCertStore::empty()
                .add(anchor.clone())
                .map_err(|_| InvalidTrustAnchors::Certificate { index })?;
        }
        Ok(Self(anchors))
    }
}

/// Why certificates cannot be trust anchors.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum InvalidTrustAnchors {
    /// The PEM is broken.
    #[error("trust anchors must be certificates in PEM, found something else")]
    Pem,
    /// There is none.
    #[error("expected at least 1 trust anchor, found 0")]
    None,
    /// One is no X.509 certificate.
    #[error("trust anchor {index} (counted from 0) must be an X.509 certificate, found something else")]
    Certificate {
        /// Which one, counted from 0.
        index: usize,
    },
}
