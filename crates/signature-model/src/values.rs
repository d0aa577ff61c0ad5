//! The small values of jobs and replies, one constrained type each.
//!
//! Lengths count UTF-16 code units, as the service's own validator does: one for nearly every character, two for emoji
//! and others outside the Basic Multilingual Plane.
//! What is *not* here: URLs (`urls`), time (`timestamp`), documents (`document`).

mod contact;
mod file_name;
mod job_id;
mod job_texts;
mod numbers;
mod signer_texts;
pub(crate) mod text;

pub use contact::{EmailAddress, MobileNumber};
pub use file_name::FileName;
pub use job_id::JobId;
pub use job_texts::{ArchivedDocumentId, Description, JobReference, NonsensitiveTitle, PollingQueue, Title};
pub use numbers::{OrganizationNumber, PersonalIdentificationNumber};
pub use signer_texts::{SignerIdentifier, SignerLabel, StatusQueryToken};
