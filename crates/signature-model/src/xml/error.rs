//! What can be wrong with XML that we read, and where. Errors repeat nothing of the document.

use std::fmt;

use crate::Error;

/// XML that is not the expected message.
///
/// Says where and what is wrong, in words of the schema, and never repeats what a document contains.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("at {}, byte {}: {}", .0.path, .0.offset, .0.kind)]
pub struct ReadError(Box<Located>);

#[derive(Debug, Clone, PartialEq, Eq)]
struct Located {
    path: String,
    offset: usize,
    kind: ReadErrorKind,
}

impl ReadError {
    pub(crate) fn new(path: String, offset: usize, kind: ReadErrorKind) -> Self {
        Self(Box::new(Located { path, offset, kind }))
    }

    /// Where in the document: the names of the open elements, as in `/error/error-code`. Where something is missing, it
    /// is the element that lacks it.
    pub fn path(&self) -> &str {
        &self.0.path
    }

    /// How many bytes of the document had been read.
    pub fn offset(&self) -> usize {
        self.0.offset
    }

    /// What is wrong there.
    pub fn kind(&self) -> &ReadErrorKind {
        &self.0.kind
    }
}

/// What is wrong with XML.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub enum ReadErrorKind {
    /// The document has more bytes than a message may have.
    TooLarge {
        /// The limit in bytes.
        max: usize,
        /// The size in bytes.
        found: usize,
    },
    /// Elements are nested deeper than any message needs.
    TooDeep {
        /// The limit.
        max: usize,
    },
    /// There are more elements than any message needs.
    TooManyElements {
        /// The limit.
        max: usize,
    },
    /// An element has more attributes than any message needs.
    TooManyAttributes {
        /// The limit.
        max: usize,
    },
    /// The bytes are not UTF-8, or the declaration names another encoding.
    NotUtf8,
    /// A character that XML cannot carry, such as NUL.
    Character(char),
    /// Something that the XML grammar forbids. Elements that are skipped are checked for their nesting only.
    NotWellFormed(&'static str),
    /// A DOCTYPE. No message needs one, and many attacks begin with one.
    Doctype,
    /// The root element has another name or namespace.
    Root {
        /// The name expected.
        expected: &'static str,
        /// What the root element is instead: `an HTML page`, `another element` …
        found: &'static str,
    },
    /// A required element or attribute is missing.
    Missing(&'static str),
    /// An element is there more often than allowed.
    Repeated {
        /// The element.
        name: &'static str,
        /// How often it may be there.
        max: usize,
    },
    /// Exact reading: an element or attribute that the schema does not have here.
    Unknown {
        /// The names that the schema has here.
        expected: String,
    },
    /// Exact reading: an element comes after one that it must precede.
    Order {
        /// The element.
        name: &'static str,
    },
    /// Text stands between elements, or elements stand where text belongs.
    Content {
        /// What belongs here.
        expected: &'static str,
        /// What stands here.
        found: &'static str,
    },
    /// Text is not one of the values that the schema lists, or not a number in range.
    Lexical {
        /// The element or attribute.
        what: &'static str,
        /// The values allowed.
        expected: &'static str,
    },
    /// Text is outside the limits of its type.
    Value(Error),
}

impl From<Error> for ReadErrorKind {
    fn from(error: Error) -> Self {
        Self::Value(error)
    }
}

impl fmt::Display for ReadErrorKind {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::TooLarge { max, found } => write!(f, "a message must be at most {max} bytes, found {found} bytes"),
            Self::TooDeep { max } => write!(f, "elements must be nested at most {max} deep, found more"),
            Self::TooManyElements { max } => write!(f, "a message must have at most {max} elements, found more"),
            Self::TooManyAttributes { max } => write!(f, "an element must have at most {max} attributes, found more"),
            Self::NotUtf8 => f.write_str("a message must be UTF-8, found another encoding"),
            Self::Character(found) => {
                write!(f, "a message must consist of XML characters, found U+{:04X}", u32::from(*found))
            }
            Self::NotWellFormed(found) => write!(f, "a message must be well-formed XML, found {found}"),
            Self::Doctype => f.write_str("a message must have no DOCTYPE, found one"),
            Self::Root { expected, found } => {
                write!(f, "expected the root element {expected} of the signering namespace, found {found}")
            }
            Self::Missing(name) => write!(f, "{name} is missing"),
            Self::Repeated { name, max: 1 } => write!(f, "expected {name} once, found it again"),
            Self::Repeated { name, max } => write!(f, "expected {name} at most {max} times, found it again"),
            Self::Unknown { expected } => {
                write!(f, "expected {expected}, found one that the schema does not have here")
            }
            Self::Order { name } => write!(f, "expected {name} earlier among its siblings, found it after a later one"),
            Self::Content { expected, found } => write!(f, "expected {expected}, found {found}"),
            Self::Lexical { what, expected } => write!(f, "{what} must be {expected}, found another value"),
            Self::Value(error) => error.fmt(f),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_error_is_one_word() {
        assert_eq!(size_of::<ReadError>(), size_of::<usize>());
    }
}
