//! Undoing the forms of text in which files of keys and certificates arrive: byte order marks, UTF-16 and UTF-32, base64,
//! and the escapes of JSON, of environment variables and of URLs.
//!
//! Characters outside ASCII are replaced: names between PEM blocks may be in any encoding, and nothing that is read has
//! such a character.

use base64::Engine as _;
use zeroize::Zeroizing;

use super::lenient_base64::{BASE64, URL_SAFE_BASE64};
use super::outside::is_padding;
use super::pem::BEGIN;
use crate::ber::Element;

/// How often base64 is undone, as some programs encode what was encoded before.
const MAX_LAYERS: usize = 2;

/// What a file is without its form of text. All of it is wiped when dropped.
pub(super) enum Form {
    /// ASCII with at least one PEM block.
    Pem(Zeroizing<String>),
    /// Bytes that begin as an ASN.1 sequence.
    Asn1(Zeroizing<Vec<u8>>),
    /// Bytes that begin as a JKS or JCEKS file.
    JavaKeystore(Zeroizing<Vec<u8>>),
    /// PEM blocks beside what is in another encoding.
    Mixed,
    Unknown,
}

/// The first bytes of Java's own key stores.
pub(crate) const JKS: [u8; 4] = [0xfe, 0xed, 0xfe, 0xed];
pub(crate) const JCEKS: [u8; 4] = [0xce, 0xce, 0xce, 0xce];

/// Undoes every form of text around what is read.
pub(super) fn undo(file: &[u8]) -> Form {
    let mut decoded = Zeroizing::new(Vec::new());
    for layer in 0..=MAX_LAYERS {
        let bytes = if layer == 0 { file } else { &decoded };
        if bytes.starts_with(&JKS) || bytes.starts_with(&JCEKS) {
            return Form::JavaKeystore(Zeroizing::new(bytes.to_vec()));
        }
        if let Some(der) = asn1(bytes) {
            return Form::Asn1(Zeroizing::new(der.to_vec()));
        }
        let text = unescaped(ascii(bytes));
        if text.contains(BEGIN) {
            return if is_of_two_encodings(bytes) { Form::Mixed } else { Form::Pem(text) };
        }
        match base64(&text) {
            Some(bytes) => decoded = bytes,
            None => break,
        }
    }
    Form::Unknown
}

/// The bytes from the first element on, unless this is text.
fn asn1(bytes: &[u8]) -> Option<&[u8]> {
    let bytes = bytes.strip_prefix(&UTF8_MARK).unwrap_or(bytes).trim_ascii_start();
    match bytes {
        // A long or an unknown length, which text never has.
        [0x30, 0x80..=0xff, ..] => Some(bytes),
        [0x30, ..] => Element::parse_first(bytes).is_ok_and(|(_, rest)| rest.iter().all(is_padding)).then_some(bytes),
        _ => None,
    }
}

/// More characters outside ASCII in a row than names and comments have.
const MAX_FOREIGN: usize = 32;

/// Whether a file in UTF-16 or UTF-32 has a part in another encoding, or DER: few of its characters are ASCII then, if it
/// is read as the first ones are. In other files, such a part has control characters.
fn is_of_two_encodings(bytes: &[u8]) -> bool {
    let (width, low) = encoding(bytes);
    let mut foreign = 0_usize;
    width > 1
        && bytes.chunks_exact(width).any(|unit| {
            let is_ascii =
                unit.iter().enumerate().all(|(at, byte)| if at == low { byte.is_ascii() } else { *byte == 0 });
            foreign = if is_ascii { 0 } else { foreign.saturating_add(1) };
            foreign > MAX_FOREIGN
        })
}

const UTF8_MARK: [u8; 3] = [0xef, 0xbb, 0xbf];

/// The text as ASCII, whatever its encoding, with spaces for invisible marks and all white space but line ends, and
/// `?` for all other characters.
pub(super) fn ascii(bytes: &[u8]) -> Zeroizing<String> {
    // Allocated once, so that no copy of a key is left behind.
    let mut text = Zeroizing::new(String::with_capacity(bytes.len()));
    match (encoding(bytes), std::str::from_utf8(bytes)) {
        ((1, _), Ok(utf8)) => text.extend(utf8.chars().map(plain)),
        ((1, _), Err(_)) => text.extend(bytes.iter().copied().map(char::from).map(plain)),
        ((width, low), _) => text.extend(bytes.chunks_exact(width).map(|unit| {
            let order: fn(u32, &u8) -> u32 = |number, byte| number << 8 | u32::from(*byte);
            let number = if low == 0 { unit.iter().rev().fold(0, order) } else { unit.iter().fold(0, order) };
            char::from_u32(number).map_or('?', plain)
        })),
    }
    text
}

fn plain(c: char) -> char {
    match c {
        '\r' | '\n' => c,
        '\u{ad}' | '\u{200b}'..='\u{200f}' | '\u{2060}' | '\u{feff}' => ' ',
        c if c.is_whitespace() => ' ',
        c if c.is_ascii() => c,
        // The wide forms of East Asian keyboards.
        '\u{ff01}'..='\u{ff5e}' => char::from_u32(u32::from(c).wrapping_sub(0xfee0)).unwrap_or('?'),
        _ => '?',
    }
}

/// How many bytes a character of ASCII has, and which of them is not zero.
fn encoding(bytes: &[u8]) -> (usize, usize) {
    let is_text = |byte: &u8| byte.is_ascii_graphic() || byte.is_ascii_whitespace();
    match bytes {
        [0xff, 0xfe, 0, 0, ..] => (4, 0),
        [0, 0, 0xfe, 0xff, ..] => (4, 3),
        [0xff, 0xfe, ..] => (2, 0),
        [0xfe, 0xff, ..] => (2, 1),
        [one, 0, other, 0, ..] if is_text(one) && is_text(other) => (2, 0),
        [0, one, 0, other, ..] if is_text(one) && is_text(other) => (2, 1),
        [one, 0, 0, 0, ..] if is_text(one) => (4, 0),
        [0, 0, 0, one, 0, 0, 0, other, ..] if is_text(one) && is_text(other) => (4, 3),
        _ => (1, 0),
    }
}

/// The text without the escapes of strings, and without those of URLs if its first block begins with one. Neither
/// character is in base64.
fn unescaped(text: Zeroizing<String>) -> Zeroizing<String> {
    // Forms have a plus sign for a space.
    let is_of_form = text.contains("-----BEGIN+");
    let is_of_url = is_of_form || text.contains("-----BEGIN%20");
    if !text.contains('\\') && !is_of_url {
        return text;
    }
    // No escape is shorter than what it stands for.
    let mut plain = Zeroizing::new(String::with_capacity(text.len()));
    let mut rest = &**text;
    while let Some(at) = rest.find(|c| c == '\\' || c == '%' && is_of_url || c == '+' && is_of_form) {
        let (before, escape) = rest.split_at_checked(at).unwrap_or((rest, ""));
        plain.push_str(before);
        // Text that was escaped several times has several backslashes.
        let inner = escape.trim_start_matches('\\');
        let (character, length) = match inner.as_bytes() {
            [b'%', ..] => (hexadecimal(inner.get(1..3)), 3),
            [b'+', ..] => (Some(' '), 1),
            [b'n', ..] => (Some('\n'), 1),
            [b'r', ..] => (Some('\r'), 1),
            [b't', ..] => (Some('\t'), 1),
            [b'u', ..] => (hexadecimal(inner.get(1..5)), 5),
            [b'/' | b'"' | b'\'' | b'\r' | b'\n', ..] => (inner.chars().next(), 1),
            _ => (None, 0),
        };
        plain.push(character.unwrap_or('?'));
        rest =
            inner.get(if character.is_some() { length } else { inner.starts_with('%').into() }..).unwrap_or_default();
    }
    plain.push_str(rest);
    plain
}

/// The character of ASCII with this number.
fn hexadecimal(digits: Option<&str>) -> Option<char> {
    let digits = digits.filter(|digits| digits.bytes().all(|digit| digit.is_ascii_hexdigit()))?;
    let number = u32::from_str_radix(digits, 16).ok()?;
    char::from_u32(number).filter(char::is_ascii)
}

/// The longest start of a data URL or an assignment: shorter than a key or a certificate.
const MAX_START: usize = 100;

/// Decodes a text of base64; lines, quotes around it and the start of a data URL do not matter.
fn base64(text: &str) -> Option<Zeroizing<Vec<u8>>> {
    let is_around = |c: char| c.is_ascii_whitespace() || matches!(c, '"' | '\'' | '\0' | '\u{1a}');
    let text = text.trim_matches(is_around);
    let behind = |separator| text.split_once(separator).filter(|(start, _)| start.len() <= MAX_START);
    match text.starts_with("data:") {
        true => behind("base64,").and_then(|(_, data)| decode(data)),
        // An assignment, as in a file of environment variables.
        false => decode(text).or_else(|| decode(behind("=")?.1.trim_matches(is_around))),
    }
}

fn decode(text: &str) -> Option<Zeroizing<Vec<u8>>> {
    // Allocated once, so that no copy of a key is left behind.
    let mut digits = Zeroizing::new(Vec::with_capacity(text.len()));
    digits.extend(text.bytes().filter(|byte| !byte.is_ascii_whitespace()));
    let decoded = match digits.iter().any(|digit| matches!(digit, b'-' | b'_')) {
        true => URL_SAFE_BASE64.decode(&*digits),
        false => BASE64.decode(&*digits),
    };
    decoded.ok().filter(|decoded| !decoded.is_empty()).map(Zeroizing::new)
}

#[cfg(test)]
mod tests {
    use super::*;

    const PEM: &str = "-----BEGIN X-----\nAQ+/\n-----END X-----\n";

    #[track_caller]
    fn pem(file: &[u8]) {
        match undo(file) {
            Form::Pem(text) => {
                let lines: String = text.split(['\r', '\n']).map(str::trim).collect();
                assert!(lines.contains("-----BEGIN X-----AQ+/-----END X-----"), "{lines}");
            }
            _ => panic!("expected PEM, found something else in {}", String::from_utf8_lossy(file)),
        }
    }

    #[track_caller]
    fn asn1(file: &[u8]) {
        assert!(matches!(undo(file), Form::Asn1(bytes) if bytes.starts_with(&DER)), "{file:02x?}");
    }

    #[track_caller]
    fn unknown(file: &[u8]) {
        assert!(matches!(undo(file), Form::Unknown), "{file:02x?}");
    }

    /// A sequence of one number.
    const DER: [u8; 5] = [0x30, 3, 2, 1, 5];

    fn wide(text: &str, width: usize, low: usize) -> Vec<u8> {
        let unit = |byte| (0..width).map(move |index| if index == low { byte } else { 0 });
        text.bytes().flat_map(unit).collect()
    }

    #[test]
    fn every_encoding_of_text_is_read() {
        pem(PEM.as_bytes());
        pem(&[&UTF8_MARK, PEM.as_bytes()].concat());
        pem(&[b"friendlyName: B\xf8rge \xff\n", PEM.as_bytes()].concat());
        pem(format!("friendlyName: Børge €😀\n{PEM}").as_bytes());
        pem(PEM.replace("BEGIN", "ＢＥＧＩＮ").replace('-', "－").as_bytes());
        pem(PEM.replace(' ', "\u{a0}").replace('\n', "\u{a0}\u{b}\n\u{200b}\u{feff}").as_bytes());
        pem(&PEM.replace('\n', "\u{a0}\n").chars().map(|c| u8::try_from(c).unwrap()).collect::<Vec<_>>());
        for (width, low, mark) in
            [(2, 0, &[0xff, 0xfe][..]), (2, 1, &[0xfe, 0xff]), (4, 0, &[0xff, 0xfe, 0, 0]), (4, 3, &[0, 0, 0xfe, 0xff])]
        {
            for text in [PEM.to_owned(), format!("\r\n {PEM}\n"), PEM.replace('\n', "\r\n")] {
                pem(&wide(&text, width, low));
                pem(&[mark, &wide(&text, width, low)].concat());
                pem(&[mark, &wide(&text, width, low), b"\n"].concat());
            }
        }
    }

    #[test]
    fn escapes_are_undone() {
        pem(PEM.replace('\n', "\\n").as_bytes());
        pem(PEM.replace('\n', "\\r\\n").as_bytes());
        pem(PEM.replace('\n', "\\\\n").as_bytes());
        pem(PEM.replace('\n', "\\\n").as_bytes());
        pem(format!("KEY=\"{}\"", PEM.replace('\n', "\\n")).as_bytes());
        pem(format!("{{\"key\": \"{}\"}}", PEM.replace('\n', "\\u000a").replace('/', "\\/").replace('+', "\\u002B"))
            .as_bytes());
        pem(PEM.replace('+', "%2B").replace('/', "%2f").replace('\n', "%0A").replace(' ', "%20").as_bytes());
        pem(PEM.replace('+', "%2B").replace('/', "%2f").replace('\n', "%0D%0A").replace(' ', "+").as_bytes());
        pem(format!("100%\\ {PEM}\\").as_bytes());
    }

    #[test]
    fn base64_is_undone() {
        let encode = |bytes: &[u8]| BASE64.encode(bytes);
        for text in [encode(&DER), encode(encode(&DER).as_bytes())] {
            asn1(text.as_bytes());
            asn1(text.trim_end_matches('=').as_bytes());
            asn1(format!("\u{feff}\r\n{text}\r\n\0").as_bytes());
            asn1(format!("\"{text}\"\n").as_bytes());
            asn1(format!("export KEY_FILE='{text}'\n").as_bytes());
            asn1(format!("data:application/x-pkcs12;base64,{text}").as_bytes());
            asn1(text.replace('M', "M\n").as_bytes());
            asn1(&wide(&text, 2, 0));
        }
        pem(encode(PEM.as_bytes()).as_bytes());
        pem(encode(&wide(PEM, 2, 0)).as_bytes());
        unknown(encode(encode(encode(&DER).as_bytes()).as_bytes()).as_bytes());
        unknown(b"SYNTHETIC");
    }

    #[test]
    fn two_encodings_are_recognized() {
        let text = PEM.repeat(4);
        for (width, low) in [(2, 0), (2, 1), (4, 0), (4, 3)] {
            let wide = wide(&text, width, low);
            for other in [text.as_bytes(), &[&[0x0a], &*wide].concat(), &[0x82, 0x30].repeat(100)] {
                assert!(matches!(undo(&[&*wide, other].concat()), Form::Mixed), "{width} {low}");
            }
        }
        let wide = |text: &str| text.encode_utf16().flat_map(u16::to_le_bytes).collect::<Vec<_>>();
        pem(&[wide("\u{feff}friendlyName: 合同会社テスト証明書😀"), wide(&format!("\n{PEM}\0"))].concat());
    }

    #[test]
    fn only_one_text_of_base64_is_taken() {
        let text = BASE64.encode([7; 100]);
        unknown(format!("{text}\n{text}").as_bytes());
        unknown(format!("{text}{}", text.trim_end_matches('=')).as_bytes());
        unknown(format!("data:{text};base64,{text}").as_bytes());
    }

    #[test]
    fn binary_files_are_taken_as_they_are() {
        asn1(&DER);
        asn1(&[&DER[..], b"\r\n\0\0\x1a"].concat());
        asn1(&[b"\n", &DER[..]].concat());
        asn1(&[&UTF8_MARK, &DER[..]].concat());
        unknown(b"0 and more text");
        unknown(b"");
        assert!(matches!(undo(&[&JKS[..], &[0; 20]].concat()), Form::JavaKeystore(_)));
        assert!(matches!(undo(BASE64.encode([&JCEKS[..], &[0; 20]].concat()).as_bytes()), Form::JavaKeystore(_)));
    }
}
