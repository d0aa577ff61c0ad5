//! How much a package may hold before it is refused.

/// Limits for opening a package, against archives that are made to exhaust their reader.
///
/// The defaults fit every package that the service accepts: 20 documents of 10 MiB together, a manifest and a
/// signature.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[non_exhaustive]
pub struct Limits {
    /// Bytes of the archive. Default 16 MiB.
    pub archive_bytes: usize,
    /// Bytes of all files together, after decompression. Default 16 MiB.
    pub content_bytes: u64,
    /// Files, those in `META-INF` included. Default 64.
    pub entries: usize,
    /// Bytes of a file's name. Default 255.
    pub name_bytes: usize,
}

impl Default for Limits {
    fn default() -> Self {
        Self { archive_bytes: 16 << 20, content_bytes: 16 << 20, entries: 64, name_bytes: 255 }
    }
}
