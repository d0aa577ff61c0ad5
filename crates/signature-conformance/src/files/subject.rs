//! The name of a file is the subject of its cases.

use crate::error::Fault;

/// # Errors
/// The file has another name.
pub(super) fn require(subject: &str, stem: &str) -> Result<(), Fault> {
    if subject == stem { Ok(()) } else { Err(format!("expected cases of {stem}, found some of {subject}").into()) }
}
