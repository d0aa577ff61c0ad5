//! From bytes to text: UTF-8, and UTF-16 with the byte order mark that XML requires for it.
//!
//! Canonical forms are always UTF-8, so other files need not know the encoding of the document.
//!
//! Source: `XML 1.0 §4.3.3`, `appendix F`

use std::borrow::Cow;

use super::invalid_xml::InvalidXml;

/// The encoding of a document.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Encoding {
    Utf8,
    Utf16,
}

impl Encoding {
    /// Whether a declaration may use this name for it.
    pub(super) fn is_called(self, label: &str) -> bool {
        label.eq_ignore_ascii_case(match self {
            Self::Utf8 => "UTF-8",
            Self::Utf16 => "UTF-16",
        })
    }
}

/// The text of a document, without its byte order mark.
pub(super) fn decode(document: &[u8]) -> Result<(Encoding, Cow<'_, str>), InvalidXml> {
    let utf16 = |bytes: &[u8], unit: fn([u8; 2]) -> u16| {
        let (pairs, rest) = bytes.as_chunks::<2>();
        let text = String::from_utf16(&pairs.iter().copied().map(unit).collect::<Vec<_>>());
        let text = text.ok().filter(|_| rest.is_empty()).ok_or(InvalidXml::Encoding { found: "damaged UTF-16" })?;
        Ok((Encoding::Utf16, Cow::Owned(text)))
    };
    match document {
        [0xff, 0xfe, 0, 0, ..] | [0, 0, 0xfe, 0xff, ..] => Err(InvalidXml::Encoding { found: "UTF-32" }),
        [0xff, 0xfe, rest @ ..] => utf16(rest, u16::from_le_bytes),
        [0xfe, 0xff, rest @ ..] => utf16(rest, u16::from_be_bytes),
        [b'<', 0, ..] | [0, b'<', ..] => Err(InvalidXml::Encoding { found: "UTF-16 without a byte order mark" }),
        _ => {
            let text = document.strip_prefix(b"\xef\xbb\xbf").unwrap_or(document);
            let text = std::str::from_utf8(text).map_err(|_| InvalidXml::Encoding { found: "other bytes" })?;
            Ok((Encoding::Utf8, Cow::Borrowed(text)))
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn both_encodings_give_the_same_text() {
        let text = "<a>æ\u{1f600}</a>";
        let units = || text.encode_utf16();
        let little: Vec<_> = [0xff, 0xfe].into_iter().chain(units().flat_map(u16::to_le_bytes)).collect();
        let big: Vec<_> = [0xfe, 0xff].into_iter().chain(units().flat_map(u16::to_be_bytes)).collect();
        for (document, encoding) in [
            (text.as_bytes(), Encoding::Utf8),
            (format!("\u{feff}{text}").as_bytes(), Encoding::Utf8),
            (&little, Encoding::Utf16),
            (&big, Encoding::Utf16),
        ] {
            assert_eq!(decode(document), Ok((encoding, Cow::Borrowed(text))));
        }
        let refused = |document: &[u8], found| assert_eq!(decode(document), Err(InvalidXml::Encoding { found }));
        refused(&little[..little.len() - 1], "damaged UTF-16");
        refused(&[0xff, 0xfe, 0x00, 0xd8], "damaged UTF-16");
        refused(&little[2..], "UTF-16 without a byte order mark");
        refused(&[0xff, 0xfe, 0, 0, b'<', 0, 0, 0], "UTF-32");
        refused(b"<a>\xe6</a>", "other bytes");
    }
}
