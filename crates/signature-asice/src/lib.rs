//! Signed document packages for Posten signering: ASiC-E containers with a XAdES signature.
//!
//! In scope: making a package from a job's documents, in one call or in two steps with an external key; opening a
//! package that may be hostile; verifying a package against the service's profile and saying what is wrong. Out of
//! scope: certificates and key files (`signature-identity`), sending packages (`signature-protocol`), reading manifests
//! (`signature-model`), revocation and timestamps.
//!
//! ```text
//! PackageContents ──▶ Draft ──▶ to_be_signed ──▶ your key ─┐
//! CertificateChain ──▶  │                                  │ signature
//! SigningTime ───────▶  └──────────────▶ finish ◀──────────┘
//!                                          │
//!                                    DocumentPackage ─ ─ ─ ▶ bytes ──▶ Package ──▶ Verifier ──▶ Report
//! ```
//!
//! Nothing here reads a clock, a file or randomness, and the same inputs always give the same bytes: those that the
//! official Java client would sign. Documents are shared with the package, never copied.
//!
//! With a key in memory, [`Packager`] does both steps. Key files in other formats than PEM are read by
//! `signature_identity::Identity`. The examples in the repository show a key in another process (`sign_elsewhere`) and
//! a command that prints the report of each package (`verify`).
//!
#![cfg_attr(feature = "aws-lc-rs", doc = "```")]
#![cfg_attr(not(feature = "aws-lc-rs"), doc = "```ignore")]
//! use signature_asice::{Error, Limits, OpenError, Package, Packager, Report, Verifier};
//! use signature_identity::Certificate;
//! use signature_model::{DocumentPackage, PackageContents, PackageFile, Timestamp};
//!
//! /// Signs two files with the organization's certificate and key.
//! fn make(certificate_and_key: &str, now: Timestamp) -> Result<DocumentPackage, Error> {
//!     let packager = Packager::from_pem(certificate_and_key)?;
//!     let contents = PackageContents::from_iter([
//!         PackageFile::new("0000_leieavtale.pdf", "application/pdf", &b"%PDF-1.7 invented"[..]),
//!         PackageFile::new("manifest.xml", "application/xml", &b"<manifest/>"[..]),
//!     ]);
//!     packager.package(&contents, now)
//! }
//!
//! /// Judges a package that arrives now.
//! fn judge(archive: Vec<u8>, roots: Vec<Certificate>, now: Timestamp) -> Result<Report, OpenError> {
//!     let package = Package::open(archive, &Limits::default())?;
//!     Ok(Verifier::new(roots).verify(&package, now))
//! }
//!
//! # use signature_fixtures::identities;
//! # let pem = [identities::SENDER_KEY, identities::SENDER, identities::ISSUER].concat();
//! # let roots = Certificate::all_from_bytes(identities::ROOT).unwrap();
//! # let now = Timestamp::parse("2030-01-31T12:00:00Z").unwrap();
//! # let archive = make(&pem, now).unwrap().to_bytes().to_vec();
//! let report = judge(archive, roots, now).unwrap();
//! assert!(report.is_valid(), "{report}");
//! assert_eq!(report.signing_time(), Some(now));
//! ```
//!
//! # Features
//!
//! `aws-lc-rs` (default) adds `Packager`, lets [`Draft::finish`] verify the signature that it gets, and lets
//! [`Verifier`] verify signatures. Without it the crate is pure Rust, and a verifier skips those checks and never
//! reports a package as valid.
#![warn(clippy::arithmetic_side_effects)]

mod container;
mod draft;
mod error;
mod form_encoding;
mod identifiers;
#[cfg(feature = "aws-lc-rs")]
mod packager;
#[cfg(test)]
mod synthetic;
mod verify;
mod xades;
mod xml_signature;

pub use container::{
    ArchiveFault, Entry, EntryFault, HeaderField, LimitKind, Limits, OpenError, OpenErrorKind, Package,
};
pub use draft::{Draft, SigningTime};
pub use error::{Error, ErrorKind};
#[cfg(feature = "aws-lc-rs")]
pub use packager::Packager;
pub use signature_identity as identity;
pub use verify::{Check, CheckKind, Failure, Outcome, Reason, Report, SigningTimes, Verifier};
/// For the fuzzer; not part of the interface.
#[doc(hidden)]
pub use xml_signature::c14n::canonical_forms;
/// Shared with `signature-testkit`; not part of the interface.
#[doc(hidden)]
pub use xml_signature::escape::escape_text;

#[cfg(test)]
mod tests {
    use super::*;

    fn shareable<T: Send + Sync + 'static>() {}

    #[test]
    fn every_value_may_cross_threads() {
        shareable::<Draft>();
        shareable::<Package>();
        shareable::<Verifier>();
        shareable::<Report>();
        #[cfg(feature = "aws-lc-rs")]
        shareable::<Packager>();
    }

    #[track_caller]
    fn small<E: std::error::Error>() {
        let words = size_of::<E>().div_ceil(size_of::<usize>());
        assert!(words <= 3, "{} has {words} words", std::any::type_name::<E>());
    }

    #[test]
    fn errors_are_small() {
        small::<OpenError>();
        small::<Error>();
    }
}
