//! Why the issuer of a server's certificate is unknown. For an error only: nothing here makes a server trusted.

use rustls_pki_types::CertificateDer;
use signature_identity::{Certificate, ErrorKind, check_path};

use crate::{CertificateEnvironment, CertificateFault, TrustAnchors};

/// What is wrong with a chain that does not lead to `anchors`.
pub(super) fn reason(
    end_entity: &CertificateDer<'_>,
    sent: &[CertificateDer<'_>],
    anchors: &TrustAnchors,
) -> CertificateFault {
    let Ok(leaf) = Certificate::from_der(end_entity.to_vec()) else { return CertificateFault::UnknownIssuer };
    let sent: Vec<_> = sent.iter().filter_map(|der| Certificate::from_der(der.to_vec()).ok()).collect();
    let environments = [
        (CertificateEnvironment::Production, TrustAnchors::production()),
        (CertificateEnvironment::Test, TrustAnchors::test()),
    ];
    reason_among(&leaf, &sent, anchors, &environments)
}

fn reason_among(
    leaf: &Certificate,
    sent: &[Certificate],
    anchors: &TrustAnchors,
    environments: &[(CertificateEnvironment, TrustAnchors)],
) -> CertificateFault {
    // Whatever has expired, its issuers are valid when it begins or ends.
    let path_to = |anchors: &TrustAnchors| {
        let path_at = |at| check_path(leaf, anchors.certificates(), &[sent, anchors.intermediates()], at);
        path_at(leaf.not_after()).or_else(|_| path_at(leaf.not_before()))
    };
    let here = path_to(anchors);
    if let Some((found, _)) = environments.iter().find(|(_, anchors)| here.is_err() && path_to(anchors).is_ok()) {
        return CertificateFault::OtherEnvironment { found: *found };
    }
    match here {
        Err(error) if *error.kind() == (ErrorKind::PathIssuer { level: 0 }) => CertificateFault::MissingIntermediate,
        _ => CertificateFault::UnknownIssuer,
    }
}

#[cfg(test)]
mod tests {
    use signature_fixtures::identities;

    use super::*;

    fn certificate(pem: &str) -> Certificate {
        Certificate::all_from_bytes(pem).unwrap().remove(0)
    }

    fn anchors(pem: &str) -> TrustAnchors {
        TrustAnchors::from_bytes(pem).unwrap()
    }

    /// What is said of the synthetic sender's certificate when it is sent with `sent`, and the synthetic root is an
    /// environment's.
    fn reason_for(sent: &[&str], own: &TrustAnchors) -> CertificateFault {
        let sent: Vec<_> = sent.iter().copied().map(certificate).collect();
        let environments = [
            (CertificateEnvironment::Production, anchors(identities::AVSENDER)),
            (CertificateEnvironment::Test, anchors(identities::ROOT)),
        ];
        reason_among(&certificate(identities::SENDER), &sent, own, &environments)
    }

    #[test]
    fn a_chain_of_another_environment_is_named() {
        let other = CertificateFault::OtherEnvironment { found: CertificateEnvironment::Test };
        for own in [TrustAnchors::production(), TrustAnchors::test(), anchors(identities::AVSENDER)] {
            assert_eq!(reason_for(&[identities::ISSUER], &own), other);
        }
        let own = anchors(identities::ROOT);
        assert_eq!(reason_for(&[identities::ISSUER], &own), CertificateFault::UnknownIssuer, "it is our own");
    }

    #[test]
    fn the_real_issuers_of_each_environment_are_of_that_environment() {
        let (production, test) = (TrustAnchors::production(), TrustAnchors::test());
        for (found, theirs, own) in [
            (CertificateEnvironment::Test, &test, &production),
            (CertificateEnvironment::Production, &production, &test),
        ] {
            for issuing in theirs.intermediates() {
                let der = CertificateDer::from(issuing.der().to_vec());
                assert_eq!(reason(&der, &[], own), CertificateFault::OtherEnvironment { found }, "{issuing:?}");
            }
        }
    }

    #[test]
    fn an_issuer_that_nobody_has_is_missing() {
        let own = anchors(identities::ROOT);
        assert_eq!(reason_for(&[], &own), CertificateFault::MissingIntermediate);
        let own = anchors(identities::AVSENDER);
        assert_eq!(reason_for(&[], &own), CertificateFault::MissingIntermediate);
        let environments = [];
        let (leaf, issuer) = (certificate(identities::SENDER), certificate(identities::ISSUER));
        assert_eq!(reason_among(&leaf, &[issuer], &own, &environments), CertificateFault::UnknownIssuer);
    }

    #[test]
    fn bytes_that_are_no_certificate_are_of_an_unknown_issuer() {
        let der = CertificateDer::from(vec![0x30, 0]);
        assert_eq!(reason(&der, std::slice::from_ref(&der), &TrustAnchors::test()), CertificateFault::UnknownIssuer);
    }
}
