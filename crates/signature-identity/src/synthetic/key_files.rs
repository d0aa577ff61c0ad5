//! The sender's certificate, chain and key in the files that programs make of them.
//!
//! `fixtures/identities/key-files/make.sh` made them, and says how. `synthetic` is the password where nothing else is
//! said.

/// One of the files, by name.
pub(crate) fn key_file(name: &str) -> &'static [u8] {
    signature_fixtures::file(&format!("identities/key-files/{name}")).unwrap()
}

/// One of the files that are text, by name.
pub(crate) fn key_text(name: &str) -> &'static str {
    std::str::from_utf8(key_file(name)).unwrap()
}

pub(crate) const PASSWORD: &str = "synthetic";

pub(crate) fn pkcs1() -> &'static str {
    key_text("pkcs1.pem")
}
