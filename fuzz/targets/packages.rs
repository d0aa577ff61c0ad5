//! Any bytes as archives and signature files: no panic, bounded memory, and no valid package, because the fuzzer has no
//! key under the anchor.
#![no_main]

use std::sync::OnceLock;

use libfuzzer_sys::fuzz_target;
use signature_asice::{Limits, Package, Verifier};
use signature_identity::Certificate;
use signature_model::Timestamp;
use signature_testkit::TestPki;

fn verifier() -> &'static Verifier {
    static VERIFIER: OnceLock<Verifier> = OnceLock::new();
    VERIFIER.get_or_init(|| {
        let pki = TestPki::generate(Timestamp::EPOCH).expect("a PKI");
        Verifier::new(vec![Certificate::from_der(pki.trust_anchor().to_vec()).expect("a certificate")])
    })
}

fuzz_target!(|data: &[u8]| {
    if let Ok(package) = Package::open(data.to_vec(), &Limits::default()) {
        let report = verifier().verify(&package, Timestamp::EPOCH);
        assert!(!report.is_valid(), "{report}");
        for entry in package.entries() {
            let _ = package.document(entry.name());
        }
    }
});
