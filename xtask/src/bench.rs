//! `cargo xtask bench`: how fast we are on this machine, beside the least that the same work can cost.
//!
//! A floor is measured in the same run, in turns with ours and on the same bytes, by calling the very crates that ours
//! calls. The ratio of the two is what to look at, as seconds tell more of the machine than of us. Nothing fails for
//! being slow: this is no test.

mod messages;
mod packages;
mod requests;
mod samples;
mod stopwatch;
mod table;

use crate::command;
use crate::failure::Failure;
use table::Table;

/// Measures one kind of work.
type Measure = fn() -> Result<Table, Failure>;

/// Every kind, in order.
const MEASURES: &[Measure] =
    &[messages::reading, messages::writing, requests::planning, packages::packing, packages::verifying];

/// Tasks are built to be built fast; what is measured has to be built to run fast.
const OPTIMIZED: &str = "cargo run --quiet --release --package xtask -- bench --measure";

pub(crate) fn run(arguments: &[String]) -> Result<(), Failure> {
    match arguments {
        [] => command::run(OPTIMIZED),
        [measure] if measure == "--measure" => measure_all(),
        [first, ..] => Err(Failure::new(format!("expected no arguments, found {first}"))),
    }
}

fn measure_all() -> Result<(), Failure> {
    if cfg!(debug_assertions) {
        return Err(Failure::new(format!("expected an optimized build, as `{OPTIMIZED}` makes; found another")));
    }
    println!("Medians of {} rounds, ours and the floor in turns.", stopwatch::ROUNDS);
    println!("Look at ratios and allocations: the rates are this machine's, with whatever else it is doing now.");
    for measure in MEASURES {
        println!("\n{}", measure()?);
    }
    Ok(())
}
