//! `application/x-www-form-urlencoded` as the Java platform writes and reads it.
//!
//! The official clients and the service encode file names this way, and compare names only after decoding: see
//! [`same_file`].
//!
//! Source: `clients/java`; checked against JDK 17.

use std::borrow::Cow;
use std::fmt::Write as _;

/// Letters, digits and `.-*_` stay, a space becomes `+`, every other byte of the UTF-8 form becomes `%` and two
/// capital hexadecimal digits.
pub(crate) fn form_encode(text: &str) -> String {
    let mut encoded = String::with_capacity(text.len());
    for byte in text.bytes() {
        match byte {
            b'a'..=b'z' | b'A'..=b'Z' | b'0'..=b'9' | b'.' | b'-' | b'*' | b'_' => encoded.push(char::from(byte)),
            b' ' => encoded.push('+'),
            // Writing to a string cannot fail.
            _ => _ = write!(encoded, "%{byte:02X}"),
        }
    }
    encoded
}

/// The text that `encoded` stands for, or `encoded` itself if it has a `%` without two hexadecimal digits.
///
/// Bytes that are not UTF-8 become U+FFFD.
pub(crate) fn form_decode(encoded: &str) -> Cow<'_, str> {
    if !encoded.contains(['+', '%']) {
        return Cow::Borrowed(encoded);
    }
    let mut decoded = Vec::with_capacity(encoded.len());
    let mut rest = encoded.as_bytes();
    while let Some((&byte, after)) = rest.split_first() {
        rest = after;
        match (byte, rest) {
            (b'+', _) => decoded.push(b' '),
            (b'%', [high, low, after @ ..]) => {
                let (Some(high), Some(low)) = (hexadecimal(*high), hexadecimal(*low)) else {
                    return Cow::Borrowed(encoded);
                };
                decoded.push((high << 4) | low);
                rest = after;
            }
            (b'%', _) => return Cow::Borrowed(encoded),
            _ => decoded.push(byte),
        }
    }
    Cow::Owned(String::from_utf8_lossy(&decoded).into_owned())
}

/// Whether two spellings, encoded or raw, name one file for the service.
pub(crate) fn same_file(one: &str, other: &str) -> bool {
    form_decode(one) == form_decode(other)
}

fn hexadecimal(digit: u8) -> Option<u8> {
    char::from(digit).to_digit(16).and_then(|value| u8::try_from(value).ok())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(text: &str, encoded: &str) {
        assert_eq!(form_encode(text), encoded);
        assert_eq!(form_decode(encoded), text);
    }

    #[test]
    fn encodes_as_the_java_platform() {
        check("dokument (2).pdf", "dokument+%282%29.pdf");
        check("a b+c%d(e)*~!'-._/æøå", "a+b%2Bc%25d%28e%29*%7E%21%27-._%2F%C3%A6%C3%B8%C3%A5");
        check("𝄞", "%F0%9D%84%9E");
    }

    #[test]
    fn decodes_leniently() {
        for (encoded, expected) in [
            ("100%", "100%"),
            ("%zz+", "%zz+"),
            ("50%2", "50%2"),
            ("%FF", "\u{fffd}"),
            ("a+b", "a b"),
            ("%c3%a6", "æ"),
            ("æ%20ø", "æ ø"),
        ] {
            assert_eq!(form_decode(encoded), expected, "{encoded}");
        }
        assert!(same_file("dokument (2).pdf", "dokument+%282%29.pdf"));
        assert!(!same_file("a+b.pdf", "a%2Bb.pdf"));
    }
}
