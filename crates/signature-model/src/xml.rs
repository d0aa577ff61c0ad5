//! How messages become XML and how XML becomes messages.
//!
//! Each message type has one codec beside it, written with the reader and writer here, so that the client, the
//! sandbox and the tests run the same code. What is not here: what a message contains.
//!
//! Messages the service *sends* are read leniently: elements and attributes this crate does not know are skipped, as
//! the service may add some. Messages the service *receives* are read exactly as its schema says, order included,
//! because a sandbox that accepts what the service refuses helps nobody.

mod error;
mod reader;
mod writer;

pub use error::{ReadError, ReadErrorKind};
pub(crate) use reader::{Mode, Reader, integer, trim, trimmed};
pub(crate) use writer::Writer;

/// The one namespace of all messages.
pub const NAMESPACE: &str = "http://signering.posten.no/schema/v1";

/// Whether XML 1.0 can carry the character at all, escaped or not.
///
/// Source: `XML 1.0 §2.2`
const fn is_xml_character(c: char) -> bool {
    matches!(c, '\t' | '\n' | '\r' | ' '..='\u{FFFD}' | '\u{10000}'..)
}

/// The first character of a text that XML 1.0 cannot carry.
///
/// Nearly every text has none, and bytes tell that faster than characters: only control characters and, after the byte
/// 0xEF, U+FFFE and U+FFFF are illegal.
pub(crate) fn illegal_character(text: &str) -> Option<char> {
    let suspicious = |byte: u8| (byte < b' ') & !matches!(byte, b'\t' | b'\n' | b'\r') | (byte == 0xEF);
    if text.bytes().fold(false, |found, byte| found | suspicious(byte)) {
        text.chars().find(|&c| !is_xml_character(c))
    } else {
        None
    }
}

/// Gives a message type its public codec, on top of its `read` and `write`.
macro_rules! message {
    ($type:ty, $root:literal, $mode:expr) => {
        impl $type {
            /// The name of the XML element.
            pub const ELEMENT: &'static str = $root;

            /// Reads the element from a whole XML document.
            ///
            /// # Errors
            /// [`ReadError`](crate::ReadError) with the element's path and the byte offset of what is wrong.
            pub fn from_xml(document: &[u8]) -> Result<Self, $crate::ReadError> {
                $crate::xml::Reader::document(document, $root, $mode, Self::read)
            }

            /// Writes the element as a whole XML document, in schema order, without white space.
            pub fn to_xml(&self) -> Vec<u8> {
                $crate::xml::Writer::document($root, |writer| self.write(writer))
            }
        }
    };
}
pub(crate) use message;
