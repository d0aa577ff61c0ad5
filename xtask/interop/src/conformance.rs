//! `cargo xtask conformance`: the conformance suite judges clients, our own drivers first.
//!
//! The other direction, in which others judge us, is `cargo xtask interop`.

use xtask::failure::Failure;
use xtask::{arguments, command};

/// Each of these runs the whole suite over one or several drivers, and fails on a mismatch.
const LINES: &[&str] = &[
    // In process, over the client's HTTP stack, and over a blocking socket; wrong drivers are found wrong.
    "cargo test --quiet -p signature-conformance --features loopback --test it",
    // What a user would write: a transport of their own, and a main function.
    "cargo run --quiet -p signature-conformance --features loopback --example blocking",
];

pub(crate) fn run(arguments: &[String]) -> Result<(), Failure> {
    arguments::none(arguments)?;
    LINES.iter().try_for_each(|line| command::run(line))
}
