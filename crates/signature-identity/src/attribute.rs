//! One attribute of a distinguished name.

mod comparable;
mod text;

use std::borrow::Cow;

use bytes::Bytes;
use der::oid::ObjectIdentifier;

use crate::ber::{Element, Malformed};

pub(crate) use comparable::Comparable;

/// A type and its value.
pub(crate) struct Attribute {
    kind: ObjectIdentifier,
    /// The tag of the value.
    tag: u8,
    /// The value without tag and length; of a constructed value, which is not a string, all bytes.
    content: Bytes,
    comparable: Comparable,
    /// What the Java platform prints, if that is another text.
    in_java: Option<Comparable>,
}

impl Attribute {
    /// Reads an `AttributeTypeAndValue` that is a part of `der`.
    pub(crate) fn read(element: &Element<'_>, der: &Bytes) -> Result<Self, Malformed> {
        let [kind, value] = element.sequence()? else { return Err(Malformed) };
        let content = der.slice_ref(text::content(value));
        Ok(Self::new(kind.oid()?, value.tag(), content))
    }

    fn new(kind: ObjectIdentifier, tag: u8, content: Bytes) -> Self {
        let java_text = text::decode_as_java(tag, &content);
        let in_java = java_text.filter(|java| text::decode(tag, &content).as_ref() != Some(java));
        let in_java = in_java.map(|java| Comparable::of_text(&java));
        Self { kind, tag, comparable: Comparable::of_value(tag, content.clone()), in_java, content }
    }

    pub(crate) fn kind(&self) -> ObjectIdentifier {
        self.kind
    }

    /// The value as text; `None` if its type holds no text, or it is not what its type says.
    pub(crate) fn text(&self) -> Option<Cow<'_, str>> {
        text::decode(self.tag, &self.content)
    }

    /// The value as the Java platform prints it, which reads every string as UTF-8.
    pub(crate) fn java_text(&self) -> Option<Cow<'_, str>> {
        text::decode_as_java(self.tag, &self.content)
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

    /// The value as it is compared with others.
    pub(crate) fn comparable(&self) -> &Comparable {
        &self.comparable
    }

    /// Whether somebody who wrote `value` meant this one. The Java platform writes some strings differently.
    pub(crate) fn is_written_as(&self, value: &Comparable) -> bool {
        self.comparable == *value || self.in_java.as_ref() == Some(value)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_value_is_written_in_der() {
        let value = |length: usize| {
            let kind = ObjectIdentifier::new_unwrap("2.5.4.3");
            Attribute::new(kind, 0x0c, vec![b'a'; length].into()).value_to_der()
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
