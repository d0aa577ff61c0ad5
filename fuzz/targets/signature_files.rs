//! Any signature file beside the documents: no panic, and no file lets a document pass that was not signed.
#![no_main]

use std::sync::LazyLock;

use fuzz::{CONTENT, DOCUMENT, MANIFEST};
use libfuzzer_sys::fuzz_target;
use signature_asice::{Limits, Package, Verifier};

const SIGNATURES: &str = "META-INF/signatures.xml";

static VERIFIER: LazyLock<Verifier> = LazyLock::new(|| Verifier::new(fuzz::root()));

fn with_signatures(signatures: &[u8], content: &[u8]) -> Result<Package, signature_asice::OpenError> {
    let files = [(DOCUMENT, content), ("manifest.xml", MANIFEST), (SIGNATURES, signatures)];
    Package::open(fuzz::archive(&files), &Limits::default())
}

fuzz_target!(
    init: {
        let package = with_signatures(real(), CONTENT).expect("an archive");
        let report = VERIFIER.verify(&package, fuzz::now());
        assert!(report.is_valid(), "{report}");
    },
    |data: &[u8]| {
        let signatures = fuzz::any_of(&[real()], data);
        if let Ok(package) = with_signatures(&signatures, CONTENT) {
            let report = VERIFIER.verify(&package, fuzz::now());
            if report.is_valid() {
                assert_eq!(report.signing_time(), Some(fuzz::now()));
                assert!(report.signer().is_some_and(|signer| signer.organization_number().is_some()));
            }
        }
        if let Ok(package) = with_signatures(&signatures, b"%PDF-1.7 changed!") {
            let report = VERIFIER.verify(&package, fuzz::now());
            assert!(!report.is_valid(), "{report}");
        }
    }
);

fn real() -> &'static [u8] {
    fuzz::package().1.file(SIGNATURES).expect("a signature file")
}
