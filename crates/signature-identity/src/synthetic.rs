//! Certificates and a key for the tests. All of them are synthetic and stand for nobody, except [`avsender`], which
//! is the public test certificate of the official Java client.
//!
//! Made with OpenSSL: a root, an issuer below it, and three certificates of the issuer over one key; valid from
//! 2026-11-21 for a hundred years.

pub(crate) mod der;
#[cfg(feature = "aws-lc-rs")]
pub(crate) mod issue;
#[cfg(feature = "aws-lc-rs")]
pub(crate) mod key_files;

use signature_fixtures::identities;

use crate::Certificate;
use crate::ber::Element;

pub(crate) const SENDER_CERTIFICATE: &str = identities::SENDER;
#[cfg_attr(not(feature = "aws-lc-rs"), expect(dead_code, reason = "signing needs the backend"))]
pub(crate) const ISSUER_CERTIFICATE: &str = identities::ISSUER;
#[cfg_attr(not(feature = "aws-lc-rs"), expect(dead_code, reason = "keys need the backend"))]
pub(crate) const SENDER_KEY: &str = identities::SENDER_KEY;

/// The certificate of the test vector in `clients/java`; 2014 to 2015, self-signed.
pub(crate) fn avsender() -> Certificate {
    one(identities::AVSENDER)
}

/// An organization's certificate in the form of SEID 2, for organization 123456789.
pub(crate) fn sender() -> Certificate {
    one(SENDER_CERTIFICATE)
}

/// The sender's key and name, but for encryption.
pub(crate) fn encryption_only() -> Certificate {
    one(identities::ENCRYPTION)
}

pub(crate) fn issuer() -> Certificate {
    one(identities::ISSUER)
}

pub(crate) fn root() -> Certificate {
    one(identities::ROOT)
}

#[cfg(feature = "aws-lc-rs")]
pub(crate) fn chain() -> crate::CertificateChain {
    crate::CertificateChain::new(sender(), [issuer(), root()]).unwrap()
}

/// A time at which every synthetic certificate is valid.
#[cfg(feature = "aws-lc-rs")]
pub(crate) fn noon() -> signature_model::Timestamp {
    signature_model::Timestamp::parse("2030-01-31T12:00:00Z").unwrap()
}

/// The bytes of a certificate with other names, which nobody signed.
pub(crate) fn renamed(certificate: &Certificate, issuer: &[u8], subject: &[u8]) -> Vec<u8> {
    let whole = Element::parse(certificate.der()).unwrap();
    let [to_be_signed, algorithm, signature] = whole.sequence().unwrap() else { panic!("three parts expected") };
    let mut fields: Vec<_> = to_be_signed.sequence().unwrap().iter().map(Element::encoding).collect();
    (fields[3], fields[5]) = (issuer, subject);
    der::sequence(&[&der::sequence(&fields), algorithm.encoding(), signature.encoding()])
}

fn one(pem: &str) -> Certificate {
    Certificate::all_from_bytes(pem).unwrap().remove(0)
}

/// The bytes of a single PEM block.
#[cfg(feature = "aws-lc-rs")]
pub(crate) fn der(pem: &str) -> Vec<u8> {
    crate::file::pieces(pem.as_bytes(), "PEM").unwrap().remove(0).bytes.to_vec()
}
