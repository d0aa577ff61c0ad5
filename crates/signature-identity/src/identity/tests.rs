//! Every file in `fixtures/identities/key-files`, and what is wrong with some of them.

use super::*;
use crate::synthetic::key_files::{PASSWORD, key_file, key_text, pkcs1};
use signature_fixtures::identities;
use signature_model::Timestamp;

use crate::{Certificate, synthetic};

mod received;

/// Expects the whole chain, and the key with the bytes that OpenSSL first wrote.
#[track_caller]
fn check(identity: Result<Identity, Error>) {
    let identity = identity.unwrap();
    assert_eq!(identity.chain(), &synthetic::chain());
    assert_eq!(identity.private_key_for_tls(), synthetic::der(synthetic::SENDER_KEY));
    assert_eq!(identity.check_validity(synthetic::noon()), Ok(()));
    assert_eq!(identity.chain().leaf().organization_number().unwrap().as_str(), "123456789");
}

#[track_caller]
fn refused(identity: Result<Identity, Error>, expected: &str) {
    assert_eq!(identity.unwrap_err().to_string(), expected);
}

#[track_caller]
fn check_pkcs12(file: &[u8]) {
    check(Identity::from_pkcs12(file, PASSWORD));
    check(Identity::from_java_keystore(file, PASSWORD, &KeyEntry::only()));
    refused(Identity::from_pkcs12(file, "Synthetic"), WRONG_PASSWORD);
    refused(Identity::from_pkcs12(file, ""), WRONG_PASSWORD);
}

const WRONG_PASSWORD: &str = "expected the password of the key file, found another";
const WRONG_KEY_PASSWORD: &str = "expected the password of the key in the key store, found another";

#[test]
fn pkcs12_of_openssl_is_read() {
    check_pkcs12(key_file("openssl-modern.p12"));
    check_pkcs12(key_file("openssl-legacy.p12"));
    check_pkcs12(key_file("openssl-rc2-128.p12"));
    check_pkcs12(key_file("openssl-windows.p12"));
    check_pkcs12(key_file("openssl-unencrypted.p12"));
    check_pkcs12(key_file("openssl-open-certificates.p12"));
    check_pkcs12(key_file("openssl-sha224-mac.p12"));
    check_pkcs12(key_file("openssl-sha384-mac.p12"));
    check_pkcs12(key_file("openssl-sha512-mac.p12"));
    check_pkcs12(key_file("openssl-no-mac.p12"));
    check_pkcs12(key_file("openssl-100000-rounds.p12"));
}

#[test]
fn any_format_is_told_by_its_first_bytes() {
    let pem = [synthetic::SENDER_CERTIFICATE, key_text("pbes2.pem"), synthetic::ISSUER_CERTIFICATE, identities::ROOT];
    let pem = pem.concat();
    for file in [key_file("keytool.p12"), key_file("keytool.jks"), key_file("keytool.jceks"), pem.as_bytes()] {
        check(Identity::from_bytes(file, Some(PASSWORD)));
        refused(Identity::from_bytes(file, Some("another")), WRONG_PASSWORD);
        assert!(Identity::from_bytes(file, None).is_err());
    }
    let chain = synthetic::chain().to_der();
    check(Identity::from_der(chain.iter().rev(), &synthetic::der(synthetic::SENDER_KEY)));
    check(Identity::from_der(&chain, &synthetic::der(pkcs1())));
}

#[test]
fn der_alone_is_taken_as_der() {
    let (chain, key) = (synthetic::chain().to_der(), synthetic::der(synthetic::SENDER_KEY));
    let expected = "expected a private key in DER (PKCS#8 or PKCS#1), found";
    let found = |found: &str| format!("{expected} {found}");
    refused(
        Identity::from_der(&chain, synthetic::SENDER_KEY.as_bytes()),
        &found("PEM text; read it with Identity::from_pem"),
    );
    refused(
        Identity::from_der(&chain, key_file("keytool.p12")),
        &found("a PKCS#12 file; read it with Identity::from_pkcs12"),
    );
    refused(
        Identity::from_der(&chain, &chain[0]),
        &found("something else; read other files with Identity::from_bytes"),
    );
    let pem = [chain[0].to_vec(), synthetic::ISSUER_CERTIFICATE.as_bytes().to_vec()];
    let fault =
        "expected a certificate (X.509 in DER) in entry 1 (counted from 0), found bytes that are not one ASN.1 element";
    refused(Identity::from_der(pem, &key), fault);
}

#[test]
fn clones_share_the_key() {
    let identity = Identity::from_pkcs12(key_file("keytool.p12"), PASSWORD).unwrap();
    assert_eq!(identity.clone().private_key_for_tls().as_ptr(), identity.private_key_for_tls().as_ptr());
    assert!(identity.signing_key().belongs_to(identity.clone().certificate()));
    assert_eq!(identity.organization_number().unwrap().as_str(), "123456789");
}

#[test]
fn pkcs12_of_java_is_read() {
    check_pkcs12(key_file("keytool.p12"));
    check_pkcs12(key_file("keytool-legacy.p12"));
    check_pkcs12(key_file("bouncycastle.p12"));
    check_pkcs12(key_file("bouncycastle-pbmac1.p12"));
}

#[test]
fn an_empty_password_is_one_or_none() {
    check(Identity::from_pkcs12(key_file("openssl-empty-password.p12"), ""));
    check(Identity::from_pkcs12(key_file("openssl-empty-password-legacy.p12"), ""));
    check(Identity::from_pkcs12(key_file("openssl-nothing.p12"), ""));
    check(Identity::from_pkcs12(key_file("openssl-nothing.p12"), "not needed"));
}

#[test]
fn passwords_may_have_any_letters() {
    check(Identity::from_pkcs12(key_file("openssl-norwegian-password.p12"), "blåbærsyltetøy€😀"));
    check(Identity::from_pkcs12(key_file("openssl-norwegian-password-legacy.p12"), "blåbærsyltetøy€😀"));
    refused(Identity::from_pkcs12(key_file("openssl-norwegian-password.p12"), "blabarsyltetoy"), WRONG_PASSWORD);
}

#[test]
fn the_certificate_is_the_one_that_the_file_says() {
    check(Identity::from_pkcs12(key_file("openssl-crowd.p12"), PASSWORD));
}

#[test]
fn pem_is_read_in_any_order_and_with_any_key() {
    let certificates =
        [identities::ROOT, identities::AVSENDER, synthetic::ISSUER_CERTIFICATE, synthetic::SENDER_CERTIFICATE].concat();
    for key in [synthetic::SENDER_KEY, pkcs1()] {
        check(Identity::from_pem(format!("{certificates}{key}"), None));
        check(Identity::from_pem(format!("{key}{certificates}"), Some("not needed")));
    }
    for key in [
        key_text("pbes1.pem"),
        key_text("pbes1-md5-des.pem"),
        key_text("pbes1-sha1-des.pem"),
        key_text("pbes2.pem"),
        key_text("pbes2-sha1-3des.pem"),
        key_text("pbes2-sha224.pem"),
        key_text("pbes2-sha384.pem"),
        key_text("pbes2-sha512.pem"),
    ] {
        let text = format!("{certificates}{key}");
        check(Identity::from_pem(&text, Some(PASSWORD)));
        refused(Identity::from_pem(&text, Some("another")), WRONG_PASSWORD);
        refused(Identity::from_pem(&text, None), "expected a password for the encrypted private key, found none");
    }
}

#[test]
fn an_old_encryption_of_openssl_is_refused_by_name() {
    refused(
        Identity::from_pem(key_text("proc-type.pem"), Some(PASSWORD)),
        "expected a private key in PKCS#8, found OpenSSL's older encryption (Proc-Type: 4,ENCRYPTED); convert it with: \
         openssl pkcs8 -topk8 -in OLD -out NEW",
    );
}

#[test]
fn java_key_stores_are_read() {
    for file in [key_file("keytool.jks"), key_file("keytool.jceks"), key_file("keytool-few-rounds.jceks")] {
        check(Identity::from_java_keystore(file, PASSWORD, &KeyEntry::only()));
        check(Identity::from_java_keystore(file, PASSWORD, &KeyEntry::named("AvSender")));
        refused(Identity::from_java_keystore(file, "another", &KeyEntry::only()), WRONG_PASSWORD);
        refused(
            Identity::from_java_keystore(file, PASSWORD, &KeyEntry::named("nobody")),
            "expected a private key with the given alias, found 1 with other aliases or none",
        );
    }
}

#[test]
fn a_key_may_have_a_password_of_its_own() {
    for file in [
        key_file("keytool-key-password.jks"),
        key_file("keytool-key-password.jceks"),
        key_file("bouncycastle-key-password.p12"),
    ] {
        check(Identity::from_java_keystore(file, PASSWORD, &KeyEntry::only().with_password("anotherone")));
        refused(Identity::from_java_keystore(file, PASSWORD, &KeyEntry::only()), WRONG_KEY_PASSWORD);
        refused(
            Identity::from_java_keystore(file, PASSWORD, &KeyEntry::only().with_password("third")),
            WRONG_KEY_PASSWORD,
        );
    }
}

#[test]
fn one_of_several_keys_is_chosen() {
    for file in [key_file("keytool-two.jks"), key_file("keytool-two.p12")] {
        check(Identity::from_java_keystore(file, PASSWORD, &KeyEntry::named("avsender")));
        check(Identity::from_java_keystore(file, PASSWORD, &KeyEntry::named("GAMMEL")));
        refused(
            Identity::from_java_keystore(file, PASSWORD, &KeyEntry::only()),
            "expected 1 private key or the choice of one, found 2 keys, 2 of them with an alias; choose by thumbprint or alias",
        );
    }
    refused(
        Identity::from_pkcs12(key_file("keytool-two.p12"), PASSWORD),
        "expected 1 private key or the choice of one, found 2 keys, 2 of them with an alias; choose by thumbprint or alias",
    );
}

#[test]
fn what_is_missing_is_named() {
    refused(
        Identity::from_pkcs12(key_file("openssl-no-certificate.p12"), PASSWORD),
        "expected the certificate of the private key, found no certificate; export both together, or put both into one PEM text",
    );
    refused(
        Identity::from_pkcs12(key_file("openssl-no-key.p12"), PASSWORD),
        "expected a private key beside the certificates, found none; export the certificate together with its private key",
    );
    refused(
        Identity::from_pem([pkcs1(), synthetic::ISSUER_CERTIFICATE].concat(), None),
        "expected the certificate of the private key, found 1 of other keys",
    );
}

#[test]
fn what_is_not_supported_is_named() {
    refused(
        Identity::from_pkcs12(key_file("openssl-small-key.p12"), PASSWORD),
        "expected a key of 2048 to 8192 bits, found 1024 bits",
    );
    let algorithm = "expected an RSA key and algorithms that key files use, found the algorithm";
    refused(
        Identity::from_pkcs12(key_file("openssl-elliptic.p12"), PASSWORD),
        &format!("{algorithm} 1.2.840.10045.2.1"),
    );
    refused(
        Identity::from_pkcs12(key_file("openssl-rc4.p12"), PASSWORD),
        &format!("{algorithm} 1.2.840.113549.1.12.1.1"),
    );
    refused(Identity::from_pem(key_text("scrypt.pem"), Some(PASSWORD)), &format!("{algorithm} 1.3.6.1.4.1.11591.4.11"));
    refused(
        Identity::from_java_keystore(key_file("keytool-secret.jceks"), PASSWORD, &KeyEntry::named("avsender")),
        "expected private keys and certificates in the key store, found a secret key",
    );
}

#[test]
fn broken_files_are_refused() {
    let broken = "expected a PKCS#12 file, found a damaged or incomplete one";
    let whole = key_file("openssl-unencrypted.p12");
    for end in (2..whole.len()).step_by(13) {
        refused(Identity::from_pkcs12(&whole[..end], PASSWORD), broken);
    }
    let broken = "expected a complete Java key store, found a damaged or incomplete one";
    let store = key_file("keytool.jks");
    for end in (4..store.len()).step_by(13) {
        refused(Identity::from_java_keystore(&store[..end], PASSWORD, &KeyEntry::only()), broken);
    }
    refused(
        Identity::from_pkcs12(vec![0x30; Identity::MAX_FILE_BYTES + 1], PASSWORD),
        "expected a file of at most 1048576 bytes, found 1048577 bytes",
    );
}

/// The file says how often at its very end.
#[test]
fn the_work_for_a_file_is_bounded() {
    let mut file = key_file("openssl-modern.p12").to_vec();
    let count = file.len() - 4..;
    assert_eq!(file[count.clone()], [2, 2, 0x08, 0x00]);
    file[count].copy_from_slice(&[2, 2, 0x7f, 0xff]);
    refused(Identity::from_pkcs12(&file, PASSWORD), WRONG_PASSWORD);

    let mut rounds = Rounds::new();
    let mut check = |count, times, expected: Result<u32, &str>| {
        let taken = rounds.take_number(count, times).map_err(|error| error.to_string());
        assert_eq!(taken, expected.map_err(str::to_owned));
    };
    check(2_000_000, 1, Ok(2_000_000));
    check(
        500_001,
        2,
        Err("expected at most 3000000 rounds of key derivation for a file, found 1000002 more for one part of it"),
    );
    check(500_000, 2, Ok(500_000));
    check(1, 1, Err("expected at most 3000000 rounds of key derivation for a file, found 1 more for one part of it"));
    check(0, 1, Err("expected a key file in sound ASN.1, found a damaged or incomplete one"));
}

#[test]
fn keys_in_files_of_their_own_are_found() {
    let certificate = || ("sender.cer", synthetic::sender().der().to_vec());
    let find = |key, password| Identity::find([certificate(), ("key", key)], password, &sha1(&synthetic::sender()));
    for key in [synthetic::SENDER_KEY, pkcs1(), key_text("pbes2.pem")] {
        assert_eq!(
            find(synthetic::der(key), Some(PASSWORD)).unwrap().private_key_for_tls(),
            synthetic::der(synthetic::SENDER_KEY)
        );
    }
    let reason = |key| find(key, None).unwrap_err().unread()[0].reason().to_string();
    let encrypted = synthetic::der(key_text("pbes2.pem"));
    assert_eq!(reason(encrypted), "expected a password for the encrypted private key, found none");
    let elliptic = [&[0x30, 0x10, 2, 1, 0, 0x30, 9, 6, 7][..], &[0x2a, 0x86, 0x48, 0xce, 0x3d, 2, 1], &[4, 0]].concat();
    assert_eq!(
        reason(elliptic),
        "expected an RSA key and algorithms that key files use, found the algorithm 1.2.840.10045.2.1"
    );
}

#[test]
fn an_unreadable_key_is_skipped_if_another_fits() {
    let elliptic = "-----BEGIN EC PRIVATE KEY-----\nAAAA\n-----END EC PRIVATE KEY-----\n";
    let encrypted = key_text("pbes2.pem");
    let certificates = [synthetic::SENDER_CERTIFICATE, synthetic::ISSUER_CERTIFICATE].concat();
    let root = identities::ROOT;
    for other in [elliptic, encrypted] {
        let text = [other, &certificates, root, synthetic::SENDER_KEY].concat();
        check(Identity::from_pem(&text, None));
        check(Identity::find([("all", text)], None, &sha1(&synthetic::sender())));
    }
    refused(
        Identity::from_pem([elliptic, &certificates].concat(), None),
        "expected an RSA key and algorithms that key files use, found the algorithm 1.2.840.10045.2.1",
    );
    check(Identity::from_pem([synthetic::SENDER_KEY, pkcs1(), &certificates, root].concat(), None));
    let other = signature_fixtures::text("identities/as-received/leaf.pem").unwrap();
    refused(
        Identity::from_pem([synthetic::SENDER_KEY, other, &certificates].concat(), None),
        "expected 1 private key or the choice of one, found 2 keys, 0 of them with an alias; choose by thumbprint or alias",
    );
}

#[test]
fn a_password_of_the_keys_own_may_be_empty() {
    let entry = KeyEntry::only().with_password("");
    refused(Identity::from_java_keystore(key_file("keytool.p12"), PASSWORD, &entry), WRONG_KEY_PASSWORD);
    refused(Identity::from_java_keystore(key_file("keytool.jks"), PASSWORD, &entry), WRONG_KEY_PASSWORD);
}

fn folder() -> Vec<(&'static str, Vec<u8>)> {
    vec![
        ("liesmeg.txt", b"SYNTHETIC".to_vec()),
        ("annen.p12", key_file("openssl-norwegian-password.p12").to_vec()),
        ("issuer.pem", [b"friendlyName: bl\xe5b\xe6r\n", synthetic::ISSUER_CERTIFICATE.as_bytes()].concat()),
        ("root.cer", synthetic::root().der().to_vec()),
        ("key.jks", key_file("keytool.jks").to_vec()),
        ("encryption.pem", identities::ENCRYPTION.into()),
    ]
}

fn sha1(certificate: &Certificate) -> Thumbprint {
    certificate.sha1().map(|byte| format!("{byte:02X}")).join(":").parse().unwrap()
}

#[test]
fn a_thumbprint_finds_its_identity_among_files() {
    let find = |thumbprint| Identity::find(folder(), Some(PASSWORD), &thumbprint);
    for thumbprint in [sha1(&synthetic::sender()), Thumbprint::of(&synthetic::sender())] {
        assert_eq!(find(thumbprint).unwrap().chain(), &synthetic::chain());
    }
    // The key is in another file than its certificate.
    let encryption = find(sha1(&synthetic::encryption_only())).unwrap();
    assert_eq!(encryption.chain().leaf(), &synthetic::encryption_only());
    assert!(encryption.chain().reaches_root());
}

#[test]
fn an_unknown_thumbprint_is_an_error_that_lists_unread_files() {
    let error = Identity::find(folder(), Some(PASSWORD), &sha1(&synthetic::avsender())).unwrap_err();
    assert_eq!(
        error.to_string(),
        "expected a certificate with the given thumbprint and its private key, found none among 6 certificates, and 2 \
         files or parts of them that could not be read"
    );
    assert!(matches!(error.kind(), ErrorKind::NotFound { has_certificate: false, certificates: 6, .. }));
    let unread: Vec<_> = error.unread().iter().map(|file| (file.name(), file.reason().to_string())).collect();
    let other = "expected a file of keys and certificates, found text";
    assert_eq!(unread, [("liesmeg.txt", other.to_owned()), ("annen.p12", WRONG_PASSWORD.to_owned())]);

    let error = Identity::find(folder(), None, &sha1(&synthetic::issuer())).unwrap_err();
    assert!(matches!(error.kind(), ErrorKind::NotFound { has_certificate: true, certificates: 3, .. }));
    assert_eq!(
        error.to_string(),
        "expected a certificate with the given thumbprint and its private key, found no key for it among 3 \
         certificates, and 3 files or parts of them that could not be read"
    );
    let reasons: Vec<_> = error.unread().iter().map(|file| file.reason().to_string()).collect();
    let no_password = "expected a password for the encrypted private key, found none";
    assert_eq!(reasons[1..], [no_password, no_password], "none was given, so none is wrong");
}

#[test]
fn debug_output_shows_no_secret() {
    let identity = Identity::from_pkcs12(key_file("keytool.p12"), PASSWORD).unwrap();
    let shown = format!("{identity:?}");
    assert!(shown.starts_with("Identity { chain: CertificateChain { leaf: Certificate(sha256 "), "{shown}");
    assert!(shown.ends_with("key: SigningKey(256 bytes), .. }"), "{shown}");
}
