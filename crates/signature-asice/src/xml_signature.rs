//! XML for signatures: a strict tree, canonical forms, and the parts of a signature file.
//!
//! Not here: what a signature must contain (`verify`), and writing one (`xades`).

pub(crate) mod c14n;
pub(crate) mod characters;
mod encoding;
pub(crate) mod escape;
mod invalid_xml;
mod parser;
mod scope;
pub(crate) mod signature_file;
pub(crate) mod tree;

pub(crate) use parser::parse;
