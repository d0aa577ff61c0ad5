//! Opening a package: every file of the archive in memory, or a reason why not.
//!
//! The layout makes sure that every reader sees the same entries. Here are the rules of the service: no comments, no
//! folders, plain names, and only one spelling of `META-INF`.
//!
//! Not here: the signature (`verify`).
//!
//! Source: `docs/package`, `decisions.md`

use std::collections::BTreeSet;
use std::fmt;

use bytes::Bytes;
use signature_model::FileName;

use super::layout::{self, Kind, LayoutEntry};
use super::{ArchiveFault, EntryFault, LimitKind, Limits, OpenError, content, is_like_meta_inf, path_fault};
use crate::form_encoding::{form_decode, same_file};
use crate::xades::signature_file;

/// The file that names the container's type.
const MIMETYPE: &str = "mimetype";

/// The files of a package. Its signature is not checked: use [`Verifier`](crate::Verifier).
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
    /// An archive is exactly its entries, back to back, then its directory, then its end. One that two readers could
    /// understand differently is refused, and so are comments and entries for folders.
    ///
    /// # Errors
    /// [`OpenError`] if the bytes are not a plain ZIP archive, exceed a limit, or hold an entry that is not a file with
    /// a name and content of its own.
    pub fn open(archive: impl Into<Bytes>, limits: &Limits) -> Result<Self, OpenError> {
        let archive = archive.into();
        let layout = layout::read(&archive, limits)?;
        if let Some(bytes) = length(layout.comment) {
            return Err(ArchiveFault::Comment { bytes }.into());
        }
        let mut left = limits.content_bytes();
        let mut entries = Vec::new();
        let mut names = BTreeSet::new();
        for (index, entry) in layout.entries.iter().enumerate() {
            check(entry).map_err(|fault| fault.at(index))?;
            left = left
                .checked_sub(entry.size.into())
                .ok_or_else(|| OpenError::too_large(LimitKind::ContentBytes, limits.content_bytes()))?;
            if !names.insert(form_decode(entry.name)) {
                return Err(EntryFault::NameTwice.at(index));
            }
            let content = content::read(&archive, entry).map_err(|fault| fault.at(index))?;
            entries.push(Entry { name: entry.name.to_owned(), content });
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

    /// Every file that a manifest may list: all except those in `META-INF`, the file `mimetype` of a container, and the
    /// manifest itself.
    pub fn documents(&self) -> impl Iterator<Item = &Entry> {
        let of_container = |entry: &Entry| entry.is_in_meta_inf() || entry.is_media_type();
        self.entries.iter().filter(move |entry| !of_container(entry) && entry.name != FileName::MANIFEST)
    }

    /// The document that a manifest's `href` means, encoded or not: the service compares names after form-decoding
    /// both sides, so two spellings may mean one document: compare their [names](Entry::name).
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

    /// Whether this is the file that names the media type of an ASiC-E container, which is not signed. With any other
    /// content it is an ordinary file.
    pub(crate) fn is_media_type(&self) -> bool {
        self.name == MIMETYPE && *self.content == *b"application/vnd.etsi.asic-e+zip"
    }
}

impl fmt::Debug for Entry {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Entry").field("bytes", &self.content.len()).finish_non_exhaustive()
    }
}

/// The rules of the service for an entry.
fn check(entry: &LayoutEntry<'_>) -> Result<(), EntryFault> {
    if entry.kind == Kind::Folder {
        return Err(EntryFault::Folder);
    }
    if let Some(bytes) = length(entry.comment) {
        return Err(EntryFault::Comment { bytes });
    }
    if let Some(found) = path_fault(entry.name) {
        return Err(EntryFault::Name { found });
    }
    let is_signature_file = entry.name.eq_ignore_ascii_case(signature_file::PATH) && entry.name != signature_file::PATH;
    if is_signature_file || is_like_meta_inf(entry.name) && !entry.name.starts_with("META-INF/") {
        return Err(EntryFault::MetaInfLookAlike);
    }
    Ok(())
}

/// The length of a comment, if there is one.
fn length(comment: &[u8]) -> Option<u16> {
    u16::try_from(comment.len()).ok().filter(|&bytes| bytes > 0)
}

#[cfg(test)]
mod tests;
