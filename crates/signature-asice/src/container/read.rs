//! Opening a package: every file of the archive in memory, or a reason why not.
//!
//! An archive that two readers might understand differently is refused, as what one verifies the other would show.

mod names;
mod open_error;

use std::collections::BTreeSet;
use std::fmt;
use std::io::{Cursor, Read};

use bytes::Bytes;
use signature_model::FileName;
use zip::CompressionMethod;
use zip::read::{ArchiveOffset, Config, ZipArchive, ZipFile};

use super::{LimitKind, Limits, is_plain_path};
use crate::form_encoding::{form_decode, same_file};

pub use open_error::OpenError;

/// Where a container says what it is.
const MIMETYPE: &str = "mimetype";

/// The files of a package. Says nothing yet about its signature: that is for [`Verifier`](crate::Verifier).
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Package {
    entries: Vec<Entry>,
}

/// One file of a package.
#[derive(Clone, PartialEq, Eq)]
pub struct Entry {
    name: String,
    content: Bytes,
}

impl Package {
    /// Reads the whole archive, with files stored or deflated, in any order, with or without data descriptors. Stored
    /// files share the archive's bytes.
    ///
    /// # Errors
    /// [`OpenError`] if the bytes are no plain ZIP archive, exceed a limit, or hold an entry that is not a file with
    /// a name and content of its own.
    pub fn open(archive: impl Into<Bytes>, limits: &Limits) -> Result<Self, OpenError> {
        let bytes = archive.into();
        if bytes.len() > limits.archive_bytes {
            return Err(OpenError::TooLarge { what: LimitKind::ArchiveBytes, most: limits.archive_bytes as u64 });
        }
        let directory_start = check_end(&bytes, limits)?;
        let config = Config { archive_offset: ArchiveOffset::Known(0) };
        let archive = ZipArchive::with_config(config, Cursor::new(bytes.clone()));
        let mut archive = archive.map_err(|_| OpenError::NotAnArchive)?;
        // The `zip` crate looks for another end further up if it cannot use this one.
        if archive.central_directory_start() != directory_start {
            return Err(OpenError::NotAnArchive);
        }
        if archive.has_duplicate_names() {
            return Err(OpenError::DuplicateName);
        }
        if archive.len() > limits.entries {
            return Err(OpenError::TooLarge { what: LimitKind::Entries, most: limits.entries as u64 });
        }
        archive.validate_header_consistency().map_err(|_| OpenError::Inconsistent)?;
        let mut left = limits.content_bytes;
        let mut entries = Vec::new();
        let mut names = BTreeSet::new();
        for index in 0..archive.len() {
            let entry = read_entry(&bytes, &mut archive, index, left, limits)?;
            left = left.saturating_sub(entry.content.len() as u64);
            if !names.insert(form_decode(&entry.name).into_owned()) {
                return Err(OpenError::DuplicateName);
            }
            entries.push(entry);
        }
        Ok(Self { entries })
    }

    /// Every file in the order of the archive's directory.
    pub fn entries(&self) -> &[Entry] {
        &self.entries
    }

    /// The content of the file with exactly this name.
    pub fn file(&self, name: &str) -> Option<&Bytes> {
        self.entries.iter().find(|entry| entry.name == name).map(Entry::content)
    }

    /// The manifest, which every package of the service must have.
    pub fn manifest(&self) -> Option<&Bytes> {
        self.file(FileName::MANIFEST)
    }

    /// Every file that a manifest may list: all but those in `META-INF`, the one by which the container says what it
    /// is, and the manifest itself.
    pub fn documents(&self) -> impl Iterator<Item = &Entry> {
        let of_container = |entry: &Entry| entry.is_in_meta_inf() || entry.is_media_type();
        self.entries.iter().filter(move |entry| !of_container(entry) && entry.name != FileName::MANIFEST)
    }

    /// The document that a manifest's `href` means, encoded or not: the service compares names after form-decoding
    /// both sides. Two spellings may mean one document; its [name](Entry::name) tells.
    ///
    /// Source: `clients/java`
    pub fn document(&self, href: &str) -> Option<&Entry> {
        self.documents().find(|entry| same_file(&entry.name, href))
    }
}

impl Entry {
    /// The name in the archive. A reduced title, so it may hold personal data.
    pub fn name(&self) -> &str {
        &self.name
    }

    /// The bytes, decompressed.
    pub fn content(&self) -> &Bytes {
        &self.content
    }

    pub(crate) fn is_in_meta_inf(&self) -> bool {
        self.name.starts_with("META-INF/")
    }

    /// Whether this is the file by which an ASiC-E container says what it is, which is not signed. Any other content
    /// makes it a file like others.
    pub(crate) fn is_media_type(&self) -> bool {
        self.name == MIMETYPE && *self.content == *b"application/vnd.etsi.asic-e+zip"
    }
}

impl fmt::Debug for Entry {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Entry").field("bytes", &self.content.len()).finish_non_exhaustive()
    }
}

/// The archive must end with the end of its directory, without a comment and without the 64-bit form, and the directory
/// must be right before that. This leaves one place to look for the directory, which is returned, and one number of
/// entries, which is checked before any of them is read.
fn check_end(archive: &[u8], limits: &Limits) -> Result<u64, OpenError> {
    let (before, end) = archive.split_last_chunk::<22>().ok_or(OpenError::NotAnArchive)?;
    let &[b'P', b'K', 5, 6, _, _, _, _, _, _, low, high, s0, s1, s2, s3, d0, d1, d2, d3, 0, 0] = end else {
        return Err(OpenError::NotAnArchive);
    };
    let locator = before.last_chunk::<20>().is_some_and(|chunk| chunk.starts_with(b"PK\x06\x07"));
    let entries = usize::from(u16::from_le_bytes([low, high]));
    let [size, start] = [[s0, s1, s2, s3], [d0, d1, d2, d3]].map(|bytes| u64::from(u32::from_le_bytes(bytes)));
    if locator || entries == usize::from(u16::MAX) || start.saturating_add(size) != before.len() as u64 {
        return Err(OpenError::NotAnArchive);
    }
    if entries > limits.entries {
        return Err(OpenError::TooLarge { what: LimitKind::Entries, most: limits.entries as u64 });
    }
    Ok(start)
}

/// Reads one file of at most `left` bytes.
fn read_entry(
    bytes: &Bytes,
    archive: &mut ZipArchive<Cursor<Bytes>>,
    index: usize,
    left: u64,
    limits: &Limits,
) -> Result<Entry, OpenError> {
    let kind = archive.by_index_data(index).map_err(|_| OpenError::Unreadable { index })?;
    if kind.encrypted() {
        return Err(OpenError::Encrypted { index });
    }
    let kind = kind.compression();
    if !matches!(kind, CompressionMethod::Stored | CompressionMethod::Deflated) {
        return Err(OpenError::Compression { index });
    }
    let mut file = archive.by_index(index).map_err(|_| OpenError::Unreadable { index })?;
    if file.name_raw().len() > limits.name_bytes {
        return Err(OpenError::TooLarge { what: LimitKind::NameBytes, most: limits.name_bytes as u64 });
    }
    if !names::agree(bytes, file.central_header_start(), file.header_start()) {
        return Err(OpenError::AmbiguousName { index });
    }
    let name = std::str::from_utf8(file.name_raw())
        .ok()
        .filter(|name| is_plain_path(name))
        .ok_or(OpenError::Name { index })?
        .to_owned();
    let declared = file.size();
    if declared > left {
        return Err(OpenError::TooLarge { what: LimitKind::ContentBytes, most: limits.content_bytes });
    }
    let content = match kind {
        CompressionMethod::Stored => stored(bytes, &file),
        _ => inflated(&mut file),
    };
    Ok(Entry { name, content: content.ok_or(OpenError::Unreadable { index })? })
}

/// The content of a stored entry, as a part of the archive: nothing is copied.
fn stored<R: Read>(archive: &Bytes, file: &ZipFile<'_, R>) -> Option<Bytes> {
    let start = usize::try_from(file.data_start()?).ok()?;
    let end = start.checked_add(usize::try_from(file.size()).ok()?)?;
    let content = archive.get(start..end)?;
    let is_whole = file.compressed_size() == file.size() && crc32fast::hash(content) == file.crc32();
    is_whole.then(|| archive.slice(start..end))
}

/// The content of a deflated entry.
fn inflated<R: Read>(file: &mut ZipFile<'_, R>) -> Option<Bytes> {
    let declared = file.size();
    // Not more than the limit of all files.
    let mut content = Vec::with_capacity(usize::try_from(declared).ok()?);
    // One byte more than declared, so that a longer file shows. The checksum is compared at the end of the file.
    let read = file.take(declared.saturating_add(1)).read_to_end(&mut content);
    (read.is_ok() && content.len() as u64 == declared).then(|| content.into())
}

#[cfg(test)]
mod tests;
