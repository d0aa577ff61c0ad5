//! From a certificate to a trust anchor.
//!
//! Not here: revocation, which needs a network, and whatever critical extensions ask for beyond basic constraints and
//! key usage: a certificate that has such an extension is refused.
//!
//! Source: `RFC 5280 §4.2, §6.1`, `docs/certificates`

use signature_model::Timestamp;

use super::failure::{Failure, InvalidIssuer, MAX_INTERMEDIATES, MAX_SIGNATURES, Obstacle, Validity};
use super::report::Outcome;
use crate::certificate::Certificate;
use crate::rsa::Unverified;

impl From<InvalidIssuer> for Outcome {
    fn from(issuer: InvalidIssuer) -> Self {
        Failure::Chain(issuer).into()
    }
}

/// Climbs from `leaf` to a trust anchor by any way there is, trying anchors before others at each level. If there is
/// none, the fault of the first way is told.
pub(super) fn check(
    leaf: &Certificate,
    trust_anchors: &[Certificate],
    others: &[&[Certificate]],
    at: Timestamp,
) -> Result<(), Outcome> {
    check_itself(leaf, 0, at)?;
    Search { trust_anchors, others, at, signatures_left: MAX_SIGNATURES }.climb(leaf, 0)
}

struct Search<'a> {
    trust_anchors: &'a [Certificate],
    others: &'a [&'a [Certificate]],
    at: Timestamp,
    signatures_left: u8,
}

impl Search<'_> {
    /// Goes on from `current`, which is `level` above the leaf and good in itself.
    fn climb(&mut self, current: &Certificate, level: u8) -> Result<(), Outcome> {
        if self.trust_anchors.contains(current) {
            return Ok(());
        }
        if level > MAX_INTERMEDIATES {
            return Err(InvalidIssuer::TooLong.into());
        }
        if current.names_issuer(current) {
            return Err(InvalidIssuer::UnknownRoot { level }.into());
        }
        let above = level.saturating_add(1);
        let (trust_anchors, others) = (self.trust_anchors, self.others);
        let candidates = trust_anchors.iter().chain(others.iter().copied().flatten());
        let mut first_fault = None;
        for candidate in candidates.filter(|candidate| current.names_issuer(candidate)) {
            match self.issued(current, candidate, level).and_then(|()| self.climb(candidate, above)) {
                Ok(()) => return Ok(()),
                Err(fault) if fault == InvalidIssuer::TooManySignatures.into() => return Err(fault),
                Err(fault) => _ = first_fault.get_or_insert(fault),
            }
        }
        Err(first_fault.unwrap_or_else(|| InvalidIssuer::Missing { level }.into()))
    }

    /// Whether `issuer` is good in itself and issued `certificate`, which is `level` above the leaf.
    fn issued(&mut self, certificate: &Certificate, issuer: &Certificate, level: u8) -> Result<(), Outcome> {
        let above = level.saturating_add(1);
        check_itself(issuer, above, self.at)?;
        if !issuer.may_issue(level) {
            return Err(InvalidIssuer::NotAllowed { level: above }.into());
        }
        self.signatures_left = self.signatures_left.checked_sub(1).ok_or(InvalidIssuer::TooManySignatures)?;
        certificate.check_signature(issuer).map_err(|unverified| match unverified {
            Unverified::Wrong => InvalidIssuer::Signature { level }.into(),
            Unverified::NoBackend => Obstacle::NoBackend.into(),
        })
    }
}

/// The rules that a certificate must meet wherever in a chain it is.
fn check_itself(certificate: &Certificate, level: u8, at: Timestamp) -> Result<(), InvalidIssuer> {
    let (not_before, not_after) = (certificate.not_before(), certificate.not_after());
    if !(not_before..=not_after).contains(&at) {
        return Err(InvalidIssuer::Validity { level, times: Validity { at, not_before, not_after }.into() });
    }
    match certificate.has_unknown_critical_extension() {
        true => Err(InvalidIssuer::CriticalExtension { level }),
        false => Ok(()),
    }
}

#[cfg(test)]
#[cfg(feature = "aws-lc-rs")]
mod tests;
