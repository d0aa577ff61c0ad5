//! `cargo xtask layers`: checks the dependencies between our crates, and those that the pure crates must not have.
//!
//! The allowed dependencies are in [`rules`], the real ones come from `cargo metadata` ([`graph`]), and a pure function
//! compares them ([`violation::violations`]). Inside each crate no files import each other in a circle ([`imports`]).
//! Crates that build for bare wasm need no operating system.

mod graph;
mod imports;
mod rules;
#[cfg(test)]
mod tests;
mod violation;

use std::fs;
use std::path::Path;

use graph::Graph;
use rules::{LAYERS, Layer};
use violation::{Violation, violations};
use xtask::failure::{Context as _, Failure};
use xtask::{arguments, command, workspace};

/// Without default features, as bare wasm has no RSA backend for asice.
const WASM_BUILD: &str = "cargo build --lib --no-default-features --target wasm32-unknown-unknown \
                          -p signature-model -p signature-protocol -p signature-identity -p signature-asice";

pub(crate) fn run(arguments: &[String]) -> Result<(), Failure> {
    arguments::none(arguments)?;
    let metadata = command::output("cargo metadata --format-version 1")?;
    let metadata = serde_json::from_slice(&metadata).context("read the output of cargo metadata")?;
    let graph = Graph::from_metadata(&metadata)?;
    let found = violations(&graph, LAYERS);
    print_table(&graph, &found);
    if !found.is_empty() {
        let lines: Vec<_> = found.iter().map(|violation| format!("\n  {violation}")).collect();
        return Err(Failure::new(format!("expected no violations, found {}:{}", found.len(), lines.concat())));
    }
    check_imports(&graph)?;
    build_for_wasm()
}

/// Fails on circles of imports in any crate of the workspace.
fn check_imports(graph: &Graph) -> Result<(), Failure> {
    let root = workspace::root();
    let read = |path: &str| fs::read_to_string(root.join(path)).ok();
    let mut found = Vec::new();
    for file in graph.member_roots() {
        let path = Path::new(file).strip_prefix(root).ok().and_then(Path::to_str);
        let path = path.ok_or_else(|| Failure::new(format!("expected a file of the workspace, found {file}")))?;
        found.extend(imports::circles(path, &read).map_err(Failure::new)?);
    }
    if found.is_empty() {
        println!("ok      no circles of imports");
        return Ok(());
    }
    let lines: Vec<_> = found.iter().map(|circle| format!("\n  {circle}")).collect();
    Err(Failure::new(format!("files import each other in circles:{}", lines.concat())))
}

fn print_table(graph: &Graph, found: &[Violation]) {
    println!("{:<8}{:<24}{:<72}{:>8}{:>9}", "", "crate", "may depend on", "banned", "reached");
    for layer in LAYERS {
        let verdict = if found.iter().any(|violation| violation.layer() == layer.name) { "failed" } else { "ok" };
        let allowed: Vec<_> = layer.may_use.iter().map(|name| name.trim_start_matches("signature-")).collect();
        let allowed = if allowed.is_empty() { "none of ours".to_owned() } else { allowed.join(", ") };
        let (banned, reached) = (layer.bans().count(), graph.reach(layer.name, layer.excuses).len());
        println!("{verdict:<8}{:<24}{allowed:<72}{banned:>8}{reached:>9}", layer.name);
    }
    for Layer { name, excuses, .. } in LAYERS {
        for excuse in *excuses {
            println!("excused {name}: {} through {}: {}", excuse.to, excuse.from, excuse.reason);
        }
    }
}

/// Builds the pure crates for bare wasm, or says why not: a machine without the target can still check the rest.
fn build_for_wasm() -> Result<(), Failure> {
    match command::output("rustup target add wasm32-unknown-unknown") {
        Ok(_) => command::run(WASM_BUILD),
        Err(reason) => {
            println!("skipped the build for wasm32-unknown-unknown: {reason}");
            Ok(())
        }
    }
}
