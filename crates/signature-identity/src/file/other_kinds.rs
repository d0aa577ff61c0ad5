//! Names for what is given in place of keys and certificates, with what to do about it where that is known.

use super::pem::{DAMAGED_LINE, has_damaged_line};
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
const ARCHIVE: &str = "an archive; unpack it first";

/// What a PEM block is if its label alone says so.
pub(super) fn of_label(label: &str) -> Option<PieceKind> {
    Some(match label {
        "EC PRIVATE KEY" => PieceKind::EllipticPrivateKey,
        "X509 CRL" => PieceKind::Beside(REVOCATION_LIST),
        label if label.ends_with("PARAMETERS") => PieceKind::Beside(PARAMETERS),
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
    binary.unwrap_or_else(|| of_text(&ascii(file)))
}

/// The first bytes of binary files.
const BINARY: [(&[u8], &str); 15] = [
    (b"PK\x03\x04", ARCHIVE),
    (b"\x1f\x8b", ARCHIVE),
    (b"7z\xbc\xaf\x27\x1c", ARCHIVE),
    (b"Rar!", ARCHIVE),
    (b"MSCF", ARCHIVE),
    (b"%PDF", "a PDF"),
    (b"\xd0\xcf\x11\xe0", "a document of Office"),
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

/// In how many characters from the start HTML is looked for.
const HEAD: usize = 256;

fn of_text(text: &str) -> &'static str {
    let text = text.trim_matches(|c: char| c.is_ascii_whitespace() || matches!(c, '\0' | '\u{1a}'));
    let is = |part: Option<&str>, word: &str| part.is_some_and(|part| part.eq_ignore_ascii_case(word));
    let begins = |words: &[&str]| words.iter().any(|word| is(text.get(..word.len()), word));
    let has = |words: &[&str]| words.iter().any(|word| text.contains(word));
    // The declaration of HTML may follow that of XML and comments.
    let has_early = |word: &str| (0..HEAD).any(|at| is(text.get(at..at.saturating_add(word.len())), word));
    if text.is_empty() {
        return "an empty file";
    }
    if has_early("<!doctype html") || has_early("<html") {
        return "an HTML page; a login or error page was saved in its place";
    }
    if has(&["<RSAKeyValue"]) {
        return "a key in the XML of .NET; export the certificate with its key as PKCS#12";
    }
    if begins(&["<"]) {
        return "XML";
    }
    if begins(&["{", "["]) {
        return if has(&["\"kty\""]) { "a JSON Web Key; the certificate is needed too" } else { "JSON" };
    }
    if begins(&["PuTTY-User-Key-File"]) {
        return "a private key of PuTTY; export it as an OpenSSH key, then: ssh-keygen -p -m PKCS8 -f FILE";
    }
    if begins(&["ssh-", "ecdsa-sha2-", "sk-ssh-", "---- BEGIN SSH2"]) {
        return SSH;
    }
    if has_damaged_line(text) || has(&["BEGIN CERTIFICATE", "END CERTIFICATE", "PRIVATE KEY-"]) {
        return DAMAGED_LINE;
    }
    if begins(&["3082", "30 82", "30:82", "0x3082"]) {
        return "hexadecimal digits; convert them to binary with: xxd -r -p";
    }
    if begins(&["Certificate:"]) && has(&["Data:"]) {
        return "the printed form of a certificate; use the file that it was printed from";
    }
    "something else"
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
        check(b"a note", "something else");
    }
}
