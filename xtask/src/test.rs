//! `cargo xtask test`: every test that needs nothing but Rust. Outside tools are the business of `interop`.

use xtask::failure::Failure;
use xtask::{arguments, command};

const LINES: &[&str] = &[
    "cargo test --workspace --lib --bins --tests --examples",
    "cargo test --workspace --doc",
    "cargo run --quiet -p signature-asice --example sign_elsewhere",
    // Without its RSA backend the crate has other paths, and other tests of them.
    "cargo test -p signature-identity -p signature-asice --no-default-features",
];

pub(crate) fn run(arguments: &[String]) -> Result<(), Failure> {
    arguments::none(arguments)?;
    LINES.iter().try_for_each(|line| command::run(line))
}
