//! Why a package could not be opened.

use crate::container::LimitKind;

/// Why bytes are no package that could be opened. Entries are counted from 0 in the order of the archive's
/// directory; their names are never told, as they may hold personal data.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum OpenError {
    /// No ZIP archive, a damaged one, or one with a comment, several parts or 64-bit fields.
    #[error("a package must be a plain ZIP archive, found something else")]
    NotAnArchive,
    /// A limit of [`Limits`](crate::Limits) is exceeded.
    #[error("a package must have at most {most} {what}, found more")]
    TooLarge {
        /// What there is too much of.
        what: LimitKind,
        /// The limit.
        most: u64,
    },
    /// Two entries have one name, or names that are one after form-decoding.
    #[error("every entry must have a name of its own, found one name twice")]
    DuplicateName,
    /// Headers and directory contradict each other, entries overlap, or one is not in the directory.
    #[error("every entry must be once in the archive and once in its directory, found that the two differ")]
    Inconsistent,
    /// A directory, an absolute path, one that leaves its folder, or a name that is no UTF-8.
    #[error("entry {index} must be a file with a plain relative path, found something else")]
    Name {
        /// Which entry.
        index: usize,
    },
    /// A name that is not ASCII without the flag for UTF-8, or a second name in an Info-ZIP Unicode Path field.
    #[error("entry {index} must have one name for every reader, found one that readers understand differently")]
    AmbiguousName {
        /// Which entry.
        index: usize,
    },
    /// An encrypted entry.
    #[error("entry {index} must not be encrypted, found that it is")]
    Encrypted {
        /// Which entry.
        index: usize,
    },
    /// A compression that the service's clients do not use.
    #[error("entry {index} must be stored or deflated, found another compression")]
    Compression {
        /// Which entry.
        index: usize,
    },
    /// The content cannot be decompressed, has another length than declared, or another checksum.
    #[error("entry {index} must have the declared length and checksum, found damaged content")]
    Unreadable {
        /// Which entry.
        index: usize,
    },
}
