//! Tests a custom transport with the conformance suite: `cargo run --example blocking`.
#![expect(clippy::print_stdout, reason = "an example shows what it does")]

mod client;

use client::BlockingClient;
use signature_conformance::{Error, Loopback};

fn main() -> Result<(), Error> {
    let loopback = Loopback::start()?;
    let mut driver = BlockingClient::new(loopback.peer().root().clone());
    let report = signature_conformance::run(&mut driver, loopback.peer())?;
    println!("{report}");
    std::process::exit(i32::from(!report.is_success()));
}
