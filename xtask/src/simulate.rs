//! `cargo xtask simulate --schedules N [--seed S] [--log]`: the simulation of the poller and the delivery.
//!
//! This only starts it, optimized; it is an example of `signature-protocol`, whose tests run a few schedules of it.

use xtask::command;
use xtask::failure::Failure;

pub(crate) fn run(arguments: &[String]) -> Result<(), Failure> {
    let simulate = "cargo run --quiet --release -p signature-protocol --example simulate --";
    command::run(&format!("{simulate} {}", arguments.join(" ")))
}
