//! Writing and reading a package's ZIP archive.
//!
//! [`layout`] finds the parts of an archive and refuses archives that two readers could understand differently; it
//! knows no rules of the service. [`content`] gives the bytes of a file. [`read`] adds the rules of the service.
//!
//! Not here: what the files mean, except for how their names are matched.
//!
//! Source: `appnote`, `docs/package`, `clients/java`

mod byte_count;
mod content;
mod entry_fault;
mod layout;
mod limits;
mod names;
mod open_error;
mod read;
pub(crate) mod write;

pub use entry_fault::{EntryFault, HeaderField};
pub use limits::{LimitKind, Limits};
pub(crate) use names::{is_like_meta_inf, path_fault};
pub use open_error::{ArchiveFault, OpenError, OpenErrorKind};
pub use read::{Entry, Package};
