//! Files with two certificates: both are found, or an error says what to do. Nothing vanishes.

use base64::Engine as _;
use base64::engine::general_purpose::{STANDARD, URL_SAFE};

use signature_fixtures::identities;

use crate::{Certificate, Error, synthetic};

/// Both certificates are read.
const BOTH: &str = "both";
const MIXED: &str =
    "PEM text beside DER or text in another encoding; keep them in files of their own, or convert all to PEM in UTF-8";
const LINE: &str = "a damaged BEGIN or END line; write it in capitals, with five hyphens on each side";
const BASE64: &str = "base64 of a key or a certificate without a BEGIN line; put it between a BEGIN and an END line";
const HEXADECIMAL: &str = "hexadecimal digits of a key or a certificate; convert them to binary with: xxd -r -p";
const NOT_BASE64: &str = "a PEM block whose content is not base64";
const BEHIND: &str = "a PEM block with more bytes behind its content";
const NO_END: &str = "no END line; the text was cut off";
const NO_BEGIN_END: &str = "the next BEGIN line first; the text was cut off";
const OTHER_BYTES: &str = "one with other bytes behind it";

const BEGIN: &str = "-----BEGIN CERTIFICATE-----";
const END: &str = "-----END CERTIFICATE-----";

fn utf16(text: &str) -> Vec<u8> {
    text.encode_utf16().flat_map(u16::to_le_bytes).collect()
}

fn big_endian(text: &str) -> Vec<u8> {
    text.encode_utf16().flat_map(u16::to_be_bytes).collect()
}

fn utf32(text: &str) -> Vec<u8> {
    text.chars().flat_map(|c| u32::from(c).to_le_bytes()).collect()
}

fn hexadecimal(bytes: &[u8], separator: &str) -> String {
    bytes.iter().map(|byte| format!("{byte:02x}{separator}")).collect()
}

fn fixture(name: &str) -> &'static [u8] {
    signature_fixtures::file(&format!("identities/{name}")).unwrap()
}

/// What base64 a PEM text has.
fn content(pem: &str) -> &str {
    pem.split("-----").nth(2).unwrap().trim()
}

/// Files with the issuer's certificate and then the root's, and what is found.
fn files() -> Vec<(&'static str, Vec<u8>, &'static str)> {
    let (first, second) = (identities::ISSUER, identities::ROOT);
    let (first_der, second_der) = (synthetic::issuer().der().to_vec(), synthetic::root().der().to_vec());
    let base64 = content(second);
    let one_line = base64.replace('\n', "");
    // The second one in another form, and both in it.
    let beside = |second: String| [first, &second].concat().into_bytes();
    let both = |form: &dyn Fn(&str) -> String| [form(first), form(second)].concat().into_bytes();
    let lines = |begin: &str, end: &str| second.replace(BEGIN, begin).replace(END, end);
    let block = |label: &str, content: &str| format!("-----BEGIN {label}-----\n{content}\n-----END {label}-----\n");
    let trust = STANDARD.encode([&*first_der, &second_der].concat());
    let plain = [first, second].concat();
    let mut files = vec![
        // Encodings.
        ("UTF-8, then UTF-16", [first.as_bytes(), &utf16(second)].concat(), MIXED),
        ("UTF-8, then UTF-16 with mark", [first.as_bytes(), &utf16(&format!("\u{feff}{second}"))].concat(), MIXED),
        ("UTF-8, then UTF-16 BE", [first.as_bytes(), &big_endian(second)].concat(), MIXED),
        ("UTF-8, then UTF-32", [first.as_bytes(), &utf32(second)].concat(), MIXED),
        ("UTF-8, then UTF-16, then UTF-8", [first.as_bytes(), &utf16(second), first.as_bytes()].concat(), MIXED),
        ("UTF-16 with mark, then UTF-8", [&*utf16(&format!("\u{feff}{first}")), second.as_bytes()].concat(), MIXED),
        ("UTF-16, then UTF-8", [&*utf16(first), second.as_bytes()].concat(), MIXED),
        ("UTF-16, a newline, then UTF-8", [&*utf16(first), b"\n", second.as_bytes()].concat(), MIXED),
        ("UTF-16, a newline, then UTF-16", [&*utf16(first), b"\n", &*utf16(second)].concat(), MIXED),
        ("UTF-16, then UTF-16 BE", [&*utf16(first), &*big_endian(second)].concat(), MIXED),
        ("UTF-16 BE, then UTF-16", [&*big_endian(first), &*utf16(second)].concat(), MIXED),
        ("UTF-16, then UTF-32", [&*utf16(first), &*utf32(second)].concat(), MIXED),
        ("UTF-32, then UTF-8", [&*utf32(first), second.as_bytes()].concat(), MIXED),
        ("UTF-16, then DER", [&*utf16(first), &second_der].concat(), MIXED),
        ("UTF-16 twice, each with mark", utf16(&format!("\u{feff}{first}\u{feff}{second}")), BOTH),
        ("UTF-8 twice, each with mark", format!("\u{feff}{first}\u{feff}{second}").into(), BOTH),
        (
            "comments in Windows-1252",
            [b"# B\xf8rge \x96 \x80\n", first.as_bytes(), b"# \xc5\n", second.as_bytes()].concat(),
            BOTH,
        ),
        ("zeros after each", format!("{first}\0{second}\0").into(), BOTH),
        (
            "wide hyphens and letters",
            beside(lines("－－－－－ＢＥＧＩＮ CERTIFICATE－－－－－", "－－－－－END CERTIFICATE－－－－－")),
            BOTH,
        ),
        // DER.
        ("DER twice", [&*first_der, &second_der].concat(), BOTH),
        ("DER twice, with newlines", [&*first_der, b"\r\n", &second_der, b"\n"].concat(), BOTH),
        ("DER, then PEM", [&*first_der, second.as_bytes()].concat(), OTHER_BYTES),
        ("DER, a newline, then PEM", [&*first_der, b"\n", second.as_bytes()].concat(), OTHER_BYTES),
        ("DER, then base64", [&*first_der, base64.as_bytes()].concat(), OTHER_BYTES),
        ("PEM, then DER", [first.as_bytes(), &second_der].concat(), MIXED),
        ("PEM, a comment, then DER", [first.as_bytes(), b"# root\n", &second_der].concat(), MIXED),
        ("PEM, then DER, then PEM", [first.as_bytes(), &second_der, first.as_bytes()].concat(), MIXED),
        ("a comment, then DER, then PEM", [b"# issuer\n", &*first_der, second.as_bytes()].concat(), MIXED),
        ("DER in a block", [first.as_bytes(), BEGIN.as_bytes(), &second_der, END.as_bytes()].concat(), NOT_BASE64),
        // The first and the last lines of blocks.
        (
            "spaces inside five hyphens",
            beside(lines("----- BEGIN CERTIFICATE -----", "----- END CERTIFICATE -----")),
            LINE,
        ),
        ("spaces inside four hyphens", beside(lines("---- BEGIN CERTIFICATE ----", "---- END CERTIFICATE ----")), LINE),
        ("no spaces", beside(lines("-----BEGINCERTIFICATE-----", "-----ENDCERTIFICATE-----")), LINE),
        ("underscores", beside(lines("-----BEGIN_CERTIFICATE-----", "-----END_CERTIFICATE-----")), LINE),
        ("equals signs", beside(second.replace("-----", "=====")), LINE),
        ("one hyphen", beside(second.replace("-----", "-")), BASE64),
        ("no hyphens", beside(second.replace("-----", "")), BASE64),
        ("en dashes", beside(second.replace('-', "–")), LINE),
        ("em dashes", beside(second.replace("-----", "—")), BASE64),
        ("em dashes in pairs", beside(second.replace("-----", "——-")), LINE),
        (
            "en dashes in Windows-1252",
            [first.as_bytes(), &second.bytes().map(|byte| if byte == b'-' { 0x96 } else { byte }).collect::<Vec<_>>()]
                .concat(),
            LINE,
        ),
        ("soft hyphens", beside(second.replace('-', "\u{ad}")), BASE64),
        ("small letters", beside(lines("-----begin certificate-----", "-----end certificate-----")), LINE),
        ("six hyphens", beside(second.replace("-----", "------")), NOT_BASE64),
        ("no BEGIN line", beside(second.replacen(BEGIN, "", 1)), LINE),
        ("no END line", beside(second.replacen(END, "", 1)), NO_END),
        ("no END line of the first", [first.replacen(END, "", 1), second.into()].concat().into(), NO_BEGIN_END),
        ("BEGIN for END", beside(second.replacen(END, BEGIN, 1)), NO_END),
        (
            "a BEGIN line without its end",
            beside(second.replacen(BEGIN, "-----BEGIN CERTIFICATE", 1)),
            "an incomplete BEGIN line",
        ),
        (
            "hyphens shared by two lines",
            plain.replacen(&format!("{END}\n{BEGIN}"), "-----END CERTIFICATE-----BEGIN CERTIFICATE-----", 1).into(),
            LINE,
        ),
        ("no newline between", plain.replacen(&format!("{END}\n{BEGIN}"), &format!("{END}{BEGIN}"), 1).into(), BOTH),
        // Layouts and quotations.
        ("ends of lines of Mac", plain.replace('\n', "\r").into(), BOTH),
        ("ends of lines of Windows in one", beside(second.replace('\n', "\r\n")), BOTH),
        ("spaces for ends of lines", plain.replace('\n', " ").into(), BOTH),
        ("YAML", both(&|pem| format!("- |\n    {}\n", pem.trim().replace('\n', "\n    "))), BOTH),
        ("JSON", format!("[\"{}\", \"{}\"]", first.replace('\n', "\\n"), second.replace('\n', "\\n")).into(), BOTH),
        ("JSON of the second", beside(format!("{{\"pem\": \"{}\"}}", second.replace('\n', "\\r\\n"))), BOTH),
        ("URLs", both(&|pem| format!("&c={}", pem.replace('+', "%2B").replace(' ', "%20").replace('\n', "%0A"))), BOTH),
        ("quoted in a mail", beside(second.replace('\n', "\n> ")), NOT_BASE64),
        ("quoted in a mail, its lines too", beside(format!("> {}", second.trim().replace('\n', "\n> "))), NOT_BASE64),
        ("commented out", beside(format!("# {}\n", second.trim().replace('\n', "\n# "))), NOT_BASE64),
        ("a patch", beside(format!("+{}\n", second.trim().replace('\n', "\n+"))), NOT_BASE64),
        (
            "numbered lines",
            beside(second.lines().enumerate().map(|(at, line)| format!("{at} {line}\n")).collect()),
            NOT_BASE64,
        ),
        ("HTML", beside(second.replace('\n', "<br>\n")), NOT_BASE64),
        ("escapes of HTML", beside(second.replace('+', "&#43;").replace('/', "&#x2F;")), NOT_BASE64),
        ("escaped hyphens of HTML", beside(second.replace('-', "&#45;")), BASE64),
        ("quoted-printable", beside(second.replace('=', "=3D").replace("MII", "=4DII")), NOT_BASE64),
        ("escaped hyphens of quoted-printable", beside(second.replace('-', "=2D")), BASE64),
        ("escaped hyphens of URLs", beside(second.replace('-', "%2D")), BASE64),
        // Base64 and other digits outside of blocks.
        ("base64 behind", beside(base64.into()), BASE64),
        ("base64 in front", [base64, "\n", first].concat().into(), BASE64),
        ("base64 between", [first, &one_line, "\n", first].concat().into(), BASE64),
        ("base64 for URLs", beside(URL_SAFE.encode(&second_der)), BASE64),
        ("base64 in a JSON Web Key", beside(format!("{{\"x5c\": [\"{one_line}\"]}}")), BASE64),
        ("base64 in XML", beside(format!("<X509Certificate>{one_line}</X509Certificate>")), BASE64),
        (
            "base64 in short lines",
            beside(
                one_line
                    .as_bytes()
                    .chunks(20)
                    .map(|line| format!("{}\n", std::str::from_utf8(line).unwrap()))
                    .collect(),
            ),
            BASE64,
        ),
        ("base64 of PEM", beside(format!("certificate-authority-data: {}", STANDARD.encode(second))), BASE64),
        ("base64 without its first line", beside(base64.split_once('\n').unwrap().1.into()), BASE64),
        ("hexadecimal", beside(hexadecimal(&second_der, "")), HEXADECIMAL),
        ("hexadecimal with colons", beside(hexadecimal(&second_der, ":")), HEXADECIMAL),
        ("hexadecimal of C", beside(format!("0x{}", hexadecimal(&second_der, ", 0x"))), HEXADECIMAL),
        ("base64 twice", format!("{}\n{base64}", content(first)).into(), BASE64),
        (
            "base64 twice with padding",
            format!("{}={one_line}", content(first).replace('\n', "").trim_end_matches('=')).into(),
            BASE64,
        ),
        ("base64 of both in DER", STANDARD.encode([&*first_der, &second_der].concat()).into(), BOTH),
        ("base64 of both in PEM", STANDARD.encode(&plain).into(), BOTH),
        ("base64 of UTF-8 and UTF-16", STANDARD.encode([first.as_bytes(), &utf16(second)].concat()).into(), MIXED),
        // Blocks.
        ("label of a revocation list", beside(block("X509 CRL", base64)), BOTH),
        ("label of parameters", beside(block("DH PARAMETERS", base64)), BOTH),
        ("label of an elliptic key", beside(block("EC PRIVATE KEY", base64)), BOTH),
        ("label of a key", beside(block("RSA PRIVATE KEY", base64)), BOTH),
        ("label of a request", beside(block("CERTIFICATE REQUEST", base64)), BOTH),
        ("label of a public key", beside(block("PUBLIC KEY", base64)), BOTH),
        ("label of nothing known", beside(block("FOO", base64)), BOTH),
        ("labels of trust", both(&|pem| block("TRUSTED CERTIFICATE", content(pem))), BOTH),
        (
            "header of encryption",
            beside(block("RSA PRIVATE KEY", &format!("Proc-Type: 4,ENCRYPTED\nDEK-Info: X,00\n\n{base64}"))),
            BOTH,
        ),
        (
            "revocation list in a block of a certificate",
            beside(
                std::str::from_utf8(fixture("as-received/revocations.pem")).unwrap().replace("X509 CRL", "CERTIFICATE"),
            ),
            "a certificate revocation list (CRL)",
        ),
        ("both in one block", block("CERTIFICATE", &trust).into(), BEHIND),
        ("both in one block of trust", block("TRUSTED CERTIFICATE", &trust).into(), BEHIND),
        ("both in one block of an elliptic key", [first, &block("EC PRIVATE KEY", &trust)].concat().into(), BEHIND),
        ("padding in one block", first.replace(END, &format!("=\n{base64}\n{END}")).into(), NOT_BASE64),
        ("a header behind the first", first.replace(END, &format!("X: y\n{base64}\n{END}")).into(), NOT_BASE64),
        (
            "a header behind the first and a blank line",
            first.replace(END, &format!("X: y\n\n{base64}\n{END}")).into(),
            NOT_BASE64,
        ),
        (
            "a certificate in a header",
            beside(block(
                "CERTIFICATE",
                &format!("Originator-Certificate:\n {}\n\n{base64}", content(first).replace('\n', "\n ")),
            )),
            NOT_BASE64,
        ),
        ("headers", both(&|pem| pem.replace(BEGIN, &format!("{BEGIN}\nComment: x\n\n"))), BOTH),
        (
            "a key store",
            beside(block("PKCS12", &STANDARD.encode(fixture("key-files/openssl-nothing.p12")))),
            "a PKCS#12 file; export its certificates with: openssl pkcs12 -nokeys -in FILE -out NEW",
        ),
        // What is in ordinary files.
        (
            "keys",
            [first, identities::SENDER_KEY, second, std::str::from_utf8(fixture("key-files/pbes2.pem")).unwrap()]
                .concat()
                .into(),
            BOTH,
        ),
    ];
    for (name, comment) in COMMENTS {
        files.push((name, format!("{comment}{first}\n{comment}{second}\n{comment}").into(), BOTH));
    }
    files
}

/// What is around the certificates of ordinary files.
const COMMENTS: [(&str, &str); 7] = [
    ("names and underlines of curl", "\nSYNTHETIC Root CA - G2\n======================\n"),
    (
        "head of curl's file",
        "##\n## Bundle of CA Root Certificates\n##\n## Certificate data from Mozilla as of: Tue Feb 25 04:12:03 2025 GMT\n##\n\
         ## SHA256: 620fd89c02acb0019f1899dab7907db5d20735904f5a9a0d3a8771a5857ac482\n##\n",
    ),
    (
        "head of certifi's file",
        "# Issuer: CN=SYNTHETIC Root O=SYNTHETIC OU=(c) 1999\n# Serial: 946069240\n\
         # SHA256 Fingerprint: 6d:c4:71:72:e0:1c:bc:b0:bf:62:58:0d:89:5f:e2:b8:ac:9a:d4:f8:73:80:1e:0c:10:b9:c8:37:d2:1e:b1:77\n",
    ),
    (
        "bag attributes",
        "Bag Attributes\n    friendlyName: SYNTHETIC\n    localKeyID: 54 69 6D 65 20 31 37 33 32 \n\
         subject=C = NO, O = SYNTHETIC, CN = SYNTHETIC Root\n\nissuer=C = NO, O = SYNTHETIC, CN = SYNTHETIC Root\n\n",
    ),
    ("chain of openssl s_client", " 0 s:CN = SYNTHETIC\n   i:CN = SYNTHETIC Root\n---\nServer certificate\n"),
    ("keytool -rfc -list", "Alias name: synthetic\nEntry type: trustedCertEntry\n\n*******************\n\n\n"),
    ("lines of comments", "# BEGIN CERTIFICATE of SYNTHETIC\n--- Begin root certificates ---\n#--------------------\n"),
];

#[test]
fn two_certificates_are_read_or_the_error_says_why_not() {
    let as_expected = |read: &Result<Vec<Certificate>, Error>, expected| match read {
        Ok(read) => expected == BOTH && *read == [synthetic::issuer(), synthetic::root()],
        Err(error) => error.to_string().ends_with(&format!(", found {expected}")),
    };
    let read = files().into_iter().map(|(name, file, expected)| (name, Certificate::all_from_bytes(file), expected));
    let others: Vec<_> = read.filter(|(_, read, expected)| !as_expected(read, *expected)).collect();
    assert!(others.is_empty(), "name, read, expected: {others:#?}");
}

#[cfg(feature = "aws-lc-rs")]
#[test]
fn an_identity_has_both_issuers_or_says_what_is_left_out() {
    let key = [identities::SENDER, identities::SENDER_KEY].concat();
    for (name, file, expected) in files() {
        // Key stores have another key.
        let is_other = file.starts_with(&[0x30]) || name == "a key store";
        if is_other || !file.windows(BEGIN.len()).any(|part| part == BEGIN.as_bytes()) {
            continue;
        }
        let file = [key.as_bytes(), &file].concat();
        match crate::Identity::from_bytes(&file, None) {
            Ok(identity) => {
                let named = identity.left_out().len();
                let issuers = identity.chain().iter().count() - 1;
                let blocks = file.windows(BEGIN.len()).filter(|part| part.starts_with(b"-----BEGIN ")).count();
                assert!(issuers + named >= (blocks - 2).min(2), "{name}: {issuers} issuers, {named} left out");
                assert!(issuers == 2 || expected != BOTH, "{name}: {issuers} issuers");
            }
            Err(error) => {
                let error = error.to_string();
                assert!(expected != BOTH && error.ends_with(&format!(", found {expected}")), "{name}: {error}");
            }
        }
    }
}
