//! Which service to talk to, and which organization it must be.

use signature_model::OrganizationNumber;
use signature_protocol::ServiceRoot;

use crate::configuration_error::ConfigurationErrorKind;
use crate::server_identity::ServerIdentity;
use crate::{ConfigurationError, TrustAnchors};

/// A service: its address, the trust anchors for its certificate, and the organization it must be.
///
/// No trust anchor is built in. Get the certificates from Buypass and Commfides, who issue the service's certificate,
/// and keep them up to date.
#[derive(Debug, Clone)]
pub struct Environment {
    pub(crate) root: ServiceRoot,
    pub(crate) server: ServerIdentity,
}

impl Environment {
    /// Production. Give the root and issuing certificates of Buypass and Commfides as `anchors`.
    pub fn production(anchors: TrustAnchors) -> Self {
        Self { root: ServiceRoot::production(), server: ServerIdentity::posten(anchors) }
    }

    /// The public test environment. Give the test certificates of Buypass and Commfides as `anchors`.
    pub fn difitest(anchors: TrustAnchors) -> Self {
        Self { root: ServiceRoot::difitest(), server: ServerIdentity::posten(anchors) }
    }

    /// Posten's own test environment. Give the same test certificates as `anchors`.
    pub fn difiqa(anchors: TrustAnchors) -> Self {
        Self { root: ServiceRoot::difiqa(), server: ServerIdentity::posten(anchors) }
    }

    /// Any other address of the service, such as a sandbox. It too must have a certificate of Posten Bring AS.
    ///
    /// # Errors
    /// [`ConfigurationError`] if `url` is not the address of a service.
    pub fn custom(url: &str, anchors: TrustAnchors) -> Result<Self, ConfigurationError> {
        let root = ServiceRoot::new(url).map_err(|error| ConfigurationErrorKind::Address.caused_by(error))?;
        Ok(Self { root, server: ServerIdentity::posten(anchors) })
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
