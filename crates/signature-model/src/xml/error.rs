//! What can be wrong with XML that we read, where it was, and nothing of what it said.

use crate::timestamp::InvalidTimestamp;
use crate::values::InvalidValue;

/// XML that is not the message it should be.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("at {}, byte {}: {}", .0.path, .0.offset, .0.fault)]
pub struct ReadError(Box<Located>);

#[derive(Debug, Clone, PartialEq, Eq)]
struct Located {
    path: String,
    offset: usize,
    fault: ReadFault,
}

impl ReadError {
    pub(crate) fn new(path: String, offset: usize, fault: ReadFault) -> Self {
        Self(Box::new(Located { path, offset, fault }))
    }

    /// Where in the document: the names of the open elements, as in `/error/error-code`.
    pub fn path(&self) -> &str {
        &self.0.path
    }

    /// How many bytes of the document had been read.
    pub fn offset(&self) -> usize {
        self.0.offset
    }

    /// What is wrong there.
    pub fn fault(&self) -> &ReadFault {
        &self.0.fault
    }
}

/// One thing that is wrong with XML.
///
/// Texts name elements of the schema only, never what a document contains.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum ReadFault {
    /// More bytes than a message may have.
    #[error("a message must be at most {max} bytes, found {found} bytes")]
    TooLarge {
        /// The limit in bytes.
        max: usize,
        /// The size in bytes.
        found: usize,
    },
    /// Elements inside elements beyond what any message needs.
    #[error("elements must be nested at most {max} deep, found more")]
    TooDeep {
        /// The limit.
        max: usize,
    },
    /// More elements than any message needs.
    #[error("a message must have at most {max} elements, found more")]
    TooManyElements {
        /// The limit.
        max: usize,
    },
    /// More attributes on one element than any message needs.
    #[error("an element must have at most {max} attributes, found more")]
    TooManyAttributes {
        /// The limit.
        max: usize,
    },
    /// Bytes that are not UTF-8, or a declaration of another encoding.
    #[error("a message must be UTF-8, found another encoding")]
    NotUtf8,
    /// A character that XML cannot carry, such as NUL.
    #[error("a message must consist of XML characters, found U+{:04X}", u32::from(*.0))]
    Character(char),
    /// Something the XML grammar forbids. What is skipped is checked for its nesting alone.
    #[error("a message must be well-formed XML, found {0}")]
    NotWellFormed(&'static str),
    /// A DOCTYPE. None is ever needed, and many attacks begin with one.
    #[error("a message must have no DOCTYPE, found one")]
    Doctype,
    /// A root element of another name or namespace.
    #[error("expected the root element {expected} of the signering namespace, found another")]
    Root {
        /// The name expected.
        expected: &'static str,
    },
    /// A required element or attribute is missing.
    #[error("expected {0}, found none")]
    Missing(&'static str),
    /// An element more often than allowed.
    #[error("expected {name} at most {max} times, found it again")]
    Repeated {
        /// The element.
        name: &'static str,
        /// How often it may be there.
        max: usize,
    },
    /// Exact reading: an element or attribute the schema does not have here.
    #[error("expected one of {expected}, found something else")]
    Unknown {
        /// The names the schema has here.
        expected: String,
    },
    /// Exact reading: an element after one that it must precede.
    #[error("expected {name} earlier among its siblings, found it after a later one")]
    Order {
        /// The element.
        name: &'static str,
    },
    /// Text between elements, or elements where text belongs.
    #[error("expected {expected}, found {found}")]
    Content {
        /// What belongs here.
        expected: &'static str,
        /// What stood here.
        found: &'static str,
    },
    /// Text that is none of the values the schema lists, or no number in range.
    #[error("{what} must be {expected}, found another value")]
    Lexical {
        /// The element or attribute.
        what: &'static str,
        /// The values allowed.
        expected: &'static str,
    },
    /// Text outside the limits of its type.
    #[error(transparent)]
    Value(#[from] InvalidValue),
    /// Text that is no date and time.
    #[error(transparent)]
    Time(#[from] InvalidTimestamp),
}
