//! Any bytes as certificates, and real certificates with some bytes changed: no panic, every certificate recognizes its
//! own issuer's name and serial number, and only what the root signed leads to the root.
#![no_main]

use std::sync::LazyLock;

use libfuzzer_sys::fuzz_target;
use signature_asice::Packager;
use signature_fixtures::FILES;
use signature_identity::{Certificate, CertificateChain, check_path};

/// Every certificate of the fixtures, the sender's among them.
static CERTIFICATES: LazyLock<Vec<Certificate>> = LazyLock::new(|| {
    let files = FILES.iter().filter(|file| file.path.starts_with("identities/"));
    files.filter_map(|file| Certificate::all_from_bytes(file.bytes).ok()).flatten().collect()
});

/// Certificates as they arrive: DER, PEM and bundles.
static RECEIVED: LazyLock<Vec<&[u8]>> = LazyLock::new(|| {
    let files = FILES.iter().filter(|file| file.path.starts_with("identities/as-received/"));
    files.map(|file| file.bytes).collect()
});

static ROOT: LazyLock<Vec<Certificate>> = LazyLock::new(fuzz::root);

fuzz_target!(|data: &[u8]| {
    let ders: Vec<_> = CERTIFICATES.iter().map(Certificate::der).collect();
    if let Ok(certificate) = Certificate::from_der(fuzz::any_of(&ders, data)) {
        check(&certificate);
    }
    if let Some((_, text)) = data.split_first()
        && let Ok(text) = std::str::from_utf8(text)
        && let Some(certificate) = CERTIFICATES.first()
    {
        let _ = (certificate.is_issued_by_name(text), certificate.has_serial_number(text));
        let _ = Packager::from_pem(text);
    }
    let file = fuzz::any_of(&RECEIVED, data);
    let _ = CertificateChain::from_bytes(&file);
    if let Ok(certificates) = Certificate::all_from_bytes(&file) {
        certificates.iter().for_each(check);
    }
});

fn check(certificate: &Certificate) {
    let _ = (certificate.subject_name(), certificate.organization_name(), certificate.organization_number());
    let _ = (certificate.not_before(), certificate.not_after(), certificate.check_validity(fuzz::now()));
    let _ = (certificate.allows_digital_signature(), certificate.sha256());
    let _ = certificate.rsa_public_key().map(|key| (key.modulus_bits(), key.signature_len()));
    let name = certificate.issuer_name();
    assert_eq!(certificate.is_issued_by_name(&name), Ok(true), "{name:?}");
    assert!(certificate.has_serial_number(&certificate.serial_number()));
    if check_path(certificate, &ROOT, &[&CERTIFICATES[..]], fuzz::now()).is_ok() {
        let facts = |of: &Certificate| (of.subject_name(), of.serial_number(), of.not_before(), of.not_after());
        assert!(CERTIFICATES.iter().any(|real| facts(real) == facts(certificate)), "{certificate:?}");
    }
}
