//! Every import between two files of a crate.

use std::collections::BTreeMap;

use super::modules::Modules;
use super::resolve::file;

/// An import, by the indexes of the importing and the imported file.
pub(super) type Imports = BTreeMap<(usize, usize), Site>;

/// The place of an import, and its path.
#[derive(Debug, Clone)]
pub(super) struct Site {
    pub(super) line: usize,
    pub(super) path: String,
}

/// Every import between two files; if there are several between the same two, the first one in the code.
pub(super) fn imports(modules: &Modules) -> Imports {
    let mut imports = Imports::new();
    for (module, reference) in modules.references() {
        let from = modules.file_of(module);
        let Some(to) = file(modules, module, reference).filter(|to| *to != from) else { continue };
        let site = Site { line: reference.line, path: reference.names.join("::") };
        let first = imports.entry((from, to)).or_insert_with(|| site.clone());
        if site.line < first.line {
            *first = site;
        }
    }
    imports
}
