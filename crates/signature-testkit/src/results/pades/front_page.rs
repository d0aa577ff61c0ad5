//! The front page of a signed PDF: its lines, how they wrap, and the pages they fill.
//!
//! Text is Helvetica in WinAnsi encoding, which has the Norwegian letters; other scripts become question marks.
//! The rest of the PDF is written by the parent module.

use std::mem;
use std::slice;

use pdf_writer::{Content, Finish, Name, Pdf, Rect, Ref, Str};
use sha2::{Digest, Sha256};
use signature_model::Timestamp;

use super::attachment::Attachment;
use super::win_ansi::win_ansi;
use crate::error::{Error, ErrorKind};
use crate::hexadecimal::hexadecimal;

/// The text on top of every page, which also names the producer of the file.
pub(super) const NOTICE: &str = "SYNTHETIC TEST RESULT of a sandbox, without legal effect";

/// The lines of the front page: the job, its documents and its signers.
#[derive(Clone)]
pub(super) struct FrontPage {
    job: Vec<Line>,
    documents: Vec<Line>,
    signers: Vec<Line>,
}

impl FrontPage {
    pub(super) fn new(job_title: &str, sender: &str) -> Self {
        let mut job = wrap(job_title, Style::Title);
        job.extend(wrap(&format!("Sender: organization number {sender}"), Style::Body));
        Self { job, documents: Vec::new(), signers: Vec::new() }
    }

    pub(super) fn document(&mut self, title: &str, original: &Attachment) {
        let Attachment { file_name, media_type, content } = original;
        let file = format!("{file_name} ({media_type}, {} bytes)", content.len());
        let hash = format!("SHA-256 {}", hexadecimal(&Sha256::digest(content)));
        self.documents.extend(wrap(title, Style::Body));
        self.documents.extend(wrap(&file, Style::Detail));
        self.documents.extend(wrap(&hash, Style::Detail));
    }

    pub(super) fn signer(&mut self, text: &str, status_time: Timestamp) {
        self.signers.extend(wrap(text, Style::Body));
        self.signers.extend(wrap(&status_time.to_string(), Style::Detail));
    }

    /// Writes as many pages as the lines need, the first with the widget of the signature.
    pub(super) fn write(&self, pdf: &mut Pdf, next_id: &mut Ref, widget: Ref) -> Result<Pages, Error> {
        let [tree, first, regular, bold] = [(); 4].map(|()| next_id.bump());
        for (font, base) in [(regular, &b"Helvetica"[..]), (bold, b"Helvetica-Bold")] {
            pdf.type1_font(font).base_font(Name(base)).encoding_predefined(Name(b"WinAnsiEncoding"));
        }

        let lines = self.lines();
        let mut kids = Vec::new();
        for lines in lines.chunks(LINES_PER_PAGE) {
            let page = if kids.is_empty() { first } else { next_id.bump() };
            let content = next_id.bump();
            pdf.stream(content, &draw(lines));
            let mut writer = pdf.page(page);
            writer.parent(tree).contents(content);
            if page == first {
                writer.annotations([widget]);
            }
            kids.push(page);
        }

        let found = kids.len();
        let count = i32::try_from(found).map_err(|_| ErrorKind::TooLarge { found })?;
        let mut pages = pdf.pages(tree);
        pages.count(count).kids(kids).media_box(Rect::new(0.0, 0.0, PAGE_WIDTH, PAGE_HEIGHT));
        pages.resources().fonts().pair(REGULAR, regular).pair(BOLD, bold);
        pages.finish();
        Ok(Pages { tree, first })
    }

    fn lines(&self) -> Vec<Line> {
        let mut lines = self.job.clone();
        for (heading, section) in [("Documents", &self.documents), ("Signers", &self.signers)] {
            lines.push(Line::new("", Style::Body));
            lines.push(Line::new(heading, Style::Heading));
            lines.extend_from_slice(section);
        }
        lines
    }
}

/// Where the pages are.
pub(super) struct Pages {
    pub(super) tree: Ref,
    pub(super) first: Ref,
}

#[derive(Clone)]
struct Line {
    style: Style,
    /// In WinAnsi encoding.
    text: Vec<u8>,
}

impl Line {
    fn new(text: &str, style: Style) -> Self {
        Self { style, text: win_ansi(text) }
    }
}

#[derive(Clone, Copy)]
enum Style {
    Title,
    Heading,
    Body,
    Detail,
}

impl Style {
    fn font(self) -> Name<'static> {
        match self {
            Self::Title | Self::Heading => BOLD,
            Self::Body | Self::Detail => REGULAR,
        }
    }

    fn size(self) -> u16 {
        match self {
            Self::Title => 16,
            Self::Heading => 12,
            Self::Body => 10,
            Self::Detail => 9,
        }
    }

    fn indent(self) -> u16 {
        match self {
            Self::Title | Self::Heading | Self::Body => 0,
            Self::Detail => 16,
        }
    }

    /// The width of a line, in thousandths of the font size.
    fn line_width(self) -> u32 {
        u32::from(TEXT_WIDTH - self.indent()) * 1000 / u32::from(self.size())
    }
}

/// Breaks a text between words, and breaks words that are longer than a line.
fn wrap(text: &str, style: Style) -> Vec<Line> {
    let mut lines = Vec::new();
    let mut line = Vec::new();
    let mut left = style.line_width();
    for word in win_ansi(text).split_inclusive(|&byte| byte == b' ') {
        let word_width: u32 = word.iter().copied().map(width_bound).sum();
        for (position, &byte) in word.iter().enumerate() {
            // At the start of a word the whole word must fit, later only the next letter.
            let needed = if position == 0 { word_width } else { width_bound(byte) };
            if needed > left && !line.is_empty() {
                lines.push(Line { style, text: mem::take(&mut line) });
                left = style.line_width();
            }
            left = left.saturating_sub(width_bound(byte));
            line.push(byte);
        }
    }
    lines.push(Line { style, text: line });
    lines
}

/// An upper bound on the width of a WinAnsi glyph in both fonts, in thousandths of the font size.
fn width_bound(glyph: u8) -> u32 {
    match glyph {
        b' ' | b'i' | b'j' | b'l' | b'.' | b',' | b':' | b';' | b'!' | b'|' | b'/' => 333,
        b'M' | b'W' | b'm' | b'w' | b'%' | b'@' | 0x80.. => 1015,
        b'A'..=b'Z' | b'&' => 778,
        _ => 611,
    }
}

/// The content stream of one page: the notice and then the lines.
fn draw(lines: &[Line]) -> Vec<u8> {
    let notice = Line::new(NOTICE, Style::Body);
    let mut content = Content::new();
    content.begin_text();
    for (row, line) in (0_u16..).zip(slice::from_ref(&notice).iter().chain(lines)) {
        let x = f32::from(MARGIN + line.style.indent());
        let y = PAGE_HEIGHT - f32::from(MARGIN) - LEADING * f32::from(row);
        content.set_font(line.style.font(), f32::from(line.style.size()));
        content.set_text_matrix([1.0, 0.0, 0.0, 1.0, x, y]).show(Str(&line.text));
    }
    content.end_text();
    content.finish().into_vec()
}

/// A4 in points, the distance between lines, and the resulting space for text.
const PAGE_WIDTH: f32 = 595.0;
const PAGE_HEIGHT: f32 = 842.0;
const MARGIN: u16 = 56;
const TEXT_WIDTH: u16 = 483;
const LEADING: f32 = 18.0;
const LINES_PER_PAGE: usize = 40;

const REGULAR: Name<'static> = Name(b"F1");
const BOLD: Name<'static> = Name(b"F2");

#[cfg(test)]
mod tests {
    use super::*;

    fn texts(text: &str, style: Style) -> Vec<String> {
        let latin1 = |line: Line| line.text.into_iter().map(char::from).collect();
        wrap(text, style).into_iter().map(latin1).collect()
    }

    #[test]
    fn text_breaks_between_words() {
        let text = "ordet ".repeat(40);
        let lines = texts(&text, Style::Body);
        assert!(lines.len() > 1);
        assert!(lines.iter().all(|line| line.starts_with("ordet ") && line.ends_with("ordet ")));
        assert_eq!(lines.concat(), text);
    }

    #[test]
    fn a_word_that_is_longer_than_a_line_is_broken() {
        let text = format!("a {}", "W".repeat(100));
        let lines = texts(&text, Style::Title);
        assert_eq!(lines[0], "a ");
        assert_eq!(lines[1].len(), 29);
        assert_eq!(lines.concat(), text);
    }

    #[test]
    fn an_empty_text_is_an_empty_line() {
        assert_eq!(texts("", Style::Body), [""]);
    }

    #[test]
    fn pages_are_added_when_the_lines_do_not_fit() {
        #[track_caller]
        fn check(documents: usize, signers: usize, pages: usize) {
            let mut front_page = FrontPage::new("Avtale", "310000001");
            let original = Attachment::new("a.pdf", "application/pdf", "SYNTHETIC");
            for _ in 0..documents {
                front_page.document("Avtale", &original);
            }
            for _ in 0..signers {
                front_page.signer("Kari SYNTHETIC", Timestamp::EPOCH);
            }
            assert_eq!(front_page.lines().chunks(LINES_PER_PAGE).len(), pages);
        }

        check(1, 1, 1);
        check(10, 2, 1);
        check(10, 3, 2);
        check(20, 10, 3);
    }
}
