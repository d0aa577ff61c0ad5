//! The public interface of a crate as lines, and its counts.

use std::collections::{BTreeMap, BTreeSet};

use xtask::failure::{Context as _, Failure};

use crate::item::Item;
use crate::names::{foreign, shorten};
use crate::rustdoc::Crate;

/// The interface of a crate.
#[derive(Debug, Default)]
pub(super) struct Interface {
    /// One for each item, and one for all traits of a type.
    pub(super) lines: Vec<String>,
    /// The number of paths to items: modules, types, traits, functions and constants.
    pub(super) paths: usize,
    /// The types that are errors.
    pub(super) errors: BTreeSet<String>,
    /// The third-party crates that it shows, each with the first item that shows it.
    pub(super) foreign: BTreeMap<String, String>,
}

/// Traits that a derive adds and that mean nothing to a user.
const MEANINGLESS: &[&str] = &["StructuralPartialEq"];

impl Interface {
    /// Reads what the compiler wrote about a crate.
    pub(super) fn read(krate: &Crate) -> Result<Self, Failure> {
        let api = public_api::Builder::from_rustdoc_json(&krate.json)
            .sorted(true)
            .omit_blanket_impls(true)
            .omit_auto_trait_impls(true)
            .build()
            .context(format!("read what rustdoc says of {}", krate.name))?;
        Ok(Self::of(&api.items().map(Item::of).collect::<Vec<_>>(), &krate.identifier))
    }

    fn of(items: &[Item], own: &str) -> Self {
        let ids = |is: fn(&Item) -> bool| items.iter().filter(|item| is(item)).map(|item| item.id).collect();
        let [blocks, traits, implementations]: [BTreeSet<u32>; 3] =
            [ids(Item::is_impl), ids(Item::is_trait), ids(Item::is_impl_of_trait)];
        let mut interface = Self::default();
        // Where the line with the traits of a type is.
        let mut lines_of_traits = BTreeMap::<String, (usize, BTreeSet<String>)>::new();
        for item in items {
            let is_in = |ids: &BTreeSet<u32>| item.parent.is_some_and(|parent| ids.contains(&parent));
            // The line of the trait implies this method.
            let is_repeated = is_in(&implementations) && item.is_function();
            let is_heading = item.is_impl() && !item.is_impl_of_trait();
            if is_repeated || is_heading {
                continue;
            }
            for krate in foreign(&item.text, own) {
                interface.foreign.entry(krate.to_owned()).or_insert_with(|| item.text.clone());
            }
            if item.is_nameable() && !is_in(&blocks) && !is_in(&traits) {
                interface.paths += 1;
            }
            let text = shorten(&item.text, own);
            let Some((name, of)) = Item::implemented(&text).filter(|_| item.is_impl()) else {
                interface.lines.push(text);
                continue;
            };
            if name == "error::Error" {
                interface.errors.insert(of.to_owned());
            }
            if !MEANINGLESS.contains(&name) {
                let (_, names) = lines_of_traits.entry(of.to_owned()).or_insert_with(|| {
                    interface.lines.push(String::new());
                    (interface.lines.len() - 1, BTreeSet::new())
                });
                names.insert(name.to_owned());
            }
        }
        for (of, (index, names)) in lines_of_traits {
            if let Some(line) = interface.lines.get_mut(index) {
                *line = format!("impl {} for {of}", names.into_iter().collect::<Vec<_>>().join(" + "));
            }
        }
        interface
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_interface_is_short_and_counted() {
        let item = |id, parent, text: &str| Item { id, parent, text: text.to_owned() };
        let items = [
            item(0, None, "pub mod own"),
            item(1, Some(0), "#[non_exhaustive] pub struct own::Job"),
            item(2, Some(1), "pub own::Job::id: own::Id"),
            item(3, Some(1), "impl own::Job"),
            item(4, Some(3), "pub const fn own::Job::body(&self) -> bytes::bytes::Bytes"),
            item(5, Some(1), "impl core::fmt::Debug for own::Job"),
            item(6, Some(5), "pub fn own::Job::fmt(&self, &mut core::fmt::Formatter<'_>) -> core::fmt::Result"),
            item(7, Some(1), "impl core::marker::StructuralPartialEq for own::Job"),
            item(8, Some(1), "impl<'de> serde_core::de::Deserialize<'de> for own::Job"),
            item(9, Some(1), "impl core::error::Error for own::Job"),
            item(10, Some(1), "impl core::iter::traits::iterator::Iterator for own::Job"),
            item(11, Some(10), "pub type own::Job::Item = own::Id"),
            item(12, Some(1), "impl<T: core::clone::Clone> core::convert::From<T> for own::Job"),
            item(13, Some(0), "pub trait own::Read"),
            item(14, Some(13), "pub fn own::Read::read(&self)"),
            item(15, Some(0), "pub fn own::open() -> own::Job"),
        ];
        let Interface { lines, paths, errors, foreign } = Interface::of(&items, "own");
        assert_eq!(
            lines,
            [
                "pub mod own",
                "#[non_exhaustive] pub struct Job",
                "pub Job::id: Id",
                "pub const fn Job::body(&self) -> bytes::Bytes",
                "impl Debug + Iterator + error::Error + serde_core::Deserialize for Job",
                "pub type Job::Item = Id",
                "impl<T: Clone> From<T> for Job",
                "pub trait Read",
                "pub fn Read::read(&self)",
                "pub fn open() -> Job",
            ]
        );
        assert_eq!(paths, 4);
        assert_eq!(errors, BTreeSet::from(["Job".to_owned()]));
        assert_eq!(foreign.keys().collect::<Vec<_>>(), ["bytes", "serde_core"]);
    }
}
