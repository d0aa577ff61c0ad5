//! Values that an element sets for itself and for everything inside it: namespaces by prefix, `xml:` attributes by
//! local name.
//!
//! A scope keeps what its own element sets and shares the rest with the scope around it, so the memory that a document
//! takes is in proportion to its bytes.

use std::collections::BTreeMap;
use std::iter;
use std::sync::Arc;

/// The values that hold at an element.
#[derive(Debug, Default)]
pub(super) struct Scope {
    own: Vec<(String, Arc<str>)>,
    outer: Option<Arc<Self>>,
}

impl Scope {
    /// The scope of an element inside `outer`, which is that scope itself if the element sets nothing.
    pub(super) fn inside(outer: Option<&Arc<Self>>, own: Vec<(String, Arc<str>)>) -> Arc<Self> {
        match outer {
            Some(outer) if own.is_empty() => Arc::clone(outer),
            _ => Arc::new(Self { own, outer: outer.cloned() }),
        }
    }

    /// The nearest value.
    pub(super) fn get(&self, name: &str) -> Option<&Arc<str>> {
        self.outwards().find_map(|(own, value)| (own == name).then_some(value))
    }

    /// The nearest value of every name.
    pub(super) fn values(&self) -> BTreeMap<&str, &str> {
        let mut values = BTreeMap::new();
        for (name, value) in self.outwards() {
            values.entry(name.as_str()).or_insert(value.as_ref());
        }
        values
    }

    /// How many values were set from the outermost element to here, including those that are hidden by nearer ones.
    pub(super) fn size(&self) -> usize {
        self.outwards().count()
    }

    fn outwards(&self) -> impl Iterator<Item = &(String, Arc<str>)> {
        iter::successors(Some(self), |scope| scope.outer.as_deref()).flat_map(|scope| &scope.own)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_nearest_value_holds_and_the_rest_is_shared() {
        let set = |name: &str, value: &str| vec![(name.to_owned(), Arc::from(value))];
        let outer = Scope::inside(None, [set("p", "1"), set("q", "2")].concat());
        let inner = Scope::inside(Some(&outer), set("p", "3"));
        assert_eq!(inner.values(), BTreeMap::from([("p", "3"), ("q", "2")]));
        assert_eq!(inner.get("p").map(AsRef::as_ref), Some("3"));
        assert_eq!(inner.get("r"), None);
        assert_eq!((inner.own.len(), inner.size()), (1, 3));
        assert!(Arc::ptr_eq(&Scope::inside(Some(&inner), Vec::new()), &inner));
    }
}
