//! Canonical XML of one element and what is in it, without comments.
//!
//! Source: `Canonical XML 1.0` (2001-03-15), `Canonical XML 1.1`, `Exclusive XML Canonicalization 1.0`; what the tests
//! expect was made by other implementations.

use std::collections::BTreeMap;

use super::escape::{escape_attribute, escape_text};
use super::parse;
use super::tree::{Element, Node, XML_NAMESPACE};
use crate::identifiers::{C14N_10, C14N_11, C14N_EXCLUSIVE};

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
    /// By the algorithm's name. `None` for those that this crate does not know, such as the ones with comments.
    pub(crate) fn from_identifier(identifier: &str) -> Option<Self> {
        match identifier {
            C14N_10 => Some(Self::Inclusive10),
            C14N_11 => Some(Self::Inclusive11),
            C14N_EXCLUSIVE => Some(Self::Exclusive),
            _ => None,
        }
    }
}

/// Namespaces by prefix; the empty prefix is the default.
type Namespaces<'a> = BTreeMap<&'a str, &'a str>;

/// The canonical bytes of `apex`.
///
/// # Errors
/// [`BaseInScope`] if the form is 1.1 and `xml:base` holds at the apex, which may have to be joined from several. No
/// signature file needs one.
pub(crate) fn canonicalize(apex: &Element, form: Canonicalization) -> Result<Vec<u8>, BaseInScope> {
    if form == Canonicalization::Inclusive11 && apex.xml_attributes.get("base").is_some() {
        return Err(BaseInScope);
    }
    let mut output = String::new();
    write_element(&mut output, apex, form, None, &inherited_attributes(apex, form));
    Ok(output.into_bytes())
}

/// `xml:base` holds where a canonical form would have to join several.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct BaseInScope;

/// A whole document in each canonical form that it has, for the fuzzer.
///
/// `None` if it is not XML that is allowed in a signature file.
pub fn canonical_forms(document: &[u8]) -> Option<Vec<Vec<u8>>> {
    use Canonicalization::{Exclusive, Inclusive10, Inclusive11};
    let root = parse(document).ok()?;
    Some([Inclusive10, Inclusive11, Exclusive].into_iter().filter_map(|form| canonicalize(&root, form).ok()).collect())
}

/// The `xml:` attributes that the apex takes over from its ancestors, or has itself.
fn inherited_attributes(apex: &Element, form: Canonicalization) -> BTreeMap<&str, &str> {
    let mut inherited = apex.xml_attributes.values();
    inherited.retain(|name, _| match form {
        Canonicalization::Inclusive10 => true,
        Canonicalization::Inclusive11 => matches!(*name, "lang" | "space"),
        Canonicalization::Exclusive => false,
    });
    inherited
}

/// `around` is the element around this one, with what the output has declared up to there. The depth of a tree is
/// limited, and so is this.
fn write_element<'a>(
    output: &mut String,
    element: &'a Element,
    form: Canonicalization,
    around: Option<(&Element, &Namespaces<'a>)>,
    inherited: &BTreeMap<&str, &str>,
) {
    output.push('<');
    write_name(output, element);
    let mut extended;
    let printed = match around {
        // Most elements set no namespace. The inclusive forms have nothing to declare for them.
        Some((parent, printed)) if form != Canonicalization::Exclusive && parent.has_scope_of(element) => printed,
        _ => {
            extended = around.map(|(_, printed)| printed.clone()).unwrap_or_default();
            for (prefix, namespace) in declarations(element, form, &extended) {
                let name = if prefix.is_empty() { "xmlns".to_owned() } else { format!("xmlns:{prefix}") };
                write_attribute(output, &name, namespace);
                extended.insert(prefix, namespace);
            }
            &extended
        }
    };
    write_attributes(output, element, inherited);
    output.push('>');
    for child in &element.children {
        match child {
            Node::Element(child) => write_element(output, child, form, Some((element, printed)), &BTreeMap::new()),
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

/// The namespaces to declare here: those that are needed and not what the output around the element has.
fn declarations<'a>(element: &'a Element, form: Canonicalization, printed: &Namespaces<'a>) -> Namespaces<'a> {
    let needed = |prefix: &str| match form {
        Canonicalization::Inclusive10 | Canonicalization::Inclusive11 => true,
        Canonicalization::Exclusive => {
            element.prefix == prefix
                || !prefix.is_empty() && element.attributes.iter().any(|attribute| attribute.prefix == prefix)
        }
    };
    let mut declarations = element.namespaces.values();
    // Having no default equals an empty one, which must be printed after an outer one.
    declarations.entry("").or_default();
    declarations
        .retain(|prefix, namespace| needed(prefix) && printed.get(prefix).copied().unwrap_or_default() != *namespace);
    declarations
}

/// Attributes by namespace and then local name; an element's own `xml:` attribute wins over an inherited one.
fn write_attributes(output: &mut String, element: &Element, inherited: &BTreeMap<&str, &str>) {
    let mut sorted: BTreeMap<(&str, &str), (&str, &str)> =
        inherited.iter().map(|(name, value)| ((XML_NAMESPACE, *name), ("xml", *value))).collect();
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
