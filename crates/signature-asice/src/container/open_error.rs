//! Why a package could not be opened: the error, and what can be wrong with an archive as a whole.
//!
//! Not here: what can be wrong with one entry (`entry_fault`).

use std::fmt;

use super::byte_count::count;
use super::{EntryFault, LimitKind};

/// Why bytes could not be opened as a package.
///
/// Entries are counted from 0 in the order of the archive. The text never contains the name of a file, because the name
/// may contain personal data.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct OpenError {
    kind: Box<OpenErrorKind>,
}

/// What kind of [`OpenError`] it is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[non_exhaustive]
pub enum OpenErrorKind {
    /// The bytes are not a ZIP archive, or only a part of one.
    NotAnArchive {
        /// What they are, as far as the first bytes tell.
        found: &'static str,
    },
    /// A limit of [`Limits`](crate::Limits) is exceeded.
    TooLarge {
        /// Which limit.
        what: LimitKind,
        /// The limit.
        most: u64,
    },
    /// A rule about the archive as a whole is broken.
    Archive(ArchiveFault),
    /// A rule about one entry is broken.
    Entry {
        /// Which entry.
        index: usize,
        /// What is wrong with it.
        fault: EntryFault,
    },
}

/// What is wrong with an archive as a whole.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[non_exhaustive]
pub enum ArchiveFault {
    /// Bytes before the first entry, for example another archive.
    BytesBefore {
        /// How many.
        bytes: u64,
    },
    /// Bytes after the end record, for example a line end.
    BytesAfter {
        /// How many.
        bytes: u64,
    },
    /// A comment in the end record.
    Comment {
        /// Its length.
        bytes: u16,
    },
    /// The archive says that it is one part of several.
    SeveralDisks,
    /// A Zip64 structure.
    Zip64 {
        /// Which one.
        found: &'static str,
    },
    /// The directory does not end where the end record begins.
    DirectoryEnd {
        /// Where the end record begins.
        expected: u64,
        /// Where the directory would end.
        found: u64,
    },
    /// The directory has fewer records than the end record counts.
    MissingRecord {
        /// How many the end record counts.
        counted: u16,
        /// How many there are.
        found: u16,
    },
    /// The directory has more records than the end record counts.
    UncountedRecord {
        /// How many the end record counts.
        counted: u16,
    },
    /// Bytes between the last record of the directory and the end record.
    BytesInDirectory {
        /// How many.
        bytes: u64,
    },
    /// The directory and the archive have the entries in different orders.
    Order,
}

impl OpenError {
    /// What kind of error it is.
    pub fn kind(&self) -> &OpenErrorKind {
        &self.kind
    }

    /// Whether the bytes may be a sound package that only exceeds one of the [`Limits`](crate::Limits).
    pub fn is_too_large(&self) -> bool {
        matches!(*self.kind, OpenErrorKind::TooLarge { .. })
    }

    pub(super) fn not_an_archive(found: &'static str) -> Self {
        OpenErrorKind::NotAnArchive { found }.into()
    }

    pub(super) fn too_large(what: LimitKind, most: u64) -> Self {
        OpenErrorKind::TooLarge { what, most }.into()
    }
}

impl From<OpenErrorKind> for OpenError {
    fn from(kind: OpenErrorKind) -> Self {
        Self { kind: Box::new(kind) }
    }
}

impl From<ArchiveFault> for OpenError {
    fn from(fault: ArchiveFault) -> Self {
        OpenErrorKind::Archive(fault).into()
    }
}

impl EntryFault {
    /// The error that entry `index` has this fault.
    pub(super) fn at(self, index: usize) -> OpenError {
        OpenErrorKind::Entry { index, fault: self }.into()
    }
}

impl std::error::Error for OpenError {}

impl fmt::Display for OpenError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match &*self.kind {
            OpenErrorKind::NotAnArchive { found } => write!(f, "expected a ZIP archive, found {found}"),
            OpenErrorKind::TooLarge { what, most } => write!(f, "expected at most {most} {what}, found more"),
            OpenErrorKind::Archive(fault) => fault.fmt(f),
            OpenErrorKind::Entry { index, fault } => write!(f, "entry {index}: {fault}"),
        }
    }
}

impl fmt::Display for ArchiveFault {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::BytesBefore { bytes } => {
                write!(f, "expected the first entry at the first byte, found {} before it", count(*bytes))
            }
            Self::BytesAfter { bytes } => {
                write!(f, "expected the archive to end with its end record, found {} after it", count(*bytes))
            }
            Self::Comment { bytes } => {
                write!(f, "expected no archive comment, found one of {}", count((*bytes).into()))
            }
            Self::SeveralDisks => f.write_str("expected one whole archive, found a part of several"),
            Self::Zip64 { found } => write!(f, "expected an archive without Zip64, found {found}"),
            Self::DirectoryEnd { expected, found } => {
                write!(f, "expected the directory to end at byte {expected}, before the end record, found byte {found}")
            }
            Self::MissingRecord { counted, found } => {
                write!(f, "expected the {counted} directory records that the end record counts, found {found}")
            }
            Self::UncountedRecord { counted } => {
                write!(f, "expected the {counted} directory records that the end record counts, found one more")
            }
            Self::BytesInDirectory { bytes } => {
                write!(
                    f,
                    "expected the end record after the last directory record, found {} between them",
                    count(*bytes)
                )
            }
            Self::Order => {
                f.write_str("expected the directory in the order of the entries in the archive, found another order")
            }
        }
    }
}
