//! What a file is, by its first bytes: for errors about the wrong kind of file.

/// The kind of a file in words.
pub(crate) fn kind_of_file(content: &[u8]) -> &'static str {
    let text = content.strip_prefix(b"\xEF\xBB\xBF").unwrap_or(content).trim_ascii_start();
    if content.is_empty() {
        return "an empty file";
    }
    if text.is_empty() {
        return "white space only";
    }
    if let Some((_, kind)) = KINDS.iter().find(|(start, _)| content.starts_with(start)) {
        return kind;
    }
    if let Some((_, kind)) = TEXTS.iter().find(|(start, _)| starts_with_ignoring_case(text, start)) {
        return kind;
    }
    match content.get(..TEXT_LOOKED_AT).unwrap_or(content).contains(&0) {
        true => "another kind of file",
        false => "text",
    }
}

/// How much of a file is looked at to tell text from other bytes.
const TEXT_LOOKED_AT: usize = 1024;

const KINDS: &[(&[u8], &str)] = &[
    (b"%PDF-", "a PDF"),
    (b"PK\x03\x04", "a ZIP archive or an Office document"),
    (b"\xD0\xCF\x11\xE0", "an old Office document"),
    (b"{\\rtf", "RTF"),
    (b"%!PS", "PostScript"),
    (b"\x89PNG", "a PNG image"),
    (b"\xFF\xD8\xFF", "a JPEG image"),
    (b"II*\0", "a TIFF image"),
    (b"MM\0*", "a TIFF image"),
    (b"\x1F\x8B", "a gzip file"),
    (b"\xFF\xFE", "text in UTF-16"),
    (b"\xFE\xFF", "text in UTF-16"),
    (b"\x30\x80", "a signed message (CMS)"),
    (b"\x30\x82", "a signed message (CMS)"),
    (b"\x30\x83", "a signed message (CMS)"),
];

const TEXTS: &[(&[u8], &str)] = &[
    // Base64 of "%PDF-", alone or in a data URL.
    (b"JVBERi0", "a PDF in base64; decode it first"),
    (b"data:", "a data URL"),
    (b"\"JVBERi0", "a PDF in base64 within quotes; decode it first"),
    (b"<!doctype html", "HTML"),
    (b"<html", "HTML"),
    (b"<?xml", "XML"),
    (b"<", "HTML or XML"),
    (b"{", "JSON"),
];

fn starts_with_ignoring_case(text: &[u8], start: &[u8]) -> bool {
    text.get(..start.len()).is_some_and(|found| found.eq_ignore_ascii_case(start))
}
