//! From a certificate to a trust anchor.
//!
//! Not here: revocation, which needs a network, and name constraints and policies, which the trusted issuers do not
//! use.
//!
//! Source: `RFC 5280 §6.1`, `docs/certificates`

use der::oid::ObjectIdentifier;
use signature_model::Timestamp;

use super::failure::{Failure, InvalidIssuer, MAX_INTERMEDIATES, Obstacle};
use super::report::Outcome;
use crate::certificate::Certificate;
use crate::rsa::{self, Hash, Unverified};

const SHA_256_WITH_RSA_ENCRYPTION: ObjectIdentifier = ObjectIdentifier::new_unwrap("1.2.840.113549.1.1.11");
const SHA_384_WITH_RSA_ENCRYPTION: ObjectIdentifier = ObjectIdentifier::new_unwrap("1.2.840.113549.1.1.12");
const SHA_512_WITH_RSA_ENCRYPTION: ObjectIdentifier = ObjectIdentifier::new_unwrap("1.2.840.113549.1.1.13");

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
