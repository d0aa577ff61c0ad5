//! Canonical forms of any XML: no panic, and a canonical form is XML whose canonical form is the same.
#![no_main]

use std::sync::LazyLock;

use libfuzzer_sys::fuzz_target;
use signature_asice::canonical_forms;

static SIGNATURES: LazyLock<&[u8]> =
    LazyLock::new(|| fuzz::package().1.file("META-INF/signatures.xml").expect("a signature file"));

fuzz_target!(|data: &[u8]| {
    let data = &fuzz::any_of(&[*SIGNATURES], data)[..];
    let Some(forms) = canonical_forms(data) else { return };
    for form in &forms {
        // Escapes make it longer, perhaps longer than the limit.
        if let Some(again) = canonical_forms(form) {
            assert!(again.contains(form), "{:?}", String::from_utf8_lossy(form));
        } else {
            assert!(form.len() > data.len(), "{:?}", String::from_utf8_lossy(form));
        }
    }
});
