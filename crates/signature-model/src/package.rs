//! What goes into a document package and what comes out, without saying how it is made.
//!
//! `signature-asice` makes packages and `signature-protocol` sends them; these values are all that passes between
//! the two, so either can be replaced.

mod contents;
mod document_package;

pub use contents::{PackageContents, PackageFile, Packaging, PackagingError};
pub use document_package::DocumentPackage;
