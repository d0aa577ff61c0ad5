//! How messages become XML and how XML becomes messages.
//!
//! Each message type has one codec beside it, written with the reader and writer here, so that the client, the
//! sandbox and the tests run the same code. What is not here: what a message contains.
//!
//! Messages the service *sends* are read leniently: elements and attributes this crate does not know are skipped, as
//! the service may add some. Messages the service *receives* are read exactly as its schema says, order included,
//! because a sandbox that accepts what the service refuses does not help.

mod decode;
mod error;
mod message;
mod namespace;
mod reader;
mod text;
mod writer;

pub use error::{ReadError, ReadErrorKind};
pub(crate) use message::message;
pub use namespace::NAMESPACE;
pub(crate) use reader::{Mode, Reader};
pub(crate) use text::{illegal_character, integer, trim, trimmed};
pub(crate) use writer::Writer;
