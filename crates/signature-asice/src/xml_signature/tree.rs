//! A small namespace-aware tree of elements, strict enough to verify signatures on.
//!
//! Comments are not in it: no canonical form that the profile allows has any. The parser is in `parser`.

use std::borrow::Cow;
use std::sync::Arc;

use super::scope::Scope;

/// The namespace that the prefix `xml` always stands for.
pub(super) const XML_NAMESPACE: &str = "http://www.w3.org/XML/1998/namespace";

/// An element with everything it inherits, so that it can be canonicalized on its own.
#[derive(Debug)]
pub(crate) struct Element {
    /// Empty without a prefix.
    pub(super) prefix: String,
    pub(super) local_name: String,
    pub(super) namespace: Arc<str>,
    /// In document order, without namespace declarations.
    pub(super) attributes: Vec<Attribute>,
    pub(super) children: Vec<Node>,
    /// The namespace of each prefix here. The empty prefix is the default; an empty namespace removes it. Never has
    /// `xml`.
    pub(super) namespaces: Arc<Scope>,
    /// The `xml:` attributes that apply here.
    pub(super) xml_attributes: Arc<Scope>,
}

/// An attribute that declares no namespace.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Attribute {
    pub(super) prefix: String,
    pub(super) local_name: String,
    /// Empty without a prefix.
    pub(super) namespace: Arc<str>,
    pub(super) value: Arc<str>,
}

#[derive(Debug)]
pub(super) enum Node {
    Element(Element),
    Text(String),
    Instruction { target: String, data: String },
}

impl Element {
    /// Whether this is the element of that name.
    pub(crate) fn is(&self, namespace: &str, local_name: &str) -> bool {
        &*self.namespace == namespace && self.local_name == local_name
    }

    /// The attribute of that name in no namespace.
    pub(crate) fn attribute(&self, local_name: &str) -> Option<&str> {
        self.attributes
            .iter()
            .find(|attribute| attribute.namespace.is_empty() && attribute.local_name == local_name)
            .map(|attribute| &*attribute.value)
    }

    /// True only if both certainly have the same namespaces: one is inside the other and declares no namespace.
    pub(super) fn has_scope_of(&self, other: &Self) -> bool {
        Arc::ptr_eq(&self.namespaces, &other.namespaces)
    }

    /// The elements directly inside.
    pub(crate) fn elements(&self) -> impl Iterator<Item = &Self> {
        self.children.iter().filter_map(|child| match child {
            Node::Element(element) => Some(element),
            Node::Text(_) | Node::Instruction { .. } => None,
        })
    }

    /// The text directly inside, if there is no element.
    pub(crate) fn text(&self) -> Option<Cow<'_, str>> {
        let mut text = Cow::Borrowed("");
        for child in &self.children {
            match child {
                Node::Element(_) => return None,
                Node::Text(more) if text.is_empty() => text = Cow::Borrowed(more),
                Node::Text(more) => text.to_mut().push_str(more),
                Node::Instruction { .. } => {}
            }
        }
        Some(text)
    }

    /// The values of all attributes named `Id` in some spelling or namespace, here and below.
    pub(crate) fn ids(&self) -> Vec<&str> {
        let mut ids = Vec::new();
        let mut pending = vec![self];
        while let Some(element) = pending.pop() {
            let own = element.attributes.iter().filter(|attribute| attribute.local_name.eq_ignore_ascii_case("id"));
            ids.extend(own.map(|attribute| &*attribute.value));
            pending.extend(element.elements());
        }
        ids
    }
}
