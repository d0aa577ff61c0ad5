//! Any bytes as certificates and PEM: no panic.
#![no_main]

use libfuzzer_sys::fuzz_target;
use signature_asice::Packager;
use signature_identity::{Certificate, CertificateChain};

fuzz_target!(|data: &[u8]| {
    if let Ok(certificate) = Certificate::from_der(data.to_vec()) {
        let _ = (certificate.issuer_name(), certificate.serial_number(), certificate.organization_number());
        let _ = (certificate.rsa_public_key().map(|key| key.modulus_bits()), certificate.allows_digital_signature());
    }
    if let Ok(text) = std::str::from_utf8(data) {
        let sender = Certificate::all_from_bytes(include_str!("../../fixtures/identities/sender.pem")).expect("PEM");
        for certificate in sender {
            let _ = (certificate.is_issued_by_name(text), certificate.has_serial_number(text));
            assert_eq!(certificate.is_issued_by_name(&certificate.issuer_name()), Ok(true));
        }
        let _ = Packager::from_pem(text);
    }
    let _ = Certificate::all_from_bytes(data);
    let _ = CertificateChain::from_bytes(data);
});
