//! `cargo xtask tidy`: checks our own text files for what no compiler checks.
//!
//! Each rule is a pure function in [`rules`]; this file only finds the files and prints what was found.

mod rules;

use std::fs;
use std::path::Path;

use rules::{Facts, Source};
use xtask::failure::{Context as _, Failure};
use xtask::{arguments, sources, workspace};

pub(crate) fn run(arguments: &[String]) -> Result<(), Failure> {
    arguments::none(arguments)?;
    let root = workspace::root();
    let page = sources::page()?;
    let facts = Facts { exists: &|path| root.join(path).exists(), source_keys: sources::keys(&page) };
    let (mut count, mut findings) = (0_usize, Vec::new());
    for file in workspace::files_below(root)? {
        let Some(path) = file.strip_prefix(root).ok().and_then(Path::to_str).filter(|path| rules::is_ours(path)) else {
            continue;
        };
        let text = fs::read_to_string(&file).context(format!("read {path}"))?;
        count += 1;
        findings.extend(rules::findings(&Source { path, text: &text }, &facts));
    }
    for finding in &findings {
        println!("{finding}");
    }
    if !findings.is_empty() {
        return Err(Failure::new(format!("expected tidy files, found {} faults in {count} files", findings.len())));
    }
    println!("ok      {count} files are tidy");
    Ok(())
}
