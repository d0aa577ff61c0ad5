//! A pull reader for messages: namespace-aware, bounded, and exact about where something is wrong.
//!
//! The reader stands on one element at a time. Its owner asks for attributes, then consumes the element by exactly
//! one of [`Reader::text`], [`Reader::empty`] or a loop over [`Reader::child`]. Not here: attributes, and what is around
//! the root element; both have files below this one.

mod attributes;
mod document;

use std::borrow::Cow;

use quick_xml::events::{BytesStart, Event};
use quick_xml::name::{Namespace, NamespaceResolver, QName, ResolveResult};

use super::decode::decode;
use super::error::{ReadError, ReadErrorKind};
use super::namespace::NAMESPACE;
use super::text::{is_blank, is_xml_character, predefined_entity, trimmed};

/// How strictly to read; see the module above.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Mode {
    /// Skip what is unknown and accept any order: for what the service sends.
    Lenient,
    /// Insist on the schema: for what the service receives.
    Exact,
}

const MAX_DEPTH: u16 = 32;
/// Messages are not nested deeper.
const USUAL_DEPTH: usize = 8;
const MAX_ELEMENTS: usize = 10_000;

const BROKEN_ATTRIBUTE: &str = "a broken or repeated attribute";

pub(crate) type Result<T, E = ReadError> = std::result::Result<T, E>;

/// Reads one message; see the module documentation.
pub(crate) struct Reader<'a> {
    input: quick_xml::Reader<&'a [u8]>,
    namespaces: NamespaceResolver,
    mode: Mode,
    /// The element the reader stands on.
    current: BytesStart<'a>,
    attributes_read: bool,
    /// The open elements that are known, root first.
    path: Vec<&'static str>,
    /// The known element whose end was read last, until another one starts.
    closed: Option<&'static str>,
    /// For each open element whose children are being read: which of them came last.
    last_child: Vec<usize>,
    /// How many elements are open, known or not.
    depth: u16,
    elements: usize,
}

impl<'a> Reader<'a> {
    /// Reads the document whose root element is `root` with `read`.
    pub(crate) fn document<T>(
        document: &'a [u8],
        root: &'static str,
        mode: Mode,
        read: impl FnOnce(&mut Self) -> Result<T>,
    ) -> Result<T> {
        let text = decode(document).map_err(|fault| ReadError::new("/".to_owned(), 0, fault))?;
        let mut input = quick_xml::Reader::from_str(text);
        let config = input.config_mut();
        config.expand_empty_elements = true;
        config.check_comments = true;
        let mut reader = Self {
            input,
            namespaces: NamespaceResolver::default(),
            mode,
            current: BytesStart::new(""),
            attributes_read: false,
            path: Vec::with_capacity(USUAL_DEPTH),
            closed: None,
            last_child: Vec::with_capacity(USUAL_DEPTH),
            depth: 0,
            elements: 0,
        };
        reader.prolog(root, document)?;
        let message = read(&mut reader)?;
        reader.epilog()?;
        Ok(message)
    }

    /// Moves to the next child that is in `sequence`, or past the end of the element.
    ///
    /// `sequence` has the children in schema order; the answer is one of its names.
    pub(crate) fn child(&mut self, sequence: &'static [&'static str]) -> Result<Option<&'static str>> {
        // The first call for an element opens its list of children.
        if self.last_child.len() < self.path.len() {
            self.leave_attributes()?;
            self.last_child.push(0);
        }
        loop {
            match self.next_event()? {
                Event::Start(start) => {
                    let name = start.name();
                    let known = if self.is_ours(name) { self.position(name, sequence) } else { None };
                    match known {
                        Some((index, name)) => {
                            self.enter(name, start);
                            let last = self.last_child.last_mut();
                            let earlier = last.as_ref().is_some_and(|last| index < **last);
                            if self.mode == Mode::Exact && earlier {
                                return Err(self.fault(ReadErrorKind::Order { name }));
                            }
                            if let Some(last) = last {
                                *last = index;
                            }
                            return Ok(Some(name));
                        }
                        None if self.mode == Mode::Exact => {
                            return Err(self.fault(ReadErrorKind::Unknown { expected: listed("element", sequence) }));
                        }
                        None => self.skip()?,
                    }
                }
                Event::End(_) => {
                    self.leave();
                    return Ok(None);
                }
                // Between elements there may be white space; in an element without any there may not.
                Event::Text(text) if is_blank(&text) && !sequence.is_empty() => {}
                Event::Comment(_) | Event::PI(_) => {}
                Event::Text(_) | Event::CData(_) | Event::GeneralRef(_) => {
                    if self.mode == Mode::Exact {
                        let expected = if sequence.is_empty() { "nothing" } else { "elements" };
                        return Err(self.fault(ReadErrorKind::Content { expected, found: "text" }));
                    }
                }
                event @ (Event::Empty(_) | Event::Decl(_) | Event::DocType(_) | Event::Eof) => {
                    return Err(self.unexpected(&event));
                }
            }
        }
    }

    /// The text of the element, comments left out; consumes the element.
    ///
    /// It has no character that XML cannot carry.
    pub(crate) fn text(&mut self) -> Result<Cow<'a, str>> {
        self.leave_attributes()?;
        let mut content = Cow::Borrowed("");
        loop {
            match self.next_event()? {
                Event::Text(text) if text.as_bytes().contains(&b']') && text.contains("]]>") => {
                    return Err(self.not_well_formed("the end of a CDATA section outside of one"));
                }
                Event::Text(text) => append(&mut content, text.xml10_content()),
                Event::CData(text) => append(&mut content, text.xml10_content()),
                Event::GeneralRef(reference) => {
                    let character = match reference.resolve_char_ref() {
                        Ok(Some(character)) => character,
                        Ok(None) => predefined_entity(&reference)
                            .ok_or_else(|| self.not_well_formed("an entity that is not predefined"))?,
                        Err(_) => return Err(self.not_well_formed("a broken character reference")),
                    };
                    if !is_xml_character(character) {
                        return Err(self.fault(ReadErrorKind::Character(character)));
                    }
                    content.to_mut().push(character);
                }
                Event::Comment(_) | Event::PI(_) => {}
                Event::End(_) => {
                    self.leave();
                    return Ok(content);
                }
                Event::Start(_) if self.mode == Mode::Lenient => self.skip()?,
                Event::Start(_) => {
                    return Err(self.fault(ReadErrorKind::Content { expected: "text", found: "an element" }));
                }
                event @ (Event::Empty(_) | Event::Decl(_) | Event::DocType(_) | Event::Eof) => {
                    return Err(self.unexpected(&event));
                }
            }
        }
    }

    /// An element that must have no content, in exact reading not even white space; consumes it.
    ///
    /// Source: `XML Schema 1.0 part 1 §3.4.4`
    pub(crate) fn empty(&mut self) -> Result<()> {
        while self.child(&[])?.is_some() {}
        Ok(())
    }

    /// Turns the text of the element into a value; consumes the element.
    pub(crate) fn value<T, E: Into<ReadErrorKind>>(
        &mut self,
        parse: impl FnOnce(Cow<'a, str>) -> Result<T, E>,
    ) -> Result<T> {
        let name = self.path.last().copied().unwrap_or_default();
        let text = self.text()?;
        // The reader is past the element, but the error belongs to it.
        parse(text).map_err(|fault| ReadError::new(self.location_of(name), self.offset(), fault.into()))
    }

    /// Like [`Reader::value`], but in lenient reading without the white space around the text: URLs and identifiers
    /// in official examples are padded.
    pub(crate) fn trimmed<T, E: Into<ReadErrorKind>>(
        &mut self,
        parse: impl FnOnce(Cow<'a, str>) -> Result<T, E>,
    ) -> Result<T> {
        let lenient = self.mode == Mode::Lenient;
        self.value(|text| parse(if lenient { trimmed(text) } else { text }))
    }

    /// Reads the element into the slot of an element that may be there once.
    pub(crate) fn once<T>(
        &mut self,
        slot: &mut Option<T>,
        name: &'static str,
        read: impl FnOnce(&mut Self) -> Result<T>,
    ) -> Result<()> {
        if slot.is_some() {
            return Err(self.fault(ReadErrorKind::Repeated { name, max: 1 }));
        }
        *slot = Some(read(self)?);
        Ok(())
    }

    /// Reads the element into the list of an element that may be there up to `max` times.
    pub(crate) fn many<T>(
        &mut self,
        list: &mut Vec<T>,
        name: &'static str,
        max: usize,
        read: impl FnOnce(&mut Self) -> Result<T>,
    ) -> Result<()> {
        if list.len() >= max {
            return Err(self.fault(ReadErrorKind::Repeated { name, max }));
        }
        list.push(read(self)?);
        Ok(())
    }

    /// The value of an element or attribute that must be there.
    pub(crate) fn required<T>(&self, value: Option<T>, name: &'static str) -> Result<T> {
        value.ok_or_else(|| self.fault(ReadErrorKind::Missing(name)))
    }

    /// An error here.
    pub(crate) fn fault(&self, fault: impl Into<ReadErrorKind>) -> ReadError {
        let fault = fault.into();
        // That a child is missing is known at the end of the element that lacks it.
        let location = match self.closed {
            Some(closed) if matches!(fault, ReadErrorKind::Missing(_)) => self.location_of(closed),
            _ => self.location(),
        };
        ReadError::new(location, self.offset(), fault)
    }

    fn enter(&mut self, name: &'static str, start: BytesStart<'a>) {
        self.path.push(name);
        self.closed = None;
        self.current = start;
        self.attributes_read = false;
    }

    fn leave(&mut self) {
        self.closed = self.path.pop();
        self.last_child.truncate(self.path.len());
    }

    /// Moves past the end of an element that was just started and is not ours.
    fn skip(&mut self) -> Result<()> {
        let outside = self.depth.saturating_sub(1);
        while self.depth > outside {
            match self.next_event()? {
                Event::Start(_)
                | Event::End(_)
                | Event::Text(_)
                | Event::CData(_)
                | Event::GeneralRef(_)
                | Event::Comment(_)
                | Event::PI(_) => {}
                event @ (Event::Empty(_) | Event::Decl(_) | Event::DocType(_) | Event::Eof) => {
                    return Err(self.unexpected(&event));
                }
            }
        }
        Ok(())
    }

    fn next_event(&mut self) -> Result<Event<'a>> {
        let event = match self.input.read_event() {
            Ok(event) => event,
            Err(error) => return Err(self.not_well_formed(phrase(&error))),
        };
        if let Event::Start(start) = &event {
            self.open(start)?;
        } else if let Event::End(_) = &event {
            self.depth = self.depth.saturating_sub(1);
        }
        Ok(event)
    }

    /// Counts an element that starts, and takes up the namespaces that it declares.
    fn open(&mut self, start: &BytesStart<'_>) -> Result<()> {
        self.elements = self.elements.saturating_add(1);
        if self.elements > MAX_ELEMENTS {
            return Err(self.fault(ReadErrorKind::TooManyElements { max: MAX_ELEMENTS }));
        }
        // Declarations of elements that have ended no longer count.
        self.namespaces.set_level(self.depth);
        self.depth = self.depth.saturating_add(1);
        if self.depth > MAX_DEPTH {
            return Err(self.fault(ReadErrorKind::TooDeep { max: MAX_DEPTH.into() }));
        }
        // Every declaration contains this word, and nearly no element has one.
        if start.attributes_raw().contains("xmlns") {
            let declared = self.namespaces.push(start);
            declared.map_err(|error| self.not_well_formed(phrase(&error.into())))?;
        }
        Ok(())
    }

    /// Whether an element that just started is of our namespace.
    fn is_ours(&self, name: QName<'_>) -> bool {
        let (namespace, _) = self.namespaces.resolve_element(name);
        matches!(namespace, ResolveResult::Bound(Namespace(uri)) if uri == NAMESPACE)
    }

    /// Which of the names in `sequence` this one is. Looks first where the last child was, as children come in order.
    fn position(&self, name: QName<'_>, sequence: &[&'static str]) -> Option<(usize, &'static str)> {
        let local = name.local_name().into_inner();
        let last = self.last_child.last().copied().unwrap_or_default();
        let mut names = sequence.iter().copied().enumerate();
        let mut later = names.clone().skip(last);
        later.find(|(_, name)| *name == local).or_else(|| names.find(|(_, name)| *name == local))
    }

    fn not_well_formed(&self, found: &'static str) -> ReadError {
        self.fault(ReadErrorKind::NotWellFormed(found))
    }

    fn location(&self) -> String {
        format!("/{}", self.path.join("/"))
    }

    /// Where an element called `name` stands below the ones that are open.
    fn location_of(&self, name: &str) -> String {
        let above: String = self.path.iter().flat_map(|name| ["/", name]).collect();
        format!("{above}/{name}")
    }

    fn offset(&self) -> usize {
        usize::try_from(self.input.buffer_position()).unwrap_or(usize::MAX)
    }
}

/// Appends a part to a text. The first one, nearly always the only one, is taken as it is.
fn append<'a>(content: &mut Cow<'a, str>, part: Cow<'a, str>) {
    if content.is_empty() {
        *content = part;
    } else {
        content.to_mut().push_str(&part);
    }
}

/// The names that the schema has in a place, as text for an error.
fn listed(what: &str, names: &[&str]) -> String {
    match names {
        [] => format!("no {what}"),
        [only] => format!("the {what} {only}"),
        several => format!("one of the {what}s {}", several.join(", ")),
    }
}

/// What the tokenizer found. The words repeat nothing of the document.
fn phrase(error: &quick_xml::Error) -> &'static str {
    use quick_xml::Error;
    match error {
        Error::Syntax(_) => "broken markup",
        Error::IllFormed(_) => "an end tag missing or out of place",
        Error::InvalidAttr(_) => BROKEN_ATTRIBUTE,
        Error::Escape(_) => "a broken reference",
        Error::Namespace(_) => "a broken or excessive namespace declaration",
        Error::Io(_) | Error::Encoding(_) => "unreadable input",
    }
}
