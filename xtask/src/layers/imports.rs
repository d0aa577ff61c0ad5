//! No circle of imports between the files of a crate, computed from the sources.
//!
//! **What an import is.** File A imports file B if code of A names an item that B defines:
//! - in a `use` without a visibility, wherever it stands;
//! - by a path in the code, such as `super::b::Item`, `crate::b::f()`, or `b::f()` where `b` is a module that A declares
//!   or imports;
//! - by the bare name of an item that A itself re-exports from B.
//!
//! The imported file is the one that defines the item: re-exports are followed to their end, through renames and globs.
//! So `use crate::Error` is an import of `error.rs` and not of `lib.rs`. A path that ends at a module is no import, but
//! an item that is used through the module is. If a name is not found at the end of its path, because a macro makes it,
//! it belongs to the file of the last module on its path. A glob is an import of the file of its module.
//!
//! **What does not count**: `mod` lines, re-exports (`use` with a visibility) in themselves, everything under
//! `#[cfg(test)]`, folders of tests, examples and benchmarks, comments, and items of other crates. Method calls, and
//! macros that are in scope without a path, are not seen.
//!
//! **What is refused.**
//! - A circle of files: each imports the next one, and the last one imports the first.
//! - A circle in a folder. `a.rs` and all of `a/` count as one member of the folder that they are in, and the file that
//!   declares the members is another member; members must not import each other in a circle. This refuses a folder that
//!   imports its own caller, even if no single file does.
//!
//! The tokens come from `proc-macro2`. A syntax tree is not needed, and macro calls do not have one inside.

mod circles;
mod edges;
mod modules;
mod outline;
mod resolve;
#[cfg(test)]
mod tests;
mod tokens;
mod use_tree;

use modules::Modules;

pub(super) use circles::Circle;

/// Every circle in a crate, given the file of its root and a function that reads a file; paths have `/` between the
/// parts.
///
/// # Errors
///
/// A file cannot be read, or is not Rust; the text says which.
pub(super) fn circles(root: &str, read: &dyn Fn(&str) -> Option<String>) -> Result<Vec<Circle>, String> {
    let modules = Modules::load(root, read)?;
    Ok(circles::find(&modules, &edges::imports(&modules)))
}
