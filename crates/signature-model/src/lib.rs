//! Types, builders and XML of the Posten signering API.
//!
//! In scope: the values a job is made of, every message of both flows in both directions, and the limits the
//! service puts on them. Out of scope: sending anything (`signature-protocol`, `signature-http`) and packaging
//! documents (`signature-asice`). Nothing here reads a clock, a file or a socket.
//!
//! ```text
//! values ──▶ Document, DirectSigner, PortalSigner … ──▶ DirectJob / PortalJob
//!                                                          │ request, package_contents
//!                                 request element ◀────────┴────────▶ PackageContents (documents + manifest)
//!
//! reply bytes ──▶ DirectJobResponse, DirectJobStatus, PortalJobStatusChange … ──▶ URL types for the next call
//! ```
//!
//! A value that exists is valid: each constructor holds the limit that its documentation states.
//! A value that can identify a person has no `Display`, shows nothing in `Debug`, and is read with `expose`.
//!
//! ```
//! use signature_model::{
//!     Document, Documents, EmailAddress, OrganizationNumber, PersonalIdentificationNumber, Sender, Signers, Title,
//!     portal::{Notifications, PortalJob, PortalSigner},
//! };
//!
//! let document = Document::pdf(Title::new("Leieavtale")?, &b"%PDF-1.7 invented"[..]);
//! let signer = PortalSigner::personal(
//!     PersonalIdentificationNumber::new("01010100000")?,
//!     Notifications::email(EmailAddress::new("kari@example.com")?),
//! );
//! let job = PortalJob::new(Title::new("Leieavtale")?, Documents::new([document])?, Signers::new([signer])?)
//!     .with_sender(Sender::new(OrganizationNumber::new("123456789")?));
//! assert_eq!(job.documents().len(), 1);
//! # Ok::<(), signature_model::Error>(())
//! ```
#![warn(clippy::arithmetic_side_effects, clippy::wildcard_enum_match_arm)]

pub mod direct;
mod document;
mod error;
mod job_status;
mod manifest_document;
mod package;
mod pdf;
pub mod portal;
mod sender;
mod service_error;
mod settings;
mod signer_status;
mod signers;
mod timestamp;
pub mod urls;
mod values;
mod xml;

pub use document::{Document, DocumentFormat, Documents};
pub use error::{Error, ErrorKind};
pub use job_status::JobStatus;
pub use manifest_document::ManifestDocument;
pub use package::{DocumentPackage, PackageContents, PackageFile, Packaging, PackagingError};
pub use pdf::check_pdf;
pub use sender::Sender;
pub use service_error::{ErrorCode, ServiceError};
pub use settings::{AuthenticationLevel, IdentifierInSignedDocuments, OnBehalfOf, SignatureType};
pub use signer_status::SignerStatus;
pub use signers::Signers;
pub use timestamp::{Timestamp, UtcOffset};
pub use values::{
    ArchivedDocumentId, Description, EmailAddress, FileName, JobId, JobReference, MobileNumber, NonsensitiveTitle,
    OrganizationNumber, PersonalIdentificationNumber, PollingQueue, SignerIdentifier, SignerLabel, StatusQueryToken,
    Title,
};
pub use xml::{NAMESPACE, ReadError, ReadErrorKind};
