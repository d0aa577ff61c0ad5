//! What a file is, by its first bytes: for errors about the wrong kind of file.

use std::borrow::Cow;
use std::fmt;

/// The kind of a file that came in place of another, recognized by its first bytes.
///
/// For errors, which display it. It proves nothing: a file may begin like one of a kind and be broken behind that.
///
/// ```
/// use signature_model::FileKind;
///
/// let page = b"\xEF\xBB\xBF<!DOCTYPE html><title>Log in</title>";
/// assert_eq!(FileKind::of(page), FileKind::Html);
/// assert_eq!(FileKind::of(page).to_string(), "an HTML page");
/// ```
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum FileKind {
    /// No bytes.
    Empty,
    /// White space and byte order marks.
    Blank,
    /// A PDF.
    Pdf,
    /// The text of a PDF in base64, alone, in quotes or in a data URL.
    PdfInBase64,
    /// A ZIP archive, which an Office document is too.
    Zip,
    /// The text of a ZIP archive in base64.
    ZipInBase64,
    /// A gzip file.
    Gzip,
    /// A 7z, RAR or cabinet archive.
    Archive,
    /// A document of Office in its form before 2007.
    OldOffice,
    /// RTF.
    Rtf,
    /// PostScript.
    PostScript,
    /// A PNG, JPEG or TIFF image.
    Image,
    /// DER or BER, such as a certificate, a key file or a signed message.
    Asn1,
    /// Text with PEM blocks.
    Pem,
    /// The body of a multipart message.
    Multipart,
    /// An HTML page.
    Html,
    /// XML.
    Xml,
    /// JSON.
    Json,
    /// Other text, in UTF-16.
    TextInUtf16,
    /// Other text.
    Text,
    /// Other bytes.
    Other,
}

impl FileKind {
    /// What `file` is. Looks at its first kilobyte.
    pub fn of(file: &[u8]) -> Self {
        if file.is_empty() {
            return Self::Empty;
        }
        let head = file.get(..HEAD).unwrap_or(file);
        if let Some((_, kind)) = BINARY.iter().find(|(start, _)| head.starts_with(start)) {
            return *kind;
        }
        let decoded = without_encoding(head);
        let text = decoded.trim_ascii();
        let begins = |start: &[u8]| text.get(..start.len()).is_some_and(|found| found.eq_ignore_ascii_case(start));
        if text.is_empty() {
            return if file.len() > HEAD { Self::Text } else { Self::Blank };
        }
        if begins(b"<") {
            // The declaration of XML and comments may stand before the one of HTML.
            let is_html = [&b"<!doctype html"[..], b"<html"].iter().any(|tag| contains(text, tag));
            return if is_html { Self::Html } else { Self::Xml };
        }
        if let Some((_, kind)) = TEXTS.iter().find(|(start, _)| begins(start)) {
            return *kind;
        }
        if contains(text, b"-----BEGIN ") {
            return Self::Pem;
        }
        if let Cow::Owned(_) = decoded {
            return Self::TextInUtf16;
        }
        match text.iter().all(|byte| byte.is_ascii_graphic() || byte.is_ascii_whitespace() || !byte.is_ascii()) {
            true => Self::Text,
            false => Self::Other,
        }
    }

    /// The kind in words, with what to do about it where that is plain.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Empty => "an empty file",
            Self::Blank => "white space only",
            Self::Pdf => "a PDF",
            Self::PdfInBase64 => "a PDF in base64; decode it first",
            Self::Zip => "a ZIP archive or an Office document",
            Self::ZipInBase64 => "a ZIP archive in base64; decode it first",
            Self::Gzip => "a gzip file",
            Self::Archive => "an archive of another kind than ZIP",
            Self::OldOffice => "an old Office document",
            Self::Rtf => "RTF",
            Self::PostScript => "PostScript",
            Self::Image => "an image",
            Self::Asn1 => "ASN.1 (DER or BER), such as a certificate or a signed message",
            Self::Pem => "text with PEM blocks",
            Self::Multipart => "the body of a multipart message",
            Self::Html => "an HTML page",
            Self::Xml => "XML",
            Self::Json => "JSON",
            Self::TextInUtf16 => "text in UTF-16",
            Self::Text => "text",
            Self::Other => "a file of another kind",
        }
    }
}

/// How many bytes are looked at.
const HEAD: usize = 1024;

const BINARY: [(&[u8], FileKind); 19] = [
    (b"%PDF-", FileKind::Pdf),
    (b"PK\x03\x04", FileKind::Zip),
    (b"PK\x05\x06", FileKind::Zip),
    (b"\x1F\x8B", FileKind::Gzip),
    (b"7z\xBC\xAF\x27\x1C", FileKind::Archive),
    (b"Rar!", FileKind::Archive),
    (b"MSCF", FileKind::Archive),
    (b"\xD0\xCF\x11\xE0", FileKind::OldOffice),
    (b"{\\rtf", FileKind::Rtf),
    (b"%!PS", FileKind::PostScript),
    (b"\x89PNG", FileKind::Image),
    (b"\xFF\xD8\xFF", FileKind::Image),
    (b"II*\0", FileKind::Image),
    (b"MM\0*", FileKind::Image),
    (b"\x30\x80", FileKind::Asn1),
    (b"\x30\x81", FileKind::Asn1),
    (b"\x30\x82", FileKind::Asn1),
    (b"\x30\x83", FileKind::Asn1),
    (b"\x30\x84", FileKind::Asn1),
];

const TEXTS: [(&[u8], FileKind); 8] = [
    (b"JVBERi0", FileKind::PdfInBase64),
    (b"\"JVBERi0", FileKind::PdfInBase64),
    (b"data:application/pdf;base64,", FileKind::PdfInBase64),
    (b"UEsDB", FileKind::ZipInBase64),
    (b"{", FileKind::Json),
    (b"[", FileKind::Json),
    (b"-----BEGIN ", FileKind::Pem),
    (b"--", FileKind::Multipart),
];

/// The text without a byte order mark. Of UTF-16 only what is ASCII is kept; that is enough to know the kind.
fn without_encoding(head: &[u8]) -> Cow<'_, [u8]> {
    let narrow = |units: &[u8], order: fn([u8; 2]) -> u16| {
        let units = units.as_chunks().0.iter().map(|unit| order(*unit));
        units.map(|unit| u8::try_from(unit).ok().filter(u8::is_ascii).unwrap_or(b'?')).collect()
    };
    match head {
        [0xEF, 0xBB, 0xBF, text @ ..] => Cow::Borrowed(text),
        [0xFF, 0xFE, text @ ..] => Cow::Owned(narrow(text, u16::from_le_bytes)),
        [0xFE, 0xFF, text @ ..] => Cow::Owned(narrow(text, u16::from_be_bytes)),
        _ => Cow::Borrowed(head),
    }
}

fn contains(text: &[u8], part: &[u8]) -> bool {
    text.windows(part.len()).any(|window| window.eq_ignore_ascii_case(part))
}

impl fmt::Display for FileKind {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(file: &[u8], expected: FileKind) {
        assert_eq!(FileKind::of(file), expected, "{:?}", file.escape_ascii().to_string());
    }

    fn utf16(text: &str) -> Vec<u8> {
        "\u{feff}".encode_utf16().chain(text.encode_utf16()).flat_map(u16::to_le_bytes).collect()
    }

    #[test]
    fn each_kind_is_recognized() {
        check(b"", FileKind::Empty);
        check(b"\xEF\xBB\xBF\r\n ", FileKind::Blank);
        check(b"%PDF-1.7 ...", FileKind::Pdf);
        check(b"\nJVBERi0xLjc", FileKind::PdfInBase64);
        check(b"data:application/pdf;base64,JVBERi0", FileKind::PdfInBase64);
        check(b"PK\x03\x04", FileKind::Zip);
        check(b"UEsDBBQAAAgI", FileKind::ZipInBase64);
        check(b"\x1F\x8B\x08", FileKind::Gzip);
        check(b"Rar!\x1A", FileKind::Archive);
        check(b"\xD0\xCF\x11\xE0", FileKind::OldOffice);
        check(b"{\\rtf1", FileKind::Rtf);
        check(b"%!PS-Adobe", FileKind::PostScript);
        check(b"\x89PNG\r\n", FileKind::Image);
        check(b"\x30\x82\x01\x0A", FileKind::Asn1);
        check(b"{\"a\": 1}", FileKind::Json);
        check(b"  [1]", FileKind::Json);
        check(b"hello, \xC3\xA6", FileKind::Text);
        check(b"hello\0\x01", FileKind::Other);
    }

    #[test]
    fn html_is_not_xml_whatever_stands_before_it() {
        for page in ["<!DOCTYPE html>", "<HTML lang=\"no\">", "<!-- a -->\n<html>", "<?xml version='1.0'?><html>"] {
            check(page.as_bytes(), FileKind::Html);
            check(format!("\u{feff} \n{page}").as_bytes(), FileKind::Html);
            check(&utf16(page), FileKind::Html);
        }
        check(b"<?xml version='1.0'?><error/>", FileKind::Xml);
        check(&utf16("<error/>"), FileKind::Xml);
        check(&utf16("%PDF-1.7"), FileKind::TextInUtf16);
    }

    #[test]
    fn pem_is_not_multipart() {
        check(b"-----BEGIN CERTIFICATE-----", FileKind::Pem);
        check(b"Bag Attributes\n-----BEGIN CERTIFICATE-----", FileKind::Pem);
        check(b"--boundary\r\nContent-Type: text/plain", FileKind::Multipart);
        check(b"-------------boundary\r\n", FileKind::Multipart);
    }
}
