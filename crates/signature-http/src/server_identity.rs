//! Who the server must be.
//!
//! The service shows an enterprise certificate, which names an organization and no host. So the host name is not
//! checked; the chain is, and then the organization number in the subject.
//!
//! Source: `docs/tls`, `docs/certificates`

use signature_model::OrganizationNumber;

use crate::TrustAnchors;

/// Who a server must be.
#[derive(Debug, Clone)]
pub(crate) enum ServerIdentity {
    /// This organization, with a certificate below these anchors.
    Organization { anchors: TrustAnchors, organization: OrganizationNumber },
    /// Any server at all.
    Any,
}

impl ServerIdentity {
    /// Posten Bring AS (984661185), certified below these anchors.
    pub(crate) fn posten(anchors: TrustAnchors) -> Self {
        Self::Organization { anchors, organization: OrganizationNumber::posten() }
    }

    /// The same anchors, another organization.
    pub(crate) fn with_organization(self, organization: OrganizationNumber) -> Self {
        match self {
            Self::Organization { anchors, .. } => Self::Organization { anchors, organization },
            Self::Any => Self::Any,
        }
    }
}
