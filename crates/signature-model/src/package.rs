//! What goes into a document package and what comes out, without saying how it is made.
//!
//! `signature-asice` makes packages and `signature-protocol` sends them; these values are all that passes between
//! the two, so either can be replaced.

pub(crate) mod bundle;
pub(crate) mod contents;
mod file_name;

pub use contents::{PackageFile, Packaging, PackagingError};
pub use file_name::FileName;
