//! The check of PDFs: no panic, and a file with a sound header is refused for encryption only.
#![no_main]

use libfuzzer_sys::fuzz_target;
use signature_model::{ErrorKind, check_pdf};

fuzz_target!(|data: &[u8]| {
    let _ = check_pdf(data);
    // The fuzzer finds neither the header nor the end by itself.
    let file = [b"%PDF-1.7\n", data, b"\nstartxref\n9\n%%EOF"].concat();
    if let Err(error) = check_pdf(&file) {
        assert_eq!(error.kind(), &ErrorKind::EncryptedPdf);
    }
});
