//! `cargo xtask conformance`: tests clients and services with the conformance suite, starting with our own drivers, and
//! checks that other ZIP readers find the same files as we do in every archive that we accept (`readers`).
//!
//! `conformance readers` does only the second part. `cargo xtask interop` is the other direction: others test us.

use xtask::failure::Failure;
use xtask::{command, workspace};

use crate::fixtures;
use crate::readers::{self, Options};

/// Each of these runs cases of the suite, and fails on a mismatch.
const LINES: &[&str] = &[
    // In process, over the client's HTTP stack, and over a blocking socket; wrong drivers must fail.
    "cargo test --quiet -p signature-conformance --test it",
    // What a user would write: their own transport, and a main function.
    "cargo run --quiet -p signature-conformance --example blocking",
    // The sandbox understands what official clients send.
    "cargo test --quiet -p signature-testkit --test it requests",
    // A client in another language, which reads the published files; wrong clients must fail.
    "env --chdir=fixtures/examples/go go run . ../../../target/suite",
    "env --chdir=fixtures/examples/go go test -count=1 . -suite ../../../target/suite",
];

/// Where the suite is published for the lines above.
const PUBLISHED: &str = "target/suite";

pub(crate) fn run(arguments: &[String]) -> Result<(), Failure> {
    if let [task, options @ ..] = arguments
        && task == "readers"
    {
        return readers::run(Options::read(options)?);
    }
    let options = Options::read(arguments)?;
    fixtures::publish(&workspace::root().join(PUBLISHED))?;
    LINES.iter().try_for_each(|line| command::run(line))?;
    readers::run(options)
}
