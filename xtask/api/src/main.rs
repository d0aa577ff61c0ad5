//! `cargo xtask api`: writes the public interface of each published crate to `docs/api/`, where a reviewer reads it.
//!
//! With `--check` nothing is written, and a difference fails. Each file has one line for each item, in a fixed order,
//! without what every type has (automatic and blanket traits, the methods of well-known traits). Crates that a public
//! signature shows must be on a list ([`foreign`]), and a table counts public paths and error types.
//!
//! **How.** The crate `public-api` lists the items from the JSON that `rustdoc` writes. That output is not stable, so
//! [`rustdoc`] gets it from the pinned stable compiler with `RUSTC_BOOTSTRAP`, and the versions of `public-api` and the
//! compiler must match. Alternatives: `cargo public-api` does the same, but everybody would have to install a nightly
//! compiler; `cargo semver-checks` compares but prints no interface; a list of our own from the sources would have to
//! resolve re-exports and macros, which the compiler has already done.
#![expect(
    clippy::print_stdout,
    clippy::disallowed_methods,
    reason = "a tool for the terminal prints, and no run of it is to look like another"
)]

mod foreign;
mod interface;
mod item;
mod names;
mod rustdoc;

use std::collections::BTreeSet;
use std::fs;
use std::path::PathBuf;
use std::process::ExitCode;

use interface::Interface;
use xtask::failure::{Context as _, Failure};
use xtask::{task, workspace};

fn main() -> ExitCode {
    if rustdoc::is_wanted() {
        return task::exit_code("api", rustdoc::run());
    }
    let (name, arguments) = task::from_command_line();
    task::exit_code(&name, run(&name, &arguments).map(|()| ExitCode::SUCCESS))
}

fn run(name: &str, arguments: &[String]) -> Result<(), Failure> {
    let is_check = match arguments {
        [] => false,
        [flag] if flag == "--check" => true,
        _ => return Err(Failure::new(format!("expected --check or nothing, found {}", arguments.join(" ")))),
    };
    if name != "api" {
        return Err(Failure::new("no such task here; `cargo xtask help` lists all"));
    }
    let mut faults = Vec::new();
    println!("{:<24}{:>8}{:>14}{:>8}", "crate", "paths", "error types", "lines");
    let (mut all_paths, mut all_errors) = (0, 0);
    for krate in rustdoc::crates()? {
        let interface = Interface::read(&krate)?;
        let [paths, errors] = [interface.paths, interface.errors.len()];
        println!("{:<24}{paths:>8}{errors:>14}{:>8}", krate.name, interface.lines.len());
        all_paths += paths;
        all_errors += errors;
        faults.extend(foreign::faults(&krate.name, &interface.foreign));
        let file = file(&krate.name);
        let text = text(&krate.name, &interface);
        if is_check {
            faults.extend(difference(&krate.name, &fs::read_to_string(&file).unwrap_or_default(), &text));
        } else {
            fs::create_dir_all(file.parent().unwrap_or(&file)).context("make the folder docs/api")?;
            fs::write(&file, text).context(format!("write {}", file.display()))?;
        }
    }
    println!("{:<24}{all_paths:>8}{all_errors:>14}", "all");
    if faults.is_empty() {
        return Ok(());
    }
    let lines: Vec<_> = faults.iter().map(|fault| format!("\n  {fault}")).collect();
    Err(Failure::new(format!("the public interface is not as written down or allowed:{}", lines.concat())))
}

fn file(name: &str) -> PathBuf {
    workspace::root().join(format!("docs/api/{name}.txt"))
}

fn text(name: &str, interface: &Interface) -> String {
    let head = format!("The public interface of {name}, one item a line. Written by `cargo xtask api`.\n\n");
    interface.lines.iter().fold(head, |text, line| text + line + "\n")
}

/// What to do, then the removed and the new lines.
fn difference(name: &str, old: &str, new: &str) -> Vec<String> {
    let [old, new]: [BTreeSet<_>; 2] = [old.lines().collect(), new.lines().collect()];
    let gone = old.difference(&new).map(|line| format!("- {line}"));
    let added = new.difference(&old).map(|line| format!("+ {line}"));
    let changes: Vec<_> = gone.chain(added).collect();
    if changes.is_empty() {
        return changes;
    }
    let cure = format!("{name} changed: run `cargo xtask api`, and tell the users in CHANGELOG.md");
    [vec![cure], changes].concat()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn changes_are_shown_with_what_to_do() {
        assert_eq!(difference("a", "one\ntwo\n", "one\ntwo\n"), Vec::<String>::new());
        let cure = "a changed: run `cargo xtask api`, and tell the users in CHANGELOG.md";
        assert_eq!(difference("a", "one\ntwo\n", "one\nthree\n"), [cure, "- two", "+ three"]);
    }
}
