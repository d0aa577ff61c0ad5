//! `cargo xtask bench`: our speed on this machine, compared with the least that the same work can cost (the floor).
//!
//! A floor is measured in the same run, alternating with ours and on the same bytes, by calling the crates that ours
//! calls. Look at the ratio of the two, because seconds say more about the machine than about us. Slow code does not
//! fail: this is not a test.

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
        return Err(Failure::new("the figures of a debug build mean nothing; run `cargo xtask bench`"));
    }
    println!("Medians of {} rounds, alternating between ours and the floor.", stopwatch::ROUNDS);
    println!("Look at ratios and allocations: the rates depend on this machine and its load.");
    for measure in MEASURES {
        println!("\n{}", measure()?);
    }
    match jaxb::reading() {
        Ok(table) => println!("\n{table}"),
        Err(why) => println!("\n{}\n  not run: {why}", jaxb::TITLE),
    }
    Ok(())
}
