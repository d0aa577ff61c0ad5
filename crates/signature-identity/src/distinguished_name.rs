//! Distinguished names: the attributes in them, and the RFC 2253 form that the Java platform prints.
//!
//! Not here: comparing a name with text (`name_text`).
//!
//! Source: `RFC 2253`, `clients/java`; escapes checked against JDK 17.

use std::borrow::Cow;
use std::fmt::Write as _;

use bytes::Bytes;
use der::oid::ObjectIdentifier;

use crate::attribute::{Attribute, Comparable};
use crate::ber::{Element, Malformed};

/// The types that RFC 2253 gives a keyword.
const KEYWORDS: [(ObjectIdentifier, &str); 9] = [
    (ObjectIdentifier::new_unwrap("2.5.4.3"), "CN"),
    (ObjectIdentifier::new_unwrap("2.5.4.6"), "C"),
    (ObjectIdentifier::new_unwrap("2.5.4.7"), "L"),
    (ObjectIdentifier::new_unwrap("2.5.4.8"), "ST"),
    (ObjectIdentifier::new_unwrap("2.5.4.9"), "STREET"),
    (ObjectIdentifier::new_unwrap("2.5.4.10"), "O"),
    (ObjectIdentifier::new_unwrap("2.5.4.11"), "OU"),
    (ObjectIdentifier::new_unwrap("0.9.2342.19200300.100.1.1"), "UID"),
    (ObjectIdentifier::new_unwrap("0.9.2342.19200300.100.1.25"), "DC"),
];

/// A name as levels of attributes, the most general level first.
pub(crate) struct DistinguishedName {
    levels: Vec<Vec<Attribute>>,
    /// What is compared: the types and values of each level, sorted.
    comparable: Vec<Vec<(ObjectIdentifier, Comparable)>>,
}

impl DistinguishedName {
    /// Reads a `Name` that is a part of `der`.
    pub(crate) fn read(element: &Element<'_>, der: &Bytes) -> Result<Self, Malformed> {
        let level =
            |level: &Element<'_>| level.set()?.iter().map(|attribute| Attribute::read(attribute, der)).collect();
        let levels = element.sequence()?.iter().map(level).collect::<Result<Vec<Vec<_>>, Malformed>>()?;
        let comparable = levels.iter().map(|level| comparable(level)).collect();
        Ok(Self { levels, comparable })
    }

    /// Whether this is the same name, for a search of an issuer: values are compared as X.520 says, the attributes of a
    /// level in any order.
    ///
    /// Source: `RFC 5280 §7.1`
    pub(crate) fn is_same(&self, other: &Self) -> bool {
        self.comparable == other.comparable
    }

    /// The levels, the most general first.
    pub(crate) fn levels(&self) -> &[Vec<Attribute>] {
        &self.levels
    }

    /// The value of each attribute of this type; `None` for one that is not text.
    pub(crate) fn values(&self, kind: ObjectIdentifier) -> impl Iterator<Item = Option<Cow<'_, str>>> {
        let attributes = self.levels.iter().flatten();
        attributes.filter(move |attribute| attribute.kind() == kind).map(Attribute::text)
    }

    /// The name with the last level first, comma-separated; several attributes at one level are joined by `+`.
    pub(crate) fn to_rfc2253(&self) -> String {
        let level = |level: &Vec<Attribute>| level.iter().map(attribute_to_rfc2253).collect::<Vec<_>>().join("+");
        self.levels.iter().rev().map(level).collect::<Vec<_>>().join(",")
    }
}

fn comparable(level: &[Attribute]) -> Vec<(ObjectIdentifier, Comparable)> {
    let mut values: Vec<_> = level.iter().map(|attribute| (attribute.kind(), attribute.comparable().clone())).collect();
    values.sort_unstable();
    values
}

fn attribute_to_rfc2253(attribute: &Attribute) -> String {
    let keyword = KEYWORDS.iter().find(|(kind, _)| *kind == attribute.kind()).map(|(_, keyword)| *keyword);
    match (keyword, attribute.java_text()) {
        (Some(keyword), Some(text)) => format!("{keyword}={}", escape(&text)),
        (keyword, _) => {
            let mut printed = keyword.map_or_else(|| attribute.kind().to_string(), str::to_owned);
            printed.push_str("=#");
            for byte in attribute.value_to_der() {
                // Writing to a string cannot fail.
                let _ = write!(printed, "{byte:02x}");
            }
            printed
        }
    }
}

fn escape(value: &str) -> String {
    let blank = |c: char| c == ' ' || c == '\r';
    let without_lead = value.trim_start_matches(blank);
    let inner = without_lead.trim_end_matches(blank);
    let lead = value.len().saturating_sub(without_lead.len());
    let end = lead.saturating_add(inner.len());
    let mut escaped = String::with_capacity(value.len());
    for (position, character) in value.char_indices() {
        match character {
            '\0' => escaped.push_str("\\00"),
            _ => {
                if position < lead || position >= end || ",=+<>#;\"\\".contains(character) {
                    escaped.push('\\');
                }
                escaped.push(character);
            }
        }
    }
    escaped
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(value: &str, expected: &str) {
        assert_eq!(escape(value), expected);
    }

    #[test]
    fn escapes_are_those_of_the_java_platform() {
        check("a,b=c+d<e>f#g;h\"i\\j", r#"a\,b\=c\+d\<e\>f\#g\;h\"i\\j"#);
        check("  lead trail  ", r"\ \ lead trail\ \ ");
        check("æøå \0 z", r"æøå \00 z");
        check("a/b:c?d'(e)\t", "a/b:c?d'(e)\t");
        check("\r x \r", "\\\r\\ x\\ \\\r");
        check("   ", r"\ \ \ ");
        check("", "");
    }
}
