//! Signed document packages for Posten signering: ASiC-E containers with a XAdES signature.
//!
//! In scope: making a package from a job's documents, in one call or in two steps around a key that is elsewhere;
//! opening a package that may be hostile; verifying one against the service's profile and saying what is wrong; the
//! facts of an enterprise certificate; reading one with its key from the files that they come in. Out of scope: sending
//! packages (`signature-protocol`), reading manifests (`signature-model`), revocation and timestamps.
//!
//! ```text
//! PackageContents ──▶ Draft ──▶ to_be_signed ──▶ your key ─┐
//! CertificateChain ──▶  │                                  │ signature
//! SigningTime ───────▶  └──────────────▶ finish ◀──────────┘
//!                                          │
//!                                    DocumentBundle ─ ─ ─ ▶ bytes ──▶ Package ──▶ Verifier ──▶ Report
//! ```
//!
//! Nothing here reads a clock, a file or randomness, and the same inputs always give the same bytes: those that the
//! official Java client would sign. Documents are shared with the package, never copied.
//!
//! With a key in memory, [`Packager`] does both steps. Key files in other formats than PEM are read by `Identity`.
//!
#![cfg_attr(feature = "aws-lc-rs", doc = "```")]
#![cfg_attr(not(feature = "aws-lc-rs"), doc = "```ignore")]
//! use signature_asice::{Certificate, Limits, Package, Packager, Verifier};
//! use signature_model::package::{PackageFile, Packaging};
//! use signature_model::{PackageContents, Timestamp};
//!
//! # let (pem, root) = (
//! #     concat!(
//! #         include_str!("synthetic/sender-key.pem"),
//! #         include_str!("synthetic/sender.pem"),
//! #         include_str!("synthetic/issuer.pem"),
//! #     ),
//! #     include_str!("synthetic/root.pem"),
//! # );
//! let packager = Packager::from_pem(pem)?;
//! let contents = PackageContents::from_iter([
//!     PackageFile::new("0000_leieavtale.pdf", "application/pdf", &b"%PDF-1.7 invented"[..]),
//!     PackageFile::new("manifest.xml", "application/xml", &b"<manifest/>"[..]),
//! ]);
//! let now = Timestamp::parse("2030-01-31T12:00:00Z")?;
//! let bundle = packager.package(&contents, now)?;
//!
//! let package = Package::open(bundle.to_bytes(), &Limits::default())?;
//! let report = Verifier::new(Certificate::all_from_pem(root)?).verify(&package, now);
//! assert!(report.is_valid(), "{report}");
//! assert_eq!(report.signing_time(), Some(now));
//! # Ok::<(), Box<dyn std::error::Error>>(())
//! ```
//!
//! # Features
//!
//! `aws-lc-rs` (default) adds `Packager`, `Identity` and `SigningKey`, lets [`Draft::finish`] verify the signature it is
//! given, and lets [`Verifier`] verify signatures. Without it the crate is pure Rust, and a verifier reports those
//! checks as not done, so no package is valid for it.
#![warn(clippy::arithmetic_side_effects)]

pub mod certificate;
pub mod container;
pub mod draft;
mod form_encoding;
#[cfg(feature = "aws-lc-rs")]
pub mod identity;
#[cfg(feature = "aws-lc-rs")]
pub mod packager;
mod rsa;
#[cfg(feature = "aws-lc-rs")]
pub mod signing_key;
#[cfg(test)]
mod synthetic;
pub mod verify;
mod xades;
mod xml_signature;

pub use certificate::{Certificate, CertificateChain};
pub use container::{Limits, Package};
pub use draft::{Draft, SigningTime};
#[cfg(feature = "aws-lc-rs")]
pub use identity::Identity;
#[cfg(feature = "aws-lc-rs")]
pub use packager::Packager;
#[cfg(feature = "aws-lc-rs")]
pub use signing_key::SigningKey;
pub use verify::{Report, Verifier};
/// For the fuzzer; no part of the interface.
#[doc(hidden)]
pub use xml_signature::c14n::canonical_forms;
/// Shared with `signature-testkit`; no part of the interface.
#[doc(hidden)]
pub use xml_signature::escape::escape_text;

#[cfg(test)]
mod tests {
    use super::*;

    fn shareable<T: Send + Sync + 'static>() {}

    #[test]
    fn every_value_may_cross_threads() {
        shareable::<CertificateChain>();
        shareable::<Draft>();
        shareable::<Package>();
        shareable::<Verifier>();
        shareable::<Report>();
        #[cfg(feature = "aws-lc-rs")]
        {
            shareable::<Identity>();
            shareable::<Packager>();
        }
    }

    #[track_caller]
    fn small<E: std::error::Error>() {
        let words = size_of::<E>().div_ceil(size_of::<usize>());
        assert!(words <= 3, "{} has {words} words", std::any::type_name::<E>());
    }

    #[test]
    fn errors_are_small() {
        small::<certificate::InvalidCertificate>();
        small::<certificate::InvalidChain>();
        small::<certificate::InvalidPem>();
        small::<certificate::InvalidThumbprint>();
        small::<certificate::OutsideValidity>();
        small::<container::OpenError>();
        small::<draft::DraftError>();
        small::<draft::FinishError>();
        small::<verify::Failure>();
        small::<verify::InvalidIssuer>();
        small::<verify::InvalidXml>();
        small::<verify::Obstacle>();
        #[cfg(feature = "aws-lc-rs")]
        {
            small::<identity::InvalidIdentity>();
            small::<identity::NotFound>();
            small::<packager::InvalidPackager>();
            small::<signing_key::InvalidSigningKey>();
            small::<signing_key::SigningError>();
        }
    }
}
