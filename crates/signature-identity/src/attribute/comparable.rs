//! Values in the form in which they are compared, which is made once for each value.
//!
//! Values are equal as X.520 compares them: the types of string, upper and lower case, and one space and several are the
//! same. What is not text is compared by its bytes.
//!
//! Source: `RFC 5280 §7.1`

use std::sync::Arc;

use bytes::Bytes;

use super::text::decode;
use crate::ber::Element;

/// A value of an attribute. Clones share the bytes.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Comparable {
    /// In lower case, without white space at the ends, and with single spaces.
    Text(Arc<str>),
    /// Not text.
    Other {
        /// The tag of the value.
        tag: u8,
        /// The value without tag and length; of a constructed value all bytes.
        content: Bytes,
    },
}

impl Comparable {
    pub(crate) fn of_text(text: &str) -> Self {
        let mut compared = String::with_capacity(text.len());
        for word in text.split_whitespace() {
            if !compared.is_empty() {
                compared.push(' ');
            }
            match word.is_ascii() {
                true => compared.extend(word.chars().map(|c| c.to_ascii_lowercase())),
                false => compared.push_str(&word.to_lowercase()),
            }
        }
        Self::Text(compared.into())
    }

    pub(crate) fn of_element(element: &Element<'_>) -> Self {
        Self::of_value(element.tag(), Bytes::copy_from_slice(super::text::content(element)))
    }

    pub(super) fn of_value(tag: u8, content: Bytes) -> Self {
        match decode(tag, &content) {
            Some(text) => Self::of_text(&text),
            None => Self::Other { tag, content },
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const UTF8: u8 = 0x0c;
    const PRINTABLE: u8 = 0x13;
    const TELETEX: u8 = 0x14;
    const BMP: u8 = 0x1e;
    const BITS: u8 = 0x03;

    #[track_caller]
    fn check(one: (u8, &[u8]), other: (u8, &[u8]), are_equal: bool) {
        let [one, other] =
            [one, other].map(|(tag, content)| Comparable::of_value(tag, Bytes::copy_from_slice(content)));
        assert_eq!(one == other, are_equal);
    }

    #[test]
    fn text_is_compared_as_text() {
        check((UTF8, b"Test CA"), (PRINTABLE, b"TEST  ca "), true);
        check((UTF8, "Bjørnø".as_bytes()), (TELETEX, b"BJ\xd8RN\xd8"), true);
        check((BMP, b"\0A"), (UTF8, b"\xc2\xa0a"), true);
        check((UTF8, b"Test CA"), (UTF8, b"TestCA"), false);
        check((UTF8, b""), (PRINTABLE, b" "), true);
    }

    #[test]
    fn what_is_not_text_is_compared_by_its_bytes() {
        // Not one of these is the empty text, nor any other of them.
        let others: [(u8, &[u8]); 5] =
            [(UTF8, b"\xff"), (UTF8, b"\xfe"), (BMP, b"\xff"), (BITS, b""), (BITS, b"\0\x01")];
        for (index, one) in others.into_iter().enumerate() {
            check(one, (UTF8, b""), false);
            for (position, other) in others.into_iter().enumerate() {
                check(one, other, index == position);
            }
        }
    }
}
