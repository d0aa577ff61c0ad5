//! Whether the service takes a file as a PDF: by its header and by whether it is encrypted.
//!
//! Not here: everything else that can be wrong with a PDF. A file that passes may still be damaged.

mod syntax;
mod trailers;

#[cfg(test)]
mod tests;

use crate::{Error, ErrorKind, FileKind};

/// Checks that the service takes these bytes as a PDF: a header of PDF 1.1 to 1.7 at the first byte, and no encryption.
///
/// The service refuses other files, but only after they were sent.
/// Only the header counts: a version in the catalog is ignored.
/// Encryption is what a trailer or the dictionary of a cross-reference stream says, in any revision of the file: the
/// check starts at `startxref` and follows `Prev` and `XRefStm`. Where it cannot follow them, because the file is
/// damaged or has more than 512 revisions, a name `Encrypt` anywhere in the file counts as encryption. So a damaged
/// file is not refused for its damage, and an encrypted one does not pass.
///
/// Takes time in proportion to the size of the file at most, and for a sound file looks at its end only.
///
/// Source: `docs/documents#formats`
///
/// # Errors
/// [`Error`] with one of the kinds [`NotPdf`](ErrorKind::NotPdf), [`PdfNotAtStart`](ErrorKind::PdfNotAtStart),
/// [`PdfVersion`](ErrorKind::PdfVersion) or [`EncryptedPdf`](ErrorKind::EncryptedPdf).
///
/// # Example
/// ```
/// use signature_model::check_pdf;
///
/// assert!(check_pdf(b"%PDF-1.7\n...").is_ok());
/// assert_eq!(
///     check_pdf(b"<html><body>502 Bad Gateway</body></html>").unwrap_err().to_string(),
///     "a document must be a PDF from its first byte, found an HTML page"
/// );
/// ```
pub fn check_pdf(content: &[u8]) -> Result<(), Error> {
    check_header(content)?;
    if trailers::are_encrypted(content).unwrap_or_else(|| syntax::has_name(content, b"Encrypt")) {
        return Err(ErrorKind::EncryptedPdf.into());
    }
    Ok(())
}

const HEADER: &[u8] = b"%PDF-";

/// How far readers that tolerate other bytes before the header look for it.
const TOLERATED: usize = 1024;

fn check_header(content: &[u8]) -> Result<(), ErrorKind> {
    let Some(version) = content.strip_prefix(HEADER) else {
        let start = content.get(..TOLERATED).unwrap_or(content);
        return Err(match start.windows(HEADER.len()).position(|window| window == HEADER) {
            Some(offset) => ErrorKind::PdfNotAtStart { offset },
            None => ErrorKind::NotPdf { found: FileKind::of(content) },
        });
    };
    match version {
        [b'1', b'.', b'1'..=b'7', rest @ ..] if !rest.first().is_some_and(u8::is_ascii_digit) => Ok(()),
        _ => Err(ErrorKind::PdfVersion { found: version_in_words(version) }),
    }
}

/// The version as it stands in the header, if it looks like one.
fn version_in_words(version: &[u8]) -> Box<str> {
    let is_version = |byte: &u8| matches!(byte, b'0'..=b'9' | b'.');
    let word: String = version.iter().copied().take(8).take_while(is_version).map(char::from).collect();
    if word.is_empty() { "no version".into() } else { format!("version {word}").into() }
}
