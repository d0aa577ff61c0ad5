//! What XML says about characters and about the texts of simple types.

use std::borrow::Cow;

/// Whether XML 1.0 can carry the character at all, escaped or not.
///
/// Source: `XML 1.0 §2.2`
pub(super) const fn is_xml_character(c: char) -> bool {
    matches!(c, '\t' | '\n' | '\r' | ' '..='\u{FFFD}' | '\u{10000}'..)
}

/// The first character of a text that XML 1.0 cannot carry.
///
/// Only control characters, U+FFFE and U+FFFF are illegal, and the last two begin with the byte 0xEF. So a scan of the
/// bytes clears nearly every text, and is faster than a scan of the characters.
pub(crate) fn illegal_character(text: &str) -> Option<char> {
    let suspicious = |byte: u8| (byte < b' ') & !matches!(byte, b'\t' | b'\n' | b'\r') | (byte == 0xEF);
    if text.bytes().fold(false, |found, byte| found | suspicious(byte)) {
        text.chars().find(|&c| !is_xml_character(c))
    } else {
        None
    }
}

/// Removes the white space of XML, and no other, from both ends.
pub(crate) fn trim(text: &str) -> &str {
    text.trim_matches(XML_SPACE)
}

/// Like [`trim`], for a borrowed or owned text. Copies only an owned text that changes.
pub(crate) fn trimmed(text: Cow<'_, str>) -> Cow<'_, str> {
    match text {
        Cow::Borrowed(text) => Cow::Borrowed(trim(text)),
        Cow::Owned(text) => match trim(&text) {
            inner if inner.len() == text.len() => Cow::Owned(text),
            inner => Cow::Owned(inner.to_owned()),
        },
    }
}

/// Reads a whole number, with or without white space around it.
///
/// Source: `XML Schema 1.0 part 2 §3.3.13` (the form), `§4.3.6` (the white space)
pub(crate) fn integer(text: &str) -> Option<i64> {
    trim(text).parse().ok()
}

const XML_SPACE: [char; 4] = [' ', '\t', '\r', '\n'];

pub(super) fn is_blank(text: &str) -> bool {
    text.bytes().all(|byte| XML_SPACE.contains(&char::from(byte)))
}

/// The five entities that XML knows without a DTD.
pub(super) fn predefined_entity(name: &str) -> Option<char> {
    Some(match name {
        "amp" => '&',
        "lt" => '<',
        "gt" => '>',
        "quot" => '"',
        "apos" => '\'',
        _ => return None,
    })
}
