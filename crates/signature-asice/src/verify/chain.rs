//! From a certificate to a trust anchor.
//!
//! Not here: revocation, which needs a network, and name constraints and policies, which the trusted issuers do not
//! use.
//!
//! Source: `RFC 5280 §6.1`, `docs/certificates`

use der::oid::ObjectIdentifier;
use signature_model::Timestamp;

use super::failure::{Failure, Obstacle};
use super::report::Outcome;
use crate::certificate::Certificate;
use crate::rsa::{self, Hash, Unverified};

const SHA_256_WITH_RSA_ENCRYPTION: ObjectIdentifier = ObjectIdentifier::new_unwrap("1.2.840.113549.1.1.11");
const SHA_384_WITH_RSA_ENCRYPTION: ObjectIdentifier = ObjectIdentifier::new_unwrap("1.2.840.113549.1.1.12");
const SHA_512_WITH_RSA_ENCRYPTION: ObjectIdentifier = ObjectIdentifier::new_unwrap("1.2.840.113549.1.1.13");

/// The most certificates between a leaf and its trust anchor.
const MAX_INTERMEDIATES: usize = 6;

/// Why a certificate does not lead to a trust anchor.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum InvalidIssuer {
    /// Neither the signature nor the verifier has the issuer of a certificate.
    #[error("every certificate must have its issuer at hand, found none for certificate {level} from the leaf")]
    Missing {
        /// The certificate whose issuer is missing; 0 is the leaf.
        level: usize,
    },
    /// A root that the verifier does not trust.
    #[error("certificate {level} from the leaf must be a trust anchor or have another issuer, found an unknown root")]
    UnknownRoot {
        /// Which certificate; 0 is the leaf.
        level: usize,
    },
    /// A certificate is not valid yet, or no more.
    #[error("certificate {level} from the leaf must be valid at {at}, found {not_before} to {not_after}")]
    Validity {
        /// Which certificate; 0 is the leaf.
        level: usize,
        /// The time in question.
        at: Timestamp,
        /// When its validity begins.
        not_before: Timestamp,
        /// When its validity ends.
        not_after: Timestamp,
    },
    /// An issuer that may not issue, or not so far above the leaf.
    #[error("certificate {level} from the leaf must be allowed to issue the one below, found that it is not")]
    NotAllowed {
        /// Which certificate; 0 is the leaf.
        level: usize,
    },
    /// The issuer's key did not make the signature on the certificate, or not with RSA and SHA-256, -384 or -512.
    #[error("certificate {level} from the leaf must be signed by its issuer, found another signature")]
    Signature {
        /// The certificate that was issued; 0 is the leaf.
        level: usize,
    },
    /// More certificates than any of the trusted issuers uses.
    #[error("a chain must have at most {MAX_INTERMEDIATES} certificates between leaf and trust anchor, found more")]
    TooLong,
}

impl From<InvalidIssuer> for Outcome {
    fn from(issuer: InvalidIssuer) -> Self {
        Failure::Chain(issuer).into()
    }
}

/// Climbs from `leaf` to the first trust anchor. At each level the first acceptable issuer is taken, anchors before
/// others; if there is none, the first one's fault is told.
pub(super) fn check(
    leaf: &Certificate,
    trust_anchors: &[Certificate],
    others: &[&[Certificate]],
    at: Timestamp,
) -> Result<(), Outcome> {
    let mut current = leaf;
    for level in 0..=MAX_INTERMEDIATES {
        validity(current, level, at)?;
        if trust_anchors.contains(current) {
            return Ok(());
        }
        if current.names_issuer(current) {
            return Err(InvalidIssuer::UnknownRoot { level }.into());
        }
        let candidates = trust_anchors.iter().chain(others.iter().copied().flatten());
        let mut fault = None;
        let issuer = candidates.filter(|candidate| current.names_issuer(candidate)).find(|candidate| {
            match issued(current, candidate, level, at) {
                Ok(()) => true,
                Err(outcome) => {
                    fault.get_or_insert(outcome);
                    false
                }
            }
        });
        current = match (issuer, fault) {
            (Some(issuer), _) => issuer,
            (None, Some(fault)) => return Err(fault),
            (None, None) => return Err(InvalidIssuer::Missing { level }.into()),
        };
    }
    match trust_anchors.contains(current) {
        true => Ok(()),
        false => Err(InvalidIssuer::TooLong.into()),
    }
}

fn validity(certificate: &Certificate, level: usize, at: Timestamp) -> Result<(), InvalidIssuer> {
    let (not_before, not_after) = (certificate.not_before(), certificate.not_after());
    match certificate.is_valid_at(at) {
        true => Ok(()),
        false => Err(InvalidIssuer::Validity { level, at, not_before, not_after }),
    }
}

/// Whether `issuer` issued `certificate`, which is `level` above the leaf.
fn issued(certificate: &Certificate, issuer: &Certificate, level: usize, at: Timestamp) -> Result<(), Outcome> {
    let above = level.saturating_add(1);
    validity(issuer, above, at)?;
    if !issuer.may_issue(level) {
        return Err(InvalidIssuer::NotAllowed { level: above }.into());
    }
    let wrong = InvalidIssuer::Signature { level };
    let signature = certificate.issuer_signature();
    let hash = hash(signature.algorithm).ok_or(wrong)?;
    let key = issuer.rsa_public_key().ok_or(wrong)?;
    rsa::verify(key, hash, signature.signed, signature.value).map_err(|unverified| match unverified {
        Unverified::Wrong => wrong.into(),
        Unverified::NoBackend => Obstacle::NoBackend.into(),
    })
}

fn hash(algorithm: ObjectIdentifier) -> Option<Hash> {
    match algorithm {
        SHA_256_WITH_RSA_ENCRYPTION => Some(Hash::Sha256),
        SHA_384_WITH_RSA_ENCRYPTION => Some(Hash::Sha384),
        SHA_512_WITH_RSA_ENCRYPTION => Some(Hash::Sha512),
        _ => None,
    }
}
