//! `cargo xtask fixtures check`: the data in `fixtures/` is right, and enough.

mod coverage;
mod rule;
mod schema;
mod tree;
mod walk;
mod xml_cases;

use std::fs;

use crate::failure::{Context as _, Failure};
use crate::tidy::source_keys;
use crate::{readers, workspace};
use walk::Walk;

pub(crate) use schema::{Attribute, Element, Particle, Schema, Type};
pub(crate) use tree::Node;
pub(crate) use xml_cases::{Verdict, XmlCase, load};

pub(crate) fn run(arguments: &[String]) -> Result<(), Failure> {
    match arguments {
        [task] if task == "check" => check(),
        _ => Err(Failure::new(format!("expected check, found {}", arguments.join(" ")))),
    }
}

fn check() -> Result<(), Failure> {
    let schema = Schema::load()?;
    let cases = load(&schema)?;
    let sources = fs::read_to_string(workspace::root().join("docs/manual/sources.md")).context("read the sources")?;
    let keys = source_keys(&sources);
    let mut faults = Vec::new();
    for message in schema.elements.keys() {
        let of_message: Vec<_> = cases.iter().filter(|case| case.message == *message).collect();
        let accepted = of_message.iter().filter(|case| case.verdict == Verdict::Accept).count();
        println!("  {message:<44}{accepted:>4} accepted{:>5} refused", of_message.len() - accepted);
        for case in of_message {
            if !case.source.split_once('#').is_some_and(|(key, _)| keys.contains(key)) {
                faults.push(format!("{}: expected a source that is explained, found {}", case.id(), case.source));
            }
            faults.extend(fault(&schema, case).map(|fault| format!("{}: {fault}", case.id())));
        }
    }
    let coverage = coverage::xml_coverage(&schema, cases.iter());
    println!("{coverage}");
    for fault in &faults {
        println!("failed  {fault}");
    }
    for missing in coverage.missing() {
        println!("missing {missing}");
    }
    if !faults.is_empty() || !coverage.missing().is_empty() {
        return Err(Failure::new("expected every case to be right and all of the schema covered, found the above"));
    }
    println!("ok      {} cases", cases.len());
    Ok(())
}

/// Whether a case has white space around a number or time, which XML Schema ignores and xmllint does not.
///
/// Source: `XML Schema 1.0 part 2 §4.3.6`
pub(crate) fn has_padding(schema: &Schema, case: &XmlCase) -> bool {
    Walk::of(schema, &case.message, &case.xml).facts.contains(&walk::Fact::Padded)
}

/// A case must be what it says, for our reader and for the table of the schema.
fn fault(schema: &Schema, case: &XmlCase) -> Option<String> {
    let violations = Walk::of(schema, &case.message, &case.xml).violations;
    if violations.is_empty() != case.is_valid() {
        let found: Vec<_> = violations.iter().map(ToString::to_string).collect();
        return Some(format!("expected other faults by the table of the schema, found [{}]", found.join(", ")));
    }
    match (readers::rewrite(&case.message, case.xml.as_bytes()), case.verdict) {
        (Ok(_), Verdict::Accept) | (Err(_), Verdict::Reject) => None,
        (Ok(_), Verdict::Reject) => Some("expected to be refused, found to be read".to_owned()),
        (Err(error), Verdict::Accept) => Some(format!("expected to be read, found: {error}")),
    }
}
