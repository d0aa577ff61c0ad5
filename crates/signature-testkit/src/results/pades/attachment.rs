//! Files embedded in the signed PDF.
//!
//! `SignedDocument` decides which files.

use std::fmt;

use bytes::Bytes;
use pdf_writer::types::AssociationKind;
use pdf_writer::writers::Catalog;
use pdf_writer::{Finish, Name, Pdf, Ref, Str, TextStr};

use super::win_ansi::win_ansi;
use crate::error::{Error, ErrorKind};

/// A file to be embedded in the signed PDF.
#[derive(Clone)]
pub(crate) struct Attachment {
    pub(super) file_name: String,
    pub(super) media_type: String,
    pub(super) content: Bytes,
}

impl Attachment {
    /// A file with the name a reader shows, its media type (`application/pdf`) and its content.
    pub(crate) fn new(file_name: impl Into<String>, media_type: impl Into<String>, content: impl Into<Bytes>) -> Self {
        Self { file_name: file_name.into(), media_type: media_type.into(), content: content.into() }
    }

    /// Writes the file and its specification, and returns the specification.
    pub(super) fn write(&self, pdf: &mut Pdf, next_id: &mut Ref) -> Result<Ref, Error> {
        let [file, specification] = [(); 2].map(|()| next_id.bump());
        let found = self.content.len();
        let size = i32::try_from(found).map_err(|_| ErrorKind::TooLarge { found })?;
        let mut stream = pdf.embedded_file(file, &self.content);
        stream.subtype(Name(self.media_type.as_bytes())).params().size(size);
        stream.finish();
        pdf.file_spec(specification)
            .path(Str(&win_ansi(&self.file_name)))
            .unic_file(TextStr(&self.file_name))
            .embedded_file_with_unicode(file)
            .association_kind(AssociationKind::Source);
        Ok(specification)
    }
}

impl fmt::Debug for Attachment {
    /// Shows the size of the content instead of the content.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Attachment")
            .field("file_name", &self.file_name)
            .field("media_type", &self.media_type)
            .field("size", &self.content.len())
            .finish()
    }
}

/// Lists the file specifications as associated files and in the tree of embedded files.
pub(super) fn list(files: &[Ref], catalog: &mut Catalog<'_>) {
    catalog.insert(Name(b"AF")).array().items(files);
    let mut names = catalog.names();
    let mut tree = names.embedded_files();
    let mut entries = tree.names();
    for (position, &file) in files.iter().enumerate() {
        // Keys must be unique and sorted, which file names need not be.
        entries.insert(Str(format!("{position:08}").as_bytes()), file);
    }
}
