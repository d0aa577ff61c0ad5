//! One attribute of a distinguished name, and its value as text.
//!
//! A value may be of any type of string that X.520 knows (`DirectoryString`), and of some others that issuers used.
//!
//! Source: `RFC 5280 §4.1.2.4`, `ITU-T X.680 §41`

use std::borrow::Cow;

use bytes::Bytes;
use der::oid::ObjectIdentifier;

use crate::ber::{Element, Malformed};

const UTF8_STRING: u8 = 0x0c;
const NUMERIC_STRING: u8 = 0x12;
const PRINTABLE_STRING: u8 = 0x13;
const TELETEX_STRING: u8 = 0x14;
const IA5_STRING: u8 = 0x16;
const VISIBLE_STRING: u8 = 0x1a;
const GENERAL_STRING: u8 = 0x1b;
const UNIVERSAL_STRING: u8 = 0x1c;
const BMP_STRING: u8 = 0x1e;

/// A type and its value. Two are equal if their types, their types of string and their bytes are.
#[derive(Clone, PartialEq, Eq)]
pub(crate) struct Attribute {
    kind: ObjectIdentifier,
    /// The tag of the value.
    tag: u8,
    /// The value without tag and length; of a constructed value, which is not a string, all bytes.
    content: Bytes,
}

impl Attribute {
    /// Reads an `AttributeTypeAndValue` that is a part of `der`.
    pub(crate) fn read(element: &Element<'_>, der: &Bytes) -> Result<Self, Malformed> {
        let [kind, value] = element.sequence()? else { return Err(Malformed) };
        let content = value.content().unwrap_or_else(|Malformed| value.encoding());
        Ok(Self { kind: kind.oid()?, tag: value.tag(), content: der.slice_ref(content) })
    }

    pub(crate) fn kind(&self) -> ObjectIdentifier {
        self.kind
    }

    /// The value as text; `None` if its type holds no text, or it is not what its type says.
    pub(crate) fn text(&self) -> Option<Cow<'_, str>> {
        decode(self.tag, &self.content)
    }

    /// The value as the Java platform prints it, which reads every string as UTF-8.
    pub(crate) fn java_text(&self) -> Option<Cow<'_, str>> {
        let textual = matches!(
            self.tag,
            UTF8_STRING | PRINTABLE_STRING | TELETEX_STRING | IA5_STRING | BMP_STRING | GENERAL_STRING
        );
        textual.then(|| String::from_utf8_lossy(&self.content))
    }

    /// The value in DER, for a value that is a string.
    pub(crate) fn value_to_der(&self) -> Vec<u8> {
        let length = self.content.len();
        let mut der = vec![self.tag];
        match u8::try_from(length) {
            Ok(short @ ..0x80) => der.push(short),
            _ => {
                let bytes = length.to_be_bytes();
                let bytes = bytes.get(usize::try_from(length.leading_zeros() / 8).unwrap_or_default()..);
                let bytes = bytes.unwrap_or_default();
                der.push(0x80 | u8::try_from(bytes.len()).unwrap_or_default());
                der.extend_from_slice(bytes);
            }
        }
        der.extend_from_slice(&self.content);
        der
    }

    /// Whether `value` is this value: the same element, or another type of string with the same text.
    pub(crate) fn has_value(&self, value: &Element<'_>, same_text: impl Fn(&str, &str) -> bool) -> bool {
        let Ok(content) = value.content() else { return value.encoding() == self.content };
        if value.tag() == self.tag && self.content == content {
            return true;
        }
        match (self.text(), decode(value.tag(), content)) {
            (Some(one), Some(other)) => same_text(&one, &other),
            _ => false,
        }
    }
}

/// The text of a string of ASN.1.
fn decode(tag: u8, content: &[u8]) -> Option<Cow<'_, str>> {
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

    #[test]
    fn a_value_is_written_in_der() {
        let value = |length: usize| {
            let kind = ObjectIdentifier::new_unwrap("2.5.4.3");
            Attribute { kind, tag: 0x0c, content: vec![b'a'; length].into() }.value_to_der()
        };
        assert_eq!(value(1), [0x0c, 1, b'a']);
        assert_eq!(value(200)[..3], [0x0c, 0x81, 200]);
        assert_eq!(value(0x1234)[..4], [0x0c, 0x82, 0x12, 0x34]);
        for length in [0, 127, 128, 255, 256, 70_000] {
            let der = value(length);
            assert_eq!(Element::parse(&der).unwrap().content().unwrap().len(), length);
        }
    }
}
