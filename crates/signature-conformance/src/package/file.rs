//! A file that goes into an archive.

/// A file of an archive.
#[derive(Debug, Clone)]
pub(super) struct File {
    pub(super) name: String,
    pub(super) content: Vec<u8>,
    /// Deflated, with checksum and lengths after the content, as the official clients write it; otherwise stored.
    pub(super) deflated: bool,
}
