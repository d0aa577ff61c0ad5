//! `cargo xtask layers`: the arrows between our crates, and what the pure ones must never reach.
//!
//! What is allowed stands in [`rules`], what there is comes from `cargo metadata` ([`graph`]), and comparing the two
//! is a pure function ([`violation::violations`]). That a crate builds for bare wasm shows that it needs nothing of a
//! system.

mod graph;
mod rules;
#[cfg(test)]
mod tests;
mod violation;

use graph::Graph;
use rules::{LAYERS, Layer};
use violation::{Violation, violations};
use xtask::failure::{Context as _, Failure};
use xtask::{arguments, command};

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
    build_for_wasm()
}

fn print_table(graph: &Graph, found: &[Violation]) {
    println!("{:<8}{:<20}{:<42}{:>8}{:>9}", "", "crate", "may depend on", "banned", "reached");
    for layer in LAYERS {
        let verdict = if found.iter().any(|violation| violation.layer() == layer.name) { "failed" } else { "ok" };
        let allowed: Vec<_> = layer.may_use.iter().map(|name| name.trim_start_matches("signature-")).collect();
        let allowed = if allowed.is_empty() { "none of ours".to_owned() } else { allowed.join(", ") };
        let (banned, reached) = (layer.bans().count(), graph.reach(layer.name, layer.excuses).len());
        println!("{verdict:<8}{:<20}{allowed:<42}{banned:>8}{reached:>9}", layer.name);
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
