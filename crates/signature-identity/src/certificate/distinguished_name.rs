//! Distinguished names as text: the attributes of a subject, and the RFC 2253 form that the Java platform prints.
//!
//! The text form is for people and for `X509IssuerName`; names are compared by their DER, never by text.
//!
//! Source: `RFC 2253`, `clients/java`; escapes checked against JDK 17.

use std::borrow::Cow;
use std::fmt::Write as _;

use der::{Encode, Tag, Tagged};
use x509_cert::attr::AttributeTypeAndValue;
use x509_cert::name::Name;

/// The types that RFC 2253 gives a keyword.
const KEYWORDS: [(&str, &str); 9] = [
    ("2.5.4.3", "CN"),
    ("2.5.4.6", "C"),
    ("2.5.4.7", "L"),
    ("2.5.4.8", "ST"),
    ("2.5.4.9", "STREET"),
    ("2.5.4.10", "O"),
    ("2.5.4.11", "OU"),
    ("0.9.2342.19200300.100.1.1", "UID"),
    ("0.9.2342.19200300.100.1.25", "DC"),
];

/// Every attribute whose value is text, as (dotted type, value).
pub(super) fn attributes(name: &Name) -> Vec<(String, String)> {
    name.iter().filter_map(|attribute| Some((attribute.oid.to_string(), text(attribute)?.into_owned()))).collect()
}

/// The name with the last attribute first, comma-separated; several attributes at one level are joined by `+`.
pub(super) fn to_rfc2253(name: &Name) -> String {
    let mut levels: Vec<String> =
        name.iter_rdn().map(|level| level.iter().map(attribute_to_rfc2253).collect::<Vec<_>>().join("+")).collect();
    levels.reverse();
    levels.join(",")
}

fn attribute_to_rfc2253(attribute: &AttributeTypeAndValue) -> String {
    let dotted = attribute.oid.to_string();
    let keyword = KEYWORDS.iter().find(|(oid, _)| *oid == dotted).map(|(_, keyword)| keyword);
    match (keyword, text(attribute)) {
        (Some(keyword), Some(text)) => format!("{keyword}={}", escape(&text)),
        (keyword, _) => {
            let mut printed = format!("{}=#", keyword.copied().unwrap_or(&dotted));
            for byte in attribute.value.to_der().unwrap_or_default() {
                // Writing to a string cannot fail.
                let _ = write!(printed, "{byte:02x}");
            }
            printed
        }
    }
}

/// The value as text if it is of a type that holds text. All are read as UTF-8, as the Java platform does.
fn text(attribute: &AttributeTypeAndValue) -> Option<Cow<'_, str>> {
    let textual = matches!(
        attribute.value.tag(),
        Tag::Utf8String
            | Tag::PrintableString
            | Tag::TeletexString
            | Tag::Ia5String
            | Tag::BmpString
            | Tag::GeneralString
    );
    textual.then(|| String::from_utf8_lossy(attribute.value.value()))
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
