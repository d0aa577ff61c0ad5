//! `cargo xtask test`: every test that needs only Rust. `interop` runs outside tools.

use xtask::failure::Failure;
use xtask::{arguments, command};

const LINES: &[&str] = &[
    "cargo test --workspace --lib --bins --tests --examples",
    "cargo test --workspace --doc",
    "cargo run --quiet -p signature-asice --example sign_elsewhere",
    // Without the RSA backend the crates have other code, with other tests.
    "cargo test -p signature-identity -p signature-asice --no-default-features",
];

pub(crate) fn run(arguments: &[String]) -> Result<(), Failure> {
    arguments::none(arguments)?;
    LINES.iter().try_for_each(|line| command::run(line))
}
