//! Who calls: the organization in the client certificate of the connection.

use signature_identity::Certificate;
use signature_model::OrganizationNumber;

/// A caller whose certificate the shell has verified.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub struct Caller {
    /// The organization in the certificate's subject; `None` if it names none.
    pub organization: Option<OrganizationNumber>,
    /// The subject, for texts of refusals.
    pub subject: String,
}

impl Caller {
    /// The owner of a certificate.
    pub fn of(certificate: &Certificate) -> Self {
        Self { organization: certificate.organization_number(), subject: certificate.subject_name() }
    }

    /// An organization without a certificate, for shells without TLS.
    pub fn organization(number: OrganizationNumber) -> Self {
        Self { subject: format!("OID.2.5.4.97=NTRNO-{number}"), organization: Some(number) }
    }
}
