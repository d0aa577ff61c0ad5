//! Files as they arrive: every form of text around every kind of content, and what is given in place of a key file.

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use sha1::{Digest as _, Sha1};

use super::*;
use crate::CertificateChain;
use crate::synthetic::der::{element, oid, sequence};

/// What is read from a key file, in words.
fn identity(file: &[u8]) -> String {
    in_words(Identity::from_bytes(file, Some(PASSWORD)))
}

fn in_words(identity: Result<Identity, Error>) -> String {
    match identity {
        Ok(identity) => {
            let organization = identity.organization_number().map_or("no organization".to_owned(), String::from);
            let left_out =
                identity.left_out().iter().map(|left| format!("; without {}: {}", left.place(), left.reason()));
            let until = identity.certificate().not_after();
            let length = identity.chain().iter().count();
            format!("{organization} until {until}, chain of {length}{}", left_out.collect::<String>())
        }
        Err(error) => error.to_string(),
    }
}

/// What is read from a file of certificates, in words.
fn certificates(file: &[u8]) -> String {
    let certificates = Certificate::all_from_bytes(file);
    certificates.map_or_else(|error| error.to_string(), |certificates| format!("{} certificates", certificates.len()))
}

#[test]
fn every_file_as_received_gives_its_expected_result() {
    let folder = "identities/as-received/";
    let files = signature_fixtures::FILES.iter().filter_map(|file| Some((file.path.strip_prefix(folder)?, file.bytes)));
    let files: Vec<_> = files.filter(|(name, _)| !matches!(*name, "README.md" | "make.sh")).collect();
    let names: Vec<_> = files.iter().map(|(name, _)| *name).collect();
    assert_eq!(names, EXPECTED.map(|(name, ..)| name));
    for ((name, bytes), (_, as_identity, as_certificates)) in files.into_iter().zip(EXPECTED) {
        assert_eq!(identity(bytes), as_identity, "{name}");
        assert_eq!(certificates(bytes), as_certificates, "{name}");
    }
}

#[test]
fn the_reader_of_a_format_reads_its_files_as_received() {
    let file = |name: &str| signature_fixtures::file(&format!("identities/as-received/{name}")).unwrap();
    for name in ["plain.p12", "plain-base64.p12", "plain-trailing-newline.p12"] {
        assert_eq!(in_words(Identity::from_pkcs12(file(name), PASSWORD)), CHAIN, "{name}");
        assert_eq!(in_words(Identity::from_java_keystore(file(name), PASSWORD, &KeyEntry::only())), CHAIN, "{name}");
        refused(
            Identity::from_pem(file(name), None),
            "expected PEM text with a private key and certificates, found a PKCS#12 file; read it with \
             Identity::from_pkcs12",
        );
    }
    for name in ["utf16le-bom.pem", "utf8-bom.pem", "escaped-newlines.pem", "key-and-p7b.pem", "headers-key.pem"] {
        assert_eq!(in_words(Identity::from_pem(file(name), None)), CHAIN, "{name}");
        refused(
            Identity::from_pkcs12(file(name), PASSWORD),
            "expected a PKCS#12 file, found PEM text; read it with Identity::from_pem",
        );
        refused(
            Identity::from_java_keystore(file(name), PASSWORD, &KeyEntry::only()),
            "expected a Java key store, found PEM text; read it with Identity::from_pem",
        );
    }
    refused(
        Identity::from_pkcs12(file("chain-der.p7b"), PASSWORD),
        "expected a PKCS#12 file, found a single key or certificates in DER; read them with Identity::from_der",
    );
    refused(
        Identity::from_pem(key_file("keytool.jks"), None),
        "expected PEM text with a private key and certificates, found a Java key store; read it with \
         Identity::from_java_keystore",
    );
}

/// The forms in which text arrives.
fn forms_of_text(text: &str) -> Vec<(&'static str, Vec<u8>)> {
    let utf16 = |text: &str, bytes: fn(u16) -> [u8; 2]| text.encode_utf16().flat_map(bytes).collect::<Vec<u8>>();
    let escaped = |end: &str| text.replace('\n', end).into_bytes();
    let wrapped = |text: &str| {
        let lines: Vec<_> = text.as_bytes().chunks(76).map(|line| std::str::from_utf8(line).unwrap()).collect();
        lines.join("\r\n").into_bytes()
    };
    let base64 = STANDARD.encode(text);
    vec![
        ("as it is", text.into()),
        ("UTF-8 with mark", format!("\u{feff}{text}").into()),
        ("UTF-16 LE", utf16(text, u16::to_le_bytes)),
        ("UTF-16 BE", utf16(text, u16::to_be_bytes)),
        ("UTF-16 LE with mark", utf16(&format!("\u{feff}{text}"), u16::to_le_bytes)),
        ("UTF-16 BE with mark", utf16(&format!("\u{feff}{text}"), u16::to_be_bytes)),
        ("UTF-16 LE with CR LF", utf16(&format!("\u{feff}{}", text.replace('\n', "\r\n")), u16::to_le_bytes)),
        ("CR LF", escaped("\r\n")),
        ("CR", escaped("\r")),
        ("blank lines", format!("\n \r\n\t{}\n\n \0", text.replace('\n', "\n\n")).into()),
        ("indented", format!("    {}", text.replace('\n', "  \n\t  ")).into()),
        ("\\n", escaped("\\n")),
        ("\\r\\n", escaped("\\r\\n")),
        ("\\\\n", escaped("\\\\n")),
        ("\\n in quotes", format!("\"{}\"", text.replace('\n', "\\n")).into()),
        ("\\n in an assignment", format!("KEY='{}'\n", text.replace('\n', "\\n")).into()),
        (
            "JSON",
            format!("{{\"pem\": \"{}\"}}", text.replace('\n', "\\n").replace('/', "\\/").replace('+', "\\u002b"))
                .into(),
        ),
        ("spaces for lines", escaped(" ")),
        ("base64", base64.clone().into()),
        ("base64 in lines", wrapped(&base64)),
        ("base64 of UTF-16", STANDARD.encode(utf16(text, u16::to_le_bytes)).into()),
    ]
}

/// The forms in which other bytes arrive.
fn forms_of_bytes(bytes: &[u8]) -> Vec<(&'static str, Vec<u8>)> {
    let mut forms = vec![
        ("as it is", bytes.to_vec()),
        ("a newline", [bytes, b"\n"].concat()),
        ("CR LF", [bytes, b"\r\n"].concat()),
        ("zeros", [bytes, &[0; 512]].concat()),
        ("end of file of DOS", [bytes, b"\x1a"].concat()),
        ("base64 in base64", STANDARD.encode(STANDARD.encode(bytes)).into()),
        ("data URL", format!("data:application/octet-stream;base64,{}", STANDARD.encode(bytes)).into()),
        ("base64 for URLs", STANDARD.encode(bytes).replace('+', "-").replace('/', "_").replace('=', "").into()),
    ];
    // What is not in lines is escaped only by accident.
    let base64 = STANDARD.encode(bytes).as_bytes().chunks(64).map(|line| [line, b"\n"].concat()).collect::<Vec<_>>();
    forms.extend(
        forms_of_text(std::str::from_utf8(&base64.concat()).unwrap()).into_iter().filter(|(form, _)| {
            !["\\n in an assignment", "JSON", "base64 in lines", "base64 of UTF-16"].contains(form)
        }),
    );
    forms
}

fn pkcs7_der(name: &str) -> Vec<u8> {
    signature_fixtures::file(&format!("identities/as-received/{name}")).unwrap().to_vec()
}

#[test]
fn every_text_is_read_in_every_form() {
    let certificates = [synthetic::SENDER_CERTIFICATE, identities::ROOT, synthetic::ISSUER_CERTIFICATE].concat();
    for key in [synthetic::SENDER_KEY, pkcs1(), key_text("pbes2.pem")] {
        for (form, file) in forms_of_text(&[key, &certificates].concat()) {
            assert!(Identity::from_pem(&file, Some(PASSWORD)).is_ok(), "{form}");
            check(Identity::from_pem(&file, Some(PASSWORD)));
            check(Identity::from_bytes(&file, Some(PASSWORD)));
        }
    }
    for (form, file) in forms_of_text(&certificates) {
        let read = Certificate::all_from_bytes(&file).unwrap_or_else(|error| panic!("{form}: {error}"));
        assert_eq!(read, [synthetic::sender(), synthetic::root(), synthetic::issuer()], "{form}");
        assert_eq!(CertificateChain::from_bytes(&file).unwrap(), synthetic::chain(), "{form}");
    }
}

#[test]
fn every_binary_file_is_read_in_every_form() {
    for store in [key_file("openssl-modern.p12"), key_file("bouncycastle.p12"), key_file("keytool.jks")] {
        for (form, file) in forms_of_bytes(store) {
            let identity = Identity::from_bytes(&file, Some(PASSWORD));
            check(identity.map_err(|error| panic!("{form}: {error}")));
            check(Identity::from_java_keystore(&file, PASSWORD, &KeyEntry::only()));
        }
    }
    for key in [synthetic::SENDER_KEY, pkcs1(), key_text("pbes2.pem")].map(synthetic::der) {
        let chain = || synthetic::chain().to_der().into_iter().map(|der| ("chain", der.to_vec()));
        for (form, file) in forms_of_bytes(&key) {
            let files = chain().chain([("key", file)]);
            let identity = Identity::find(files, Some(PASSWORD), &Thumbprint::of(&synthetic::sender()));
            check(identity.map_err(|error| panic!("{form}: {error} {:?}", error.unread())));
        }
    }
    for (form, file) in forms_of_bytes(synthetic::root().der()) {
        assert_eq!(Certificate::all_from_bytes(&file), Ok(vec![synthetic::root()]), "{form}");
    }
    for (form, file) in forms_of_bytes(&pkcs7_der("chain-der.p7b")) {
        assert_eq!(certificates(&file), "3 certificates", "{form}");
    }
    let several = synthetic::chain().to_der().concat();
    assert_eq!(CertificateChain::from_bytes(several), Ok(synthetic::chain()));
}

#[test]
fn a_chain_in_pkcs7_as_windows_writes_it_is_read() {
    // Lengths that only the end tells, and an attribute certificate among the others.
    let open = |tag: u8, parts: &[&[u8]]| [&[tag, 0x80][..], &parts.concat(), &[0, 0]].concat();
    let [sender, issuer, root] = [synthetic::sender(), synthetic::issuer(), synthetic::root()];
    let message = |certificates: &[&[u8]]| {
        let content = open(0x30, &[&oid("1.2.840.113549.1.7.1")]);
        let signed = open(0x30, &[&[2, 1, 1], &[0x31, 0], &content, &open(0xa0, certificates), &[0x31, 0]]);
        open(0x30, &[&oid("1.2.840.113549.1.7.2"), &open(0xa0, &[&signed])])
    };
    let whole = message(&[root.der(), issuer.der(), sender.der()]);
    assert_eq!(CertificateChain::from_bytes(&whole), Ok(synthetic::chain()));
    let blocks =
        |label: &str, der: &[u8]| format!("-----BEGIN {label}-----\n{}\n-----END {label}-----\n", STANDARD.encode(der));
    for label in ["PKCS7", "CMS", "PKCS #7 SIGNED DATA", "CERTIFICATE"] {
        let text = blocks(label, &whole);
        assert_eq!(CertificateChain::from_bytes(&text), Ok(synthetic::chain()), "{label}");
        check(Identity::from_pem([text.as_str(), synthetic::SENDER_KEY].concat(), None));
    }
    assert_eq!(
        certificates(&message(&[root.der(), &element(0xa1, &[&[2, 1, 1]])])),
        "expected a certificate (X.509 in DER) in entry 1 (counted from 0), found an attribute certificate, which has no key"
    );
    assert_eq!(
        certificates(&message(&[])),
        "expected a file of certificates (PEM, DER or PKCS#7), found a PKCS#7 message without certificates"
    );
    check(Identity::from_pem(blocks("PKCS12", key_file("openssl-nothing.p12")), Some("")));
}

/// A certificate that nothing reads.
fn garbage() -> Vec<u8> {
    let mut der = synthetic::issuer().der().to_vec();
    // Version 3, then a serial number that becomes a text.
    let version = der.windows(6).position(|bytes| bytes == [0xa0, 3, 2, 1, 2, 2]).unwrap();
    der[version..][5] = 0x0c;
    der
}

fn block(der: &[u8]) -> String {
    format!("-----BEGIN CERTIFICATE-----\n{}\n-----END CERTIFICATE-----\n", STANDARD.encode(der))
}

fn left_out(identity: &Identity) -> Vec<String> {
    identity.left_out().iter().map(|left| format!("{}: {}", left.place(), left.reason())).collect()
}

#[test]
fn a_bystander_in_pem_is_left_out() {
    let chain = [synthetic::SENDER_CERTIFICATE, synthetic::ISSUER_CERTIFICATE, identities::ROOT].concat();
    let expected = |found: &str| {
        format!(
            "PEM block 1 (counted from 0): expected a certificate (X.509 in DER) in PEM block 1 (counted from 0), found {found}"
        )
    };
    for (bystander, found) in [
        (block(&garbage()), "a damaged serial number"),
        (block(&garbage()[..300]), "a PEM block whose content is damaged"),
        (block(b"SYNTHETIC"), "a PEM block whose content is damaged"),
        (block(&[synthetic::root().der(), &[1][..]].concat()), "a PEM block with more bytes behind its content"),
        (block(b"").replace("\n\n", "\n*\n"), "a PEM block whose content is not base64"),
        (block(b""), "a PEM block without content"),
        (
            "-----BEGIN PUBLIC KEY-----\nMAA=\n-----END PUBLIC KEY-----\n".to_owned(),
            "a public key; the certificate that has it is needed",
        ),
        (
            "-----BEGIN PGP PUBLIC KEY BLOCK-----\nVersion: 1\n\nmQ==\n=abcd\n-----END PGP PUBLIC KEY BLOCK-----\n"
                .to_owned(),
            "something of OpenPGP, which the service does not use",
        ),
    ] {
        let text = [synthetic::SENDER_KEY, &bystander, &chain].concat();
        let identity = Identity::from_pem(&text, None).unwrap();
        assert_eq!(left_out(&identity), [expected(found)]);
        check(Ok(identity));
        // As an anchor it is an error.
        let error = Certificate::all_from_bytes(&text).unwrap_err().to_string();
        assert_eq!(format!("PEM block 1 (counted from 0): {error}"), expected(found));
    }
    // What bundles have beside certificates is left out as well, and is no anchor.
    let beside = ["elliptic.pem", "dh-parameters.pem", "revocations.pem"]
        .map(|name| signature_fixtures::text(&format!("identities/as-received/{name}")).unwrap());
    let text = [&beside.concat(), synthetic::SENDER_KEY, &chain].concat();
    let identity = Identity::from_pem(&text, None).unwrap();
    let places: Vec<_> = identity.left_out().iter().map(LeftOut::place).collect();
    assert_eq!(places, [0, 1, 2, 3].map(Place::PemBlock));
    let list = "expected private keys and certificates, found a certificate revocation list (CRL)";
    assert_eq!(identity.left_out()[3].reason().to_string(), list);
    check(Ok(identity));
    assert_eq!(certificates(text.as_bytes()), "3 certificates");
    // A line that is not quite a block's must not hide an anchor.
    for text in [&chain.replacen("-----BEGIN", "----BEGIN", 1), &chain.replacen("-----BEGIN", "-----Begin", 1)] {
        assert_eq!(
            certificates(text.as_bytes()),
            "expected base64 between a BEGIN and an END line in PEM block 0 (counted from 0), found a damaged BEGIN or END \
             line; write it in capitals, with five hyphens on each side"
        );
    }
    let mixed = [chain.as_bytes(), synthetic::root().der()].concat();
    assert_eq!(
        certificates(&mixed),
        "expected a file of certificates (PEM, DER or PKCS#7), found PEM text beside DER or text in another encoding; \
         keep them in files of their own, or convert all to PEM in UTF-8"
    );
    // The one that is missed is unreadable.
    let text = [synthetic::SENDER_KEY, &block(&garbage()), synthetic::ISSUER_CERTIFICATE].concat();
    refused(
        Identity::from_pem(text, None),
        "expected a certificate (X.509 in DER) in PEM block 1 (counted from 0), found a damaged serial number",
    );
    let stranger = [synthetic::SENDER_KEY, identities::AVSENDER, &chain].concat();
    assert_eq!(
        left_out(&Identity::from_pem(stranger, None).unwrap()),
        ["PEM block 1 (counted from 0): expected a certificate of the chain, found another"]
    );
}

/// Replaces bytes that must be there once.
fn replaced(file: &[u8], old: &[u8], new: &[u8]) -> Vec<u8> {
    assert_eq!(old.len(), new.len());
    let at = file.windows(old.len()).position(|bytes| bytes == old).unwrap();
    let mut file = file.to_vec();
    file[at..][..new.len()].copy_from_slice(new);
    file
}

#[test]
fn a_bystander_in_a_store_is_left_out() {
    let jks = |old: &[u8], new: &[u8]| {
        let mut file = replaced(key_file("keytool.jks"), old, new);
        file.truncate(file.len() - 20);
        let password: Vec<u8> = PASSWORD.encode_utf16().flat_map(u16::to_be_bytes).collect();
        let digest = Sha1::new_with_prefix(password).chain_update(b"Mighty Aphrodite").chain_update(&file).finalize();
        [&file[..], &digest].concat()
    };
    let pkcs12 = |old: &[u8], new: &[u8]| replaced(key_file("openssl-nothing.p12"), old, new);
    let issuer = synthetic::issuer();
    for (file, entry) in [(jks(issuer.der(), &garbage()), 0), (pkcs12(issuer.der(), &garbage()), 1)] {
        let identity = Identity::from_bytes(&file, Some(PASSWORD)).unwrap();
        assert_eq!(identity.certificate(), &synthetic::sender());
        let place = format!("entry {entry} (counted from 0)");
        let root = format!("entry {} (counted from 0)", if entry == 0 { 0 } else { 2 });
        assert_eq!(
            left_out(&identity),
            [
                format!("{place}: expected a certificate (X.509 in DER) in {place}, found a damaged serial number"),
                format!("{root}: expected a certificate of the chain, found another"),
            ]
        );
    }
    let leaf = synthetic::sender();
    let mut broken = leaf.der().to_vec();
    let length = broken.len();
    broken[length - 256 - 5..length - 256].fill(0xff);
    for file in [jks(leaf.der(), &broken), pkcs12(leaf.der(), &broken)] {
        refused(
            Identity::from_bytes(&file, Some(PASSWORD)),
            "expected a certificate (X.509 in DER) in entry 0 (counted from 0), found bytes that are not one ASN.1 element",
        );
    }
}

#[test]
fn no_end_of_validity_is_an_end_like_others() {
    let file = |name: &str| signature_fixtures::file(&format!("identities/as-received/{name}")).unwrap();
    let identity = Identity::from_bytes(file("leaf-9999.pem"), None).unwrap();
    let end = Timestamp::parse("9999-12-31T23:59:59Z").unwrap();
    assert_eq!(identity.certificate().not_after(), end);
    assert_eq!(identity.check_validity(end), Ok(()));
    let anchor = Certificate::all_from_bytes(file("anchor-9999.pem")).unwrap().remove(0);
    assert_eq!(crate::check_path(&anchor, std::slice::from_ref(&anchor), &[], end), Ok(()));
}

#[test]
fn no_changed_byte_causes_a_panic() {
    let folder = "identities/as-received/";
    let mut seed = 1_u32;
    let mut random = || {
        seed = seed.wrapping_mul(1_664_525).wrapping_add(1_013_904_223);
        usize::try_from(seed >> 8).unwrap()
    };
    for file in signature_fixtures::FILES.iter().filter(|file| file.path.starts_with(folder)) {
        for bytes in [file.bytes.to_vec(), STANDARD.encode(file.bytes).into()] {
            for _ in 0..30 {
                let mut changed = bytes.clone();
                for _ in 0..random() % 4 {
                    let at = random() % changed.len();
                    changed[at] = b"\0\n\\-%u:0=\x30\x80\xff\xfe"[random() % 13];
                }
                changed.truncate(changed.len() - random() % 3 * (random() % changed.len()) / 2);
                let _ = Certificate::all_from_bytes(&changed);
                let _ = Identity::from_pem(&changed, None);
            }
        }
    }
}

#[test]
fn what_is_taken_for_a_key_file_is_named() {
    #[track_caller]
    fn check(file: &[u8], expected: &str) {
        assert_eq!(identity(file), format!("expected a file of keys and certificates, found {expected}"));
        assert_eq!(
            certificates(file),
            format!("expected a file of certificates (PEM, DER or PKCS#7), found {expected}")
        );
    }
    check(b"", "an empty file");
    check(b"\r\n", "an empty file");
    check(b"<html>", "an HTML page; a login or error page was saved in its place");
    check(b"{}", "JSON");
    check(b"PK\x03\x04", "an archive; unpack it first");
    check(b"%PDF-1.7", "a PDF");
    let algorithm = sequence(&[&oid("1.2.840.113549.1.1.1"), &[5, 0]]);
    check(
        &sequence(&[&sequence(&[&algorithm, &[4, 1, 0]]), &sequence(&[&algorithm])]),
        "a key store of Bouncy Castle (BCFKS); convert it to PKCS#12 with keytool -importkeystore",
    );
    check(&sequence(&[&algorithm, &[3, 1, 0]]), "a public key; the certificate that has it is needed");
    check(&sequence(&[&[2, 1, 7], &[2, 3, 1, 0, 1]]), "a public key; the certificate that has it is needed");
    check(&sequence(&[&[2, 1, 7], &[2, 1, 2]]), "parameters of keys");
    check(&sequence(&[&[4, 1, 7]]), "ASN.1 of another kind");
    check(
        &sequence(&[&oid("1.2.840.113549.1.7.3"), &element(0xa0, &[&sequence(&[])])]),
        "a message of PKCS#7 or CMS that is encrypted, or of another kind without certificates",
    );
    assert_eq!(
        identity(&synthetic::root().der()[..500]),
        "expected a file of keys and certificates, found a damaged or incomplete one"
    );
    let behind = [synthetic::root().der(), &b"and text"[..]].concat();
    assert_eq!(identity(&behind), "expected a file of keys and certificates, found one with other bytes behind it");
    let text = &synthetic::SENDER_CERTIFICATE[..500];
    for read in [identity(text.as_bytes()), certificates(text.as_bytes())] {
        assert_eq!(
            read,
            "expected base64 between a BEGIN and an END line in PEM block 0 (counted from 0), found no END line; the \
             text was cut off"
        );
    }
}

#[test]
fn keys_and_certificates_that_do_not_fit_are_named() {
    let pem = |parts: &[&str]| in_words(Identity::from_pem(parts.concat(), None));
    let no_key = "expected a private key beside the certificates, found";
    let advice = "; export the certificate together with its private key";
    assert_eq!(pem(&[synthetic::SENDER_CERTIFICATE]), format!("{no_key} none{advice}"));
    let request = signature_fixtures::text("identities/as-received/request.pem").unwrap();
    assert_eq!(
        pem(&[synthetic::SENDER_CERTIFICATE, request]),
        format!("{no_key} a certificate request (CSR); use the certificate that the issuer made of it{advice}")
    );
    assert_eq!(
        pem(&[synthetic::SENDER_KEY]),
        "expected the certificate of the private key, found no certificate; export both together, or put both into one \
         PEM text"
    );
    assert_eq!(
        pem(&[synthetic::SENDER_KEY, identities::SMALL_KEY, synthetic::SENDER_CERTIFICATE]),
        "123456789 until 2126-10-28T21:53:02Z, chain of 1; without PEM block 1 (counted from 0): expected a key of 2048 to \
         8192 bits, found 1024 bits"
    );
    let openssh = signature_fixtures::text("identities/as-received/openssh.pem").unwrap();
    let other = signature_fixtures::text("identities/as-received/leaf.pem").unwrap();
    assert_eq!(
        pem(&[synthetic::SENDER_KEY, synthetic::SENDER_CERTIFICATE, other]),
        "expected 1 private key or the choice of one, found 2 keys, 0 of them with an alias; choose by thumbprint or alias"
    );
    assert!(
        pem(&[openssh, synthetic::SENDER_CERTIFICATE]).starts_with(&format!("{no_key} a private key of OpenSSH; "))
    );
}

/// Every file of the folder, with what is read from it as a key file and as a file of certificates.
const EXPECTED: [(&str, &str, &str); 34] = [
    ("anchor-9999.pem", NO_KEY, "1 certificates"),
    ("anchor-der.cer", NO_KEY, "1 certificates"),
    ("anchors-bom.pem", NO_KEY, "2 certificates"),
    ("ca-true01.pem", CHAIN, "3 certificates"),
    ("chain-der.p7b", NO_KEY, "3 certificates"),
    (
        "dh-parameters.pem",
        "expected a file of keys and certificates, found parameters of keys",
        "expected a file of certificates (PEM, DER or PKCS#7), found parameters of keys",
    ),
    (
        "dsa.pem",
        "expected an RSA key and algorithms that key files use, found the algorithm 1.2.840.10040.4.1",
        "expected a file of certificates (PEM, DER or PKCS#7), found a private key only",
    ),
    (
        "elliptic.pem",
        "expected an RSA key and algorithms that key files use, found the algorithm 1.2.840.10045.2.1",
        "expected a file of certificates (PEM, DER or PKCS#7), found a private key only",
    ),
    ("escaped-newlines.pem", CHAIN, "3 certificates"),
    (
        "extra-odd-certs.p12",
        "123456789 until 2035-02-11T02:04:32Z, chain of 3; without entry 2 (counted from 0): expected a certificate of the chain, found another; without entry 4 (counted from 0): expected a certificate of the chain, found another; without entry 5 (counted from 0): expected a certificate of the chain, found another",
        PKCS12,
    ),
    ("headers-key.pem", CHAIN, "3 certificates"),
    ("indented.pem", CHAIN, "3 certificates"),
    ("key-and-p7b.pem", CHAIN, "3 certificates"),
    ("latin1-attr.pem", CHAIN, "3 certificates"),
    ("leaf-9999.pem", "123456789 until 9999-12-31T23:59:59Z, chain of 3", "3 certificates"),
    ("leaf-bmp.pem", "123456789 until 2040-01-01T00:00:00Z, chain of 3", "3 certificates"),
    ("leaf.pem", CHAIN, "3 certificates"),
    (
        "openssh.pem",
        "expected a file of keys and certificates, found a private key of OpenSSH; convert it with: ssh-keygen -p -m PKCS8 -f FILE",
        "expected a certificate (X.509 in DER) in PEM block 0 (counted from 0), found a private key of OpenSSH; convert it with: ssh-keygen -p -m PKCS8 -f FILE",
    ),
    ("pkcs7.pem", NO_KEY, "2 certificates"),
    ("plain-base64.p12", CHAIN, PKCS12),
    ("plain-trailing-newline.p12", CHAIN, PKCS12),
    ("plain.p12", CHAIN, PKCS12),
    (
        "public-key.pem",
        "expected a file of keys and certificates, found a public key; the certificate that has it is needed",
        "expected a certificate (X.509 in DER) in PEM block 0 (counted from 0), found a public key; the certificate that has it is needed",
    ),
    (
        "rejected-for-servers.pem",
        "expected a file of keys and certificates, found a certificate that OpenSSL marks as rejected for some uses",
        "expected a certificate (X.509 in DER) in PEM block 0 (counted from 0), found a certificate that OpenSSL marks as rejected for some uses",
    ),
    (
        "request.pem",
        "expected a file of keys and certificates, found a certificate request (CSR); use the certificate that the issuer made of it",
        "expected a certificate (X.509 in DER) in PEM block 0 (counted from 0), found a certificate request (CSR); use the certificate that the issuer made of it",
    ),
    (
        "revocations.crl",
        "expected a file of keys and certificates, found a certificate revocation list (CRL)",
        "expected a file of certificates (PEM, DER or PKCS#7), found a certificate revocation list (CRL)",
    ),
    (
        "revocations.pem",
        "expected a file of keys and certificates, found a certificate revocation list (CRL)",
        "expected a file of certificates (PEM, DER or PKCS#7), found a certificate revocation list (CRL)",
    ),
    (
        "ssh-rsa.pub",
        "expected a file of keys and certificates, found a key of SSH, which has no certificate",
        "expected a file of certificates (PEM, DER or PKCS#7), found a key of SSH, which has no certificate",
    ),
    ("trusted-for-clients.pem", NO_KEY, "1 certificates"),
    ("trusted-label.pem", CHAIN, "3 certificates"),
    ("utf16le-bom.pem", CHAIN, "3 certificates"),
    ("utf8-bom.pem", CHAIN, "3 certificates"),
    (
        "windows.pvk",
        "expected a file of keys and certificates, found a private key of Windows (PVK); convert it with: openssl rsa -inform PVK -in FILE -out NEW",
        "expected a file of certificates (PEM, DER or PKCS#7), found a private key of Windows (PVK); convert it with: openssl rsa -inform PVK -in FILE -out NEW",
    ),
    ("x509-label.pem", CHAIN, "3 certificates"),
];

const CHAIN: &str = "123456789 until 2035-02-11T02:04:32Z, chain of 3";
const NO_KEY: &str =
    "expected a private key beside the certificates, found none; export the certificate together with its private key";
const PKCS12: &str = "expected a file of certificates (PEM, DER or PKCS#7), found a PKCS#12 file; export its certificates with: openssl pkcs12 -nokeys -in FILE -out NEW";
