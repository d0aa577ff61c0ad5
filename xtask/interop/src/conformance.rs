//! `cargo xtask conformance`: the conformance suite judges clients, our own drivers first; and other ZIP readers must
//! find in every archive that we accept what we find (`readers`).
//!
//! `conformance readers` does the second alone. The other direction, in which others judge us, is `cargo xtask interop`.

use xtask::command;
use xtask::failure::Failure;

use crate::readers::{self, Options};

/// Each of these runs the whole suite over one or several drivers, and fails on a mismatch.
const LINES: &[&str] = &[
    // In process, over the client's HTTP stack, and over a blocking socket; wrong drivers are found wrong.
    "cargo test --quiet -p signature-conformance --features loopback --test it",
    // What a user would write: a transport of their own, and a main function.
    "cargo run --quiet -p signature-conformance --features loopback --example blocking",
];

pub(crate) fn run(arguments: &[String]) -> Result<(), Failure> {
    if let [task, options @ ..] = arguments
        && task == "readers"
    {
        return readers::run(Options::read(options)?);
    }
    let options = Options::read(arguments)?;
    LINES.iter().try_for_each(|line| command::run(line))?;
    readers::run(options)
}
