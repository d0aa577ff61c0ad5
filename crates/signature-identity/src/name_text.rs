//! Distinguished names that others wrote as text, compared with those in certificates as values.
//!
//! Reads the spellings of RFC 4514, RFC 2253 and RFC 1779, of the Java platform, Bouncy Castle, .NET and OpenSSL, all
//! with the last level of the name first, as the standards say. A text with the first level first is another name: nothing in it
//! shows which order it has.
//!
//! Source: `RFC 4514 §3`, `RFC 2253 §3, §4`, `XML Signature §4.5.4.1`

use std::iter::Peekable;
use std::str::Chars;

use der::oid::ObjectIdentifier;

use crate::attribute::{Attribute, Comparable};
use crate::ber::Element;
use crate::distinguished_name::DistinguishedName;
use crate::error::{Error, ErrorKind};

/// The most bytes of a name in text, enough for every name of a certificate. Real ones have some hundred.
const MAX_BYTES: usize = 64 << 10;
/// The most attributes at one level of a name. Real ones have one, rarely two.
const MAX_ATTRIBUTES: usize = 16;

/// A name that was read from text, the most general level last.
pub(crate) struct NameText {
    levels: Vec<Vec<Written>>,
}

struct Written {
    kind: ObjectIdentifier,
    value: Comparable,
}

impl NameText {
    /// Reads a name; a text without anything in it is the empty name.
    ///
    /// # Errors
    /// [`ErrorKind::Name`] if the text is not a distinguished name, is too long, or has a keyword that is not known.
    pub(crate) fn parse(text: &str) -> Result<Self, Error> {
        if text.len() > MAX_BYTES {
            return Err(fault("more text than any name has"));
        }
        let mut levels = Vec::new();
        if text.trim().is_empty() {
            return Ok(Self { levels });
        }
        let mut input = text.chars().peekable();
        let mut level = Vec::new();
        loop {
            if level.len() >= MAX_ATTRIBUTES {
                return Err(fault("more attributes at one level than any name has"));
            }
            level.push(attribute(&mut input)?);
            match input.next() {
                Some('+') => {}
                Some(',' | ';') => levels.push(std::mem::take(&mut level)),
                Some(_) => return Err(fault("text behind a quoted or hexadecimal value")),
                None => break,
            }
        }
        levels.push(level);
        Ok(Self { levels })
    }

    /// Whether this is the same name.
    pub(crate) fn is(&self, name: &DistinguishedName) -> bool {
        let levels = name.levels();
        self.levels.len() == levels.len()
            && self.levels.iter().zip(levels.iter().rev()).all(|(written, level)| is_same_level(written, level))
    }
}

/// Whether each of `written` is one of `level`, in any order.
fn is_same_level(written: &[Written], level: &[Attribute]) -> bool {
    let mut left: Vec<_> = level.iter().collect();
    written.len() == left.len()
        && written.iter().all(|written| {
            let found = left.iter().position(|attribute| written.is(attribute));
            found.map(|index| left.swap_remove(index)).is_some()
        })
}

impl Written {
    fn is(&self, attribute: &Attribute) -> bool {
        self.kind == attribute.kind() && attribute.is_written_as(&self.value)
    }
}

/// Reads one attribute, up to what separates it from the next.
fn attribute(input: &mut Peekable<Chars<'_>>) -> Result<Written, Error> {
    let mut kind = String::new();
    loop {
        match input.next() {
            Some('=') => break,
            Some(c) => kind.push(c),
            None => return Err(fault("an attribute without an equals sign")),
        }
    }
    let kind = attribute_type(kind.trim())?;
    skip_space(input);
    let value = match input.peek() {
        Some('#') => hexadecimal(input)?,
        Some('"') => quoted(input)?,
        _ => plain(input)?,
    };
    Ok(Written { kind, value })
}

fn attribute_type(kind: &str) -> Result<ObjectIdentifier, Error> {
    let dotted = match kind.get(..4) {
        Some(prefix) if prefix.eq_ignore_ascii_case("oid.") => kind.get(4..).unwrap_or_default(),
        _ => kind,
    };
    if dotted.starts_with(|c: char| c.is_ascii_digit()) {
        return ObjectIdentifier::new(dotted).map_err(|_| fault("an attribute type that is not an object identifier"));
    }
    let known = KEYWORDS.iter().find(|(keyword, _)| keyword.eq_ignore_ascii_case(kind));
    known.map(|(_, kind)| *kind).ok_or_else(|| fault("an attribute type that is not known"))
}

/// `#` and the hexadecimal digits of an element.
fn hexadecimal(input: &mut Peekable<Chars<'_>>) -> Result<Comparable, Error> {
    input.next();
    let mut bytes = Vec::new();
    while let Some(high) = input.next_if(char::is_ascii_hexdigit) {
        let low = input.next_if(char::is_ascii_hexdigit);
        bytes.push(low.and_then(|low| byte(high, low)).ok_or_else(|| fault("an odd number of hexadecimal digits"))?);
    }
    skip_space(input);
    match Element::parse(&bytes) {
        Ok(element) => Ok(Comparable::of_element(&element)),
        Err(_) => Err(fault("a hexadecimal value that is not ASN.1")),
    }
}

/// A value in quotes. Inside, .NET doubles quotes, and others put a backslash before them.
fn quoted(input: &mut Peekable<Chars<'_>>) -> Result<Comparable, Error> {
    input.next();
    let mut bytes = Vec::new();
    loop {
        match input.next() {
            Some('"') if input.peek() != Some(&'"') => break,
            Some('"') => {
                input.next();
                bytes.push(b'"');
            }
            Some('\\') => escaped(input, &mut bytes)?,
            Some(c) => push(c, &mut bytes),
            None => return Err(fault("a quoted value without its end")),
        }
    }
    skip_space(input);
    text(bytes)
}

fn plain(input: &mut Peekable<Chars<'_>>) -> Result<Comparable, Error> {
    let mut bytes = Vec::new();
    while let Some(c) = input.next_if(|c| !matches!(c, ',' | ';' | '+')) {
        match c {
            '\\' => escaped(input, &mut bytes)?,
            c => push(c, &mut bytes),
        }
    }
    text(bytes)
}

/// What follows a backslash: a character for itself, or two hexadecimal digits for a byte.
fn escaped(input: &mut Peekable<Chars<'_>>, bytes: &mut Vec<u8>) -> Result<(), Error> {
    let first = input.next().ok_or_else(|| fault("a backslash at its end"))?;
    let second = input.peek().copied();
    match second.and_then(|second| byte(first, second)) {
        Some(byte) => {
            input.next();
            bytes.push(byte);
        }
        None => push(first, bytes),
    }
    Ok(())
}

fn byte(high: char, low: char) -> Option<u8> {
    u8::try_from(high.to_digit(16)? << 4 | low.to_digit(16)?).ok()
}

fn push(c: char, bytes: &mut Vec<u8>) {
    bytes.extend_from_slice(c.encode_utf8(&mut [0; 4]).as_bytes());
}

fn text(bytes: Vec<u8>) -> Result<Comparable, Error> {
    String::from_utf8(bytes)
        .map(|text| Comparable::of_text(&text))
        .map_err(|_| fault("escaped bytes that are not UTF-8"))
}

fn skip_space(input: &mut Peekable<Chars<'_>>) {
    while input.next_if(|c| c.is_whitespace()).is_some() {}
}

fn fault(found: &'static str) -> Error {
    ErrorKind::Name { found }.into()
}

/// What programs call the types of attributes. The Java platform, Bouncy Castle, .NET and OpenSSL differ in some.
const KEYWORDS: [(&str, ObjectIdentifier); 45] = [
    ("CN", ObjectIdentifier::new_unwrap("2.5.4.3")),
    ("commonName", ObjectIdentifier::new_unwrap("2.5.4.3")),
    ("SN", ObjectIdentifier::new_unwrap("2.5.4.4")),
    ("SURNAME", ObjectIdentifier::new_unwrap("2.5.4.4")),
    ("SERIALNUMBER", ObjectIdentifier::new_unwrap("2.5.4.5")),
    ("C", ObjectIdentifier::new_unwrap("2.5.4.6")),
    ("countryName", ObjectIdentifier::new_unwrap("2.5.4.6")),
    ("L", ObjectIdentifier::new_unwrap("2.5.4.7")),
    ("localityName", ObjectIdentifier::new_unwrap("2.5.4.7")),
    ("ST", ObjectIdentifier::new_unwrap("2.5.4.8")),
    ("S", ObjectIdentifier::new_unwrap("2.5.4.8")),
    ("stateOrProvinceName", ObjectIdentifier::new_unwrap("2.5.4.8")),
    ("STREET", ObjectIdentifier::new_unwrap("2.5.4.9")),
    ("streetAddress", ObjectIdentifier::new_unwrap("2.5.4.9")),
    ("O", ObjectIdentifier::new_unwrap("2.5.4.10")),
    ("organizationName", ObjectIdentifier::new_unwrap("2.5.4.10")),
    ("OU", ObjectIdentifier::new_unwrap("2.5.4.11")),
    ("organizationalUnitName", ObjectIdentifier::new_unwrap("2.5.4.11")),
    ("T", ObjectIdentifier::new_unwrap("2.5.4.12")),
    ("TITLE", ObjectIdentifier::new_unwrap("2.5.4.12")),
    ("DESCRIPTION", ObjectIdentifier::new_unwrap("2.5.4.13")),
    ("BUSINESSCATEGORY", ObjectIdentifier::new_unwrap("2.5.4.15")),
    ("POSTALADDRESS", ObjectIdentifier::new_unwrap("2.5.4.16")),
    ("POSTALCODE", ObjectIdentifier::new_unwrap("2.5.4.17")),
    ("PHONE", ObjectIdentifier::new_unwrap("2.5.4.20")),
    ("TELEPHONENUMBER", ObjectIdentifier::new_unwrap("2.5.4.20")),
    ("NAME", ObjectIdentifier::new_unwrap("2.5.4.41")),
    ("G", ObjectIdentifier::new_unwrap("2.5.4.42")),
    ("GN", ObjectIdentifier::new_unwrap("2.5.4.42")),
    ("GIVENNAME", ObjectIdentifier::new_unwrap("2.5.4.42")),
    ("I", ObjectIdentifier::new_unwrap("2.5.4.43")),
    ("INITIALS", ObjectIdentifier::new_unwrap("2.5.4.43")),
    ("GENERATION", ObjectIdentifier::new_unwrap("2.5.4.44")),
    ("generationQualifier", ObjectIdentifier::new_unwrap("2.5.4.44")),
    ("DN", ObjectIdentifier::new_unwrap("2.5.4.46")),
    ("DNQ", ObjectIdentifier::new_unwrap("2.5.4.46")),
    ("DNQUALIFIER", ObjectIdentifier::new_unwrap("2.5.4.46")),
    ("PSEUDONYM", ObjectIdentifier::new_unwrap("2.5.4.65")),
    ("organizationIdentifier", ObjectIdentifier::new_unwrap("2.5.4.97")),
    ("E", ObjectIdentifier::new_unwrap("1.2.840.113549.1.9.1")),
    ("EMAIL", ObjectIdentifier::new_unwrap("1.2.840.113549.1.9.1")),
    ("EMAILADDRESS", ObjectIdentifier::new_unwrap("1.2.840.113549.1.9.1")),
    ("UID", ObjectIdentifier::new_unwrap("0.9.2342.19200300.100.1.1")),
    ("DC", ObjectIdentifier::new_unwrap("0.9.2342.19200300.100.1.25")),
    ("domainComponent", ObjectIdentifier::new_unwrap("0.9.2342.19200300.100.1.25")),
];

#[cfg(test)]
mod tests;
