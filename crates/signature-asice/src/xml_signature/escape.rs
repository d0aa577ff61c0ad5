//! Escapes of canonical XML.
//!
//! Source: `Canonical XML 1.0 §2.3`

use std::borrow::Cow;

/// Character data.
pub fn escape_text(text: &str) -> Cow<'_, str> {
    escape(text, |character| match character {
        '&' => Some("&amp;"),
        '<' => Some("&lt;"),
        '>' => Some("&gt;"),
        '\r' => Some("&#xD;"),
        _ => None,
    })
}

/// The value of an attribute between quotation marks.
pub(crate) fn escape_attribute(value: &str) -> Cow<'_, str> {
    escape(value, |character| match character {
        '&' => Some("&amp;"),
        '<' => Some("&lt;"),
        '"' => Some("&quot;"),
        '\t' => Some("&#x9;"),
        '\n' => Some("&#xA;"),
        '\r' => Some("&#xD;"),
        _ => None,
    })
}

fn escape(text: &str, replacement: impl Fn(char) -> Option<&'static str>) -> Cow<'_, str> {
    if !text.contains(|character| replacement(character).is_some()) {
        return Cow::Borrowed(text);
    }
    let mut escaped = String::with_capacity(text.len());
    for character in text.chars() {
        match replacement(character) {
            Some(reference) => escaped.push_str(reference),
            None => escaped.push(character),
        }
    }
    Cow::Owned(escaped)
}
