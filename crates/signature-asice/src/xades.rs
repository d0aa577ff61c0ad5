//! The signature file: XAdES in the shape that the official Java client gives it.
//!
//! `signed_properties` and `signed_info` write the two signed parts directly in their canonical form, and
//! `signature_file` embeds the same bytes, so the sent bytes are the digested and signed ones. Not here: reading a
//! signature file (`xml_signature`, `verify`).
//!
//! Source: `docs/package`, `clients/java`

pub(crate) mod signature_file;
pub(crate) mod signed_info;
pub(crate) mod signed_properties;

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use sha2::{Digest as _, Sha256};

/// What the signature says about one file of the package.
pub(crate) struct FileReference {
    pub(crate) name: String,
    pub(crate) media_type: &'static str,
    pub(crate) sha256: [u8; 32],
}

/// The `Id` of the reference to the file at `index`.
fn reference_id(index: usize) -> String {
    format!("ID_{index}")
}

pub(crate) fn sha256(bytes: &[u8]) -> [u8; 32] {
    Sha256::digest(bytes).into()
}

fn base64(bytes: impl AsRef<[u8]>) -> String {
    STANDARD.encode(bytes)
}
