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
mod file;
#[cfg(feature = "aws-lc-rs")]
mod identity;
mod name_text;
mod rsa_public_key;
#[cfg(feature = "aws-lc-rs")]
mod signing_key;
#[cfg(test)]
mod synthetic;

pub use certificate::{Certificate, CertificateChain, Thumbprint};
pub use certification_path::check_path;
pub use error::{Error, ErrorKind, Place, UnreadFile};
#[cfg(feature = "aws-lc-rs")]
pub use identity::{Identity, KeyEntry, LeftOut};
pub use rsa_public_key::{Hash, RsaPublicKey, Unverified};
#[cfg(feature = "aws-lc-rs")]
pub use signing_key::SigningKey;

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

    #[test]
    fn an_error_is_one_word() {
        assert_eq!(size_of::<Error>(), size_of::<usize>());
    }
}
