//! A file has the name of what its cases are about.

use crate::error::Fault;

/// # Errors
/// Says so if the file has another name.
pub(super) fn require(subject: &str, stem: &str) -> Result<(), Fault> {
    if subject == stem { Ok(()) } else { Err(format!("expected cases of {stem}, found some of {subject}").into()) }
}
