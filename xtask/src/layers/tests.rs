//! The comparison, with handwritten metadata.

use serde_json::{Value, json};

use super::graph::Graph;
use super::rules::{Excuse, Layer};
use super::violation::{Violation, violations};

/// A package by name, with its dependencies as `name` or `kind:name`.
fn metadata(packages: &[(&str, &[&str])], members: &[&str]) -> Value {
    let manifest = |(name, dependencies): &(&str, &[&str])| {
        let dependency = |text: &&str| {
            let (kind, name) = text.split_once(':').map_or((None, *text), |(kind, name)| (Some(kind), name));
            match kind {
                Some("weak") => json!({ "name": name, "kind": null, "optional": true }),
                _ => json!({ "name": name, "kind": kind, "optional": false }),
            }
        };
        let dependencies: Vec<_> = dependencies.iter().map(dependency).collect();
        let target = |kind: &str| json!({ "kind": [kind], "src_path": format!("/{name}/{kind}.rs") });
        json!({
            "id": name,
            "name": name,
            "dependencies": dependencies,
            "features": { "std": ["log?/std"] },
            "targets": [target("lib"), target("bin"), target("test")],
        })
    };
    let node = |(name, dependencies): &(&str, &[&str])| {
        let dependency = |text: &&str| {
            let (kind, name) = text.split_once(':').map_or((None, *text), |(kind, name)| (Some(kind), name));
            json!({ "pkg": name, "dep_kinds": [{ "kind": kind.filter(|kind| *kind != "weak") }] })
        };
        let dependencies: Vec<_> = dependencies.iter().map(dependency).collect();
        json!({ "id": name, "deps": dependencies, "features": ["std"] })
    };
    json!({
        "packages": packages.iter().map(manifest).collect::<Vec<_>>(),
        "resolve": { "nodes": packages.iter().map(node).collect::<Vec<_>>() },
        "workspace_members": members,
    })
}

const LAYERS: &[Layer] = &[
    Layer { name: "low", may_use: &[], banned: &[&["log", "futures*"]], excuses: &[] },
    Layer { name: "high", may_use: &["low"], banned: &[], excuses: &[] },
];

#[track_caller]
fn check(packages: &[(&str, &[&str])], expected: &[&str]) {
    let graph = Graph::from_metadata(&metadata(packages, &["low", "high"])).unwrap();
    let found: Vec<_> = violations(&graph, LAYERS).iter().map(Violation::to_string).collect();
    assert_eq!(found, expected);
}

#[test]
fn dependencies_only_point_down() {
    check(&[("low", &[]), ("high", &["low"])], &[]);
    check(&[("low", &["high"]), ("high", &[])], &["low must not depend on high"]);
    check(&[("low", &["build:high"]), ("high", &[])], &["low must not depend on high"]);
}

#[test]
fn tests_may_use_anything() {
    check(&[("low", &["dev:high", "dev:log"]), ("high", &["low"]), ("log", &[])], &[]);
}

#[test]
fn a_banned_crate_is_found_however_deep() {
    check(
        &[("low", &["helper"]), ("high", &[]), ("helper", &["futures-core"]), ("futures-core", &[])],
        &["must not be reached: low -> helper -> futures-core"],
    );
}

#[test]
fn a_weakly_mentioned_dependency_does_not_count() {
    check(&[("low", &["helper"]), ("high", &[]), ("helper", &["weak:log"]), ("log", &[])], &[]);
}

#[test]
fn an_excused_dependency_is_not_followed() {
    let packages: &[(&str, &[&str])] = &[("low", &["helper"]), ("helper", &["log"]), ("log", &[])];
    let graph = Graph::from_metadata(&metadata(packages, &["low"])).unwrap();
    let layer = |excuses| Layer { name: "low", may_use: &[], banned: &[&["log"]], excuses };
    assert_eq!(violations(&graph, &[layer(&[])]).len(), 1);
    let excuses = &[Excuse { from: "helper", to: "log", reason: "never called" }];
    assert_eq!(violations(&graph, &[layer(excuses)]), []);
}

#[test]
fn every_crate_has_a_row_and_every_row_has_a_crate() {
    let graph = Graph::from_metadata(&metadata(&[("low", &[]), ("new", &[])], &["low", "new"])).unwrap();
    let found: Vec<_> = violations(&graph, LAYERS).iter().map(|violation| violation.layer().to_owned()).collect();
    assert_eq!(found, ["high", "new"]);
}

#[test]
fn missing_metadata_is_named() {
    let failure = Graph::from_metadata(&json!({ "packages": [] })).unwrap_err();
    assert_eq!(failure.to_string(), "expected resolve in the output of cargo metadata, found none");
}

#[test]
fn roots_are_those_of_libraries_and_programs() {
    let graph = Graph::from_metadata(&metadata(&[("low", &[]), ("foreign", &[])], &["low"])).unwrap();
    assert_eq!(graph.member_roots().collect::<Vec<_>>(), ["/low/lib.rs", "/low/bin.rs"]);
}
