//! From a certificate to a trust anchor.
//!
//! Not here: revocation, which needs a network, critical extensions that `extensions` does not know, and constraints on
//! names and policies: a certificate that has one of the latter two is refused.
//!
//! Source: `RFC 5280 §4.2, §6.1`, `docs/certificates`

use signature_model::Timestamp;

use crate::certificate::Certificate;
use crate::error::{Error, ErrorKind};
use crate::rsa_public_key::Unverified;

/// Checks that `leaf` leads to one of `trust_anchors`, over any of `others`, with every certificate valid at `at`.
///
/// Every path is tried, anchors before others at each level. If there is no path, the error is the first path's.
/// A path has at most 6 certificates between leaf and anchor, and at most 64 signatures are verified to find it.
///
/// Source: `RFC 5280 §6.1`; the limits are ours
///
/// # Errors
/// [`Error`] if there is no path, or it cannot be checked without an RSA backend.
pub fn check_path(
    leaf: &Certificate,
    trust_anchors: &[Certificate],
    others: &[&[Certificate]],
    at: Timestamp,
) -> Result<(), Error> {
    check_itself(leaf, 0, at)?;
    Search { trust_anchors, others, at, signatures_left: MAX_SIGNATURES }.climb(leaf, 0, 0)
}

struct Search<'a> {
    trust_anchors: &'a [Certificate],
    others: &'a [&'a [Certificate]],
    at: Timestamp,
    signatures_left: u8,
}

impl Search<'_> {
    /// Goes on from `current`, which is `level` above the leaf and was checked by itself. `intermediates` are those up to
    /// and including it that count for the limits of issuers: all but the self-issued ones.
    fn climb(&mut self, current: &Certificate, level: u8, intermediates: u8) -> Result<(), Error> {
        if self.trust_anchors.contains(current) {
            return Ok(());
        }
        if level > MAX_INTERMEDIATES {
            return Err(ErrorKind::PathLength { max: MAX_INTERMEDIATES }.into());
        }
        if current.is_self_issued() {
            self.count_signature()?;
            if current.is_root() {
                return Err(ErrorKind::PathRoot { level }.into());
            }
        }
        let (trust_anchors, others) = (self.trust_anchors, self.others);
        let candidates = trust_anchors.iter().chain(others.iter().copied().flatten());
        let mut first_fault = None;
        for candidate in candidates.filter(|candidate| current.names_issuer(candidate) && *candidate != current) {
            match self.issued_and_leads_up(current, candidate, level, intermediates) {
                Ok(()) => return Ok(()),
                Err(fault) if matches!(fault.kind(), ErrorKind::PathSearch { .. }) => return Err(fault),
                Err(fault) => _ = first_fault.get_or_insert(fault),
            }
        }
        Err(first_fault.unwrap_or_else(|| ErrorKind::PathIssuer { level }.into()))
    }

    fn issued_and_leads_up(
        &mut self,
        certificate: &Certificate,
        issuer: &Certificate,
        level: u8,
        intermediates: u8,
    ) -> Result<(), Error> {
        let above = level.saturating_add(1);
        check_itself(issuer, above, self.at)?;
        if !issuer.may_issue(intermediates) {
            return Err(ErrorKind::PathAuthority { level: above }.into());
        }
        self.count_signature()?;
        certificate.check_signature(issuer).map_err(|unverified| match unverified {
            Unverified::Wrong => ErrorKind::PathSignature { level },
            Unverified::NoBackend => ErrorKind::NoBackend,
        })?;
        let counts = u8::from(!issuer.is_self_issued());
        self.climb(issuer, above, intermediates.saturating_add(counts))
    }

    fn count_signature(&mut self) -> Result<(), Error> {
        self.signatures_left =
            self.signatures_left.checked_sub(1).ok_or(ErrorKind::PathSearch { max: MAX_SIGNATURES })?;
        Ok(())
    }
}

/// The rules for every certificate of a chain.
fn check_itself(certificate: &Certificate, level: u8, at: Timestamp) -> Result<(), Error> {
    let (not_before, not_after) = (certificate.not_before(), certificate.not_after());
    if !(not_before..=not_after).contains(&at) {
        return Err(ErrorKind::PathValidity { level, at, not_before, not_after }.into());
    }
    match certificate.has_unprocessed_extension() {
        true => Err(ErrorKind::PathExtension { level }.into()),
        false => Ok(()),
    }
}

/// The most certificates between a leaf and its trust anchor.
const MAX_INTERMEDIATES: u8 = 6;
/// The most signatures on certificates that are verified for one chain.
const MAX_SIGNATURES: u8 = 64;

#[cfg(all(test, feature = "aws-lc-rs"))]
mod tests;
