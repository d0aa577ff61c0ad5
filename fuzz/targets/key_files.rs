//! Any bytes as key files, and real key files with some bytes changed: no panic, bounded work, and every key that is
//! found belongs to its certificate.
#![no_main]

use libfuzzer_sys::fuzz_target;
use sha1::{Digest as _, Sha1};
use signature_fixtures::identities;
use signature_identity::{Certificate, Identity, KeyEntry, Thumbprint};

/// A real file beside the readers' tests.
macro_rules! key_file {
    ($name:literal) => {
        include_bytes!(concat!("../../fixtures/identities/key-files/", $name))
    };
}

/// Files without a checksum where possible, because a checksum would stop changes early.
const FILES: [&[u8]; 13] = [
    key_file!("openssl-nothing.p12"),
    key_file!("openssl-no-mac.p12"),
    key_file!("openssl-modern.p12"),
    key_file!("openssl-rc2-128.p12"),
    key_file!("openssl-unencrypted.p12"),
    key_file!("keytool.p12"),
    key_file!("bouncycastle-pbmac1.p12"),
    key_file!("keytool.jks"),
    key_file!("keytool-key-password.jks"),
    key_file!("keytool-few-rounds.jceks"),
    key_file!("pkcs1.pem"),
    key_file!("pbes1-md5-des.pem"),
    key_file!("pbes2.pem"),
];

fuzz_target!(|data: &[u8]| {
    let Some((reader, rest)) = data.split_first() else { return };
    let file = fuzz::any_of(&FILES, rest);
    match reader % 6 {
        0 => check(Identity::from_pkcs12(&file, "synthetic").ok()),
        1 => check(Identity::from_java_keystore(&resealed(file), "synthetic", &KeyEntry::only()).ok()),
        2 => check(Identity::from_pem(&file, Some("synthetic")).ok()),
        3 => check(Identity::from_bytes(&file, Some("synthetic")).ok()),
        4 => {
            let chain = Certificate::all_from_bytes(identities::SENDER).expect("a certificate");
            check(Identity::from_der(chain.iter().map(Certificate::der), &file).ok());
        }
        _ => {
            let wanted = Certificate::all_from_bytes(identities::SENDER).expect("a certificate");
            check(Identity::find([("", file)], Some("synthetic"), &Thumbprint::of(&wanted[0])).ok());
            if let Ok(text) = std::str::from_utf8(rest)
                && let Ok(thumbprint) = text.parse::<Thumbprint>()
            {
                assert_eq!(thumbprint.to_string().parse(), Ok(thumbprint));
            }
        }
    }
});

/// Adds the digest at the end of a Java key store, so that changes are not refused because of it.
fn resealed(mut file: Vec<u8>) -> Vec<u8> {
    if file.starts_with(&[0xfe, 0xed, 0xfe, 0xed]) || file.starts_with(&[0xce; 4]) {
        file.truncate(file.len().saturating_sub(20));
        let password: Vec<u8> = "synthetic".encode_utf16().flat_map(u16::to_be_bytes).collect();
        let digest = Sha1::new_with_prefix(password).chain_update(b"Mighty Aphrodite").chain_update(&file).finalize();
        file.extend_from_slice(&digest);
    }
    file
}

fn check(identity: Option<Identity>) {
    let Some(identity) = identity else { return };
    assert!(!identity.private_key_for_tls().is_empty());
    assert!(identity.signing_key().belongs_to(identity.certificate()));
}
