//! How much a package may hold before it is refused.

use std::fmt;

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

/// One of the [`Limits`].
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[non_exhaustive]
pub enum LimitKind {
    /// [`Limits::archive_bytes`].
    ArchiveBytes,
    /// [`Limits::content_bytes`].
    ContentBytes,
    /// [`Limits::entries`].
    Entries,
    /// [`Limits::name_bytes`].
    NameBytes,
}

impl fmt::Display for LimitKind {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::ArchiveBytes => "bytes",
            Self::ContentBytes => "bytes in all files",
            Self::Entries => "entries",
            Self::NameBytes => "bytes in a name",
        })
    }
}
