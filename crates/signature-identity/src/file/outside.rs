//! Text outside of PEM blocks, which is skipped: it must not hide what somebody meant to be read.
//!
//! Comments, names, printed certificates and fingerprints may be there; the lines of a block, base64 or hexadecimal digits
//! of a key or a certificate, and bytes that are not text may not.

use base64::Engine as _;
use zeroize::Zeroizing;

use super::lenient_base64::BASE64;

/// What a text has that was meant to have blocks.
pub(super) const DAMAGED_LINE: &str =
    "a damaged BEGIN or END line; write it in capitals, with five hyphens on each side";
const BARE_BASE64: &str =
    "base64 of a key or a certificate without a BEGIN line; put it between a BEGIN and an END line";
const BARE_DIGITS: &str = "hexadecimal digits of a key or a certificate; convert them to binary with: xxd -r -p";

/// What a text outside of blocks hides.
pub(super) fn hidden(text: &str) -> Option<&'static str> {
    if has_damaged_line(text) {
        return Some(DAMAGED_LINE);
    }
    if has_base64(text) {
        return Some(BARE_BASE64);
    }
    has_digits(text).then_some(BARE_DIGITS)
}

/// Whether a byte may follow the end of a binary file: white space, zeros, and the end-of-file mark of DOS.
pub(crate) fn is_padding(byte: &u8) -> bool {
    byte.is_ascii_whitespace() || matches!(*byte, 0 | 0x1a)
}

/// Whether a text outside of blocks has bytes that are not text: DER, and text of another encoding. Neither is without
/// control characters.
pub(super) fn has_binary(text: &str) -> bool {
    let text = text.trim_matches(|c| u8::try_from(c).is_ok_and(|byte| is_padding(&byte)));
    text.bytes().any(|byte| byte.is_ascii_control() && !matches!(byte, b'\r' | b'\n' | 0x1a | ESCAPE))
}

/// Colours of terminals begin with it.
const ESCAPE: u8 = 0x1b;

/// Whether a line is like the first or the last of a block, but in small letters, with other or too few hyphens, or with
/// spaces where none belong. Characters that are not ASCII are `?` here.
pub(super) fn has_damaged_line(text: &str) -> bool {
    text.split(['\r', '\n']).any(|line| {
        let words = ["BEGIN", "END"].iter().flat_map(|word| positions(line, word).map(|at| (at, word.len())));
        { words }.any(|(at, length)| {
            let before = line.get(..at).unwrap_or_default().trim_end();
            let label = line.get(at.saturating_add(length)..).unwrap_or_default();
            let label = label.trim_start_matches(|c| c == ' ' || is_mark(c));
            let end = ["--", "==", "__", "~~", "??"].iter().filter_map(|marks| label.find(marks)).min();
            let (label, after) = label.split_at_checked(end.unwrap_or(label.len())).unwrap_or((label, ""));
            let marks = |count: usize| before.chars().rev().take_while(|c| is_mark(*c)).nth(count).is_some();
            (!after.is_empty() || marks(1)) && is_label(label)
        })
    })
}

/// What stands in for hyphens.
fn is_mark(c: char) -> bool {
    matches!(c, '-' | '=' | '_' | '~' | '?')
}

/// Where a word is, in capitals or not.
fn positions<'a>(text: &'a str, word: &'a str) -> impl Iterator<Item = usize> + 'a {
    let windows = text.as_bytes().windows(word.len()).enumerate();
    windows.filter(|(_, part)| part.eq_ignore_ascii_case(word.as_bytes())).map(|(at, _)| at)
}

/// Whether a text is what blocks of keys and certificates are called, in any case and with any spaces.
fn is_label(text: &str) -> bool {
    let letters = text.chars().filter(char::is_ascii_alphanumeric).map(|c| c.to_ascii_uppercase());
    // No label is longer.
    let label: String = letters.take(32).collect();
    let kinds = [
        "CERTIFICATE",
        "CERTIFICATEREQUEST",
        "PRIVATEKEY",
        "PUBLICKEY",
        "PKCS7",
        "PKCS7SIGNEDDATA",
        "PKCS12",
        "CMS",
        "CRL",
    ];
    let owners = ["", "X509", "TRUSTED", "NEW", "ATTRIBUTE", "RSA", "EC", "DSA", "ENCRYPTED"];
    kinds.iter().any(|kind| label.strip_suffix(kind).is_some_and(|owner| owners.contains(&owner)))
}

/// How many digits a key or a certificate has at least, in base64 and in hexadecimal, where hashes have up to 128.
const MIN_BASE64: usize = 64;
const MIN_HEXADECIMAL: usize = 160;

/// How much base64 a comment may have in a row: a signature in the head of a mail has five lines.
const MAX_BASE64: usize = 5 * 76;
/// The shortest line of base64.
const MIN_LINE: usize = 32;

/// Whether the text has base64 of a key, a certificate or a PEM block, with anything between its digits, or much of
/// whatever it is.
fn has_base64(text: &str) -> bool {
    let mut digits = Zeroizing::new(Vec::with_capacity(text.len()));
    digits.extend(text.bytes().filter_map(|byte| match byte {
        b'-' => Some(b'+'),
        b'_' => Some(b'/'),
        _ => (byte.is_ascii_alphanumeric() || matches!(byte, b'+' | b'/')).then_some(byte),
    }));
    let starts = digits.windows(MIN_BASE64).filter(|part| part.starts_with(b"MI") || part.starts_with(b"LS0t"));
    let is_start = |part: &[u8]| {
        let start = part.get(..16).and_then(|start| BASE64.decode(start).ok()).map(Zeroizing::new);
        start.is_some_and(|start| start.starts_with(b"-----BEGIN ") || is_start_of_der(&start))
    };
    if { starts }.any(is_start) {
        return true;
    }
    let is_base64 = |line: &str| {
        let line = line.trim_matches(|c: char| !c.is_ascii_alphanumeric() && c != '+' && c != '/');
        line.len() >= MIN_LINE
            && line.bytes().all(|byte| byte.is_ascii_alphanumeric() || matches!(byte, b'+' | b'/'))
            && line.bytes().any(|byte| byte.is_ascii_uppercase())
            && line.bytes().any(|byte| byte.is_ascii_lowercase())
    };
    let mut length = 0_usize;
    text.split_ascii_whitespace().any(|line| {
        length = if is_base64(line) { length.saturating_add(line.len()) } else { 0 };
        length > MAX_BASE64
    })
}

/// Whether the text has a key or a certificate in hexadecimal digits, with anything between its bytes.
fn has_digits(text: &str) -> bool {
    let mut digits = Zeroizing::new(Vec::with_capacity(text.len()));
    let text = text.split("0x").flat_map(str::chars);
    digits.extend(text.filter_map(|c| c.to_digit(16)).filter_map(|digit| u8::try_from(digit).ok()));
    digits.windows(MIN_HEXADECIMAL).any(|part| {
        part.starts_with(&[3, 0, 8]) && {
            let bytes: Vec<u8> =
                part.chunks_exact(2).take(10).map(|pair| pair.iter().fold(0, |high, low| high << 4 | low)).collect();
            is_start_of_der(&bytes) && !matches!(bytes[..], [_, 0x80, ..])
        }
    })
}

/// Whether keys, certificates and stores of them begin so: a sequence of some length that begins with another one, with a
/// version or with a type.
fn is_start_of_der(bytes: &[u8]) -> bool {
    let ([0x30, 0x80, content @ ..]
    | [0x30, 0x81, 0x80..=0xff, content @ ..]
    | [0x30, 0x82, _, _, content @ ..]
    | [0x30, 0x83, _, _, _, content @ ..]) = bytes
    else {
        return false;
    };
    matches!(
        content,
        [0x30, 0x80..=0x83, ..] | [0x30, 0x05..=0x7f, 0x06 | 0x30 | 0x02, ..] | [2, 1, 0..=4, ..] | [6, 9, ..]
    )
}

#[cfg(test)]
mod tests {
    use super::*;
    use signature_fixtures::identities::{AVSENDER, ROOT, SENDER_KEY};

    #[track_caller]
    fn check(text: &str, expected: Option<&str>) {
        assert_eq!(hidden(text), expected, "{text}");
    }

    #[test]
    fn lines_like_those_of_blocks_are_found() {
        for line in [
            "-----begin certificate-----",
            "----BEGIN CERTIFICATE-----",
            "-----BEGINCERTIFICATE-----",
            "----- BEGIN CERTIFICATE -----",
            "---- End X509 Certificate ----",
            "- BEGIN CERTIFICATE --",
            "=====BEGIN RSA PRIVATE KEY=====",
            "???BEGIN?CERTIFICATE???",
            "BEGIN CERTIFICATE-----",
            "text -----END PKCS #7 SIGNED DATA-----",
            "-----END CERTIFICATE",
            "the end --- BEGIN X509 CRL",
        ] {
            check(line, Some(DAMAGED_LINE));
            check(&format!("a comment\r{line}\ranother"), Some(DAMAGED_LINE));
        }
        for line in [
            "friendlyName: Week--end Keys-Ende",
            "# BEGIN CERTIFICATE",
            "BEGIN CERTIFICATE",
            "--- Begin root certificates ---",
            "== Legend of the certificate ==",
            "====================",
            "---",
            "-----END",
        ] {
            check(line, None);
        }
    }

    #[test]
    fn keys_and_certificates_outside_of_blocks_are_found() {
        for pem in [SENDER_KEY, ROOT, AVSENDER] {
            let base64 = pem.split("-----").nth(2).unwrap();
            check(base64, Some(BARE_BASE64));
            check(&base64.replace('\n', ""), Some(BARE_BASE64));
            check(&base64.replace('+', "-").replace('/', "_"), Some(BARE_BASE64));
            check(&format!("x5c: [\"{}\"]", base64.trim().replace('\n', "\",\"")), Some(BARE_BASE64));
            check(&base64.replace('\n', "\n> "), Some(BARE_BASE64));
            check(&BASE64.encode(pem), Some(BARE_BASE64));
            // A part of it.
            check(&base64[65..], Some(BARE_BASE64));
            let der = BASE64.decode(base64.split_ascii_whitespace().collect::<String>()).unwrap();
            let digits =
                |separator: &str| -> String { der.iter().map(|byte| format!("{byte:02x}{separator}")).collect() };
            for separator in ["", " ", ":", ", 0x"] {
                check(&digits(separator), Some(BARE_DIGITS));
                check(&digits(separator).to_uppercase().replace('X', "x"), Some(BARE_DIGITS));
            }
        }
    }

    #[test]
    fn comments_hide_nothing() {
        check("", None);
        check("## Certificate data from Mozilla as of: Tue Feb 25 04:12:03 2025 GMT", None);
        check(&format!("## SHA256: {}", "3082ab0f".repeat(8)), None);
        check(&format!("pin-sha256=\"{}=\"", "r/mIkG3eEpVdm+u/ko/cwxzOMo1bk4TyHIlByibiA5E"), None);
        check(&format!("https://www.example.com/{}", "Certificates/2025/".repeat(20)), None);
        check(&"MIAMI, MIG and MII are words in CAPITALS of a long COMMENT. ".repeat(20), None);
        check(&"=".repeat(500), None);
        check(&"Modulus:\n    00:c4:30:82:1f:9a:02:b3\n".repeat(40), None);
    }

    #[test]
    fn bytes_that_are_not_text_are_found() {
        for text in ["", "text\r\n", "\0\0 \n\u{1a}", "\u{1b}[1mbold", "a\u{1a}b"] {
            assert!(!has_binary(text), "{text:?}");
        }
        for text in ["a\0b", "-\0-\0", "0?\u{3}?0?", "\u{2}\u{1}"] {
            assert!(has_binary(text), "{text:?}");
        }
    }
}
