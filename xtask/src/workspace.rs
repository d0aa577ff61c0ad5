//! Where the workspace is, and which files are its own.

use std::fs;
use std::path::{Path, PathBuf};

use crate::failure::{Context as _, Failure};

/// The folder of the workspace's `Cargo.toml`.
#[must_use]
pub fn root() -> &'static Path {
    let package = Path::new(env!("CARGO_MANIFEST_DIR"));
    package.parent().unwrap_or(package)
}

/// Every file below `folder`, in order of path.
///
/// Build folders and git's own folder are skipped.
///
/// # Errors
///
/// A folder cannot be read.
pub fn files_below(folder: &Path) -> Result<Vec<PathBuf>, Failure> {
    let reading = format!("read the folder {}", folder.display());
    let mut files = Vec::new();
    for entry in fs::read_dir(folder).context(&reading)? {
        let entry = entry.context(&reading)?;
        let path = entry.path();
        if !entry.file_type().context(&reading)?.is_dir() {
            files.push(path);
        } else if !matches!(entry.file_name().to_str(), Some("target" | ".git")) {
            files.extend(files_below(&path)?);
        }
    }
    files.sort();
    Ok(files)
}
