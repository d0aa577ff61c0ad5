//! Any bytes as archives: no panic, bounded memory, and a package is valid only with the files that were signed.
#![no_main]

use std::sync::LazyLock;

use libfuzzer_sys::fuzz_target;
use signature_asice::{Limits, Package, Verifier};
use signature_fixtures::FILES;

static VERIFIER: LazyLock<Verifier> = LazyLock::new(|| Verifier::new(fuzz::root()));

/// The valid package, and archives of other programs.
static ARCHIVES: LazyLock<Vec<&[u8]>> = LazyLock::new(|| {
    let others = FILES.iter().filter(|file| file.path.ends_with(".asice")).map(|file| file.bytes);
    std::iter::once(&fuzz::package().0[..]).chain(others).collect()
});

fuzz_target!(|data: &[u8]| {
    if let Ok(package) = Package::open(fuzz::any_of(&ARCHIVES, data), &Limits::default()) {
        let report = VERIFIER.verify(&package, fuzz::now());
        if report.is_valid() {
            assert!(package.documents().eq(fuzz::package().1.documents()), "{report}");
        }
        for entry in package.entries() {
            assert!(package.file(entry.name()).is_some());
            let _ = package.document(entry.name());
        }
    }
});
