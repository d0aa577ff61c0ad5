//! What is around the root element: a declaration, comments, and nothing else.

use quick_xml::events::Event;
use quick_xml::name::ResolveResult;

use super::super::error::{ReadError, ReadErrorKind};
use super::super::text::is_blank;
use super::{Reader, Result};
use crate::FileKind;

impl Reader<'_> {
    /// Moves to the root element.
    pub(super) fn prolog(&mut self, root: &'static str, document: &[u8]) -> Result<()> {
        let mut first = true;
        loop {
            match self.next_event()? {
                Event::Decl(declaration) if first => {
                    let encoding = declaration.encoding().transpose();
                    let encoding = encoding.map_err(|_| self.not_well_formed("a broken declaration"))?;
                    if encoding.is_some_and(|name| !name.eq_ignore_ascii_case("utf-8")) {
                        return Err(self.fault(ReadErrorKind::NotUtf8));
                    }
                }
                Event::Comment(_) | Event::PI(_) => {}
                Event::Text(text) if is_blank(&text) => {}
                Event::Start(start) => {
                    if let (ResolveResult::Unknown(_), _) = self.namespaces.resolve_element(start.name()) {
                        return Err(self.not_well_formed("a prefix without a namespace"));
                    }
                    let name = start.local_name().into_inner();
                    let found = match (self.is_ours(start.name()), name == root) {
                        (true, true) => {
                            self.enter(root, start);
                            return Ok(());
                        }
                        (true, false) => "another element of it",
                        (false, true) => "that name in another namespace",
                        (false, false) if name.eq_ignore_ascii_case("html") => "an HTML page",
                        (false, false) => "another element",
                    };
                    return Err(self.fault(ReadErrorKind::Root { expected: root, found }));
                }
                Event::Text(_) | Event::Eof if !begins_with_markup(document) => {
                    return Err(self.not_well_formed(FileKind::of(document).as_str()));
                }
                event @ (Event::End(_)
                | Event::Empty(_)
                | Event::Text(_)
                | Event::CData(_)
                | Event::Decl(_)
                | Event::DocType(_)
                | Event::GeneralRef(_)
                | Event::Eof) => return Err(self.unexpected(&event)),
            }
            first = false;
        }
    }

    pub(super) fn epilog(&mut self) -> Result<()> {
        loop {
            match self.next_event()? {
                Event::Eof => return Ok(()),
                Event::Comment(_) | Event::PI(_) => {}
                Event::Text(text) if is_blank(&text) => {}
                event @ (Event::Start(_)
                | Event::End(_)
                | Event::Empty(_)
                | Event::Text(_)
                | Event::CData(_)
                | Event::Decl(_)
                | Event::DocType(_)
                | Event::GeneralRef(_)) => return Err(self.unexpected(&event)),
            }
        }
    }

    pub(super) fn unexpected(&self, event: &Event<'_>) -> ReadError {
        match event {
            Event::DocType(_) => self.fault(ReadErrorKind::Doctype),
            Event::Eof => self.not_well_formed("the end of the input inside an element or before one"),
            Event::Decl(_) => self.not_well_formed("an XML declaration that is not at the start"),
            Event::Start(_)
            | Event::End(_)
            | Event::Empty(_)
            | Event::Text(_)
            | Event::CData(_)
            | Event::Comment(_)
            | Event::PI(_)
            | Event::GeneralRef(_) => self.not_well_formed("content outside the root element"),
        }
    }
}

fn begins_with_markup(document: &[u8]) -> bool {
    document.strip_prefix(b"\xEF\xBB\xBF").unwrap_or(document).trim_ascii_start().starts_with(b"<")
}
