//! Names for what is given in place of keys and certificates, with what to do about it where that is known.

use signature_model::FileKind;

use super::outside::{self, DAMAGED_LINE};
use super::piece::PieceKind;
use super::text_form::ascii;

pub(super) const PARAMETERS: &str = "parameters of keys";
pub(super) const REVOCATION_LIST: &str = "a certificate revocation list (CRL)";
pub(super) const ATTRIBUTE_CERTIFICATE: &str = "an attribute certificate, which has no key";
pub(super) const PUBLIC_KEY: &str = "a public key; the certificate that has it is needed";
pub(super) const REQUEST: &str = "a certificate request (CSR); use the certificate that the issuer made of it";

const PGP: &str = "something of OpenPGP, which the service does not use";
const SSH: &str = "a key of SSH, which has no certificate";
const OPENSSH: &str = "a private key of OpenSSH; convert it with: ssh-keygen -p -m PKCS8 -f FILE";

/// What a PEM block is by its label, if its content does not say so.
pub(super) fn of_label(label: &str) -> Option<PieceKind> {
    Some(match label {
        "EC PRIVATE KEY" => PieceKind::EllipticPrivateKey,
        "CERTIFICATE REQUEST" | "NEW CERTIFICATE REQUEST" => PieceKind::Mistaken(REQUEST),
        "PUBLIC KEY" | "RSA PUBLIC KEY" => PieceKind::Mistaken(PUBLIC_KEY),
        "ATTRIBUTE CERTIFICATE" => PieceKind::Mistaken(ATTRIBUTE_CERTIFICATE),
        "OPENSSH PRIVATE KEY" => PieceKind::Mistaken(OPENSSH),
        label if label.starts_with("SSH2 ") => PieceKind::Mistaken(SSH),
        label if label.starts_with("PGP ") => PieceKind::Mistaken(PGP),
        _ => return None,
    })
}

/// What a file is that is neither text with PEM blocks nor ASN.1.
pub(super) fn of_file(file: &[u8]) -> &'static str {
    let binary = BINARY.iter().find(|(start, _)| file.starts_with(start)).map(|(_, name)| *name);
    binary.or_else(|| of_text(&ascii(file))).unwrap_or_else(|| match FileKind::of(file) {
        FileKind::Zip | FileKind::ZipInBase64 | FileKind::Gzip | FileKind::Archive => "an archive; unpack it first",
        FileKind::Html => "an HTML page; a login or error page was saved in its place",
        other => other.as_str(),
    })
}

/// The first bytes of binary files that have to do with keys.
const BINARY: [(&[u8], &str); 8] = [
    (b"SQLite format 3", "a database of NSS or another program; export the certificate from it as PKCS#12"),
    (b"\x1e\xf1\xb5\xb0", "a private key of Windows (PVK); convert it with: openssl rsa -inform PVK -in FILE -out NEW"),
    (b"\0\0\0\0CERT", "a certificate store of Windows (SST); export the certificates as PKCS#7"),
    (b"\0\0\0\x01\0\0\0", BOUNCY_CASTLE),
    (b"\0\0\0\x02\0\0\0", BOUNCY_CASTLE),
    (b"openssh-key-v1\0", OPENSSH),
    (b"\x95\x03", PGP),
    (b"\x99\x01", PGP),
];

const BOUNCY_CASTLE: &str =
    "a key store of Bouncy Castle (BKS or UBER); convert it to PKCS#12 with keytool -importkeystore";

/// What a text is that has to do with keys.
fn of_text(text: &str) -> Option<&'static str> {
    let text = text.trim_matches(|c: char| c.is_ascii_whitespace() || matches!(c, '\0' | '\u{1a}'));
    let is = |part: Option<&str>, word: &str| part.is_some_and(|part| part.eq_ignore_ascii_case(word));
    let begins = |words: &[&str]| words.iter().any(|word| is(text.get(..word.len()), word));
    let has = |words: &[&str]| words.iter().any(|word| text.contains(word));
    if text.is_empty() {
        return Some("an empty file");
    }
    if begins(&["<"]) {
        let is_key = has(&["<RSAKeyValue"]);
        return is_key.then_some("a key in the XML of .NET; export the certificate with its key as PKCS#12");
    }
    if begins(&["{"]) {
        return has(&["\"kty\""]).then_some("a JSON Web Key; the certificate is needed too");
    }
    if begins(&["PuTTY-User-Key-File"]) {
        return Some("a private key of PuTTY; export it as an OpenSSH key, then: ssh-keygen -p -m PKCS8 -f FILE");
    }
    if begins(&["ssh-", "ecdsa-sha2-", "sk-ssh-", "---- BEGIN SSH2"]) {
        return Some(SSH);
    }
    if has(&["BEGIN CERTIFICATE", "END CERTIFICATE", "PRIVATE KEY-"]) {
        return Some(DAMAGED_LINE);
    }
    if let Some(found) = outside::hidden(text) {
        return Some(found);
    }
    if begins(&["3082", "30 82", "30:82", "0x3082"]) {
        return Some("hexadecimal digits; convert them to binary with: xxd -r -p");
    }
    if begins(&["Certificate:"]) && has(&["Data:"]) {
        return Some("the printed form of a certificate; use the file that it was printed from");
    }
    None
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(file: &[u8], expected: &str) {
        let found = of_file(file);
        assert!(found.starts_with(expected), "expected {expected}, found {found}");
    }

    #[test]
    fn files_of_other_kinds_are_named() {
        check(b"", "an empty file");
        check(b"\xef\xbb\xbf \r\n\0", "an empty file");
        check(b"\xef\xbb\xbf\n<!DOCTYPE html>", "an HTML page");
        check(b"\xff\xfe<\0h\0t\0m\0l\0>\0", "an HTML page");
        check(b"<?xml version='1.0'?><error/>", "XML");
        check(b"<?xml version='1.0'?><RSAKeyValue/>", "a key in the XML of .NET");
        check(b"{\"error\": 1}", "JSON");
        check(b"{\"kty\": \"RSA\"}", "a JSON Web Key");
        check(b"%PDF-1.7", "a PDF");
        check(b"PK\x03\x04", "an archive");
        check(b"ssh-rsa AAAAB3NzaC1yc2E= somebody", "a key of SSH");
        check(b"---- BEGIN SSH2 PUBLIC KEY ----", "a key of SSH");
        check(b"PuTTY-User-Key-File-3: ssh-rsa", "a private key of PuTTY");
        check(b"\0\0\0\x02\0\0\0\x14", "a key store of Bouncy Castle");
        check(b"\x1e\xf1\xb5\xb0\0", "a private key of Windows");
        check(b"\0\0\0\0CERT", "a certificate store of Windows");
        check(b"\x99\x01\x0d\x04", "something of OpenPGP");
        check(b"----BEGIN CERTIFICATE----\nMII", DAMAGED_LINE);
        check(b"0x30820386", "hexadecimal digits");
        check(b"30 82 03 86", "hexadecimal digits");
        check(b"Certificate:\n    Data:\n", "the printed form");
        check(b"a note", "text");
        check(b"\x01\x02", "a file of another kind");
    }
}
