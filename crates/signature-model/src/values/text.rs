//! How constrained texts are declared and checked.
//!
//! Two kinds: *open* texts print themselves; *personal* texts redact `Debug`, have no `Display`, and are wiped
//! from memory when dropped.

use super::InvalidValue;

/// What a text must look like.
pub(crate) enum Form {
    /// Between `min` and `max` characters.
    Length { min: usize, max: usize },
    /// The same, without white space at either end.
    Trimmed { min: usize, max: usize },
    /// Exactly so many ASCII digits.
    Digits(usize),
    /// An absolute `http` or `https` URL of at most `max` characters.
    Url { max: usize },
}

/// Checks `text` against `form`, and that XML 1.0 can carry it at all.
pub(crate) fn check(what: &'static str, form: &Form, text: &str) -> Result<(), InvalidValue> {
    if let Some(illegal) = crate::xml::illegal_character(text) {
        return Err(InvalidValue::new(
            what,
            "text that XML 1.0 can carry",
            format!("the character U+{:04X}", u32::from(illegal)),
        ));
    }
    let length = if text.is_ascii() { text.len() } else { text.chars().count() };
    match *form {
        Form::Length { min, max } | Form::Trimmed { min, max } if length < min || length > max => {
            let expected = match (min, max) {
                (0, _) => format!("at most {max} characters"),
                (_, usize::MAX) => format!("at least {min} characters"),
                _ => format!("{min} to {max} characters"),
            };
            Err(InvalidValue::new(what, expected, format!("{length} characters")))
        }
        Form::Trimmed { .. } if text.trim().len() != text.len() => {
            Err(InvalidValue::new(what, "without white space around it", "white space at an end"))
        }
        Form::Digits(count) if length != count => {
            Err(InvalidValue::new(what, format!("{count} digits"), format!("{length} characters")))
        }
        Form::Digits(count) if !text.bytes().all(|b| b.is_ascii_digit()) => {
            Err(InvalidValue::new(what, format!("{count} digits"), "a character that is no digit"))
        }
        Form::Url { max } if length > max => {
            Err(InvalidValue::new(what, format!("at most {max} characters"), format!("{length} characters")))
        }
        Form::Url { .. } if !is_absolute_url(text) => {
            Err(InvalidValue::new(what, "an absolute http or https URL", "another form"))
        }
        Form::Length { .. } | Form::Trimmed { .. } | Form::Digits(_) | Form::Url { .. } => Ok(()),
    }
}

/// A scheme we speak, a host, and no white space or control characters; the rest is the business of whoever
/// serves it.
fn is_absolute_url(text: &str) -> bool {
    let rest = text.strip_prefix("https://").or_else(|| text.strip_prefix("http://"));
    rest.is_some_and(|rest| !rest.starts_with(['/', '?', '#', ':']) && !rest.is_empty() && !has_blank_or_control(rest))
}

fn has_blank_or_control(text: &str) -> bool {
    if text.is_ascii() {
        // The same for bytes, and faster, all the more as nearly every text has none and is looked at to its end.
        return text.bytes().fold(false, |found, byte| found | (byte <= b' ') | (byte == 0x7f));
    }
    text.contains(|c: char| c.is_whitespace() || c.is_control())
}

/// A word of one of the service's open sets, as it may be printed: it comes from outside, so only if it looks like one.
pub(crate) fn printable_word(word: &str) -> Option<&str> {
    let plain = word.bytes().all(|b| b.is_ascii_uppercase() || b.is_ascii_digit() || b == b'_');
    (plain && (1..=80).contains(&word.len())).then_some(word)
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
            /// [`InvalidValue`](crate::values::InvalidValue) outside the limits above, or with a character that XML 1.0 cannot carry.
            pub fn new(text: impl Into<String>) -> Result<Self, $crate::values::InvalidValue> {
                let text = text.into();
                $crate::values::text::check($what, &$form, &text)?;
                Ok(Self(text))
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
            /// [`InvalidValue`](crate::values::InvalidValue) outside the limits above, or with a character that XML 1.0 cannot carry.
            pub fn new(text: impl Into<String>) -> Result<Self, $crate::values::InvalidValue> {
                let text = Self(text.into());
                $crate::values::text::check($what, &$form, &text.0)?;
                Ok(text)
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
                    .map_err(|_| serde::de::Error::custom(concat!("expected ", $what, " as text, found something else")))?;
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
            type Error = $crate::values::InvalidValue;

            fn try_from(text: String) -> Result<Self, Self::Error> {
                Self::new(text)
            }
        }

        impl TryFrom<&str> for $name {
            type Error = $crate::values::InvalidValue;

            fn try_from(text: &str) -> Result<Self, Self::Error> {
                Self::new(text)
            }
        }

        impl std::str::FromStr for $name {
            type Err = $crate::values::InvalidValue;

            fn from_str(text: &str) -> Result<Self, Self::Err> {
                Self::new(text)
            }
        }
    };
}

pub(crate) use {open_text, parsing, personal_text};
