//! No circle of imports between the files of a crate, computed from the sources.
//!
//! **What an import is.** File A imports file B if code of A names an item that B defines:
//! - in a `use` without a visibility, wherever it stands;
//! - by a path in the code, such as `super::b::Item`, `crate::b::f()`, or `b::f()` where `b` is a module that A declares
//!   or imports;
//! - by the bare name of an item that A itself re-exports from B.
//!
//! The item counts against the file that defines it: re-exports are followed to their end, through renames and globs.
//! So `use crate::Error` is an import of `error.rs` and not of `lib.rs`. A path that ends at a module is no import; what
//! is taken through the module is. A name that is not found where its path leads, because a macro makes it, belongs to
//! the file of the last module on its path. A glob is an import of the file of the module that it opens.
//!
//! **What does not count**: `mod` lines, re-exports (`use` with a visibility) in themselves, everything under
//! `#[cfg(test)]`, folders of tests, examples and benchmarks, comments, and what other crates have. What a name means by
//! way of a method call or of a macro that is in scope without a path is not seen.
//!
//! **What is refused.**
//! - A circle of files: each imports the next one, and the last one imports the first.
//! - A circle in a folder. `a.rs` and all of `a/` are taken as one member of the folder that they are in, and the file
//!   that declares the members is one of its own: these members import each other without a circle. That refuses the
//!   folder that imports its own caller, even where no single file does.
//!
//! The tokens come from `proc-macro2`; there is no need of a syntax tree, and inside macro calls there is none.

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

/// Every circle in a crate, given the file of its root and what reads a file; paths have `/` between the parts.
///
/// # Errors
///
/// A file cannot be read, or is not Rust; the text says which.
pub(super) fn circles(root: &str, read: &dyn Fn(&str) -> Option<String>) -> Result<Vec<Circle>, String> {
    let modules = Modules::load(root, read)?;
    Ok(circles::find(&modules, &edges::imports(&modules)))
}
