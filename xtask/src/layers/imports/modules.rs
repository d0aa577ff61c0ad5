//! The modules of a crate, loaded file by file from its root.

use std::collections::{BTreeMap, BTreeSet};

use super::outline::{Body, Declared, Named, Outline};
use super::use_tree::{Kind, Used};

/// Every module of a crate; the first one is the root.
#[derive(Debug, Default)]
pub(super) struct Modules {
    files: Vec<File>,
    modules: Vec<Module>,
}

/// A file of Rust.
#[derive(Debug)]
pub(super) struct File {
    pub(super) path: String,
    /// The names of the modules from the root to this file's.
    pub(super) place: Vec<String>,
}

/// A module, in its own file or in a file with others.
#[derive(Debug)]
pub(super) struct Module {
    pub(super) file: usize,
    pub(super) parent: Option<usize>,
    pub(super) children: BTreeMap<String, usize>,
    pub(super) items: BTreeSet<String>,
    /// The names that `use` imports, with their paths from here.
    pub(super) bindings: BTreeMap<String, Vec<String>>,
    /// Those names that are re-exports.
    pub(super) reexported: BTreeSet<String>,
    /// The paths before `*`.
    pub(super) globs: Vec<Vec<String>>,
    /// Those paths that are re-exports.
    pub(super) reexported_globs: Vec<Vec<String>>,
    /// Macros that files below export to the root, with their files.
    pub(super) macros: BTreeMap<String, usize>,
    references: Vec<Reference>,
}

/// The paths in the code.
#[derive(Debug)]
pub(super) struct Reference {
    pub(super) names: Vec<String>,
    pub(super) line: usize,
    /// Whether this is a `use` of everything in a module.
    pub(super) is_glob: bool,
}

impl Modules {
    /// Loads the root and every file that a `mod` leads to.
    ///
    /// # Errors
    ///
    /// A file cannot be read, or is not Rust.
    pub(super) fn load(root: &str, read: &dyn Fn(&str) -> Option<String>) -> Result<Self, String> {
        let mut modules = Self::default();
        let folder = root.rsplit_once('/').map_or("", |(folder, _)| folder);
        modules.load_file(None, root.to_owned(), folder.to_owned(), vec![], read)?;
        Ok(modules)
    }

    pub(super) fn files(&self) -> &[File] {
        &self.files
    }

    pub(super) fn get(&self, module: usize) -> Option<&Module> {
        self.modules.get(module)
    }

    /// The index of the file that a module is in.
    pub(super) fn file_of(&self, module: usize) -> usize {
        self.modules.get(module).map_or(0, |module| module.file)
    }

    /// Every path that counts, with the index of its module.
    pub(super) fn references(&self) -> impl Iterator<Item = (usize, &Reference)> {
        let modules = self.modules.iter().enumerate();
        modules.flat_map(|(index, module)| module.references.iter().map(move |reference| (index, reference)))
    }

    /// Loads a file; `folder` is where the files of its modules are.
    fn load_file(
        &mut self,
        parent: Option<usize>,
        path: String,
        folder: String,
        place: Vec<String>,
        read: &dyn Fn(&str) -> Option<String>,
    ) -> Result<usize, String> {
        let text = read(&path).ok_or_else(|| format!("could not read {path}"))?;
        let outline = Outline::read(&text).map_err(|fault| format!("could not read {path}: {fault}"))?;
        self.files.push(File { path, place: place.clone() });
        self.add(parent, self.files.len() - 1, outline, &folder, &place, read)
    }

    fn add(
        &mut self,
        parent: Option<usize>,
        file: usize,
        outline: Outline,
        folder: &str,
        place: &[String],
        read: &dyn Fn(&str) -> Option<String>,
    ) -> Result<usize, String> {
        let index = self.modules.len();
        let Outline { modules, items, exported_macros, reexports, imports, paths } = outline;
        self.modules.push(Module::new(file, parent, items, reexports, imports, paths));
        if let Some(root) = self.modules.first_mut() {
            root.macros.extend(exported_macros.into_iter().map(|name| (name, file)));
        }
        for Declared { name, body } in modules {
            let (below, mut place) = (join(folder, &name), place.to_vec());
            place.push(name.clone());
            let child = match body {
                Body::Inline(outline) => self.add(Some(index), file, outline, &below, &place, read)?,
                Body::File(Some(path)) => self.load_file(Some(index), join(folder, &path), below, place, read)?,
                Body::File(None) => {
                    let [usual, older] = [format!("{below}.rs"), format!("{below}/mod.rs")];
                    let path = if read(&usual).is_some() { usual } else { older };
                    self.load_file(Some(index), path, below, place, read)?
                }
            };
            if let Some(module) = self.modules.get_mut(index) {
                module.children.entry(name).or_insert(child);
            }
        }
        Ok(index)
    }
}

impl Module {
    fn new(
        file: usize,
        parent: Option<usize>,
        items: BTreeSet<String>,
        reexports: Vec<Used>,
        imports: Vec<Used>,
        paths: Vec<Named>,
    ) -> Self {
        let mut module = Self {
            file,
            parent,
            children: BTreeMap::new(),
            items,
            bindings: BTreeMap::new(),
            reexported: BTreeSet::new(),
            globs: Vec::new(),
            reexported_globs: Vec::new(),
            macros: BTreeMap::new(),
            references: Vec::new(),
        };
        for used in reexports {
            match &used.kind {
                Kind::Name(name) => drop(module.reexported.insert(name.clone())),
                Kind::Unnamed => {}
                Kind::Glob => module.reexported_globs.push(used.names.clone()),
            }
            module.bind(used);
        }
        for used in imports {
            let is_glob = used.kind == Kind::Glob;
            module.references.push(Reference { names: used.names.clone(), line: used.line, is_glob });
            module.bind(used);
        }
        let paths = paths.into_iter().map(|Named { names, line }| Reference { names, line, is_glob: false });
        module.references.extend(paths);
        module
    }

    /// Notes what a `use` imports. `use name;` makes a macro of this file a path, and imports nothing.
    fn bind(&mut self, used: Used) {
        match used.kind {
            Kind::Name(name) if used.names != [name.as_str()] => {
                self.bindings.entry(name).or_insert(used.names);
            }
            Kind::Name(_) | Kind::Unnamed => {}
            Kind::Glob => self.globs.push(used.names),
        }
    }
}

fn join(folder: &str, name: &str) -> String {
    if folder.is_empty() { name.to_owned() } else { format!("{folder}/{name}") }
}
