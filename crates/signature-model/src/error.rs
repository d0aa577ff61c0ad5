//! The error of all constructors: texts, numbers, times, collections and jobs that the service would refuse.
//!
//! Not here: what can be wrong with XML (`xml/error`).

use std::fmt;

use crate::FileKind;
use std::time::Duration;

/// A value, a collection or a job that the service would refuse.
///
/// Says what was expected and what was found, and never repeats the value. [`Error::what`] names the value in words,
/// and [`Error::kind`] says what is wrong with it.
///
/// ```
/// use signature_model::{Error, ErrorKind, OrganizationNumber};
///
/// let error: Error = OrganizationNumber::new("98466118").unwrap_err();
/// assert_eq!(error.to_string(), "organization number must be 9 digits, found 8 characters");
/// assert!(matches!(error.kind(), ErrorKind::Digits { expected: 9, .. }));
/// ```
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{0}")]
pub struct Error(Box<ErrorKind>);

impl Error {
    /// What is wrong.
    pub fn kind(&self) -> &ErrorKind {
        &self.0
    }

    /// Which value was refused, in words: `organization number`, `title`, `documents` …
    pub fn what(&self) -> &'static str {
        match *self.0 {
            ErrorKind::Length { what, .. }
            | ErrorKind::Digits { what, .. }
            | ErrorKind::Form { what, .. }
            | ErrorKind::Character { what, .. } => what,
            ErrorKind::DocumentCount { .. } | ErrorKind::EmptyDocument { .. } | ErrorKind::DocumentsTooLarge { .. } => {
                "documents"
            }
            ErrorKind::NotPdf { .. }
            | ErrorKind::PdfNotAtStart { .. }
            | ErrorKind::PdfVersion { .. }
            | ErrorKind::EncryptedPdf => "document",
            ErrorKind::SignerCount { .. } | ErrorKind::RepeatedSigner => "signers",
            ErrorKind::SigningOrder { .. } => "signing order",
            ErrorKind::Availability { .. } => "availability",
            ErrorKind::TimeForm | ErrorKind::TimeRange => "time",
            ErrorKind::OffsetRange => "UTC offset",
            ErrorKind::MissingSender => "sender",
        }
    }

    /// Whether a sender is missing: the job has none, and the client has no default.
    pub fn is_missing_sender(&self) -> bool {
        matches!(*self.0, ErrorKind::MissingSender)
    }
}

impl From<ErrorKind> for Error {
    fn from(kind: ErrorKind) -> Self {
        Self(Box::new(kind))
    }
}

/// What is wrong with a value.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub enum ErrorKind {
    /// A text is too short or too long.
    Length {
        /// Which text.
        what: &'static str,
        /// The fewest characters allowed.
        min: usize,
        /// The most characters allowed.
        max: usize,
        /// The number of characters found, as the service counts them: in UTF-16 code units.
        found: usize,
        /// How many of the characters count as two, because they are outside the Basic Multilingual Plane, as emoji
        /// are.
        pairs: usize,
    },
    /// A text does not have exactly the right number of digits.
    Digits {
        /// Which text.
        what: &'static str,
        /// How many digits it must have.
        expected: usize,
        /// The number of characters found; if it is right, one of them is not a digit.
        found: usize,
    },
    /// A text has the wrong form.
    Form {
        /// Which text.
        what: &'static str,
        /// The form it must have.
        expected: &'static str,
        /// What it has instead.
        found: &'static str,
    },
    /// A text has a character that XML 1.0 cannot carry, such as NUL.
    Character {
        /// Which text.
        what: &'static str,
        /// The character.
        found: char,
    },
    /// A job has no document, or too many.
    DocumentCount {
        /// The most documents allowed.
        max: usize,
        /// The number of documents found.
        found: usize,
    },
    /// A document has no bytes.
    EmptyDocument {
        /// Which document, counted from 0.
        index: usize,
    },
    /// The documents of a job are too large together.
    DocumentsTooLarge {
        /// The most bytes allowed.
        max: usize,
        /// The number of bytes found.
        found: usize,
    },
    /// A document is not a PDF.
    NotPdf {
        /// What it is instead.
        found: FileKind,
    },
    /// A document has other bytes before its PDF header.
    PdfNotAtStart {
        /// Where the header is, in bytes.
        offset: usize,
    },
    /// A document is a PDF of a version that the service does not take.
    PdfVersion {
        /// The version, in words: `version 2.0`.
        found: Box<str>,
    },
    /// A document is an encrypted PDF, with or without a password to open it.
    EncryptedPdf,
    /// A job has no signer, or too many.
    SignerCount {
        /// The most signers allowed.
        max: usize,
        /// The number of signers found.
        found: usize,
    },
    /// Two signers of a direct job have the same identification, but the service tells them apart by it.
    RepeatedSigner,
    /// A signing order is too high.
    SigningOrder {
        /// The highest number allowed.
        max: u8,
        /// The number found.
        found: u8,
    },
    /// The time to sign is too long, or has a fraction of a second.
    Availability {
        /// The longest time allowed.
        max: Duration,
        /// The length found.
        found: Duration,
    },
    /// A text is not an `xs:dateTime`.
    TimeForm,
    /// A time is outside the years -9999 to 9999 in UTC.
    TimeRange,
    /// An offset from UTC is more than 14 hours.
    OffsetRange,
    /// A sender is missing: the job has none, and the client has no default.
    MissingSender,
}

impl fmt::Display for ErrorKind {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match *self {
            Self::Length { what, min, max, found, pairs } => {
                write!(f, "{what} must be ")?;
                match (min, max) {
                    (0, _) => write!(f, "at most {max} characters"),
                    (_, usize::MAX) => write!(f, "at least {min} characters"),
                    _ => write!(f, "{min} to {max} characters"),
                }?;
                write!(f, ", found {found} characters")?;
                if pairs > 0 { write!(f, " (emoji and the like count as two, found {pairs} of them)") } else { Ok(()) }
            }
            Self::Digits { what, expected, found } if found == expected => {
                write!(f, "{what} must be {expected} digits, found a character that is not a digit")
            }
            Self::Digits { what, expected, found } => {
                write!(f, "{what} must be {expected} digits, found {found} characters")
            }
            Self::Form { what, expected, found } => write!(f, "{what} must be {expected}, found {found}"),
            Self::Character { what, found } => {
                write!(f, "{what} must be text that XML 1.0 can carry, found the character U+{:04X}", u32::from(found))
            }
            Self::DocumentCount { max, found } => {
                write!(f, "a job must have 1 to {max} documents, found {found}")
            }
            Self::EmptyDocument { index } => {
                write!(f, "every document must have content, document {index} (counted from 0) has 0 bytes")
            }
            Self::DocumentsTooLarge { max, found } => {
                write!(f, "the documents of a job must be at most {max} bytes together, found {found} bytes")
            }
            Self::NotPdf { found } => write!(f, "a document must be a PDF from its first byte, found {found}"),
            Self::PdfNotAtStart { offset } => write!(
                f,
                "a document must be a PDF from its first byte, found other bytes and the PDF at byte {offset}; remove \
                 what is before it"
            ),
            Self::PdfVersion { ref found } => write!(f, "a document must be PDF 1.1 to 1.7, found {found}"),
            Self::EncryptedPdf => f.write_str(
                "a document must be a PDF without encryption, found an encrypted one; save it without a password",
            ),
            Self::SignerCount { max, found } => write!(f, "a job must have 1 to {max} signers, found {found}"),
            Self::RepeatedSigner => f.write_str(
                "the signers of a direct job must be identified differently, found the same identification twice",
            ),
            Self::SigningOrder { max, found } => {
                write!(f, "signing order must be 0 to {max}, found {found}")
            }
            Self::Availability { max, found } => {
                let (max, days) = (max.as_secs(), max.as_secs() / SECONDS_OF_A_DAY);
                write!(f, "availability must be whole seconds and at most {max} seconds ({days} days), found {found:?}")
            }
            Self::TimeForm => f.write_str("time must have the form 2026-01-31T12:00:00+01:00, found another form"),
            Self::TimeRange => f.write_str("time must be in the years -9999 to 9999 in UTC, found a time outside"),
            Self::OffsetRange => f.write_str("UTC offset must be at most 14 hours, found more"),
            Self::MissingSender => {
                f.write_str("a job must have a sender, found none on the job and no default sender on the client")
            }
        }
    }
}

const SECONDS_OF_A_DAY: u64 = 24 * 60 * 60;

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_error_is_one_word() {
        assert_eq!(size_of::<Error>(), size_of::<usize>());
    }
}
