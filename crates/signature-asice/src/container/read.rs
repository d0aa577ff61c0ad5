//! Opening a package: every file of the archive in memory, or a reason why not.
//!
//! An archive that two readers might understand differently is refused, as what one verifies the other would show.

mod open_error;

use std::collections::BTreeSet;
use std::fmt;
use std::io::{Cursor, Read as _};

use bytes::Bytes;
use signature_model::package::FileName;
use zip::CompressionMethod;
use zip::read::{ArchiveOffset, Config, ZipArchive};

use super::{Limits, is_plain_path};
use crate::form_encoding::{form_decode, same_file};

pub use open_error::OpenError;

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
    /// Reads the whole archive, with files stored or deflated, in any order, with or without data descriptors.
    ///
    /// # Errors
    /// [`OpenError`] if the bytes are no plain ZIP archive, exceed a limit, or hold an entry that is not a file with
    /// a name and content of its own.
    pub fn open(archive: impl Into<Bytes>, limits: &Limits) -> Result<Self, OpenError> {
        let archive = archive.into();
        if archive.len() > limits.archive_bytes {
            return Err(OpenError::TooLarge { what: "bytes", most: limits.archive_bytes as u64 });
        }
        check_end(&archive, limits)?;
        let config = Config { archive_offset: ArchiveOffset::Known(0) };
        let mut archive = ZipArchive::with_config(config, Cursor::new(archive)).map_err(|_| OpenError::NotAnArchive)?;
        if archive.has_duplicate_names() {
            return Err(OpenError::DuplicateName);
        }
        if archive.len() > limits.entries {
            return Err(OpenError::TooLarge { what: "entries", most: limits.entries as u64 });
        }
        archive.validate_header_consistency().map_err(|_| OpenError::Inconsistent)?;
        let mut left = limits.content_bytes;
        let mut entries = Vec::new();
        let mut names = BTreeSet::new();
        for index in 0..archive.len() {
            let entry = read_entry(&mut archive, index, left, limits)?;
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
        self.document(FileName::MANIFEST)
    }

    /// The file that a manifest's `href` or a reference's `URI` means, encoded or not: the service compares such
    /// names after form-decoding both sides.
    ///
    /// Source: `clients/java`
    pub fn document(&self, href: &str) -> Option<&Bytes> {
        self.entries.iter().find(|entry| same_file(&entry.name, href)).map(Entry::content)
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
}

impl fmt::Debug for Entry {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Entry").field("bytes", &self.content.len()).finish_non_exhaustive()
    }
}

/// The archive must end with the end of its directory, without a comment and without the 64-bit form. That leaves
/// one place to look for the directory, and one number of entries, which is checked before any of them is read.
fn check_end(archive: &[u8], limits: &Limits) -> Result<(), OpenError> {
    let (before, end) = archive.split_last_chunk::<22>().ok_or(OpenError::NotAnArchive)?;
    let &[b'P', b'K', 5, 6, _, _, _, _, _, _, low, high, .., 0, 0] = end else {
        return Err(OpenError::NotAnArchive);
    };
    let locator = before.last_chunk::<20>().is_some_and(|chunk| chunk.starts_with(b"PK\x06\x07"));
    let entries = usize::from(u16::from_le_bytes([low, high]));
    if locator || entries == usize::from(u16::MAX) {
        return Err(OpenError::NotAnArchive);
    }
    if entries > limits.entries {
        return Err(OpenError::TooLarge { what: "entries", most: limits.entries as u64 });
    }
    Ok(())
}

/// Reads one file of at most `left` bytes.
fn read_entry(
    archive: &mut ZipArchive<Cursor<Bytes>>,
    index: usize,
    left: u64,
    limits: &Limits,
) -> Result<Entry, OpenError> {
    let kind = archive.by_index_data(index).map_err(|_| OpenError::Unreadable { index })?;
    if kind.encrypted() {
        return Err(OpenError::Encrypted { index });
    }
    if !matches!(kind.compression(), CompressionMethod::Stored | CompressionMethod::Deflated) {
        return Err(OpenError::Compression { index });
    }
    let mut file = archive.by_index(index).map_err(|_| OpenError::Unreadable { index })?;
    if file.name_raw().len() > limits.name_bytes {
        return Err(OpenError::TooLarge { what: "bytes in a name", most: limits.name_bytes as u64 });
    }
    let name = std::str::from_utf8(file.name_raw())
        .ok()
        .filter(|name| is_plain_path(name))
        .ok_or(OpenError::Name { index })?
        .to_owned();
    let declared = file.size();
    if declared > left {
        return Err(OpenError::TooLarge { what: "bytes in all files", most: limits.content_bytes });
    }
    let mut content = Vec::new();
    // One byte more than declared, so that a longer file shows. The checksum is compared at the end of the file.
    let read = file.by_ref().take(declared.saturating_add(1)).read_to_end(&mut content);
    if read.is_err() || content.len() as u64 != declared {
        return Err(OpenError::Unreadable { index });
    }
    Ok(Entry { name, content: content.into() })
}

#[cfg(test)]
mod tests;
