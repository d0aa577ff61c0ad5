//! Circles in the graph of imports: of files, and of the members of a folder.

use std::collections::{BTreeMap, BTreeSet, VecDeque};
use std::fmt;

use super::edges::Imports;
use super::modules::Modules;

/// Files, or members of a folder, that import each other in a circle.
#[derive(Debug, PartialEq, Eq)]
pub(in crate::layers) struct Circle {
    /// Every file with an import that is part of a circle, in order of path.
    pub(in crate::layers) files: BTreeSet<String>,
    /// The shortest circle: imports by file, line, path and imported file.
    way: Vec<Hop>,
    /// The folder of these members, if they are not single files.
    folder: Option<String>,
}

#[derive(Debug, PartialEq, Eq)]
struct Hop {
    from: String,
    line: usize,
    path: String,
    to: String,
}

impl fmt::Display for Circle {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match &self.folder {
            None => write!(f, "circle of files")?,
            Some(folder) => write!(f, "circle in {folder}")?,
        }
        let mut end = None;
        for Hop { from, line, path, to } in &self.way {
            if end == Some(from) || end.is_none() {
                write!(f, "{}{from}:{line} ({path})", if end.is_none() { ": " } else { " → " })?;
            } else {
                write!(f, "{} and {from}:{line} ({path})", end.map(|end| format!(" → {end}")).unwrap_or_default())?;
            }
            end = Some(to);
        }
        write!(f, " → {}", end.map_or("", String::as_str))?;
        let ends: BTreeSet<_> = self.way.iter().map(|hop| &hop.from).collect();
        if self.files.len() > ends.len() {
            write!(f, "; the shortest of those among {} files", self.files.len())?;
        }
        Ok(())
    }
}

/// Every circle: those of files, then those that only appear between whole members of a folder.
pub(super) fn find(modules: &Modules, imports: &Imports) -> Vec<Circle> {
    let files = modules.files();
    let mut left = imports.clone();
    let mut found = circles_of(modules, &left, None, |file| Some(vec![file.to_string()]));
    let in_circles: Vec<_> = found.iter().map(|circle| circle.files.clone()).collect();
    let path = |file: usize| files.get(file).map_or("", |file| file.path.as_str());
    left.retain(|(from, to), _| !in_circles.iter().any(|set| set.contains(path(*from)) && set.contains(path(*to))));
    let folders: BTreeSet<_> = files.iter().filter_map(|file| Some(file.place.split_last()?.1)).collect();
    for folder in folders {
        // A file outside the folder is no member; the file that declares the members has an empty name.
        let member = |file: usize| {
            let below = files.get(file)?.place.strip_prefix(folder)?;
            Some(below.iter().take(1).cloned().collect())
        };
        found.extend(circles_of(modules, &left, Some(folder), member));
    }
    found
}

/// The circles among nodes, which are files by their index or members of a folder by their name.
fn circles_of(
    modules: &Modules,
    imports: &Imports,
    folder: Option<&[String]>,
    node: impl Fn(usize) -> Option<Vec<String>>,
) -> Vec<Circle> {
    let files = modules.files();
    let path = |file: usize| files.get(file).map(|file| file.path.clone()).unwrap_or_default();
    let mut graph = Graph::new();
    for ((from, to), site) in imports {
        let (Some(start), Some(end)) = (node(*from), node(*to)) else { continue };
        if start != end {
            let hop = || Hop { from: path(*from), line: site.line, path: site.path.clone(), to: path(*to) };
            graph.entry(start).or_default().entry(end).or_insert_with(hop);
        }
    }
    let folder = folder.map(|folder| if folder.is_empty() { "the crate".to_owned() } else { folder.join("/") });
    groups(&graph)
        .into_iter()
        .map(|group| {
            let inner = |(from, to): &(usize, usize)| {
                let has = |file| node(file).is_some_and(|node| group.contains(&node));
                has(*from) && has(*to) && node(*from) != node(*to)
            };
            let files = imports.keys().filter(|ends| inner(ends)).map(|(from, _)| path(*from)).collect();
            Circle { files, way: shortest(&graph, &group), folder: folder.clone() }
        })
        .collect()
}

/// Nodes, the nodes that each imports, and an import for each of these.
type Graph = BTreeMap<Vec<String>, BTreeMap<Vec<String>, Hop>>;

/// The sets of nodes in which every node reaches every other.
fn groups(graph: &Graph) -> Vec<BTreeSet<Vec<String>>> {
    let reached: BTreeMap<_, _> = graph.keys().map(|node| (node, reach(graph, node))).collect();
    let mut groups = Vec::new();
    let mut seen = BTreeSet::new();
    for (node, nodes) in &reached {
        if nodes.contains(*node) && !seen.contains(*node) {
            let comes_back = |other: &&Vec<String>| reached.get(other).is_some_and(|nodes| nodes.contains(*node));
            let group: BTreeSet<_> = nodes.iter().copied().filter(comes_back).cloned().collect();
            seen.extend(group.iter().cloned());
            groups.push(group);
        }
    }
    groups
}

/// Every reachable node.
fn reach<'a>(graph: &'a Graph, start: &'a Vec<String>) -> BTreeSet<&'a Vec<String>> {
    let mut reached = BTreeSet::new();
    let mut next = vec![start];
    while let Some(node) = next.pop() {
        let ends = graph.get(node).into_iter().flat_map(BTreeMap::keys);
        next.extend(ends.filter(|end| reached.insert(*end)));
    }
    reached
}

/// The shortest circle in a group.
fn shortest(graph: &Graph, group: &BTreeSet<Vec<String>>) -> Vec<Hop> {
    let ways = group.iter().filter_map(|start| way_back(graph, start));
    let way = ways.min_by_key(Vec::len).unwrap_or_default();
    let hops = way.windows(2).filter_map(|pair| match pair {
        [from, to] => graph.get(*from)?.get(*to),
        _ => None,
    });
    hops.map(|hop| Hop { from: hop.from.clone(), line: hop.line, path: hop.path.clone(), to: hop.to.clone() }).collect()
}

/// The shortest path from a node to itself, with the node at both ends.
fn way_back<'a>(graph: &'a Graph, start: &'a Vec<String>) -> Option<Vec<&'a Vec<String>>> {
    let mut seen = BTreeSet::new();
    let mut next = VecDeque::from([vec![start]]);
    while let Some(way) = next.pop_front() {
        for end in graph.get(*way.last()?).into_iter().flat_map(BTreeMap::keys) {
            let longer: Vec<_> = way.iter().copied().chain([end]).collect();
            if end == start {
                return Some(longer);
            }
            if seen.insert(end) {
                next.push_back(longer);
            }
        }
    }
    None
}
