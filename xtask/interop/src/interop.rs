//! `cargo xtask interop`: tools that we did not write check what we made.
//!
//! Every run makes everything again in `target/interop/`, and leaves it there for inspection.
//! The official schemas and examples are not part of the repository: `--schemas DIR` says where they are, and checks
//! that need them are skipped without them. Without a network, checks that need pip are skipped too, unless `--online`
//! requires a network, as in CI.

mod archives;
mod bench;
mod certificates;
mod examples;
mod fixtures;
mod foreign;
mod jdk;
mod messages;
mod official;
mod package;
mod published;
mod sandbox;
mod signxml;
mod verdict;

use bench::{Bench, Options};
use verdict::{Tally, Verdict};
use xtask::failure::Failure;

/// Checks one kind of thing that we make, and gives a verdict on each.
type Judge = fn(&Bench) -> Result<Vec<Verdict>, Failure>;

/// Every judge, in order.
const JUDGES: &[Judge] = &[
    certificates::chain,
    package::archive,
    package::signature,
    package::signature_schema,
    package::key_sizes,
    archives::of_tools,
    jdk::made,
    jdk::verified,
    signxml::made,
    signxml::verified,
    messages::schema,
    examples::readers,
    examples::signature,
    fixtures::table,
    fixtures::cases,
    jdk::validated,
    published::schemas,
    sandbox::replies,
    sandbox::pades,
    sandbox::xades,
];

pub(crate) fn run(arguments: &[String]) -> Result<(), Failure> {
    let bench = Bench::prepare(&Options::read(arguments)?)?;
    let mut tally = Tally::default();
    for judge in JUDGES {
        for verdict in judge(&bench)? {
            println!("{verdict}");
            tally.count(&verdict);
        }
    }
    println!("{tally}");
    if tally.failed == 0 { Ok(()) } else { Err(Failure::new("expected no failed verdict, found those above")) }
}
