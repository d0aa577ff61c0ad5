//! The certificates of Buypass, Commfides and Digipost that come with the crate.
//!
//! `trust-anchors/list.toml` has the fingerprint of each, and why others are left out.
//!
//! Source: `docs/certificates`

use signature_identity::Certificate;

use super::TrustAnchors;

const PRODUCTION_ROOTS: &str = include_str!("../../trust-anchors/production-roots.pem");
const PRODUCTION_INTERMEDIATES: &str = include_str!("../../trust-anchors/production-intermediates.pem");
const TEST_ROOTS: &str = include_str!("../../trust-anchors/test-roots.pem");
const TEST_INTERMEDIATES: &str = include_str!("../../trust-anchors/test-intermediates.pem");

pub(super) fn production() -> TrustAnchors {
    read(PRODUCTION_ROOTS, PRODUCTION_INTERMEDIATES)
}

pub(super) fn test() -> TrustAnchors {
    read(TEST_ROOTS, TEST_INTERMEDIATES)
}

/// The texts are parts of the crate, and the tests read them.
fn read(roots: &str, intermediates: &str) -> TrustAnchors {
    let certificates = |pem: &str| Certificate::all_from_bytes(pem).unwrap_or_default();
    TrustAnchors { roots: certificates(roots), intermediates: certificates(intermediates) }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_certificate_is_there() {
        for (anchors, roots, intermediates) in [(production(), 4, 4), (test(), 5, 4)] {
            assert_eq!((anchors.certificates().len(), anchors.intermediates().len()), (roots, intermediates));
        }
    }

    #[test]
    fn every_intermediate_leads_to_a_root() {
        for anchors in [production(), test()] {
            for intermediate in anchors.intermediates() {
                let at = intermediate.not_after();
                assert_eq!(signature_identity::check_path(intermediate, anchors.certificates(), &[], at), Ok(()));
            }
        }
    }

    #[test]
    fn no_certificate_of_one_environment_is_in_the_other() {
        let (production, test) = (production(), test());
        let all = |anchors: &TrustAnchors| [anchors.certificates(), anchors.intermediates()].concat();
        assert!(all(&production).iter().all(|certificate| !all(&test).contains(certificate)));
    }
}
