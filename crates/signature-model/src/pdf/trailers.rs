//! The trailers of a PDF, from the newest revision back to the first.
//!
//! Source: `ISO 32000-1 §7.5.4`, `§7.5.5`, `§7.5.8`

use super::syntax::{Cursor, Object};

/// How many trailers and cross-reference streams are followed.
const MAX_SECTIONS: usize = 512;

/// How much of the end of a file is searched for `startxref`: a reader has to find it in the last 1024 bytes.
const TAIL: usize = 2048;

/// Whether a trailer or cross-reference stream says that the file is encrypted; `None` if they cannot all be read.
pub(super) fn are_encrypted(file: &[u8]) -> Option<bool> {
    let mut open = vec![start(file)?];
    let mut seen: Vec<usize> = Vec::new();
    // Sections may overlap in a hostile file. All of them together must not take longer than reading it twice.
    let mut left = file.len().saturating_mul(2);
    while let Some(offset) = open.pop() {
        if seen.contains(&offset) {
            continue;
        }
        if seen.len() >= MAX_SECTIONS {
            return None;
        }
        seen.push(offset);
        let section = Section::read(file, offset)?;
        if section.is_encrypted {
            return Some(true);
        }
        left = left.checked_sub(section.length)?;
        open.extend(section.hybrid);
        open.extend(section.previous);
    }
    Some(false)
}

/// Where the newest cross-reference section is.
fn start(file: &[u8]) -> Option<usize> {
    const WORD: &[u8] = b"startxref";
    let tail = file.len().saturating_sub(TAIL);
    let at = file.get(tail..)?.windows(WORD.len()).rposition(|window| window == WORD)?;
    Cursor::new(file, tail.saturating_add(at).saturating_add(WORD.len())).number()
}

/// What one trailer or cross-reference stream says.
#[derive(Default)]
struct Section {
    is_encrypted: bool,
    /// Of the revision before this one.
    previous: Option<usize>,
    /// Of a cross-reference stream with the entries that old readers must not see.
    hybrid: Option<usize>,
    /// In bytes.
    length: usize,
}

impl Section {
    /// Reads the section at `offset`: a table with its trailer, or a stream.
    fn read(file: &[u8], offset: usize) -> Option<Self> {
        let mut cursor = Cursor::new(file, offset);
        let is_table = match cursor.word() {
            b"xref" => true,
            number if !number.is_empty() && number.iter().all(u8::is_ascii_digit) => false,
            _ => return None,
        };
        if is_table {
            while cursor.word_before_trailer()? {}
        } else {
            cursor.number()?;
            (cursor.word() == b"obj").then_some(())?;
        }
        let mut section = Self::default();
        let mut is_sound = true;
        let mut is_stream = false;
        cursor.dictionary(&mut |key, value| match (key, value) {
            (_, Object::Null) => {}
            (b"Encrypt", _) => section.is_encrypted = true,
            (b"Prev", Object::Number(offset)) => section.previous = Some(offset),
            (b"XRefStm", Object::Number(offset)) => section.hybrid = Some(offset),
            (b"Prev" | b"XRefStm", _) => is_sound = false,
            (b"Type", Object::Name(name)) => is_stream = name == b"XRef",
            _ => {}
        })?;
        section.length = cursor.at().saturating_sub(offset);
        (is_sound && (is_table || is_stream)).then_some(section)
    }
}

impl Cursor<'_> {
    /// Moves past one word of a cross-reference table; false at the trailer.
    fn word_before_trailer(&mut self) -> Option<bool> {
        match self.word() {
            b"" => None,
            word => Some(word != b"trailer"),
        }
    }
}
