//! `cargo xtask conformance`: the conformance suite judges clients and services, our own drivers first; and other ZIP
//! readers must find in every archive that we accept what we find (`readers`).
//!
//! `conformance readers` does the second alone. The other direction, in which others judge us, is `cargo xtask interop`.

use xtask::failure::Failure;
use xtask::{command, workspace};

use crate::fixtures;
use crate::readers::{self, Options};

/// Each of these runs cases of the suite, and fails on a mismatch.
const LINES: &[&str] = &[
    // In process, over the client's HTTP stack, and over a blocking socket; wrong drivers are found wrong.
    "cargo test --quiet -p signature-conformance --test it",
    // What a user would write: a transport of their own, and a main function.
    "cargo run --quiet -p signature-conformance --example blocking",
    // The sandbox understands what official clients send.
    "cargo test --quiet -p signature-testkit --test it requests",
    // A client in another language, which reads the published files; wrong clients are found wrong.
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
