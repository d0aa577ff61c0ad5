//! The sender's certificate, chain and key in the files that programs make of them.
//!
//! `key-files/make.sh` made them, and says how. `synthetic` is the password where nothing else is said.

/// One of the files, by name.
macro_rules! key_file {
    ($name:literal) => {
        include_bytes!(concat!(env!("CARGO_MANIFEST_DIR"), "/src/synthetic/key-files/", $name))
    };
}
pub(crate) use key_file;

pub(crate) const PASSWORD: &str = "synthetic";

pub(crate) const PKCS1: &str = include_str!("key-files/pkcs1.pem");
