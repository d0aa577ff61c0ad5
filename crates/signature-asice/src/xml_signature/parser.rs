//! From bytes to a tree; refuses everything that two readers might understand differently.
//!
//! `quick-xml` finds the markup; this file adds what it leaves to its users: characters, names, namespaces,
//! references, line ends, attribute normalization, one root, no document type, and limits.
//!
//! Source: `XML 1.0 §2.11, §3.3.3`; `Namespaces in XML 1.0`

use std::borrow::Cow;
use std::collections::BTreeSet;
use std::sync::Arc;

use quick_xml::Reader;
use quick_xml::events::{BytesDecl, BytesStart, Event};

use super::characters::{is_allowed, is_blank, is_ncname};
use super::encoding::{self, Encoding};
use super::invalid_xml::InvalidXml;
use super::scope::Scope;
use super::tree::{Attribute, Element, Node, XML_NAMESPACE};

const MAX_BYTES: usize = 1 << 20;
const MAX_DEPTH: usize = 32;
const MAX_NODES: usize = 20_000;
const MAX_ATTRIBUTES: usize = 32;
const MAX_VALUE_BYTES: usize = 8192;
const MAX_NAMESPACES: usize = 64;
const MAX_NAMESPACE_BYTES: usize = 256;
const XMLNS_NAMESPACE: &str = "http://www.w3.org/2000/xmlns/";

/// Reads a document and gives its root element.
pub(crate) fn parse(document: &[u8]) -> Result<Element, InvalidXml> {
    if document.len() > MAX_BYTES {
        return Err(InvalidXml::too_large("bytes", MAX_BYTES));
    }
    let (encoding, text) = encoding::decode(document)?;
    let text = normalize_line_ends(&text);
    let mut reader = Reader::from_str(&text);
    let config = reader.config_mut();
    config.expand_empty_elements = true;
    config.check_comments = true;
    let mut builder = Builder::new(encoding);
    let found = loop {
        let event = match reader.read_event() {
            Ok(Event::Eof) => match builder.finish() {
                Ok(root) => return Ok(root),
                Err(fault) => break fault,
            },
            Ok(event) => event,
            Err(_) => break Fault::IllFormed("markup that is no XML"),
        };
        if let Err(fault) = builder.take(event) {
            break fault;
        }
    };
    Err(match found {
        Fault::IllFormed(found) => {
            let position = u32::try_from(reader.buffer_position()).unwrap_or(u32::MAX);
            InvalidXml::IllFormed { found, position }
        }
        Fault::Refused(error) => error,
    })
}

/// A fault before its position is known.
enum Fault {
    IllFormed(&'static str),
    Refused(InvalidXml),
}

impl From<&'static str> for Fault {
    fn from(found: &'static str) -> Self {
        Self::IllFormed(found)
    }
}

fn too_large(what: &'static str, most: usize) -> Fault {
    Fault::Refused(InvalidXml::too_large(what, most))
}

struct Builder {
    encoding: Encoding,
    open: Vec<Element>,
    root: Option<Element>,
    started: bool,
    nodes: usize,
}

impl Builder {
    fn new(encoding: Encoding) -> Self {
        Self { encoding, open: Vec::new(), root: None, started: false, nodes: 0 }
    }

    fn take(&mut self, event: Event<'_>) -> Result<(), Fault> {
        let first = !std::mem::replace(&mut self.started, true);
        match event {
            Event::Decl(declaration) if first => return check_declaration(&declaration, self.encoding),
            Event::Decl(_) => return Err("an XML declaration that is not at the start".into()),
            Event::DocType(_) => return Err(Fault::Refused(InvalidXml::DocumentType)),
            Event::Start(start) | Event::Empty(start) => self.open(&start)?,
            Event::End(_) => {
                let element = self.open.pop().ok_or("an end without a start")?;
                match self.open.last_mut() {
                    Some(parent) => parent.children.push(Node::Element(element)),
                    None => self.root = Some(element),
                }
            }
            Event::Text(text) => {
                let text = text.into_inner();
                if text.contains("]]>") {
                    return Err("]]> in text".into());
                }
                self.text(&text)?;
            }
            Event::CData(text) if !self.open.is_empty() => self.text(&text.into_inner())?,
            Event::GeneralRef(reference) if !self.open.is_empty() => {
                let character = resolve(&reference.into_inner())?;
                self.text(character.encode_utf8(&mut [0; 4]))?;
            }
            Event::CData(_) | Event::GeneralRef(_) => return Err("text outside the root element".into()),
            Event::Comment(text) => check_characters(&text.into_inner())?,
            Event::PI(instruction) => {
                let (target, data) = (instruction.target(), instruction.content());
                check_characters(data)?;
                if !is_ncname(target) || target.eq_ignore_ascii_case("xml") {
                    return Err("a processing instruction with an illegal name".into());
                }
                let (target, data) = (target.to_owned(), data.trim_start_matches([' ', '\t', '\n']).to_owned());
                self.child(Node::Instruction { target, data })?;
            }
            Event::Eof => {}
        }
        Ok(())
    }

    fn finish(&mut self) -> Result<Element, Fault> {
        match self.root.take() {
            Some(root) if self.open.is_empty() => Ok(root),
            _ => Err("the end of the document within an element, or no element at all".into()),
        }
    }

    fn open(&mut self, start: &BytesStart<'_>) -> Result<(), Fault> {
        if self.root.is_some() {
            return Err("a second root element".into());
        }
        if self.open.len() >= MAX_DEPTH {
            return Err(too_large("levels of elements", MAX_DEPTH));
        }
        self.count()?;
        let element = element(start, self.open.last())?;
        self.open.push(element);
        Ok(())
    }

    /// Text joins the text before it, so that an element's text is one node however it was written.
    fn text(&mut self, text: &str) -> Result<(), Fault> {
        check_characters(text)?;
        match self.open.last_mut().map(|parent| parent.children.last_mut()) {
            None if is_blank(text) => Ok(()),
            None => Err("text outside the root element".into()),
            Some(Some(Node::Text(before))) => {
                before.push_str(text);
                Ok(())
            }
            Some(_) => self.child(Node::Text(text.to_owned())),
        }
    }

    /// Outside the root only instructions come here, and no canonical form of an element has those.
    fn child(&mut self, child: Node) -> Result<(), Fault> {
        self.count()?;
        if let Some(parent) = self.open.last_mut() {
            parent.children.push(child);
        }
        Ok(())
    }

    fn count(&mut self) -> Result<(), Fault> {
        self.nodes = self.nodes.saturating_add(1);
        if self.nodes > MAX_NODES {
            return Err(too_large("nodes", MAX_NODES));
        }
        Ok(())
    }
}

/// An element from its start tag, inside `parent`.
fn element(start: &BytesStart<'_>, parent: Option<&Element>) -> Result<Element, Fault> {
    if !are_separated(start.attributes_raw()) {
        return Err("attributes without a blank between them".into());
    }
    let mut declared = Vec::new();
    let mut attributes = Vec::new();
    for (index, attribute) in start.attributes().enumerate() {
        let attribute = attribute.map_err(|_| "attributes that are no XML")?;
        if index >= MAX_ATTRIBUTES {
            return Err(too_large("attributes in an element", MAX_ATTRIBUTES));
        }
        let value = attribute_value(&attribute.value)?;
        match split_name(attribute.key.0)? {
            ("", "xmlns") => declare(&mut declared, "", value)?,
            ("xmlns", prefix) => declare(&mut declared, prefix, value)?,
            (prefix, local_name) => {
                let (prefix, local_name) = (prefix.to_owned(), local_name.to_owned());
                attributes.push(Attribute { prefix, local_name, namespace: Arc::default(), value: value.into() });
            }
        }
    }
    let namespaces = Scope::inside(parent.map(|parent| &parent.namespaces), declared);
    if namespaces.size() > MAX_NAMESPACES {
        return Err(too_large("namespace declarations around an element", MAX_NAMESPACES));
    }
    // An attribute without a prefix is in no namespace, whatever the default is.
    for attribute in attributes.iter_mut().filter(|attribute| !attribute.prefix.is_empty()) {
        attribute.namespace = resolve_prefix(&namespaces, &attribute.prefix)?;
    }
    let names: BTreeSet<_> = attributes.iter().map(|a| (&a.namespace, &a.local_name)).collect();
    if names.len() != attributes.len() {
        return Err("an attribute that is there twice".into());
    }
    let own = attributes.iter().filter(|attribute| &*attribute.namespace == XML_NAMESPACE);
    let own = own.map(|attribute| (attribute.local_name.clone(), Arc::clone(&attribute.value))).collect();
    let xml_attributes = Scope::inside(parent.map(|parent| &parent.xml_attributes), own);
    let (prefix, local_name) = split_name(start.name().0)?;
    let namespace = resolve_prefix(&namespaces, prefix)?;
    let (prefix, local_name) = (prefix.to_owned(), local_name.to_owned());
    Ok(Element { prefix, local_name, namespace, attributes, children: Vec::new(), namespaces, xml_attributes })
}

/// Adds what a prefix stands for. `xml` always stands for the same and needs no entry.
fn declare(declared: &mut Vec<(String, Arc<str>)>, prefix: &str, namespace: String) -> Result<(), Fault> {
    match (prefix, namespace.as_str()) {
        ("xml", XML_NAMESPACE) => return Ok(()),
        ("xml" | "xmlns", _) | (_, XML_NAMESPACE | XMLNS_NAMESPACE) => return Err("a reserved namespace".into()),
        ("", "") => {}
        (_, "") => return Err("a prefix without a namespace".into()),
        // Canonical XML has to fail on namespaces that depend on where the document is.
        (_, namespace) if !has_scheme(namespace) => return Err("a relative namespace".into()),
        // Exclusive canonical XML may print a namespace once for each element.
        (_, namespace) if namespace.len() > MAX_NAMESPACE_BYTES => {
            return Err(too_large("bytes in a namespace", MAX_NAMESPACE_BYTES));
        }
        _ => {}
    }
    declared.push((prefix.to_owned(), namespace.into()));
    Ok(())
}

fn has_scheme(namespace: &str) -> bool {
    namespace.split(['/', '?', '#']).next().is_some_and(|start| start.contains(':'))
}

fn resolve_prefix(namespaces: &Scope, prefix: &str) -> Result<Arc<str>, Fault> {
    match (prefix, namespaces.get(prefix)) {
        ("xml", _) => Ok(XML_NAMESPACE.into()),
        (_, Some(namespace)) => Ok(Arc::clone(namespace)),
        ("", None) => Ok(Arc::default()),
        _ => Err("a prefix that is not declared".into()),
    }
}

/// Prefix and local name; the prefix is empty if there is none.
fn split_name(name: &str) -> Result<(&str, &str), Fault> {
    let (prefix, local_name) = name.split_once(':').unwrap_or(("", name));
    if is_ncname(local_name) && (is_ncname(prefix) || prefix.is_empty() && !name.starts_with(':')) {
        Ok((prefix, local_name))
    } else {
        Err("an illegal name".into())
    }
}

/// Whether each closing quotation mark is followed by a blank or nothing.
fn are_separated(attributes: &str) -> bool {
    let mut quote = None;
    let mut closed = false;
    for character in attributes.chars() {
        if closed && !matches!(character, ' ' | '\t' | '\n') {
            return false;
        }
        closed = quote == Some(character);
        match (quote, character) {
            (Some(_), _) if closed => quote = None,
            (None, '"' | '\'') => quote = Some(character),
            _ => {}
        }
    }
    true
}

/// The value with its references resolved and every other blank turned into a space.
fn attribute_value(raw: &str) -> Result<String, Fault> {
    check_characters(raw)?;
    if raw.contains('<') {
        return Err("< in an attribute".into());
    }
    let mut value = String::with_capacity(raw.len());
    let mut rest = raw;
    while let Some((before, after)) = rest.split_once('&') {
        let (reference, after) = after.split_once(';').ok_or("& without a reference")?;
        value.push_str(&before.replace(['\t', '\n'], " "));
        value.push(resolve(reference)?);
        rest = after;
    }
    value.push_str(&rest.replace(['\t', '\n'], " "));
    match value.len() <= MAX_VALUE_BYTES {
        true => Ok(value),
        false => Err(too_large("bytes in an attribute", MAX_VALUE_BYTES)),
    }
}

/// The character that a reference stands for, given without `&` and `;`.
fn resolve(reference: &str) -> Result<char, Fault> {
    let character = match reference {
        "amp" => return Ok('&'),
        "lt" => return Ok('<'),
        "gt" => return Ok('>'),
        "quot" => return Ok('"'),
        "apos" => return Ok('\''),
        _ => {
            let number = reference.strip_prefix('#').ok_or("a reference to an entity that XML does not define")?;
            let (digits, radix) = number.strip_prefix('x').map_or((number, 10), |digits| (digits, 16));
            let plain = !digits.starts_with('+');
            u32::from_str_radix(digits, radix).ok().filter(|_| plain).and_then(char::from_u32)
        }
    };
    character.filter(|&character| is_allowed(character)).ok_or_else(|| "a reference to no character".into())
}

fn check_characters(text: &str) -> Result<(), Fault> {
    match text.chars().all(is_allowed) {
        true => Ok(()),
        false => Err("a character that XML does not allow".into()),
    }
}

/// Source: `XML 1.0 §2.8`
fn check_declaration(declaration: &BytesDecl<'_>, actual: Encoding) -> Result<(), Fault> {
    let text: &str = declaration;
    let mut rest = text.strip_prefix("xml").ok_or("a damaged declaration")?;
    if take_pseudo_attribute(&mut rest, "version") != Some("1.0") {
        return Err("a version that is not 1.0".into());
    }
    if let Some(encoding) = take_pseudo_attribute(&mut rest, "encoding")
        && !actual.is_called(encoding)
    {
        return Err(Fault::Refused(InvalidXml::Encoding { found: "a declaration of another encoding" }));
    }
    match take_pseudo_attribute(&mut rest, "standalone") {
        None | Some("yes" | "no") if is_blank(rest) => Ok(()),
        _ => Err("a damaged declaration".into()),
    }
}

/// The value of a part of the declaration, if it comes next. Leaves `rest` as it is otherwise.
fn take_pseudo_attribute<'a>(rest: &mut &'a str, name: &str) -> Option<&'a str> {
    const BLANK: [char; 3] = [' ', '\t', '\n'];
    let after = rest.strip_prefix(BLANK)?.trim_start_matches(BLANK);
    let after = after.strip_prefix(name)?.trim_start_matches(BLANK).strip_prefix('=')?.trim_start_matches(BLANK);
    let quote = after.chars().next().filter(|quote| matches!(quote, '"' | '\''))?;
    let (value, after) = after.get(1..)?.split_once(quote)?;
    *rest = after;
    Some(value)
}

/// Every line end as one line feed, before anything else is read.
fn normalize_line_ends(text: &str) -> Cow<'_, str> {
    if text.contains('\r') { text.replace("\r\n", "\n").replace('\r', "\n").into() } else { text.into() }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn refused(document: &str, expected: &str) {
        assert_eq!(parse(document.as_bytes()).unwrap_err().to_string(), expected, "{document}");
    }

    #[track_caller]
    fn ill_formed(document: &str, found: &str) {
        let error = parse(document.as_bytes()).unwrap_err().to_string();
        assert!(error.starts_with(&format!("expected well-formed XML, found {found} before byte")), "{error}");
    }

    #[test]
    fn limits_hold() {
        refused(&format!("<a>{}</a>", "x".repeat(MAX_BYTES)), "expected at most 1048576 bytes in the XML, found more");
        refused(&"<a>".repeat(33), "expected at most 32 levels of elements in the XML, found more");
        refused(&format!("<a>{}", "<b/>".repeat(20_000)), "expected at most 20000 nodes in the XML, found more");
        let attributes: String = (0..33).map(|n| format!(" a{n}=''")).collect();
        refused(&format!("<a{attributes}/>"), "expected at most 32 attributes in an element in the XML, found more");
        let value = "x".repeat(8193);
        refused(&format!("<a b='{value}'/>"), "expected at most 8192 bytes in an attribute in the XML, found more");
    }

    #[test]
    fn a_namespace_is_short_and_kept_once_for_all_who_are_in_it() {
        let namespace = format!("u:{}", "x".repeat(255));
        refused(
            &format!("<a xmlns='{namespace}'/>"),
            "expected at most 256 bytes in a namespace in the XML, found more",
        );
        let root = parse(b"<a xmlns='u:1' xmlns:p='u:2'><b p:c=''/><p:d/></a>").unwrap();
        let [b, d] = root.elements().collect::<Vec<_>>()[..] else { panic!() };
        assert!(Arc::ptr_eq(&root.namespace, &b.namespace));
        assert!(Arc::ptr_eq(&b.attributes[0].namespace, &d.namespace));
        assert!(Arc::ptr_eq(&root.namespaces, &d.namespaces));
    }

    #[test]
    fn inherited_attributes_are_kept_once_for_all_who_inherit_them() {
        let root = parse(b"<a xml:lang='nb'><b/><c xml:lang='nn'><d/></c></a>").unwrap();
        let [b, c] = root.elements().collect::<Vec<_>>()[..] else { panic!() };
        assert!(Arc::ptr_eq(&root.attributes[0].value, root.xml_attributes.get("lang").unwrap()));
        assert!(Arc::ptr_eq(&root.xml_attributes, &b.xml_attributes));
        assert!(Arc::ptr_eq(&c.xml_attributes, &c.elements().next().unwrap().xml_attributes));
    }

    #[test]
    fn declarations_are_limited_however_they_are_spread() {
        let declare = |range: std::ops::Range<u32>| range.map(|n| format!(" xmlns:n{n}='u:{n}'")).collect::<String>();
        let nested = |innermost: &str| format!("<a{}><b{}><c{innermost}/></b></a>", declare(0..32), declare(32..64));
        assert!(parse(nested("").as_bytes()).is_ok());
        refused(
            &nested(" xmlns:n0='u:0'"),
            "expected at most 64 namespace declarations around an element in the XML, found more",
        );
    }

    #[test]
    fn other_encodings_and_document_types_are_refused() {
        refused("<!DOCTYPE a><a/>", "expected XML without a document type declaration, found one");
        let another = "expected XML in UTF-8 or UTF-16, found a declaration of another encoding";
        refused("<?xml version='1.0' encoding='ISO-8859-1'?><a/>", another);
        refused("<?xml version='1.0' encoding='UTF-16'?><a/>", another);
        assert_eq!(parse(b"<a>\xff</a>").unwrap_err(), InvalidXml::Encoding { found: "other bytes" });
        assert!(parse("\u{feff}<?xml version='1.0' encoding='utf-8'?>\n<a/>\n".as_bytes()).is_ok());
    }

    #[test]
    fn a_declaration_has_its_parts_in_order_and_nothing_else() {
        for good in [
            "<?xml version='1.0'?><a/>",
            "<?xml\tversion = \"1.0\"\nencoding = 'UTF-8'  standalone='no' ?><a/>",
            "<?xml version='1.0' standalone=\"yes\"?><a/>",
        ] {
            assert!(parse(good.as_bytes()).is_ok(), "{good}");
        }
        for bad in [
            "<?xml version='1.0' encodin='UTF-8'?><a/>",
            "<?xml version='1.0' encoding='UTF-8' standalone='maybe'?><a/>",
            "<?xml version='1.0' standalone='yes' encoding='UTF-8'?><a/>",
            "<?xml version='1.0' encoding='UTF-8' encoding='UTF-8'?><a/>",
            "<?xml version='1.0'encoding='UTF-8'?><a/>",
            "<?xml version='1.0' encoding=\"UTF-8'?><a/>",
            "<?xml version='1.0' encoding='UTF-8' <x> ?><a/>",
            "<?xml version='1.0' \u{1}?><a/>",
            "<?xml version='1.0' x?><a/>",
        ] {
            ill_formed(bad, "a damaged declaration");
        }
        ill_formed("<?xml encoding='UTF-8'?><a/>", "a version that is not 1.0");
    }

    #[test]
    fn utf16_is_read_with_its_declaration_or_with_none() {
        let utf16 = |document: &str| -> Vec<u8> {
            [0xff, 0xfe].into_iter().chain(document.encode_utf16().flat_map(u16::to_le_bytes)).collect()
        };
        for document in ["<?xml version='1.0' encoding='UTF-16'?><a>\u{e6}</a>", "<?xml version='1.0'?><a>\u{e6}</a>"] {
            let root = parse(&utf16(document)).unwrap();
            assert_eq!(root.text().as_deref(), Some("\u{e6}"));
        }
        let another = InvalidXml::Encoding { found: "a declaration of another encoding" };
        assert_eq!(parse(&utf16("<?xml version='1.0' encoding='UTF-8'?><a/>")).unwrap_err(), another);
        let long = utf16(&format!("<a>{}</a>", " ".repeat(MAX_BYTES / 2)));
        assert!(matches!(parse(&long), Err(InvalidXml::TooLarge { what: "bytes", .. })));
    }

    #[test]
    fn ill_formed_documents_are_refused() {
        ill_formed("", "the end of the document within an element, or no element at all");
        ill_formed("<a>", "the end of the document within an element, or no element at all");
        ill_formed("<a></b>", "markup that is no XML");
        ill_formed("<a/><a/>", "a second root element");
        ill_formed("<a/>x", "text outside the root element");
        ill_formed("&#32;<a/>", "text outside the root element");
        ill_formed("<a/><?xml version='1.0'?>", "an XML declaration that is not at the start");
        ill_formed("<?xml version='1.1'?><a/>", "a version that is not 1.0");
        ill_formed("<a>]]></a>", "]]> in text");
        ill_formed("<a>&b;</a>", "a reference to an entity that XML does not define");
        ill_formed("<a>&#0;</a>", "a reference to no character");
        ill_formed("<a>&#+65;</a>", "a reference to no character");
        ill_formed("<a>\u{1}</a>", "a character that XML does not allow");
        ill_formed("<a b='<'/>", "< in an attribute");
        ill_formed("<a b='&x'/>", "& without a reference");
        ill_formed("<a b=''c=''/>", "attributes without a blank between them");
        ill_formed("<a b='' b=''/>", "attributes that are no XML");
        ill_formed("<a xmlns:p='u:1' xmlns:q='u:1' p:b='' q:b=''/>", "an attribute that is there twice");
    }

    #[test]
    fn names_and_namespaces_are_checked() {
        ill_formed("<_lnsg/20/ />", "an illegal name");
        ill_formed("<:a/>", "an illegal name");
        ill_formed("<a:b:c xmlns:a='u:1'/>", "an illegal name");
        ill_formed("<p:a/>", "a prefix that is not declared");
        ill_formed("<a p:b=''/>", "a prefix that is not declared");
        ill_formed("<a xmlns:p=''/>", "a prefix without a namespace");
        ill_formed("<a xmlns:xml='u:1'/>", "a reserved namespace");
        ill_formed("<a xmlns='http://www.w3.org/2000/xmlns/'/>", "a reserved namespace");
        ill_formed("<a xmlns='relative'/>", "a relative namespace");
    }
}
