//! The ZIP archive that a package is: writing and reading one.
//!
//! Not here: what the files in it mean, except for how their names are matched.
//!
//! Source: `docs/package`, `clients/java`

mod limits;
mod read;
pub(crate) mod write;

pub use limits::{LimitKind, Limits};
pub use read::{Entry, OpenError, Package};

/// Whether `name` is a relative path that stays where it is: parts separated by `/`, none of them empty, `.` or `..`,
/// without a backslash, a drive letter or a control character.
pub(crate) fn is_plain_path(name: &str) -> bool {
    let drive = name.as_bytes().get(1) == Some(&b':');
    !drive
        && !name.contains(|c: char| c == '\\' || c.is_control())
        && name.split('/').all(|part| !matches!(part, "" | "." | ".."))
}
