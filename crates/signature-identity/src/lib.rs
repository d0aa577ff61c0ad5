//! Enterprise certificates, their keys, and the files that have both, for Posten signering.
//!
//! In scope: the facts of an X.509 certificate, the organization number in it (SEID 1 and 2), chains, thumbprints,
//! certification paths, key files (PKCS#12, PEM, JKS, JCEKS), and an RSA key in memory. Out of scope: packages
//! (`signature-asice`), TLS (`signature-http`), revocation. Nothing here reads a clock, a file or randomness.
//!
//! ```text
//! key file + password ──▶ Identity ──▶ CertificateChain, SigningKey
//!                            │
//!                            ├──▶ signature-asice: signs packages
//!                            └──▶ signature-http: identifies the organization in TLS
//! ```
//!
//! # Features
//!
//! `aws-lc-rs` (default) adds `Identity` and `SigningKey`, and verifies signatures on certificates. Without it the crate
//! is pure Rust, and a certification path is reported as unchecked.
#![warn(clippy::arithmetic_side_effects)]

mod attribute;
mod ber;
mod certificate;
mod certificate_time;
mod certification_path;
mod distinguished_name;
mod error;
mod extensions;
#[cfg(feature = "aws-lc-rs")]
mod identity;
mod name_text;
mod rsa_public_key;
#[cfg(feature = "aws-lc-rs")]
mod signing_key;
#[cfg(test)]
mod synthetic;

pub use certificate::{
    Certificate, CertificateChain, InvalidCertificate, InvalidChain, InvalidPem, InvalidThumbprint, OutsideValidity,
    Thumbprint,
};
pub use certification_path::{InvalidPath, Validity, check_path};
pub use error::{Error, ErrorKind};
#[cfg(feature = "aws-lc-rs")]
pub use identity::{Identity, InvalidIdentity, KeyEntry, NotFound, UnreadFile};
pub use rsa_public_key::{Hash, RsaPublicKey, Unverified};
#[cfg(feature = "aws-lc-rs")]
pub use signing_key::{InvalidSigningKey, SigningError, SigningKey};

#[cfg(test)]
mod tests {
    use super::*;

    fn shareable<T: Send + Sync + 'static>() {}

    #[test]
    fn every_value_may_cross_threads() {
        shareable::<CertificateChain>();
        #[cfg(feature = "aws-lc-rs")]
        shareable::<Identity>();
    }

    #[track_caller]
    fn small<E: std::error::Error>() {
        let words = size_of::<E>().div_ceil(size_of::<usize>());
        assert!(words <= 3, "{} has {words} words", std::any::type_name::<E>());
    }

    #[test]
    fn errors_are_small() {
        small::<Error>();
        small::<InvalidCertificate>();
        small::<InvalidChain>();
        small::<InvalidPath>();
        small::<InvalidPem>();
        small::<InvalidThumbprint>();
        small::<OutsideValidity>();
        #[cfg(feature = "aws-lc-rs")]
        {
            small::<InvalidIdentity>();
            small::<InvalidSigningKey>();
            small::<NotFound>();
            small::<SigningError>();
        }
    }
}
