//! How much a package may hold before it is refused.

use std::fmt;

/// Limits for opening a package, against archives that are made to exhaust their reader.
///
/// The defaults fit every package that the service accepts: 20 documents of 10 MiB together, a manifest and a
/// signature.
///
/// ```
/// use signature_asice::Limits;
///
/// let limits = Limits::default().with_entries(10);
/// assert_eq!(limits.entries(), 10);
/// assert_eq!(limits.archive_bytes(), 16 << 20);
/// ```
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Limits {
    archive_bytes: usize,
    content_bytes: u64,
    entries: usize,
    name_bytes: usize,
}

impl Limits {
    /// Sets the most bytes of the archive. Default 16 MiB.
    #[must_use]
    pub fn with_archive_bytes(self, archive_bytes: usize) -> Self {
        Self { archive_bytes, ..self }
    }

    /// Sets the most bytes of all files together, after decompression. Default 16 MiB.
    #[must_use]
    pub fn with_content_bytes(self, content_bytes: u64) -> Self {
        Self { content_bytes, ..self }
    }

    /// Sets the most files, those in `META-INF` included. Default 64.
    #[must_use]
    pub fn with_entries(self, entries: usize) -> Self {
        Self { entries, ..self }
    }

    /// Sets the most bytes of the name of a file. Default 255.
    #[must_use]
    pub fn with_name_bytes(self, name_bytes: usize) -> Self {
        Self { name_bytes, ..self }
    }

    /// The most bytes of the archive.
    pub fn archive_bytes(&self) -> usize {
        self.archive_bytes
    }

    /// The most bytes of all files together, after decompression.
    pub fn content_bytes(&self) -> u64 {
        self.content_bytes
    }

    /// The most files.
    pub fn entries(&self) -> usize {
        self.entries
    }

    /// The most bytes of the name of a file.
    pub fn name_bytes(&self) -> usize {
        self.name_bytes
    }
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
            Self::ArchiveBytes => "bytes in the archive",
            Self::ContentBytes => "bytes in all files",
            Self::Entries => "entries",
            Self::NameBytes => "bytes in a name",
        })
    }
}
