//! From a path in the code to the file that defines the item.

use super::modules::{Modules, Reference};

/// The most steps of a path, far more than any real path has: this ends a circle of re-exports.
const MOST_STEPS: usize = 16;

/// The target of a path.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Target {
    /// A module, by its index.
    Module(usize),
    /// An item that this file defines.
    Item(usize),
}

/// The file that defines what a path in `module` means; `None` for other crates, modules, and names from elsewhere.
pub(super) fn file(modules: &Modules, module: usize, reference: &Reference) -> Option<usize> {
    let Reference { names, is_glob, .. } = reference;
    if let ([name], false) = (names.as_slice(), *is_glob)
        && !modules.get(module)?.reexported.contains(name)
    {
        return None;
    }
    match follow(modules, module, names, MOST_STEPS)? {
        Target::Item(file) => Some(file),
        Target::Module(opened) if *is_glob => Some(modules.file_of(opened)),
        Target::Module(_) => None,
    }
}

/// Follows a path that is written in `module`.
fn follow(modules: &Modules, module: usize, names: &[String], left: usize) -> Option<Target> {
    let left = left.checked_sub(1)?;
    match names {
        [first] if first == "self" => Some(Target::Module(module)),
        [first, rest @ ..] if first == "self" && is_super(rest) => follow(modules, module, rest, left),
        [first, rest @ ..] if first == "self" => descend(modules, module, rest, left),
        [first, rest @ ..] if first == "crate" => descend(modules, 0, rest, left),
        [first, rest @ ..] if first == "super" => {
            let parent = modules.get(module)?.parent?;
            if is_super(rest) { follow(modules, parent, rest, left) } else { descend(modules, parent, rest, left) }
        }
        [first, rest @ ..] => look_up(modules, module, first, rest, View::Inside, left),
        [] => Some(Target::Module(module)),
    }
}

fn is_super(names: &[String]) -> bool {
    names.first().is_some_and(|name| name == "super")
}

/// Follows a path from a module. If the module does not show the name, its file counts as the one that defines it.
fn descend(modules: &Modules, module: usize, names: &[String], left: usize) -> Option<Target> {
    let [first, rest @ ..] = names else { return Some(Target::Module(module)) };
    let found = look_up(modules, module, first, rest, View::Inside, left);
    found.or_else(|| Some(Target::Item(modules.file_of(module))))
}

/// The visible part of a module.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum View {
    /// All of it, including private imports: modules below see them, and elsewhere the compiler refuses them.
    Inside,
    /// What a glob imports.
    Glob,
}

/// Finds a name in a module, and follows the rest of the path from there.
fn look_up(modules: &Modules, module: usize, name: &str, rest: &[String], view: View, left: usize) -> Option<Target> {
    let left = left.checked_sub(1)?;
    let here = modules.get(module)?;
    let child = here.children.get(name).copied();
    // A function may have the same name as a module: at the end of a path it is the function.
    if let Some(child) = child.filter(|_| !rest.is_empty()) {
        return descend(modules, child, rest, left);
    }
    let binding = here.bindings.get(name).filter(|_| view == View::Inside || here.reexported.contains(name));
    if let Some(path) = binding {
        return match follow(modules, module, path, left)? {
            Target::Module(bound) => descend(modules, bound, rest, left),
            item => Some(item),
        };
    }
    if here.items.contains(name) {
        return Some(Target::Item(here.file));
    }
    if let Some(file) = here.macros.get(name) {
        return Some(Target::Item(*file));
    }
    if let Some(child) = child {
        return Some(Target::Module(child));
    }
    let globs = if view == View::Inside { &here.globs } else { &here.reexported_globs };
    globs.iter().find_map(|path| match follow(modules, module, path, left)? {
        Target::Module(opened) if opened != module => look_up(modules, opened, name, rest, View::Glob, left),
        _ => None,
    })
}
