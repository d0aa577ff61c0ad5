//! The input of packaging.

use std::fmt;

use bytes::Bytes;

use crate::{Documents, FileName};

/// The files a package carries: the documents in their order, then the manifest.
///
/// Made by a job for its sender. Cloning shares the bytes.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PackageContents {
    files: Vec<PackageFile>,
}

impl PackageContents {
    /// The documents' files and the manifest that names them.
    pub fn new(documents: &Documents, manifest: Vec<u8>) -> Self {
        let mut files: Vec<_> = documents
            .iter()
            .map(|(name, document)| PackageFile {
                name: name.expose().to_owned(),
                media_type: document.format().media_type(),
                content: document.content().clone(),
            })
            .collect();
        files.push(PackageFile {
            name: FileName::MANIFEST.to_owned(),
            media_type: "application/xml",
            content: manifest.into(),
        });
        Self { files }
    }

    /// Every file, the manifest last.
    pub fn files(&self) -> &[PackageFile] {
        &self.files
    }
}

/// One file of a package.
#[derive(Clone, PartialEq, Eq)]
#[non_exhaustive]
pub struct PackageFile {
    /// Its name in the package.
    pub name: String,
    /// Its media type in the signature.
    pub media_type: &'static str,
    /// Its bytes, shared with the caller's document.
    pub content: Bytes,
}

impl PackageFile {
    /// A file with any name and media type, for packages that no job made, such as tests of a verifier.
    pub fn new(name: impl Into<String>, media_type: &'static str, content: impl Into<Bytes>) -> Self {
        Self { name: name.into(), media_type, content: content.into() }
    }
}

impl FromIterator<PackageFile> for PackageContents {
    fn from_iter<T: IntoIterator<Item = PackageFile>>(files: T) -> Self {
        Self { files: files.into_iter().collect() }
    }
}

impl fmt::Debug for PackageFile {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        // File names are reduced titles, and titles may hold personal data.
        f.debug_struct("PackageFile")
            .field("media_type", &self.media_type)
            .field("bytes", &self.content.len())
            .finish_non_exhaustive()
    }
}
