//! Writes the same message as another XML text, changing everything that has no meaning.

use signature_model::NAMESPACE;

/// Rewrites our message; `choices`, repeated without end, decide between the ways to write each of its parts.
pub(crate) fn restyle(message: &[u8], choices: &[u8]) -> String {
    let message = std::str::from_utf8(message).unwrap();
    let (_, mut rest) = message.split_once("?>").unwrap();
    let mut rewriter = Rewriter::new(choices);
    rewriter.prolog();
    while let Some((tag, after)) = rest.strip_prefix('<').and_then(|rest| rest.split_once('>')) {
        let (text, next) = after.split_at(after.find('<').unwrap_or(after.len()));
        let is_leaf = !tag.starts_with('/') && !tag.ends_with('/') && next.starts_with("</");
        rewriter.tag(tag);
        if is_leaf {
            rewriter.text(&unescaped(text));
        } else {
            rewriter.misc(true);
        }
        rest = next;
    }
    rewriter.written
}

struct Rewriter<'c> {
    choices: std::iter::Cycle<std::slice::Iter<'c, u8>>,
    namespaces: Namespaces,
    /// The open elements, as they are written.
    open: Vec<String>,
    written: String,
}

/// Which names elements may have.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Namespaces {
    Default,
    /// The default namespace is another one.
    Prefixed,
    Both,
}

impl<'c> Rewriter<'c> {
    fn new(choices: &'c [u8]) -> Self {
        let mut choices = choices.iter().cycle();
        let namespaces = match choices.next().unwrap() % 3 {
            0 => Namespaces::Default,
            1 => Namespaces::Prefixed,
            _ => Namespaces::Both,
        };
        Self { choices, namespaces, open: Vec::new(), written: String::new() }
    }

    fn choose(&mut self, ways: u8) -> u8 {
        self.choices.next().unwrap() % ways
    }

    fn one_of(&mut self, ways: &[&'static str]) -> &'static str {
        ways[usize::from(self.choose(u8::try_from(ways.len()).unwrap()))]
    }

    fn push_one_of(&mut self, ways: &[&'static str]) {
        let chosen = self.one_of(ways);
        self.written.push_str(chosen);
    }

    fn prolog(&mut self) {
        self.push_one_of(&["", "\u{FEFF}"]);
        self.push_one_of(&["", "<?xml version='1.0'?>", "<?xml version=\"1.0\" encoding='utf-8' ?>\n"]);
        self.misc(true);
    }

    /// Markup that may stand between elements; without `space` also inside text.
    fn misc(&mut self, space: bool) {
        if space {
            self.push_one_of(&["", "", "\n  ", "\r\n\t"]);
        }
        self.push_one_of(&["", "", "", "<!-- & <a> ]]> -->", "<!---->", "<?other <a> & ?>"]);
    }

    fn tag(&mut self, tag: &str) {
        if tag.starts_with('/') {
            let name = self.open.pop().unwrap();
            let space = self.one_of(&["", "", "\n"]);
            self.written.push_str(&format!("</{name}{space}>"));
            return;
        }
        let is_empty = tag.ends_with('/');
        let tag = tag.trim_end_matches('/');
        let (name, mut attributes) = tag.split_once(' ').unwrap_or((tag, ""));
        let name = match (self.namespaces, self.choose(2)) {
            (Namespaces::Default, _) | (Namespaces::Both, 0) => name.to_owned(),
            (Namespaces::Prefixed | Namespaces::Both, _) => format!("p.æ:{name}"),
        };
        self.written.push_str(&format!("<{name}"));
        while let Some((name, rest)) = attributes.split_once("=\"") {
            let (value, rest) = rest.split_once('"').unwrap();
            attributes = rest.trim_start();
            match (name, self.namespaces) {
                ("xmlns", Namespaces::Prefixed) => {
                    self.attribute("xmlns", "urn:other");
                    self.attribute("xmlns:p.æ", NAMESPACE);
                }
                ("xmlns", Namespaces::Both) => {
                    self.attribute("xmlns:p.æ", NAMESPACE);
                    self.attribute("xmlns", NAMESPACE);
                }
                _ => self.attribute(name, &unescaped(value)),
            }
        }
        self.push_one_of(&["", "", " ", "\r\n"]);
        match (is_empty, self.choose(2)) {
            (true, 0) => self.written.push_str("/>"),
            (true, _) => {
                self.written.push('>');
                // What must be empty may not even have white space.
                self.misc(false);
                self.written.push_str(&format!("</{name}>"));
            }
            (false, _) => {
                self.written.push('>');
                self.open.push(name);
            }
        }
    }

    fn attribute(&mut self, name: &str, value: &str) {
        self.push_one_of(&[" ", " ", "\n\t"]);
        let equals = self.one_of(&["=", "=", " = "]);
        let quote = self.one_of(&["\"", "'"]);
        self.written.push_str(&format!("{name}{equals}{quote}"));
        for character in value.chars() {
            // A namespace is compared as written: with references in it, it is another namespace.
            let is_plain = !matches!(character, '&' | '<' | '"' | '\'' | '\t' | '\n' | '\r');
            if is_plain && (name.starts_with("xmlns") || self.choose(4) > 0) {
                self.written.push(character);
            } else {
                self.reference(character);
            }
        }
        self.written.push_str(quote);
    }

    fn text(&mut self, text: &str) {
        let characters: Vec<char> = text.chars().collect();
        let mut rest = characters.as_slice();
        self.misc(false);
        while !rest.is_empty() {
            let (piece, next) = rest.split_at(usize::from(1 + self.choose(7)).min(rest.len()));
            let text: String = piece.iter().collect();
            // A carriage return survives only as a reference; every line end becomes a line feed.
            let end = self.one_of(&["\n", "\r\n"]);
            match self.choose(3) {
                0 if !text.contains("]]>") && !text.contains('\r') => {
                    self.written.push_str(&format!("<![CDATA[{}]]>", text.replace('\n', end)));
                }
                1 => piece.iter().for_each(|character| self.reference(*character)),
                _ => {
                    for character in piece {
                        match character {
                            '&' | '<' | '>' | '\r' => self.reference(*character),
                            '\n' => self.written.push_str(end),
                            other => self.written.push(*other),
                        }
                    }
                }
            }
            self.misc(false);
            rest = next;
        }
    }

    fn reference(&mut self, character: char) {
        let number = u32::from(character);
        let reference = match (self.choose(3), character) {
            (0, '&') => "&amp;".to_owned(),
            (0, '<') => "&lt;".to_owned(),
            (0, '>') => "&gt;".to_owned(),
            (0, '"') => "&quot;".to_owned(),
            (0, '\'') => "&apos;".to_owned(),
            (1, _) => format!("&#x{number:X};"),
            _ => format!("&#{number:03};"),
        };
        self.written.push_str(&reference);
    }
}

/// The characters that the writer's references mean.
fn unescaped(text: &str) -> String {
    let plain = text.replace("&lt;", "<").replace("&gt;", ">").replace("&quot;", "\"");
    plain.replace("&#9;", "\t").replace("&#10;", "\n").replace("&#13;", "\r").replace("&amp;", "&")
}

#[test]
fn nothing_stays_and_everything_is_kept() {
    let message = format!(
        "<?xml version=\"1.0\" encoding=\"UTF-8\" standalone=\"yes\"?>\
         <a xmlns=\"{NAMESPACE}\"><b c=\"1&quot;\">x&amp;y&#13;</b><d/></a>"
    );
    assert_eq!(
        restyle(message.as_bytes(), &[1]),
        format!(
            "\u{FEFF}<?xml version='1.0'?><p.æ:a xmlns='urn:other' xmlns:p.æ='{NAMESPACE}'><p.æ:b c='1&#x22;'>\
             &#x78;&#x26;&#x79;&#xD;</p.æ:b><p.æ:d></p.æ:d></p.æ:a>"
        )
    );
}
