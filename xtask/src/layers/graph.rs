//! The graph of dependencies, as `cargo metadata` resolved it.

use std::collections::{BTreeMap, BTreeSet, VecDeque};

use serde_json::Value;

use super::rules::Excuse;
use xtask::failure::Failure;

/// The crates of the workspace and all their dependencies, except those that only tests need.
#[derive(Debug)]
pub(super) struct Graph {
    members: BTreeSet<String>,
    packages: BTreeMap<String, Package>,
}

/// One crate, known by cargo's package id.
#[derive(Debug)]
struct Package {
    name: String,
    /// The root files of its library and programs.
    roots: Vec<String>,
    /// Ids of its dependencies.
    normal: Vec<String>,
    /// Ids of its build script's dependencies.
    build: Vec<String>,
}

impl Graph {
    /// Reads the output of `cargo metadata --format-version 1`.
    pub(super) fn from_metadata(metadata: &Value) -> Result<Self, Failure> {
        let mut packages = BTreeMap::new();
        let manifests: BTreeMap<_, _> = list(metadata, "packages")?
            .iter()
            .filter_map(|manifest| Some((text(manifest, "id").ok()?, manifest)))
            .collect();
        let resolve = metadata.get("resolve").ok_or_else(|| missing("resolve"))?;
        for node in list(resolve, "nodes")? {
            let id = text(node, "id")?;
            let manifest = manifests.get(id).ok_or_else(|| missing(id))?;
            let name = text(manifest, "name")?.to_owned();
            let mut package = Package { name, roots: roots(manifest)?, normal: vec![], build: vec![] };
            for dependency in list(node, "deps")? {
                let target = text(dependency, "pkg")?;
                let target_name = manifests.get(target).ok_or_else(|| missing(target)).and_then(|m| text(m, "name"))?;
                let kinds = list(dependency, "dep_kinds")?;
                let is = |kind: Option<&str>| kinds.iter().any(|k| k.get("kind").and_then(Value::as_str) == kind);
                if is(None) && is_enabled(manifest, node, target_name)? {
                    package.normal.push(target.to_owned());
                }
                if is(Some("build")) {
                    package.build.push(target.to_owned());
                }
            }
            packages.insert(id.to_owned(), package);
        }
        let members =
            list(metadata, "workspace_members")?.iter().filter_map(Value::as_str).map(str::to_owned).collect();
        Ok(Self { members, packages })
    }

    /// The names of the workspace's crates.
    pub(super) fn members(&self) -> impl Iterator<Item = &str> {
        self.members.iter().filter_map(|id| self.packages.get(id)).map(|package| package.name.as_str())
    }

    /// The root files of the libraries and programs of the workspace's crates, as cargo gives them.
    pub(super) fn member_roots(&self) -> impl Iterator<Item = &str> {
        let members = self.members.iter().filter_map(|id| self.packages.get(id));
        members.flat_map(|package| &package.roots).map(String::as_str)
    }

    /// Which of the workspace's crates `member` is built from, build scripts included.
    pub(super) fn direct_members(&self, member: &str) -> BTreeSet<&str> {
        self.member(member)
            .into_iter()
            .flat_map(|(_, package)| package.normal.iter().chain(&package.build))
            .filter(|id| self.members.contains(*id))
            .filter_map(|id| Some(self.packages.get(id)?.name.as_str()))
            .collect()
    }

    /// The names of all direct and indirect dependencies of `member`, each with the shortest path to it, ends included.
    ///
    /// Build scripts are not followed: they run only on the builder's machine.
    pub(super) fn reach(&self, member: &str, excuses: &[Excuse]) -> BTreeMap<&str, Vec<&str>> {
        let mut ways = BTreeMap::new();
        let mut seen = BTreeSet::new();
        let mut next: VecDeque<_> = self.member(member).map(|(id, _)| (id, vec![])).into_iter().collect();
        while let Some((id, way)) = next.pop_front() {
            let Some(package) = self.packages.get(id).filter(|_| seen.insert(id)) else { continue };
            let way = [way, vec![package.name.as_str()]].concat();
            for target in &package.normal {
                let Some(target_name) = self.packages.get(target).map(|package| &package.name) else { continue };
                if !excuses.iter().any(|excuse| excuse.from == package.name && excuse.to == target_name) {
                    next.push_back((target.as_str(), way.clone()));
                }
            }
            if way.len() > 1 {
                ways.entry(package.name.as_str()).or_insert(way);
            }
        }
        ways
    }

    fn member(&self, name: &str) -> Option<(&str, &Package)> {
        self.members
            .iter()
            .filter_map(|id| Some((id.as_str(), self.packages.get(id)?)))
            .find(|(_, package)| package.name == name)
    }
}

/// The root files of a package's targets, without examples, tests and build scripts.
fn roots(manifest: &Value) -> Result<Vec<String>, Failure> {
    let mut roots = Vec::new();
    for target in list(manifest, "targets")? {
        let kinds = list(target, "kind")?.iter().filter_map(Value::as_str);
        if kinds.into_iter().any(|kind| matches!(kind, "lib" | "bin" | "proc-macro")) {
            roots.push(text(target, "src_path")?.to_owned());
        }
    }
    Ok(roots)
}

/// Whether the dependency called `target` is really built.
///
/// The metadata lists an optional dependency as soon as an enabled feature mentions it weakly (`log?/std`), although
/// only `dep:log` or `log/std` would build it.
fn is_enabled(manifest: &Value, node: &Value, target: &str) -> Result<bool, Failure> {
    let mut switches = Vec::new();
    for dependency in list(manifest, "dependencies")? {
        if text(dependency, "name")? != target || !dependency.get("kind").is_none_or(Value::is_null) {
            continue;
        }
        if dependency.get("optional") != Some(&Value::Bool(true)) {
            return Ok(true);
        }
        let name = dependency.get("rename").and_then(Value::as_str).unwrap_or(target);
        switches.push((format!("dep:{name}"), format!("{name}/")));
    }
    let features = manifest.get("features").ok_or_else(|| missing("features"))?;
    let enabled = list(node, "features")?.iter().filter_map(Value::as_str);
    let mut entries =
        enabled.filter_map(|feature| features.get(feature)?.as_array()).flatten().filter_map(Value::as_str);
    Ok(entries.any(|entry| switches.iter().any(|(whole, prefix)| entry == whole || entry.starts_with(prefix))))
}

fn list<'a>(value: &'a Value, key: &str) -> Result<&'a [Value], Failure> {
    value.get(key).and_then(Value::as_array).map(Vec::as_slice).ok_or_else(|| missing(key))
}

fn text<'a>(value: &'a Value, key: &str) -> Result<&'a str, Failure> {
    value.get(key).and_then(Value::as_str).ok_or_else(|| missing(key))
}

fn missing(what: &str) -> Failure {
    Failure::new(format!("expected {what} in the output of cargo metadata, found none"))
}
