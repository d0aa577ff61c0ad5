//! The extensions of a certificate that decide what it may be used for.
//!
//! Source: `RFC 5280 §4.2`

use der::asn1::ObjectIdentifier;
use der::oid::AssociatedOid as _;
use x509_cert::certificate::TbsCertificate;
use x509_cert::ext::pkix::{
    AuthorityKeyIdentifier, BasicConstraints, CertificatePolicies, KeyUsage, SubjectAltName, SubjectKeyIdentifier,
};

/// Those that may be critical.
///
/// The first two are processed. The others leave nothing to do here: packages are not judged by other names of their
/// signer, any policy is fine, and the identifiers are hints for finding an issuer. `extKeyUsage` is not among them: when
/// it is critical, the key is for the purposes it lists and not for documents.
const KNOWN: [ObjectIdentifier; 6] = [
    BasicConstraints::OID,
    KeyUsage::OID,
    SubjectAltName::OID,
    CertificatePolicies::OID,
    SubjectKeyIdentifier::OID,
    AuthorityKeyIdentifier::OID,
];

#[derive(Clone)]
pub(super) struct Extensions {
    basic_constraints: Option<BasicConstraints>,
    key_usage: Option<KeyUsage>,
    /// Whether there is a critical extension that is not [`KNOWN`].
    pub(super) unknown_critical: bool,
}

impl Extensions {
    /// A certificate in which one of them is unreadable is not accepted at all.
    pub(super) fn read(certificate: &TbsCertificate) -> der::Result<Self> {
        let mut all = certificate.extensions().into_iter().flatten();
        Ok(Self {
            basic_constraints: certificate.get_extension()?.map(|(_, value)| value),
            key_usage: certificate.get_extension()?.map(|(_, value)| value),
            unknown_critical: all.any(|extension| extension.critical && !KNOWN.contains(&extension.extn_id)),
        })
    }

    /// A certificate that does not say is taken to allow it.
    pub(super) fn allow_digital_signature(&self) -> bool {
        self.key_usage.is_none_or(|usage| usage.digital_signature())
    }

    /// Whether the certificate may have issued one that has `intermediates` certificates between the two.
    pub(super) fn may_issue(&self, intermediates: u8) -> bool {
        self.key_usage.is_none_or(|usage| usage.key_cert_sign())
            && self.basic_constraints.as_ref().is_some_and(|constraints| {
                constraints.ca && constraints.path_len_constraint.is_none_or(|most| intermediates <= most)
            })
    }
}
