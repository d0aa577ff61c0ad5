//! The text in a string of ASN.1.
//!
//! A value may be of any type of string that X.520 knows (`DirectoryString`), and of some others that issuers used.
//!
//! Source: `RFC 5280 §4.1.2.4`, `ITU-T X.680 §41`

use std::borrow::Cow;

use crate::ber::Element;

const UTF8_STRING: u8 = 0x0c;
const NUMERIC_STRING: u8 = 0x12;
const PRINTABLE_STRING: u8 = 0x13;
const TELETEX_STRING: u8 = 0x14;
const IA5_STRING: u8 = 0x16;
const VISIBLE_STRING: u8 = 0x1a;
const GENERAL_STRING: u8 = 0x1b;
const UNIVERSAL_STRING: u8 = 0x1c;
const BMP_STRING: u8 = 0x1e;

/// The bytes of a value without tag and length; of a constructed value, which is not a string, all bytes.
pub(super) fn content<'a>(value: &Element<'a>) -> &'a [u8] {
    value.content().unwrap_or_else(|_| value.encoding())
}

/// The text; `None` if the type holds no text, or the bytes are not what it says.
pub(super) fn decode(tag: u8, content: &[u8]) -> Option<Cow<'_, str>> {
    match tag {
        UTF8_STRING => std::str::from_utf8(content).ok().map(Cow::Borrowed),
        // Programs wrote UTF-8 or Latin-1 into these, against the standards.
        NUMERIC_STRING | PRINTABLE_STRING | TELETEX_STRING | IA5_STRING | VISIBLE_STRING | GENERAL_STRING => {
            let utf8 = std::str::from_utf8(content).map(Cow::Borrowed);
            Some(utf8.unwrap_or_else(|_| content.iter().map(|byte| char::from(*byte)).collect()))
        }
        BMP_STRING => {
            let (units, []) = content.as_chunks::<2>() else { return None };
            let units = units.iter().map(|unit| u16::from_be_bytes(*unit));
            char::decode_utf16(units).collect::<Result<_, _>>().ok().map(Cow::Owned)
        }
        UNIVERSAL_STRING => {
            let (units, []) = content.as_chunks::<4>() else { return None };
            units.iter().map(|unit| char::from_u32(u32::from_be_bytes(*unit))).collect::<Option<_>>().map(Cow::Owned)
        }
        _ => None,
    }
}

/// The text as the Java platform prints it, which reads every string as UTF-8.
pub(super) fn decode_as_java(tag: u8, content: &[u8]) -> Option<Cow<'_, str>> {
    let textual =
        matches!(tag, UTF8_STRING | PRINTABLE_STRING | TELETEX_STRING | IA5_STRING | BMP_STRING | GENERAL_STRING);
    textual.then(|| String::from_utf8_lossy(content))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(tag: u8, content: &[u8], expected: Option<&str>) {
        assert_eq!(decode(tag, content).as_deref(), expected);
    }

    #[test]
    fn every_type_of_string_is_read() {
        for tag in [0x0c, 0x12, 0x13, 0x14, 0x16, 0x1a, 0x1b] {
            check(tag, b"NTRNO-123456789", Some("NTRNO-123456789"));
            check(tag, "Bjørnø".as_bytes(), Some("Bjørnø"));
        }
        check(0x14, b"Bj\xf8rn\xf8", Some("Bjørnø"));
        check(0x0c, b"Bj\xf8rn\xf8", None);
        check(0x1e, b"\0A\0\xf8\xd8\x3d\xde\0", Some("Aø😀"));
        check(0x1c, b"\0\0\0A\0\0\0\xf8\0\x01\xf6\0", Some("Aø😀"));
    }

    #[test]
    fn broken_strings_have_no_text() {
        check(0x1e, b"\0A\0", None);
        check(0x1e, b"\xd8\x3d", None);
        check(0x1c, b"\0\0\0", None);
        check(0x1c, b"\0\x11\0\0", None);
        check(0x1c, b"\0\0\xd8\0", None);
        check(0x03, b"A", None);
    }
}
