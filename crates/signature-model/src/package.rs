//! The content of a document package, and the finished package.
//!
//! `signature-asice` makes packages and `signature-protocol` sends them. Only these values pass between the two, so
//! each can be replaced. Not here: how a package is made.

mod contents;
mod document_package;

pub use contents::{PackageContents, PackageFile};
pub use document_package::DocumentPackage;
