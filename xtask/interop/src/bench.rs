//! `cargo xtask bench`: how fast we are on this machine, beside the least that the same work can cost.
//!
//! A floor is measured in the same run, in turns with ours and on the same bytes, by calling the very crates that ours
//! calls. The ratio of the two is what to look at, as seconds tell more of the machine than of us. Nothing fails for
//! being slow: this is no test.

mod jaxb;
mod messages;
mod packages;
mod requests;
mod samples;
mod stopwatch;
mod table;

use table::Table;
use xtask::arguments;
use xtask::failure::Failure;

/// Measures one kind of work.
type Measure = fn() -> Result<Table, Failure>;

/// Every kind, in order.
const MEASURES: &[Measure] = &[
    messages::reading,
    messages::reading_beside_names,
    messages::writing,
    requests::planning,
    packages::packing,
    packages::verifying,
];

pub(crate) fn run(arguments: &[String]) -> Result<(), Failure> {
    arguments::none(arguments)?;
    if cfg!(debug_assertions) {
        return Err(Failure::new("this is a debug build, whose figures say nothing; run `cargo xtask bench`"));
    }
    println!("Medians of {} rounds, ours and the floor in turns.", stopwatch::ROUNDS);
    println!("Look at ratios and allocations: the rates are this machine's, with whatever else it is doing now.");
    for measure in MEASURES {
        println!("\n{}", measure()?);
    }
    match jaxb::reading() {
        Ok(table) => println!("\n{table}"),
        Err(why) => println!("\n{}\n  not run: {why}", jaxb::TITLE),
    }
    Ok(())
}
