//! Certificates for the tests. All of them are invented, except [`avsender`], the public test certificate of the
//! official Java client.

use signature_fixtures::identities;
use signature_identity::{Certificate, CertificateChain};
use signature_model::Timestamp;

/// The certificate of the test vector in `clients/java`; 2014 to 2015, self-signed.
pub(crate) fn avsender() -> Certificate {
    one(identities::AVSENDER)
}

/// An organization's certificate in the form of SEID 2, for organization 123456789.
pub(crate) fn sender() -> Certificate {
    one(identities::SENDER)
}

/// The sender's key and name, but for encryption.
pub(crate) fn encryption_only() -> Certificate {
    one(identities::ENCRYPTION)
}

/// The sender's key in a certificate without an organization number.
#[cfg(feature = "aws-lc-rs")]
pub(crate) fn without_organization() -> Certificate {
    one(identities::NO_ORGANIZATION)
}

pub(crate) fn issuer() -> Certificate {
    one(identities::ISSUER)
}

pub(crate) fn root() -> Certificate {
    one(identities::ROOT)
}

pub(crate) fn chain() -> CertificateChain {
    CertificateChain::new(sender(), [issuer(), root()]).unwrap()
}

/// The sender's key.
#[cfg(feature = "aws-lc-rs")]
pub(crate) fn sender_key() -> signature_identity::SigningKey {
    let pem = [identities::SENDER_KEY, identities::SENDER].concat();
    signature_identity::Identity::from_pem(&pem, None).unwrap().signing_key().clone()
}

/// A time at which every synthetic certificate is valid.
pub(crate) fn noon() -> Timestamp {
    Timestamp::parse("2030-01-31T12:00:00Z").unwrap()
}

fn one(pem: &str) -> Certificate {
    Certificate::all_from_bytes(pem).unwrap().remove(0)
}
