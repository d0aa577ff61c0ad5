//! From a certificate to a trust anchor.
//!
//! Not here: revocation, which needs a network, and whatever critical extensions ask for beyond basic constraints and
//! key usage: a certificate that has such an extension is refused.
//!
//! Source: `RFC 5280 §4.2, §6.1`, `docs/certificates`

use signature_model::Timestamp;

use crate::certificate::Certificate;
use crate::rsa_public_key::Unverified;

/// Checks that `leaf` leads to one of `trust_anchors`, over any of `others`, with every certificate valid at `at`.
///
/// Every path is tried, anchors before others at each level. Without one, the fault of the first path is told.
///
/// # Errors
/// [`InvalidPath`] if there is no such path, or it cannot be checked without an RSA backend.
pub fn check_path(
    leaf: &Certificate,
    trust_anchors: &[Certificate],
    others: &[&[Certificate]],
    at: Timestamp,
) -> Result<(), InvalidPath> {
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
    fn climb(&mut self, current: &Certificate, level: u8) -> Result<(), InvalidPath> {
        if self.trust_anchors.contains(current) {
            return Ok(());
        }
        if level > MAX_INTERMEDIATES {
            return Err(InvalidPath::TooLong);
        }
        if current.names_issuer(current) {
            return Err(InvalidPath::UnknownRoot { level });
        }
        let above = level.saturating_add(1);
        let (trust_anchors, others) = (self.trust_anchors, self.others);
        let candidates = trust_anchors.iter().chain(others.iter().copied().flatten());
        let mut first_fault = None;
        for candidate in candidates.filter(|candidate| current.names_issuer(candidate)) {
            match self.issued(current, candidate, level).and_then(|()| self.climb(candidate, above)) {
                Ok(()) => return Ok(()),
                Err(fault) if fault == InvalidPath::TooManySignatures => return Err(fault),
                Err(fault) => _ = first_fault.get_or_insert(fault),
            }
        }
        Err(first_fault.unwrap_or(InvalidPath::Missing { level }))
    }

    /// Whether `issuer` is good in itself and issued `certificate`, which is `level` above the leaf.
    fn issued(&mut self, certificate: &Certificate, issuer: &Certificate, level: u8) -> Result<(), InvalidPath> {
        let above = level.saturating_add(1);
        check_itself(issuer, above, self.at)?;
        if !issuer.may_issue(level) {
            return Err(InvalidPath::NotAllowed { level: above });
        }
        self.signatures_left = self.signatures_left.checked_sub(1).ok_or(InvalidPath::TooManySignatures)?;
        certificate.check_signature(issuer).map_err(|unverified| match unverified {
            Unverified::Wrong => InvalidPath::Signature { level },
            Unverified::NoBackend => InvalidPath::NoBackend,
        })
    }
}

/// The rules that a certificate must meet wherever in a chain it is.
fn check_itself(certificate: &Certificate, level: u8, at: Timestamp) -> Result<(), InvalidPath> {
    let (not_before, not_after) = (certificate.not_before(), certificate.not_after());
    if !(not_before..=not_after).contains(&at) {
        return Err(InvalidPath::Validity { level, times: Validity { at, not_before, not_after }.into() });
    }
    match certificate.has_unknown_critical_extension() {
        true => Err(InvalidPath::CriticalExtension { level }),
        false => Ok(()),
    }
}

/// Why a certificate does not lead to a trust anchor. Certificates are counted from the leaf, which is 0.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum InvalidPath {
    /// Neither the signature nor the verifier has the issuer of a certificate.
    #[error("every certificate must have its issuer at hand, found none for certificate {level} from the leaf")]
    Missing {
        /// The certificate whose issuer is missing.
        level: u8,
    },
    /// A root that the verifier does not trust.
    #[error("certificate {level} from the leaf must be a trust anchor or have another issuer, found an unknown root")]
    UnknownRoot {
        /// Which certificate.
        level: u8,
    },
    /// A certificate is not valid yet, or no more.
    #[error(
        "certificate {level} from the leaf must be valid at {}, found {} to {}",
        times.at, times.not_before, times.not_after
    )]
    Validity {
        /// Which certificate.
        level: u8,
        /// When it should be valid, and when it is.
        times: Box<Validity>,
    },
    /// A critical extension that this crate does not process; among them are constraints on names and policies, and
    /// those that restrict a key to other purposes.
    #[error("certificate {level} from the leaf must have known critical extensions only, found another")]
    CriticalExtension {
        /// Which certificate.
        level: u8,
    },
    /// An issuer that may not issue, or not so far above the leaf.
    #[error("certificate {level} from the leaf must be allowed to issue the one below, found that it is not")]
    NotAllowed {
        /// Which certificate.
        level: u8,
    },
    /// The issuer's key did not make the signature on the certificate, or not with RSA and SHA-256, -384 or -512.
    #[error("certificate {level} from the leaf must be signed by its issuer, found another signature")]
    Signature {
        /// The certificate that was issued.
        level: u8,
    },
    /// More certificates than any of the trusted issuers uses.
    #[error("a chain must have at most {MAX_INTERMEDIATES} certificates between leaf and trust anchor, found more")]
    TooLong,
    /// More issuers of one name than are worth trying.
    #[error("a chain must be found by verifying at most {MAX_SIGNATURES} signatures, found none")]
    TooManySignatures,
    /// The crate was built without the feature `aws-lc-rs`, and cannot verify RSA signatures.
    #[error("RSA must be built in to verify certificates (feature `aws-lc-rs`), found no backend for it")]
    NoBackend,
}

/// The times of a certificate that is not valid.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[non_exhaustive]
pub struct Validity {
    /// The time in question.
    pub at: Timestamp,
    /// When its validity begins.
    pub not_before: Timestamp,
    /// When its validity ends, that moment included.
    pub not_after: Timestamp,
}

/// The most certificates between a leaf and its trust anchor.
const MAX_INTERMEDIATES: u8 = 6;
/// The most signatures on certificates that are verified for one chain.
const MAX_SIGNATURES: u8 = 64;

#[cfg(all(test, feature = "aws-lc-rs"))]
mod tests;
