//! Why no identity was found among files.

use super::InvalidIdentity;

/// No file has the certificate with the given thumbprint, or none has its key. It knows which files were not read.
#[derive(Debug, thiserror::Error)]
#[error(
    "expected a certificate with the given thumbprint and its private key, found {} among {} certificates, and {} \
     files or keys that could not be read",
    if self.0.has_certificate { "no key for it" } else { "none" },
    self.0.certificates,
    self.0.unread.len()
)]
pub struct NotFound(Box<Details>);

#[derive(Debug)]
struct Details {
    has_certificate: bool,
    certificates: usize,
    unread: Vec<UnreadFile>,
}

impl NotFound {
    pub(super) fn new(has_certificate: bool, certificates: usize, unread: Vec<UnreadFile>) -> Self {
        Self(Details { has_certificate, certificates, unread }.into())
    }

    /// Whether the certificate was found, and only its private key is missing.
    pub fn has_certificate(&self) -> bool {
        self.0.has_certificate
    }

    /// The files, or keys in them, that could not be read, and why.
    pub fn unread(&self) -> &[UnreadFile] {
        &self.0.unread
    }
}

/// A file, or a key in it, that could not be read while looking for an identity.
#[derive(Debug)]
pub struct UnreadFile {
    name: String,
    reason: InvalidIdentity,
}

impl UnreadFile {
    pub(super) fn new(name: String, reason: InvalidIdentity) -> Self {
        Self { name, reason }
    }

    /// What the caller called the file.
    pub fn name(&self) -> &str {
        &self.name
    }

    /// Why it could not be read.
    pub fn reason(&self) -> &InvalidIdentity {
        &self.reason
    }
}
