//! Documents to sign, and their collection with the service's limits.
//!
//! Not here: what a package looks like (`package`, `signature-asice`).

mod stored_content;

use std::fmt;

use bytes::Bytes;

use crate::stored::Quiet;
use crate::{Error, ErrorKind, FileName, Title, check_pdf};

/// One document to sign.
///
/// The content is shared, never copied, and shows in `Debug` as a length only. In JSON it is Base64.
#[derive(Clone, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
#[serde(remote = "Self")]
pub struct Document {
    title: Title,
    format: DocumentFormat,
    #[serde(with = "stored_content")]
    content: Bytes,
}

impl Document {
    /// A PDF (1.1 to 1.7, or PDF/A; without password). The content is not inspected; see
    /// [`Document::check_content`].
    ///
    /// Source: `docs/documents#formats`
    pub fn pdf(title: Title, content: impl Into<Bytes>) -> Self {
        Self { title, format: DocumentFormat::Pdf, content: content.into() }
    }

    /// Plain text, a historic format that both official clients still offer. Prefer [`Document::pdf`].
    pub fn plain_text(title: Title, content: impl Into<Bytes>) -> Self {
        Self { title, format: DocumentFormat::PlainText, content: content.into() }
    }

    /// The title shown to signers.
    pub fn title(&self) -> &Title {
        &self.title
    }

    /// The format, and with it the media type.
    pub fn format(&self) -> DocumentFormat {
        self.format
    }

    /// Checks that the service accepts the content in this format: a PDF with [`check_pdf`]; any plain text passes.
    ///
    /// # Errors
    /// As [`check_pdf`].
    pub fn check_content(&self) -> Result<(), Error> {
        match self.format {
            DocumentFormat::Pdf => check_pdf(&self.content),
            DocumentFormat::PlainText => Ok(()),
        }
    }

    /// The bytes as the caller gave them.
    pub fn content(&self) -> &Bytes {
        &self.content
    }
}

impl fmt::Debug for Document {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Document")
            .field("title", &self.title)
            .field("format", &self.format)
            .field("bytes", &self.content.len())
            .finish()
    }
}

/// What kind of file a document is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, serde::Serialize, serde::Deserialize)]
#[serde(remote = "Self", rename_all = "snake_case")]
#[non_exhaustive]
pub enum DocumentFormat {
    /// `application/pdf`
    Pdf,
    /// `text/plain`
    PlainText,
}

crate::stored::quiet!(Document, DocumentFormat);

impl DocumentFormat {
    /// The media type in the manifest and in the signature.
    pub const fn media_type(self) -> &'static str {
        match self {
            Self::Pdf => "application/pdf",
            Self::PlainText => "text/plain",
        }
    }

    /// The ending of the file name in the package.
    const fn extension(self) -> &'static str {
        match self {
            Self::Pdf => "pdf",
            Self::PlainText => "txt",
        }
    }
}

/// The documents of a job: 1 to 20, together at most 10 MiB, each with its own file name.
///
/// Source: `direct.xsd#documents` (count), `docs/documents#size` (bytes)
#[derive(Debug, Clone, PartialEq, Eq, serde::Serialize)]
#[serde(into = "Vec<Document>")]
pub struct Documents {
    files: Vec<(FileName, Document)>,
}

impl Documents {
    /// The most documents a job may have.
    pub const MAX_COUNT: usize = 20;
    /// The most bytes the documents of a job may have together: 10 MiB.
    pub const MAX_BYTES: usize = 10_485_760;

    /// Collects documents in the order signers see them.
    ///
    /// # Errors
    /// [`Error`] if there is no document, there are too many, one is empty, or they are too large together.
    pub fn new(documents: impl IntoIterator<Item = Document>) -> Result<Self, Error> {
        let files: Vec<_> = documents
            .into_iter()
            .enumerate()
            .map(|(index, document)| {
                (FileName::for_document(index, &document.title, document.format.extension()), document)
            })
            .collect();
        if files.is_empty() || files.len() > Self::MAX_COUNT {
            return Err(ErrorKind::DocumentCount { max: Self::MAX_COUNT, found: files.len() }.into());
        }
        if let Some(index) = files.iter().position(|(_, document)| document.content.is_empty()) {
            return Err(ErrorKind::EmptyDocument { index }.into());
        }
        let found = files.iter().fold(0_usize, |sum, (_, document)| sum.saturating_add(document.content.len()));
        if found > Self::MAX_BYTES {
            return Err(ErrorKind::DocumentsTooLarge { max: Self::MAX_BYTES, found }.into());
        }
        Ok(Self { files })
    }

    /// The documents with the names of their files, in order.
    pub fn iter(&self) -> impl ExactSizeIterator<Item = (&FileName, &Document)> {
        self.files.iter().map(|(name, document)| (name, document))
    }

    /// How many documents there are, at least one.
    #[expect(clippy::len_without_is_empty, reason = "never empty")]
    pub fn len(&self) -> usize {
        self.files.len()
    }
}

impl<'a> IntoIterator for &'a Documents {
    type Item = (&'a FileName, &'a Document);
    type IntoIter = std::iter::Map<
        std::slice::Iter<'a, (FileName, Document)>,
        fn(&'a (FileName, Document)) -> (&'a FileName, &'a Document),
    >;

    fn into_iter(self) -> Self::IntoIter {
        self.files.iter().map(|(name, document)| (name, document))
    }
}

impl<'de> serde::Deserialize<'de> for Documents {
    fn deserialize<D: serde::Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let documents = Vec::<Document>::deserialize(Quiet(deserializer)).map_err(|error| error.0)?;
        Self::new(documents).map_err(serde::de::Error::custom)
    }
}

impl TryFrom<Vec<Document>> for Documents {
    type Error = Error;

    fn try_from(documents: Vec<Document>) -> Result<Self, Error> {
        Self::new(documents)
    }
}

impl From<Documents> for Vec<Document> {
    fn from(documents: Documents) -> Self {
        documents.files.into_iter().map(|(_, document)| document).collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn document(bytes: usize) -> Document {
        Document::pdf(Title::new("Søknad (2024)").unwrap(), vec![b'x'; bytes])
    }

    #[test]
    fn each_limit_is_allowed_and_one_more_is_not() {
        assert!(Documents::new([document(Documents::MAX_BYTES)]).is_ok());
        assert_eq!(
            Documents::new([document(Documents::MAX_BYTES), document(1)]).unwrap_err().to_string(),
            "the documents of a job must be at most 10485760 bytes together, found 10485761 bytes"
        );
        assert_eq!(Documents::new([]).unwrap_err().kind(), &ErrorKind::DocumentCount { max: 20, found: 0 });
        assert!(Documents::new(vec![document(1); 20]).is_ok());
        assert_eq!(
            Documents::new(vec![document(1); 21]).unwrap_err().kind(),
            &ErrorKind::DocumentCount { max: 20, found: 21 }
        );
        assert_eq!(
            Documents::new([document(1), document(0)]).unwrap_err().kind(),
            &ErrorKind::EmptyDocument { index: 1 }
        );
    }

    #[test]
    fn neither_title_nor_content_shows() {
        assert_eq!(format!("{:?}", document(3)), "Document { title: Title(redacted), format: Pdf, bytes: 3 }");
    }
}
