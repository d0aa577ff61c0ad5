//! How constrained texts are declared and checked.
//!
//! Two kinds: *open* texts print themselves; *personal* texts redact `Debug`, have no `Display`, and are wiped
//! from memory when dropped.

use crate::{Error, ErrorKind};

/// What a text must look like.
pub(crate) enum Form {
    /// Between `min` and `max` characters, as [`length`] counts them.
    Length { min: usize, max: usize },
    /// The same, without white space at either end.
    Trimmed { min: usize, max: usize },
    /// Exactly this number of ASCII digits.
    Digits(usize),
    /// An absolute `http` or `https` URL of at most `max` characters.
    Url { max: usize },
}

/// Checks that XML 1.0 can carry `text`, and that it has the form.
pub(crate) fn check(what: &'static str, form: &Form, text: &str) -> Result<(), Error> {
    match crate::xml::illegal_character(text) {
        Some(found) => Err(ErrorKind::Character { what, found }.into()),
        None => check_form(what, form, text),
    }
}

/// Checks that a text has the form. Enough for one that was read from XML, whose characters the reader has checked.
pub(crate) fn check_form(what: &'static str, form: &Form, text: &str) -> Result<(), Error> {
    let found = length(text);
    let kind = match *form {
        Form::Length { min, max } | Form::Trimmed { min, max } if found < min || found > max => {
            ErrorKind::Length { what, min, max, found, pairs: pairs(text) }
        }
        Form::Trimmed { .. } if text.trim().len() != text.len() => {
            ErrorKind::Form { what, expected: "without white space around it", found: "white space at an end" }
        }
        Form::Digits(expected) if found != expected || !text.bytes().all(|b| b.is_ascii_digit()) => {
            ErrorKind::Digits { what, expected, found }
        }
        Form::Url { max } if found > max => ErrorKind::Length { what, min: 0, max, found, pairs: pairs(text) },
        Form::Url { .. } => match url_fault(text) {
            Some(found) => ErrorKind::Form { what, expected: "an absolute http or https URL", found },
            None => return Ok(()),
        },
        Form::Length { .. } | Form::Trimmed { .. } | Form::Digits(_) => return Ok(()),
    };
    Err(kind.into())
}

/// The length of a text as the service's own validator counts it: in UTF-16 code units. The schema speaks of
/// characters, which are code points; but the service runs on the Java platform, whose validator counts the units of
/// its strings. So a text of 41 emoji is 82 long.
///
/// Source: project decision, docs/manual/decisions.md#in-the-client; the cases `*-beyond-the-bmp` of `fixtures/xml`
fn length(text: &str) -> usize {
    if text.is_ascii() { text.len() } else { text.chars().map(char::len_utf16).sum() }
}

/// How many characters of a text count as two.
fn pairs(text: &str) -> usize {
    text.chars().filter(|character| character.len_utf16() == 2).count()
}

/// Why a text is not a URL that we can use: it needs a scheme that we speak and a host, and must have no white space or
/// control characters. The rest is checked by the server.
fn url_fault(text: &str) -> Option<&'static str> {
    let Some(rest) = text.strip_prefix("https://").or_else(|| text.strip_prefix("http://")) else {
        return Some("no http or https scheme");
    };
    if rest.is_empty() || rest.starts_with(['/', '?', '#', ':']) {
        return Some("a URL without a host");
    }
    has_blank_or_control(rest).then_some("white space or a control character")
}

fn has_blank_or_control(text: &str) -> bool {
    if text.is_ascii() {
        // The same check on bytes, which is faster.
        return text.bytes().fold(false, |found, byte| found | (byte <= b' ') | (byte == 0x7f));
    }
    text.contains(|c: char| c.is_whitespace() || c.is_control())
}

/// A word of one of the service's open sets, as it may be printed. It comes from outside and may be anything, so only if
/// it looks like one: a capital letter, then capitals, digits and `_`. More than four digits in a row may be a number of
/// a person or an organization.
pub(crate) fn printable_word(word: &str) -> Option<&str> {
    let is_plain = word.bytes().all(|b| b.is_ascii_uppercase() || b.is_ascii_digit() || b == b'_');
    let begins = word.starts_with(|first: char| first.is_ascii_uppercase());
    let has_number = word.as_bytes().windows(5).any(|window| window.iter().all(u8::is_ascii_digit));
    (is_plain && begins && !has_number && word.len() <= 80).then_some(word)
}

/// Declares a text that may be shown.
macro_rules! open_text {
    ($(#[$doc:meta])* $name:ident, $what:literal, $form:expr) => {
        $(#[$doc])*
        #[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, serde::Serialize, serde::Deserialize)]
        #[serde(try_from = "String", into = "String")]
        pub struct $name(String);

        impl $name {
            /// Checks and wraps `text`.
            ///
            /// # Errors
            /// [`Error`](crate::Error) outside the limits above, or with a character that XML 1.0 cannot carry.
            pub fn new(text: impl Into<String>) -> Result<Self, $crate::Error> {
                let text = text.into();
                $crate::values::text::check($what, &$form, &text)?;
                Ok(Self(text))
            }

            /// Checks and wraps a text that was read from XML.
            #[allow(dead_code, reason = "not every value is read from XML")]
            pub(crate) fn of_xml(text: std::borrow::Cow<'_, str>) -> Result<Self, $crate::Error> {
                $crate::values::text::check_form($what, &$form, &text)?;
                Ok(Self(text.into_owned()))
            }

            /// The text.
            pub fn as_str(&self) -> &str {
                &self.0
            }
        }

        impl std::fmt::Display for $name {
            fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                f.write_str(&self.0)
            }
        }

        impl From<$name> for String {
            fn from(value: $name) -> Self {
                value.0
            }
        }

        $crate::values::text::parsing!($name);
    };
}

/// Declares a text that can identify a person or opens a door: redacted, wiped on drop, read with `expose`.
macro_rules! personal_text {
    ($(#[$doc:meta])* $name:ident, $what:literal, $form:expr) => {
        $(#[$doc])*
        #[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Hash, serde::Serialize)]
        #[serde(into = "String")]
        pub struct $name(String);

        impl $name {
            /// Checks and wraps `text`.
            ///
            /// # Errors
            /// [`Error`](crate::Error) outside the limits above, or with a character that XML 1.0 cannot carry.
            pub fn new(text: impl Into<String>) -> Result<Self, $crate::Error> {
                let text = Self(text.into());
                $crate::values::text::check($what, &$form, &text.0)?;
                Ok(text)
            }

            /// Checks and wraps a text that was read from XML.
            #[allow(dead_code, reason = "not every value is read from XML")]
            pub(crate) fn of_xml(text: std::borrow::Cow<'_, str>) -> Result<Self, $crate::Error> {
                $crate::values::text::check_form($what, &$form, &text)?;
                Ok(Self(text.into_owned()))
            }

            /// The text itself, to be sent or stored, not logged.
            pub fn expose(&self) -> &str {
                &self.0
            }
        }

        impl std::fmt::Debug for $name {
            fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                f.write_str(concat!(stringify!($name), "(redacted)"))
            }
        }

        impl Drop for $name {
            fn drop(&mut self) {
                zeroize::Zeroize::zeroize(&mut self.0);
            }
        }

        impl<'de> serde::Deserialize<'de> for $name {
            fn deserialize<D: serde::Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
                // Without the format's own reason, which may quote what it found.
                let text = String::deserialize(deserializer)
                    .map_err(|_| serde::de::Error::custom(concat!("expected ", $what, " as text, found another type")))?;
                Self::new(text).map_err(serde::de::Error::custom)
            }
        }

        impl From<$name> for String {
            fn from(mut value: $name) -> Self {
                std::mem::take(&mut value.0)
            }
        }

        $crate::values::text::parsing!($name);
    };
}

macro_rules! parsing {
    ($name:ident) => {
        impl TryFrom<String> for $name {
            type Error = $crate::Error;

            fn try_from(text: String) -> Result<Self, Self::Error> {
                Self::new(text)
            }
        }

        impl TryFrom<&str> for $name {
            type Error = $crate::Error;

            fn try_from(text: &str) -> Result<Self, Self::Error> {
                Self::new(text)
            }
        }

        impl std::str::FromStr for $name {
            type Err = $crate::Error;

            fn from_str(text: &str) -> Result<Self, Self::Err> {
                Self::new(text)
            }
        }
    };
}

pub(crate) use {open_text, parsing, personal_text};
