//! The official schema in the form of our table.
//!
//! It knows only the elements and attributes of XML Schema that the service's files use, and fails on all others, so
//! nothing can be overlooked.

use std::collections::BTreeMap;

use crate::fixtures::{Attribute, Element, Node, Particle, Type};

/// What one file declares.
#[derive(Debug, Default)]
pub(super) struct Declared {
    /// The messages, each with the name of its type.
    pub(super) elements: BTreeMap<String, String>,
    pub(super) types: BTreeMap<String, Type>,
}

/// Reads one file of the schema.
pub(super) fn official(xsd: &str) -> Result<Declared, String> {
    let root = Node::parse(xsd).ok_or("expected XML, found something else")?;
    root.children.iter().try_for_each(require_known)?;
    let mut declared = Declared::default();
    for node in &root.children {
        match node.name.local.as_str() {
            "include" => {}
            "element" => {
                let name = required(node, "name")?;
                let kind = declared.kind(node, &name)?;
                declared.elements.insert(name, kind);
            }
            "complexType" | "simpleType" => declared.declare(node, &required(node, "name")?)?,
            other => return Err(unknown(other)),
        }
    }
    Ok(declared)
}

impl Declared {
    /// The type of an element or attribute; an anonymous one is declared by its path.
    fn kind(&mut self, node: &Node, path: &str) -> Result<String, String> {
        if let Some(kind) = attribute(node, "type") {
            return Ok(local(kind));
        }
        for child in parts(node) {
            self.declare(child, path)?;
        }
        Ok(path.to_owned())
    }

    fn declare(&mut self, node: &Node, path: &str) -> Result<(), String> {
        let mut declared = Type { is_abstract: attribute(node, "abstract") == Some("true"), ..Type::default() };
        self.content(node, path, &mut declared)?;
        self.types.insert(path.to_owned(), declared);
        Ok(())
    }

    fn content(&mut self, node: &Node, path: &str, into: &mut Type) -> Result<(), String> {
        for part in parts(node) {
            match part.name.local.as_str() {
                "sequence" => into.sequence = self.particles(part, path)?,
                "choice" => into.choice = self.particles(part, path)?,
                "attribute" => {
                    let name = required(part, "name")?;
                    let kind = self.kind(part, &format!("{path}/@{name}"))?;
                    let required = attribute(part, "use") == Some("required");
                    into.attributes.push(Attribute { name, kind, required });
                }
                "complexContent" => {
                    let extension = only(part)?;
                    into.extends = Some(local(&required(extension, "base")?));
                    self.content(extension, path, into)?;
                }
                "simpleContent" => {
                    let extension = only(part)?;
                    into.text = Some(local(&required(extension, "base")?));
                    self.content(extension, path, into)?;
                }
                "restriction" => {
                    into.text = Some(local(&required(part, "base")?));
                    parts(part).try_for_each(|facet| restrict(facet, into))?;
                }
                other => return Err(unknown(other)),
            }
        }
        Ok(())
    }

    fn particles(&mut self, node: &Node, path: &str) -> Result<Vec<Particle>, String> {
        parts(node).map(|part| self.particle(part, path)).collect()
    }

    fn particle(&mut self, node: &Node, path: &str) -> Result<Particle, String> {
        Ok(match node.name.local.as_str() {
            "element" => {
                let name = required(node, "name")?;
                let kind = self.kind(node, &format!("{path}/{name}"))?;
                let (min, max) = (number(node, "minOccurs", 1)?, number(node, "maxOccurs", 1)?);
                Particle::Element(Element { name, kind, min, max })
            }
            "choice" => Particle::Choice { choice: self.particles(node, path)? },
            "sequence" => Particle::Sequence { sequence: self.particles(node, path)? },
            other => return Err(unknown(other)),
        })
    }
}

fn restrict(facet: &Node, into: &mut Type) -> Result<(), String> {
    let value = required(facet, "value")?;
    match facet.name.local.as_str() {
        "minLength" => into.min_length = Some(parse(&value)?),
        "maxLength" => into.max_length = Some(parse(&value)?),
        "minInclusive" => into.min = Some(parse(&value)?),
        "maxInclusive" => into.max = Some(parse(&value)?),
        "enumeration" => into.values.push(value),
        "pattern" => {
            let digits = value.strip_prefix("[0-9]{").and_then(|rest| rest.strip_suffix('}'));
            into.digits = Some(parse(digits.ok_or_else(|| unknown(&value))?)?);
        }
        other => return Err(unknown(other)),
    }
    Ok(())
}

/// Every attribute is read here, or has its default value.
fn require_known(node: &Node) -> Result<(), String> {
    let known: &[(&str, &[&str])] = match node.name.local.as_str() {
        "annotation" => return Ok(()),
        "include" => &[("schemaLocation", &[])],
        "element" => &[("name", &[]), ("type", &[]), ("minOccurs", &[]), ("maxOccurs", &[])],
        "attribute" => &[("name", &[]), ("type", &[]), ("use", &["required", "optional"])],
        "complexType" => &[("name", &[]), ("abstract", &["true"]), ("final", &["#all"])],
        "simpleType" => &[("name", &[])],
        "sequence" | "choice" => &[("minOccurs", &["1"]), ("maxOccurs", &["1"])],
        "extension" | "restriction" => &[("base", &[])],
        "complexContent" | "simpleContent" => &[],
        _ => &[("value", &[])],
    };
    for (name, value) in &node.attributes {
        let of_name = known.iter().find(|(known, _)| *known == name.local);
        if !of_name.is_some_and(|(_, values)| values.is_empty() || values.contains(&value.as_str())) {
            return Err(unknown(&format!("{}=\"{value}\" of {}", name.local, node.name.local)));
        }
    }
    node.children.iter().try_for_each(require_known)
}

/// The children that declare something.
fn parts(node: &Node) -> impl Iterator<Item = &Node> {
    node.children.iter().filter(|child| child.name.local != "annotation")
}

fn only(node: &Node) -> Result<&Node, String> {
    let mut parts = parts(node);
    match (parts.next(), parts.next()) {
        (Some(only), None) if only.name.local == "extension" => Ok(only),
        _ => Err(unknown(&node.name.local)),
    }
}

fn attribute<'a>(node: &'a Node, name: &str) -> Option<&'a str> {
    node.attributes.iter().find(|(known, _)| known.local == name).map(|(_, value)| value.as_str())
}

fn required(node: &Node, name: &str) -> Result<String, String> {
    let value = attribute(node, name);
    value.map(str::to_owned).ok_or_else(|| format!("expected {name} of {}, found none", node.name.local))
}

fn number(node: &Node, name: &str, default: usize) -> Result<usize, String> {
    attribute(node, name).map_or(Ok(default), parse)
}

fn parse<T: std::str::FromStr>(text: &str) -> Result<T, String> {
    text.parse().map_err(|_| format!("expected a number, found {text}"))
}

/// The types of XML Schema have a prefix, the service's have none.
fn local(name: &str) -> String {
    name.split_once(':').map_or(name, |(_, local)| local).to_owned()
}

fn unknown(what: &str) -> String {
    format!("expected the parts of XML Schema that are known here, found {what}")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_schema_becomes_a_table() {
        let declared = official(
            "<s:schema xmlns:s='x'><s:element name='job'><s:complexType><s:annotation/><s:sequence>\
             <s:element name='title' minOccurs='0'><s:simpleType><s:restriction base='s:string'>\
             <s:pattern value='[0-9]{9}'/></s:restriction></s:simpleType></s:element>\
             <s:choice><s:element name='a' type='s:long' maxOccurs='10'/></s:choice>\
             </s:sequence><s:attribute name='b' type='s:int' use='required'/></s:complexType></s:element></s:schema>",
        )
        .unwrap();
        assert_eq!(declared.elements["job"], "job");
        assert_eq!(declared.types["job/title"].digits, Some(9));
        let job = &declared.types["job"];
        assert!(job.attributes[0].required);
        let [Particle::Element(title), Particle::Choice { choice }] = &job.sequence[..] else { panic!("{job:?}") };
        assert_eq!((title.kind.as_str(), title.min, title.max), ("job/title", 0, 1));
        let [Particle::Element(a)] = &choice[..] else { panic!("{choice:?}") };
        assert_eq!((a.kind.as_str(), a.max), ("long", 10));
    }

    #[test]
    fn unknown_parts_are_not_overlooked() {
        let failure = official("<schema><simpleType name='a'><union/></simpleType></schema>").unwrap_err();
        assert_eq!(failure, "expected the parts of XML Schema that are known here, found union");
        let group = "<schema><complexType name='a'><choice minOccurs='0'/></complexType></schema>";
        assert_eq!(
            official(group).unwrap_err(),
            "expected the parts of XML Schema that are known here, found minOccurs=\"0\" of choice"
        );
    }
}
