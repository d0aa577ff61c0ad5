//! The blocks of PEM text.
//!
//! Text between blocks is skipped if nothing is hidden in it (`outside`). Headers in blocks are skipped too, except those
//! of the encryption that OpenSSL had before PKCS#8, which are reported.
//!
//! Source: `RFC 7468`, `RFC 1421 §4.6`

use base64::Engine as _;
use zeroize::Zeroizing;

use super::lenient_base64::BASE64;
use super::outside;
use crate::error::{Error, ErrorKind};

/// One block: what it says it is, and its bytes, which are wiped when dropped as they may be a key.
pub(super) struct Block<'a> {
    pub(super) label: &'a str,
    /// Whether its headers say that the content is encrypted.
    pub(super) has_old_encryption: bool,
    /// The bytes, or what was found in place of base64.
    pub(super) content: Result<Zeroizing<Vec<u8>>, &'static str>,
}

/// What every block begins with.
pub(super) const BEGIN: &str = "-----BEGIN ";
pub(super) const END: &str = "-----END ";
pub(super) const DASHES: &str = "-----";

/// What is in one file with PEM text.
pub(super) const MIXED: &str =
    "PEM text beside DER or text in another encoding; keep them in files of their own, or convert all to PEM in UTF-8";

/// Every block of the text, in order.
///
/// # Errors
/// [`ErrorKind::Pem`] if a block does not end as it begins, or if the text between blocks hides one;
/// [`ErrorKind::OtherFile`] if what is between blocks is not text.
pub(super) fn blocks<'a>(text: &'a str, expected: &'static str) -> Result<Vec<Block<'a>>, Error> {
    let mut blocks = Vec::new();
    let mut rest = text;
    loop {
        let unfinished = |found| ErrorKind::Pem { block: blocks.len(), found };
        let (between, after) = rest.split_once(BEGIN).unwrap_or((rest, ""));
        if outside::has_binary(between) {
            return Err(ErrorKind::OtherFile { expected, found: MIXED }.into());
        }
        if let Some(found) = outside::hidden(between) {
            return Err(unfinished(found).into());
        }
        if between.len() == rest.len() {
            return Ok(blocks);
        }
        let (label, after) = split_label(after).ok_or(unfinished("an incomplete BEGIN line"))?;
        let no_end = "no END line; the text was cut off";
        let (body, after) = after.split_once(END).ok_or(unfinished(no_end))?;
        if body.contains(BEGIN) {
            return Err(unfinished("the next BEGIN line first; the text was cut off").into());
        }
        let (end, after) = split_label(after).ok_or(unfinished(no_end))?;
        if end.trim() != label.trim() {
            return Err(unfinished("the END line of another kind of block").into());
        }
        rest = after;
        let (headers, body) = split_headers(body);
        let is_encryption = |line: &&str| {
            let line = line.trim_start();
            line.starts_with("DEK-Info:") || line.starts_with("Proc-Type:") && line.contains("ENCRYPTED")
        };
        let has_old_encryption = lines(headers).any(|line| is_encryption(&line));
        blocks.push(Block { label: label.trim(), has_old_encryption, content: decode(body) });
    }
}

/// The label of a BEGIN or an END line, and what follows the line.
fn split_label(text: &str) -> Option<(&str, &str)> {
    text.split_once(DASHES).filter(|(label, _)| !label.contains(['\r', '\n']))
}

/// Cuts a body behind its headers: at the first blank line, or behind the last line that looks like a header. Headers
/// come first, and nothing else is between them.
fn split_headers(body: &str) -> (&str, &str) {
    let start = body.len().saturating_sub(body.trim_start().len());
    let (mut at, mut end) = (0_usize, 0_usize);
    for line in lines(body) {
        let after = at.saturating_add(line.len());
        if line.contains(':') {
            end = after;
        } else if line.trim().is_empty() && at > start {
            // Continued headers end here too. A blank line at the end of a body that has no other is not meant.
            let is_behind_headers = end > 0 && body.get(after..).is_some_and(|rest| !rest.trim().is_empty());
            end = if is_behind_headers { after } else { end };
            break;
        }
        at = after;
    }
    let (headers, content) = body.split_at_checked(end).unwrap_or(("", body));
    let mut header_lines = lines(headers).filter(|line| !line.trim().is_empty());
    let is_first_header = header_lines.next().is_some_and(is_header);
    let are_headers = is_first_header && header_lines.all(|line| is_header(line) || line.starts_with([' ', '\t']));
    if are_headers && outside::hidden(headers).is_none() { (headers, content) } else { ("", body) }
}

fn is_header(line: &str) -> bool {
    let name = line.split_once(':').map(|(name, _)| name.trim());
    name.is_some_and(|name| !name.is_empty() && name.bytes().all(|byte| byte.is_ascii_alphanumeric() || byte == b'-'))
}

/// Lines with their ends: CR LF, LF or CR.
fn lines(text: &str) -> impl Iterator<Item = &str> {
    let mut rest = text;
    std::iter::from_fn(move || {
        let end = rest.find(['\r', '\n'])?;
        let length = if rest.get(end..).is_some_and(|end| end.starts_with("\r\n")) { 2 } else { 1 };
        let (line, after) = rest.split_at_checked(end.saturating_add(length))?;
        rest = after;
        Some(line)
    })
}

fn decode(body: &str) -> Result<Zeroizing<Vec<u8>>, &'static str> {
    // Allocated once, so that no copy of a key is left behind.
    let mut base64 = Zeroizing::new(Vec::with_capacity(body.len()));
    base64.extend(body.bytes().filter(|byte| !byte.is_ascii_whitespace() && *byte != 0));
    if base64.is_empty() {
        return Err("a PEM block without content");
    }
    BASE64.decode(&*base64).map(Zeroizing::new).map_err(|_| "a PEM block whose content is not base64")
}

#[cfg(test)]
mod tests {
    use super::outside::DAMAGED_LINE;
    use super::*;

    const FILE: &str = "PEM";

    #[track_caller]
    fn check(text: &str, expected: &[(&str, Option<&[u8]>)]) {
        let blocks = blocks(text, FILE).unwrap();
        let found: Vec<_> =
            blocks.iter().map(|block| (block.label, block.content.as_ref().ok().map(|content| &***content))).collect();
        assert_eq!(found, expected, "{text}");
    }

    #[track_caller]
    fn refused(text: &str, expected: &str) {
        let expected = format!(
            "expected base64 between a BEGIN and an END line in PEM block 0 (counted from 0), found {expected}"
        );
        assert_eq!(blocks(text, FILE).err().unwrap().to_string(), expected, "{text}");
    }

    #[test]
    fn blocks_are_found_in_any_layout() {
        for text in [
            "-----BEGIN X-----\nAQID\n-----END X-----",
            "-----BEGIN X-----\r\nAQ\r\nID\r\n-----END X-----\r\n",
            "-----BEGIN X-----\rAQID\r-----END X-----\r",
            "  -----BEGIN X-----\n\n\t AQID  \n\n  -----END X-----  \n\n",
            "-----BEGIN X-----AQID-----END X-----",
            "Bag Attributes\n  key: value\n-----BEGIN X -----\nA Q I D\n-----END X-----\nmore",
        ] {
            check(text, &[("X", Some(&[1, 2, 3]))]);
            check(&text.repeat(2), &[("X", Some(&[1, 2, 3])), ("X", Some(&[1, 2, 3]))]);
        }
        check("-----BEGIN X-----\n!\n-----END X-----", &[("X", None)]);
        check("-----BEGIN X-----\n\n-----END X-----", &[("X", None)]);
        check("no block", &[]);
    }

    #[test]
    fn headers_are_skipped() {
        for headers in [
            "Comment: made by a program\n\n",
            "Comment: made by a program\r\n\r\n",
            "Comment: made by a program\n",
            "Comment: made by a program\r\nX-Other: 1\r\n\r\n",
            "Comment: made by a program\rX-Other: 1\r\r",
            "\nComment: made by\n a program in\n\ttwo lines\nX-Other: 1\n\n",
            "Proc-Type: 4,MIC-CLEAR\n\n",
        ] {
            let text = format!("-----BEGIN X-----\n{headers}AQ\nID\n-----END X-----");
            check(&text, &[("X", Some(&[1, 2, 3]))]);
            assert!(!blocks(&text, FILE).unwrap()[0].has_old_encryption);
            check(&text.replace("ID\n", "ID\n\n"), &[("X", Some(&[1, 2, 3]))]);
        }
        for headers in ["Proc-Type: 4,ENCRYPTED\nDEK-Info: AES-128-CBC,00\n\n", "  DEK-Info: DES-EDE3-CBC,00\r\n\r\n"] {
            let text = format!("-----BEGIN X-----\n{headers}AQID\n-----END X-----");
            assert!(blocks(&text, FILE).unwrap()[0].has_old_encryption, "{headers}");
        }
    }

    #[test]
    fn only_headers_are_taken_for_headers() {
        for content in [
            "AQID\nComment: behind\n",
            "AQID\nComment: behind\n\n",
            "Comment: 1\nAQID\nComment: 2\n\nAQID\n",
            "a note: AQID\n\nAQID\n",
            ": AQID\nAQID\n",
        ] {
            check(&format!("-----BEGIN X-----\n{content}-----END X-----"), &[("X", None)]);
        }
        let certificate = signature_fixtures::identities::ROOT.split("-----").nth(2).unwrap().replace('\n', "\n ");
        check(
            &format!("-----BEGIN X-----\nOriginator-Certificate:{certificate}\n\nAQID\n-----END X-----"),
            &[("X", None)],
        );
    }

    #[test]
    fn blocks_end_as_they_begin() {
        refused("-----BEGIN X", "an incomplete BEGIN line");
        refused("-----BEGIN X-----\nAQID", "no END line; the text was cut off");
        refused("-----BEGIN X-----\nAQID\n-----END X", "no END line; the text was cut off");
        refused("-----BEGIN X-----\nAQID\n-----END Y-----", "the END line of another kind of block");
        refused("-----BEGIN X\nAQID\n-----END X-----", "an incomplete BEGIN line");
        refused("-----BEGIN X-----\nAQID\n-----END\nX-----", "no END line; the text was cut off");
        refused("----BEGIN CERTIFICATE-----\nAQID\n-----END CERTIFICATE-----", DAMAGED_LINE);
        let next = "-----BEGIN X-----\nAQID\n-----BEGIN X-----\nAQID\n-----END X-----";
        refused(next, "the next BEGIN line first; the text was cut off");
    }
}
