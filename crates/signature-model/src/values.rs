//! The small values of jobs and replies, one constrained type each.
//!
//! Lengths count characters as XML Schema does (Unicode scalar values), not bytes.
//! Those that every job needs stand at the root of the crate; this module has the others in public.
//! What is *not* here: URLs (`urls`), time (`timestamp`), documents (`document`).

mod contact;
mod invalid_value;
pub(crate) mod job_id;
pub(crate) mod job_texts;
pub(crate) mod numbers;
pub(crate) mod signer_texts;
pub(crate) mod text;

pub use contact::{EmailAddress, MobileNumber};
pub use invalid_value::InvalidValue;
pub use job_texts::ArchivedDocumentId;
pub use signer_texts::{SignerLabel, StatusQueryToken};
