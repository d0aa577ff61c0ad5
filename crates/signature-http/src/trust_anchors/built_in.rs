//! The certificates of Buypass, Commfides and Digipost that come with the crate.
//!
//! `trust-anchors/list.toml` has the fingerprint of each, and why others are left out.
//!
//! Source: `docs/certificates`

use signature_identity::Certificate;

/// Roots, and the intermediates below them.
pub(super) struct BuiltIn {
    pub(super) roots: Vec<Certificate>,
    pub(super) intermediates: Vec<Certificate>,
}

impl BuiltIn {
    pub(super) fn production() -> Self {
        Self::read(
            include_str!("../../trust-anchors/production-roots.pem"),
            include_str!("../../trust-anchors/production-intermediates.pem"),
        )
    }

    pub(super) fn test() -> Self {
        Self::read(
            include_str!("../../trust-anchors/test-roots.pem"),
            include_str!("../../trust-anchors/test-intermediates.pem"),
        )
    }

    /// The texts are parts of the crate, and the tests read them.
    fn read(roots: &str, intermediates: &str) -> Self {
        let certificates = |pem: &str| Certificate::all_from_bytes(pem).unwrap_or_default();
        Self { roots: certificates(roots), intermediates: certificates(intermediates) }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_certificate_is_there() {
        for (found, roots, intermediates) in [(BuiltIn::production(), 4, 4), (BuiltIn::test(), 5, 4)] {
            assert_eq!((found.roots.len(), found.intermediates.len()), (roots, intermediates));
        }
    }

    #[test]
    fn every_intermediate_leads_to_a_root() {
        for BuiltIn { roots, intermediates } in [BuiltIn::production(), BuiltIn::test()] {
            for intermediate in intermediates {
                let at = intermediate.not_after();
                assert_eq!(signature_identity::check_path(&intermediate, &roots, &[], at), Ok(()));
            }
        }
    }

    #[test]
    fn no_certificate_of_one_environment_is_in_the_other() {
        let all = |found: BuiltIn| [found.roots, found.intermediates].concat();
        let (production, test) = (all(BuiltIn::production()), all(BuiltIn::test()));
        assert!(production.iter().all(|certificate| !test.contains(certificate)));
    }
}
