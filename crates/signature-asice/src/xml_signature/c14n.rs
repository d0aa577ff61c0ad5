//! Canonical XML of one element and what is in it, without comments.
//!
//! Source: `Canonical XML 1.0` (2001-03-15), `Canonical XML 1.1`, `Exclusive XML Canonicalization 1.0`. Checked
//! against libxml2, see the tests.

use std::collections::BTreeMap;

use super::escape::{escape_attribute, escape_text};
use super::tree::{Element, Namespaces, Node, XML_NAMESPACE};
use crate::xades::identifiers::{C14N_10, C14N_11, C14N_EXCLUSIVE};

/// Which canonical form.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Canonicalization {
    /// Every namespace in scope; every `xml:` attribute of the ancestors.
    Inclusive10,
    /// Every namespace in scope; `xml:lang` and `xml:space` of the ancestors.
    Inclusive11,
    /// The namespaces that are used; nothing of the ancestors.
    Exclusive,
}

impl Canonicalization {
    /// By the algorithm's name. `None` for those that this crate does not know, the ones with comments included.
    pub(crate) fn from_identifier(identifier: &str) -> Option<Self> {
        match identifier {
            C14N_10 => Some(Self::Inclusive10),
            C14N_11 => Some(Self::Inclusive11),
            C14N_EXCLUSIVE => Some(Self::Exclusive),
            _ => None,
        }
    }
}

/// The canonical bytes of `apex`.
///
/// `None` if an ancestor has `xml:base` and the form is 1.1, which would have to join it with others. No signature
/// file has one.
pub(crate) fn canonicalize(apex: &Element, form: Canonicalization) -> Option<Vec<u8>> {
    if form == Canonicalization::Inclusive11 && apex.inherited.contains_key("base") {
        return None;
    }
    let mut output = String::new();
    write_element(&mut output, apex, form, &Namespaces::new(), &inherited_attributes(apex, form));
    Some(output.into_bytes())
}

/// The `xml:` attributes that the apex takes over from its ancestors.
fn inherited_attributes(apex: &Element, form: Canonicalization) -> BTreeMap<String, String> {
    let mut inherited = BTreeMap::clone(&apex.inherited);
    inherited.retain(|name, _| match form {
        Canonicalization::Inclusive10 => true,
        Canonicalization::Inclusive11 => name == "lang" || name == "space",
        Canonicalization::Exclusive => false,
    });
    inherited
}

/// `printed` is what the output around the element has declared. The depth of a tree is limited, and so is this.
fn write_element(
    output: &mut String,
    element: &Element,
    form: Canonicalization,
    printed: &Namespaces,
    inherited: &BTreeMap<String, String>,
) {
    let mut printed = printed.clone();
    output.push('<');
    write_name(output, element);
    for (prefix, namespace) in declarations(element, form, &printed) {
        let name = if prefix.is_empty() { "xmlns".to_owned() } else { format!("xmlns:{prefix}") };
        write_attribute(output, &name, &namespace);
        printed.insert(prefix, namespace);
    }
    write_attributes(output, element, inherited);
    output.push('>');
    for child in &element.children {
        match child {
            Node::Element(child) => write_element(output, child, form, &printed, &BTreeMap::new()),
            Node::Text(text) => output.push_str(&escape_text(text)),
            Node::Instruction { target, data } => {
                let separator = if data.is_empty() { "" } else { " " };
                output.extend(["<?", target, separator, data, "?>"]);
            }
        }
    }
    output.push_str("</");
    write_name(output, element);
    output.push('>');
}

/// The namespaces to declare here, by prefix; an empty namespace undoes a default.
fn declarations(element: &Element, form: Canonicalization, printed: &Namespaces) -> Namespaces {
    let needed = |prefix: &str| match form {
        Canonicalization::Inclusive10 | Canonicalization::Inclusive11 => true,
        Canonicalization::Exclusive => {
            element.prefix == prefix
                || !prefix.is_empty() && element.attributes.iter().any(|attribute| attribute.prefix == prefix)
        }
    };
    let mut declarations: Namespaces = element
        .namespaces
        .iter()
        .filter(|(prefix, namespace)| needed(prefix) && printed.get(*prefix) != Some(namespace))
        .map(|(prefix, namespace)| (prefix.clone(), namespace.clone()))
        .collect();
    let default_to_undo = printed.get("").is_some_and(|default| !default.is_empty());
    if default_to_undo && !element.namespaces.contains_key("") && needed("") {
        declarations.insert(String::new(), String::new());
    }
    declarations
}

/// Attributes by namespace and then local name; an element's own `xml:` attribute wins over an inherited one.
fn write_attributes(output: &mut String, element: &Element, inherited: &BTreeMap<String, String>) {
    let mut sorted: BTreeMap<(&str, &str), (&str, &str)> =
        inherited.iter().map(|(name, value)| ((XML_NAMESPACE, name.as_str()), ("xml", value.as_str()))).collect();
    for attribute in &element.attributes {
        sorted.insert((&attribute.namespace, &attribute.local_name), (&attribute.prefix, &attribute.value));
    }
    for ((_, local_name), (prefix, value)) in sorted {
        let name = if prefix.is_empty() { local_name.to_owned() } else { format!("{prefix}:{local_name}") };
        write_attribute(output, &name, value);
    }
}

fn write_attribute(output: &mut String, name: &str, value: &str) {
    output.extend([" ", name, "=\"", &escape_attribute(value), "\""]);
}

fn write_name(output: &mut String, element: &Element) {
    if !element.prefix.is_empty() {
        output.extend([element.prefix.as_str(), ":"]);
    }
    output.push_str(&element.local_name);
}

#[cfg(test)]
mod tests;
