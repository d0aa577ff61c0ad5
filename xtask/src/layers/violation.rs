//! Compares the dependencies with the allowed ones.

use std::collections::BTreeSet;
use std::fmt;

use super::graph::Graph;
use super::rules::Layer;

/// A dependency that breaks the table.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum Violation {
    /// One of our crates depends on another that it may not use.
    Edge { from: String, to: String },
    /// A banned crate is reached, on this path.
    Banned { way: Vec<String> },
    /// A crate of the workspace has no row in the table, or a row has no crate.
    Unlisted { name: String },
}

impl Violation {
    /// Our crate that breaks its row.
    pub(super) fn layer(&self) -> &str {
        match self {
            Self::Edge { from: name, .. } | Self::Unlisted { name } => name,
            Self::Banned { way } => way.first().map_or("", String::as_str),
        }
    }
}

impl fmt::Display for Violation {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Edge { from, to } => write!(f, "{from} must not depend on {to}"),
            Self::Banned { way } => write!(f, "must not be reached: {}", way.join(" -> ")),
            Self::Unlisted { name } => write!(f, "{name} must be both in the workspace and in the table of layers"),
        }
    }
}

/// Everything in `graph` that `layers` forbid.
pub(super) fn violations(graph: &Graph, layers: &[Layer]) -> Vec<Violation> {
    let listed: BTreeSet<_> = layers.iter().map(|layer| layer.name).collect();
    let present: BTreeSet<_> = graph.members().collect();
    let unlisted = listed.symmetric_difference(&present).map(|&name| Violation::Unlisted { name: name.to_owned() });
    unlisted.chain(layers.iter().flat_map(|layer| violations_of(graph, layer))).collect()
}

fn violations_of(graph: &Graph, layer: &Layer) -> Vec<Violation> {
    let edge = |to: &str| Violation::Edge { from: layer.name.to_owned(), to: to.to_owned() };
    let members = graph.direct_members(layer.name);
    let edges = members.into_iter().filter(|name| !layer.may_use.contains(name)).map(edge);
    let ways = graph.reach(layer.name, layer.excuses);
    let banned = ways
        .into_iter()
        .filter(|(name, _)| layer.bans().any(|ban| matches(ban, name)))
        .map(|(_, way)| Violation::Banned { way: way.into_iter().map(str::to_owned).collect() });
    edges.chain(banned).collect()
}

fn matches(ban: &str, name: &str) -> bool {
    ban.strip_suffix('*').map_or(ban == name, |prefix| name.starts_with(prefix))
}
