//! Writes elements of the one namespace, escaped, in the order of the calls.

use super::namespace::NAMESPACE;
use super::text::is_xml_character;

/// One open element. Attributes come first, then content; children close by scope, so they cannot interleave.
pub(crate) struct Writer<'x> {
    xml: &'x mut String,
    name: &'static str,
    /// Whether the start tag still takes attributes.
    in_tag: bool,
}

impl<'x> Writer<'x> {
    /// A whole document: declaration, root element, and what `content` writes into it.
    pub(crate) fn document(root: &'static str, content: impl FnOnce(&mut Writer<'_>)) -> Vec<u8> {
        let mut xml = String::with_capacity(1024);
        xml.push_str(r#"<?xml version="1.0" encoding="UTF-8" standalone="yes"?>"#);
        Writer { xml: &mut xml, name: root, in_tag: false }.wrap(|root| {
            root.attribute("xmlns", NAMESPACE);
            content(root);
        });
        xml.into_bytes()
    }

    /// An attribute of this element. Only before its content.
    pub(crate) fn attribute(&mut self, name: &str, value: &str) {
        self.xml.push(' ');
        self.xml.push_str(name);
        self.xml.push_str("=\"");
        escape(self.xml, value, |c| matches!(c, '"' | '\t' | '\n'));
        self.xml.push('"');
    }

    /// A child with what `content` writes.
    pub(crate) fn element(&mut self, name: &'static str, content: impl FnOnce(&mut Writer<'_>)) {
        self.end_tag();
        Writer { xml: self.xml, name, in_tag: false }.wrap(content);
    }

    /// A child with text.
    pub(crate) fn text_element(&mut self, name: &'static str, text: &str) {
        self.element(name, |child| child.text(text));
    }

    /// A child with text, if there is one.
    pub(crate) fn optional(&mut self, name: &'static str, text: Option<&str>) {
        if let Some(text) = text {
            self.text_element(name, text);
        }
    }

    /// Text of this element.
    pub(crate) fn text(&mut self, text: &str) {
        self.end_tag();
        escape(self.xml, text, |_| false);
    }

    fn wrap(mut self, content: impl FnOnce(&mut Writer<'_>)) {
        self.xml.push('<');
        self.xml.push_str(self.name);
        self.in_tag = true;
        content(&mut self);
        if self.in_tag {
            self.xml.push_str("/>");
        } else {
            self.xml.push_str("</");
            self.xml.push_str(self.name);
            self.xml.push('>');
        }
    }

    fn end_tag(&mut self) {
        if self.in_tag {
            self.xml.push('>');
            self.in_tag = false;
        }
    }
}

/// Escapes what markup, line-end handling and (where `also` says so) attribute normalization would change. What XML
/// cannot carry at all becomes a replacement character: values refuse it, but a server's error message is any text.
fn escape(xml: &mut String, text: &str, also: impl Fn(char) -> bool) {
    let mut rest = text;
    // Most texts need no escape, so what is plain is copied at once.
    while let Some((plain, special)) = rest.bytes().position(may_be_special).and_then(|at| rest.split_at_checked(at)) {
        xml.push_str(plain);
        let mut characters = special.chars();
        match characters.next() {
            Some('&') => xml.push_str("&amp;"),
            Some('<') => xml.push_str("&lt;"),
            Some('>') => xml.push_str("&gt;"),
            Some('\r') => xml.push_str("&#13;"),
            Some('"') if also('"') => xml.push_str("&quot;"),
            Some('\t') if also('\t') => xml.push_str("&#9;"),
            Some('\n') if also('\n') => xml.push_str("&#10;"),
            Some(other) if is_xml_character(other) => xml.push(other),
            _ => xml.push(char::REPLACEMENT_CHARACTER),
        }
        rest = characters.as_str();
    }
    xml.push_str(rest);
}

/// Whether this byte begins a character that may need an escape. U+FFFE and U+FFFF begin with 0xEF.
fn may_be_special(byte: u8) -> bool {
    byte < b' ' || matches!(byte, b'&' | b'<' | b'>' | b'"' | 0xEF)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_xml_cannot_carry_is_replaced() {
        let xml = Writer::document("a", |a| {
            a.attribute("b", "\u{0}");
            a.text("x\u{1F}\u{FFFF}\u{FFFD}æ");
        });
        let written = String::from_utf8(xml).unwrap();
        assert!(written.ends_with("b=\"\u{FFFD}\">x\u{FFFD}\u{FFFD}\u{FFFD}æ</a>"), "{written}");
    }

    #[test]
    fn writes_escaped_and_closed() {
        let xml = Writer::document("a", |a| {
            a.attribute("b", "1\"2\n3&");
            a.element("empty", |_| {});
            a.text_element("text", "x < y & \r\n\"z\" ]]>");
            a.optional("none", None);
        });
        assert_eq!(
            String::from_utf8(xml).unwrap(),
            "<?xml version=\"1.0\" encoding=\"UTF-8\" standalone=\"yes\"?>\
             <a xmlns=\"http://signering.posten.no/schema/v1\" b=\"1&quot;2&#10;3&amp;\"><empty/>\
             <text>x &lt; y &amp; &#13;\n\"z\" ]]&gt;</text></a>"
        );
    }
}
