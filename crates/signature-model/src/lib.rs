//! Types, builders and XML of the Posten signering API.
//!
//! In scope:
//! - values: constrained texts, numbers, URLs and times, each with the limits of the service;
//! - jobs of both flows, [`DirectJob`](direct::DirectJob) and [`PortalJob`](portal::PortalJob), with everything that the
//!   service lets a sender set;
//! - every message of the API as a type, which reads and writes its XML;
//! - storage: jobs, replies and URLs are `serde` types, and what storage returns is checked again.
//!
//! Out of scope: sending requests (`signature-protocol`, `signature-http`) and making document packages
//! (`signature-asice`). Nothing in this crate reads a clock, a file or a socket.
//!
//! ```text
//! values ──▶ Document, DirectSigner, PortalSigner … ──▶ DirectJob, PortalJob
//!                                                          │ request     │ package_contents
//!                                                          ▼             ▼
//!                                            DirectJobRequest …   PackageContents (documents and manifest)
//!                                                          │             │ signature-asice
//!                                                          ▼             ▼
//!                                                   to_xml        DocumentPackage ──▶ signature-protocol
//!
//! bytes of a reply ──▶ DirectJobResponse, DirectJobStatus, PortalJobStatusChange … ──▶ URLs for the next call
//!          from_xml
//! ```
//!
//! A value that exists is valid: its constructor checks the limits that the documentation states. Messages with public
//! fields are replies and manifests as they were read; changing a field is not checked.
//! A value that can identify a person has no `Display` and shows nothing in `Debug`; `expose` returns its text.
//! Fields are set with `with_<field>` and read back with the plain name.
//!
//! # Storage
//!
//! Jobs, replies and URLs are `serde` types, to be stored between two calls. What is stored has personal numbers,
//! addresses, tokens and whole documents (in Base64) in clear: protect it like the documents themselves. Limits are
//! checked again when it is read. Errors say what was expected and do not repeat what was found.
//! Names of fields and words do not change between versions without an entry in the change log.
//!
//! # Example
//!
//! A portal job from its values to what is sent, and the reply to it.
//!
//! ```
//! use std::time::Duration;
//!
//! use signature_model::portal::{Availability, Notifications, PortalJob, PortalJobResponse, PortalSigner};
//! use signature_model::{
//!     Document, Documents, EmailAddress, Error, JobReference, OrganizationNumber, PersonalIdentificationNumber,
//!     ReadError, Sender, Signers, Title,
//! };
//!
//! fn lease(pdf: Vec<u8>) -> Result<PortalJob, Error> {
//!     let document = Document::pdf(Title::new("Leieavtale")?, pdf);
//!     document.check_content()?;
//!     let tenant = PortalSigner::personal(
//!         PersonalIdentificationNumber::new("01010100000")?,
//!         Notifications::Email(EmailAddress::new("kari@example.com")?),
//!     );
//!     let week = Availability::new().with_length(Duration::from_secs(7 * 24 * 60 * 60))?;
//!     Ok(PortalJob::new(Title::new("Leieavtale")?, Documents::new([document])?, Signers::new([tenant])?)
//!         .with_reference(JobReference::new("lease-17")?)
//!         .with_availability(week))
//! }
//!
//! fn send(job: &PortalJob, default: &Sender) -> Result<(), Error> {
//!     let sender = Sender::resolve(job.sender(), Some(default))?;
//!     let request = job.request(&sender).to_xml();
//!     let contents = job.package_contents(&sender); // for signature-asice
//!     println!("{} bytes of XML, {} files to pack", request.len(), contents.files().len());
//!     Ok(())
//! }
//!
//! fn receive(reply: &[u8]) -> Result<(), ReadError> {
//!     let created = PortalJobResponse::from_xml(reply)?;
//!     println!("job {} can be cancelled at {}", created.job_id, created.cancellation_url);
//!     Ok(())
//! }
//!
//! fn main() -> Result<(), Error> {
//!     let job = lease(b"%PDF-1.7 invented".to_vec())?;
//!     send(&job, &Sender::new(OrganizationNumber::new("123456789")?))?;
//!     if let Err(error) = receive(b"<html>502 Bad Gateway</html>") {
//!         println!("{} is wrong: {error}", error.path());
//!     }
//!     Ok(())
//! }
//! ```
//!
//! # Features and stability
//!
//! The crate has no features. Enums of values that the service may extend are `#[non_exhaustive]` and keep values that
//! they do not know; the texts of errors are for people and may change.
#![warn(clippy::arithmetic_side_effects, clippy::wildcard_enum_match_arm)]

pub mod direct;
mod document;
mod error;
mod file_kind;
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
mod stored;
mod timestamp;
pub mod urls;
mod values;
mod xml;

pub use document::{Document, DocumentFormat, Documents};
pub use error::{Error, ErrorKind};
pub use file_kind::FileKind;
pub use job_status::JobStatus;
pub use manifest_document::ManifestDocument;
pub use package::{DocumentPackage, PackageContents, PackageFile};
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
