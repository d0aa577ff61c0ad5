//! Which service to talk to, and which organization it must be.

use signature_model::OrganizationNumber;
use signature_protocol::ServiceRoot;

use crate::configuration_error::ConfigurationErrorKind;
use crate::server_identity::ServerIdentity;
use crate::{ConfigurationError, TrustAnchors};

/// A service: its address, the trust anchors for its certificate, and the organization it must be.
///
/// The trust anchors of the service's own environments come with the crate; see [`TrustAnchors`].
#[derive(Debug, Clone)]
pub struct Environment {
    pub(crate) root: ServiceRoot,
    pub(crate) server: ServerIdentity,
}

impl Environment {
    /// Production, with the certificates of [`TrustAnchors::production`].
    pub fn production() -> Self {
        Self { root: ServiceRoot::production(), server: ServerIdentity::posten(TrustAnchors::production()) }
    }

    /// The public test environment, with the certificates of [`TrustAnchors::test`].
    pub fn difitest() -> Self {
        Self { root: ServiceRoot::difitest(), server: ServerIdentity::posten(TrustAnchors::test()) }
    }

    /// Posten's own test environment, with the certificates of [`TrustAnchors::test`].
    pub fn difiqa() -> Self {
        Self { root: ServiceRoot::difiqa(), server: ServerIdentity::posten(TrustAnchors::test()) }
    }

    /// Any other address of the service, such as a sandbox. It too must have a certificate of Posten Bring AS.
    ///
    /// # Errors
    /// [`ConfigurationError`] if `url` is not the address of a service.
    pub fn custom(url: &str, anchors: TrustAnchors) -> Result<Self, ConfigurationError> {
        let root = ServiceRoot::new(url).map_err(|error| ConfigurationErrorKind::Address.caused_by(error))?;
        Ok(Self { root, server: ServerIdentity::posten(anchors) })
    }

    /// Trusts these certificates in place of those that come with the crate.
    #[must_use]
    pub fn with_trust_anchors(self, anchors: TrustAnchors) -> Self {
        Self { server: self.server.with_anchors(anchors), ..self }
    }

    /// Expects another organization than Posten Bring AS at the other end.
    #[must_use]
    pub fn with_server_organization(self, organization: OrganizationNumber) -> Self {
        Self { server: self.server.with_organization(organization), ..self }
    }

    /// The organization whose certificate the server must show; `None` if any is accepted. Your own transport must
    /// check it.
    pub fn server_organization(&self) -> Option<&OrganizationNumber> {
        match &self.server {
            ServerIdentity::Organization { organization, .. } => Some(organization),
            ServerIdentity::Any => None,
        }
    }

    /// The certificates below which the server's must be issued; `None` if any is accepted. Your own transport must
    /// check it.
    pub fn trust_anchors(&self) -> Option<&TrustAnchors> {
        match &self.server {
            ServerIdentity::Organization { anchors, .. } => Some(anchors),
            ServerIdentity::Any => None,
        }
    }

    /// The address below which all calls are.
    pub fn root(&self) -> &ServiceRoot {
        &self.root
    }
}
