//! Whether a document is of the kind that was asked for, by its first bytes.

use std::fmt;

use signature_model::FileKind;

/// The first bytes of a document, until its kind is known.
#[derive(Clone, PartialEq, Eq)]
pub(super) struct Opening {
    expected: FileKind,
    head: Vec<u8>,
    is_recognized: bool,
}

/// One byte more than [`FileKind::of`] looks at, so that it sees that there are more.
const HEAD: usize = 1025;

impl Opening {
    pub(super) fn new(expected: FileKind) -> Self {
        Self { expected, head: Vec::new(), is_recognized: false }
    }

    pub(super) fn expected(&self) -> FileKind {
        self.expected
    }

    pub(super) fn is_recognized(&self) -> bool {
        self.is_recognized
    }

    /// The next piece of the document.
    ///
    /// # Errors
    /// The kind of the document, once it is known to be another one.
    pub(super) fn push(&mut self, piece: &[u8]) -> Result<(), FileKind> {
        if self.is_recognized {
            return Ok(());
        }
        let room = HEAD.saturating_sub(self.head.len());
        self.head.extend_from_slice(piece.get(..room).unwrap_or(piece));
        // What begins like XML may be HTML behind a comment, so only all of the head says which it is.
        if self.head.len() >= HEAD || FileKind::of(&self.head) == FileKind::Pdf {
            self.finish()?;
            self.is_recognized = true;
            self.head = Vec::new();
        }
        Ok(())
    }

    /// No more bytes come.
    ///
    /// # Errors
    /// The kind of the document, if it is another one.
    pub(super) fn finish(&self) -> Result<(), FileKind> {
        let found = if self.is_recognized { self.expected } else { FileKind::of(&self.head) };
        if found == self.expected { Ok(()) } else { Err(found) }
    }
}

impl fmt::Debug for Opening {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        // Without the bytes, which may hold anything.
        f.debug_struct("Opening")
            .field("expected", &self.expected)
            .field("is_recognized", &self.is_recognized)
            .finish_non_exhaustive()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// What is said of a document, whatever pieces it comes in.
    #[track_caller]
    fn check(expected: FileKind, document: &[u8], found: Result<(), FileKind>) {
        for size in [1, 2, 7, 1000, 4096] {
            let mut opening = Opening::new(expected);
            let pushed = document.chunks(size).try_for_each(|piece| opening.push(piece));
            let is_all = pushed.and_then(|()| opening.finish());
            assert_eq!(is_all, found, "in pieces of {size}: {:?}", document.escape_ascii().to_string());
        }
    }

    #[test]
    fn a_pdf_begins_as_one() {
        check(FileKind::Pdf, b"%PDF-1.7 invented", Ok(()));
        check(FileKind::Pdf, &[&b"%PDF-1.7"[..], &[0xFF; 3000]].concat(), Ok(()));
        check(FileKind::Pdf, b"%PDF", Err(FileKind::Text));
        check(FileKind::Pdf, b" %PDF-1.7", Err(FileKind::Text));
        check(FileKind::Pdf, b"<!doctype html><p>%PDF-", Err(FileKind::Html));
        check(FileKind::Pdf, b"<XAdES/>", Err(FileKind::Xml));
        check(FileKind::Pdf, &b"PK\x03\x04".repeat(1000), Err(FileKind::Zip));
    }

    #[test]
    fn xml_begins_with_an_element_after_a_mark_and_white_space() {
        check(FileKind::Xml, b"<XAdES/>", Ok(()));
        check(FileKind::Xml, b"\xEF\xBB\xBF \r\n\t<XAdES/>", Ok(()));
        check(FileKind::Xml, &[&b"<?xml version='1.0'?><XAdES>"[..], &[b'x'; 3000]].concat(), Ok(()));
        check(FileKind::Xml, b"%PDF-1.7", Err(FileKind::Pdf));
        check(FileKind::Xml, b"{}", Err(FileKind::Json));
        check(FileKind::Xml, b"<!-- a proxy's --><HTML>", Err(FileKind::Html));
        check(FileKind::Xml, b"\r\n", Err(FileKind::Blank));
        check(FileKind::Xml, &[b' '; 5000], Err(FileKind::Text));
    }

    #[test]
    fn a_pdf_is_recognized_at_once() {
        let mut opening = Opening::new(FileKind::Pdf);
        opening.push(b"%PDF").unwrap();
        assert!(!opening.is_recognized());
        opening.push(b"-1.7").unwrap();
        assert!(opening.is_recognized());
    }
}
