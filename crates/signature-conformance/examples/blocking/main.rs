//! Brings a transport of one's own, and has the conformance suite judge it: `cargo run --example blocking`.
#![expect(clippy::print_stdout, reason = "an example shows what it does")]

mod client;

use client::BlockingClient;
use signature_conformance::Loopback;

fn main() -> Result<(), Box<dyn std::error::Error>> {
    let runtime = tokio::runtime::Runtime::new()?;
    let loopback = runtime.block_on(Loopback::start())?;
    let mut driver = BlockingClient::new(loopback.peer().root().clone());
    let report = signature_conformance::run(&mut driver, loopback.peer())?;
    println!("{report}");
    if report.is_success() { Ok(()) } else { Err("expected no mismatch, found those above".into()) }
}
