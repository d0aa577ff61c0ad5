//! Which organization the server must be.
//!
//! The service shows an enterprise certificate, which names an organization and no host. So the host name is not
//! checked, but the chain and the organization number in the subject are.
//!
//! Source: `docs/tls`, `docs/certificates`

use signature_model::OrganizationNumber;

use crate::TrustAnchors;

/// Which organization a server must be.
#[derive(Debug, Clone)]
pub(crate) enum ServerIdentity {
    /// This organization, with a certificate below these anchors.
    Organization { anchors: TrustAnchors, organization: OrganizationNumber },
    /// Any server.
    Any,
}

impl ServerIdentity {
    /// Posten Bring AS (984661185), certified below these anchors.
    pub(crate) fn posten(anchors: TrustAnchors) -> Self {
        Self::Organization { anchors, organization: OrganizationNumber::posten() }
    }

    /// The same organization, other anchors.
    pub(crate) fn with_anchors(self, anchors: TrustAnchors) -> Self {
        match self {
            Self::Organization { organization, .. } => Self::Organization { anchors, organization },
            Self::Any => Self::Any,
        }
    }

    /// The same anchors, another organization.
    pub(crate) fn with_organization(self, organization: OrganizationNumber) -> Self {
        match self {
            Self::Organization { anchors, .. } => Self::Organization { anchors, organization },
            Self::Any => Self::Any,
        }
    }
}
