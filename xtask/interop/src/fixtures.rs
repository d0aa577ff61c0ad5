//! `cargo xtask fixtures check`: the data in `fixtures/` is right, and enough.
//!
//! `publish DIR` writes the whole suite as plain files, for implementations in any language.
//!
//! Right: every case has its expected result, its source is explained, and no file is forgotten. Enough: the cases
//! cover every type, element and limit of the schema, and every documented reply of every call.

mod coverage;
mod exchanges;
mod rule;
mod schema;
mod tree;
mod walk;
mod words;
mod xml_cases;

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::Path;

use signature_conformance::{Case, InProcess, Peer, Suite, Verdict};

use crate::bless;
use exchanges::Replies;
use walk::Walk;
use xtask::failure::{Context as _, Failure};
use xtask::sources;
use xtask::workspace;

pub(crate) use schema::{Attribute, Element, Particle, Schema, Type};
pub(crate) use tree::Node;
pub(crate) use xml_cases::XmlCase;

pub(crate) fn run(arguments: &[String]) -> Result<(), Failure> {
    match arguments {
        [task] if task == "check" => check(),
        [task, folder] if task == "publish" => publish(Path::new(folder)),
        _ => Err(Failure::new(format!("expected check, or publish DIR, found {}", arguments.join(" ")))),
    }
}

fn check() -> Result<(), Failure> {
    bless::check()?;
    let suite = Suite::embedded().context("read the suite")?;
    let mut faults = forgotten(&suite)?;
    faults.extend(unexplained(&suite)?);
    faults.extend(mismatches(&suite)?);
    faults.extend(words::faults(&suite)?);
    faults.extend(suite.cases().iter().filter_map(unmade));
    print_counts(&suite);

    let schema = Schema::load()?;
    let cases = XmlCase::all(&suite);
    faults.extend(cases.iter().filter_map(|case| Some(format!("{}: {}", case.id(), fault(&schema, case)?))));
    let coverage = coverage::xml_coverage(&schema, cases.iter());
    println!("\ncovered of the schema\n{coverage}");
    let replies = Replies::of(&suite)?;
    println!(
        "\ncovered of the calls\n  {:<36}{:>5} / {}",
        "documented replies and errors", replies.covered, replies.all
    );

    for fault in &faults {
        println!("failed  {fault}");
    }
    let missing: Vec<_> = coverage.missing().iter().chain(&replies.missing).collect();
    for missing in &missing {
        println!("missing {missing}");
    }
    if !faults.is_empty() || !missing.is_empty() {
        return Err(Failure::new("expected every case to be right and everything covered, found the above"));
    }
    println!("\nok      {} cases", suite.cases().len());
    Ok(())
}

/// Writes the published suite into a folder, and removes everything else there.
pub(crate) fn publish(folder: &Path) -> Result<(), Failure> {
    let suite = Suite::embedded().context("read the suite")?;
    let files = suite.publish().context("publish the suite")?;
    let index = fs::read_to_string(folder.join("index.json")).unwrap_or_default();
    if index.contains("\"suite\": \"signature-fixtures\"") {
        fs::remove_dir_all(folder).context(format!("clear {}", folder.display()))?;
    } else if folder.is_dir() && !workspace::files_below(folder)?.is_empty() {
        return Err(Failure::new(format!(
            "{} must be empty or a published suite, found other files",
            folder.display()
        )));
    }
    for file in &files {
        let path = folder.join(&file.path);
        fs::create_dir_all(path.parent().unwrap_or(folder)).context(format!("make the folder of {}", file.path))?;
        fs::write(&path, &file.bytes).context(format!("write {}", path.display()))?;
    }
    println!("ok      {} cases in {} files below {}", suite.cases().len(), files.len(), folder.display());
    Ok(())
}

/// How many cases there are, by file.
fn print_counts(suite: &Suite) {
    let mut counts = BTreeMap::<&str, (usize, usize)>::new();
    for case in suite.cases() {
        let (accepted, refused) = counts.entry(case.file()).or_default();
        match case.verdict() {
            Verdict::Accept => *accepted += 1,
            Verdict::Reject => *refused += 1,
        }
    }
    for (file, (accepted, refused)) in counts {
        println!("  {file:<56}{accepted:>4} accepted{refused:>5} refused");
    }
}

/// Files that no suite reads.
fn forgotten(suite: &Suite) -> Result<Vec<String>, Failure> {
    let folder = workspace::root().join("fixtures");
    let known: BTreeSet<_> = suite.cases().iter().map(|case| case.file()).collect();
    let mut faults = Vec::new();
    for kind in ["xml", "exchange", "package", "request", "trace"] {
        for file in workspace::files_below(&folder.join(kind))? {
            let path = file.strip_prefix(&folder).unwrap_or(&file).display().to_string();
            let stem = path.strip_suffix(".expected.json").or_else(|| path.strip_suffix(".toml"));
            let is_part = path == bless::EVERY_CALL
                || path.starts_with("package/pki/")
                || bless::ARCHIVES.iter().any(|id| path == bless::archive_path(id));
            if !is_part && !stem.is_some_and(|stem| known.contains(stem)) {
                faults.push(format!("{path}: expected a file of the suite, found one that it does not list"));
            }
        }
    }
    Ok(faults)
}

/// Cases whose source is not explained.
fn unexplained(suite: &Suite) -> Result<Vec<String>, Failure> {
    let page = sources::page()?;
    let keys = sources::keys(&page);
    let is_unexplained = |source: &str| !keys.contains(source.split('#').next().unwrap_or(source));
    let cases = suite.cases().iter().filter(|case| is_unexplained(case.source()));
    Ok(cases
        .map(|case| format!("{}: expected a source that is explained, found {}", case.id(), case.source()))
        .collect())
}

/// Why the recipe of a case gives no package, if it does not.
fn unmade(case: &Case) -> Option<String> {
    let fault = case.package()?.archive().err()?;
    Some(format!("{}: {fault}", case.id()))
}

/// Cases whose result differs from their verdict or from the expected result.
fn mismatches(suite: &Suite) -> Result<Vec<String>, Failure> {
    let peer = Peer::new("https://api.example").context("name the peer")?;
    let report = suite.run_exactly(&mut InProcess::new(&peer), &peer);
    Ok(report.mismatches.iter().map(ToString::to_string).collect())
}

/// Whether a case has white space around a number or time, which XML Schema ignores and xmllint does not.
///
/// Source: `XML Schema 1.0 part 2 §4.3.6`
pub(crate) fn has_padding(schema: &Schema, case: &XmlCase) -> bool {
    Walk::of(schema, &case.message, &case.xml).facts.contains(&walk::Fact::Padded)
}

/// A case must agree with the table of the schema.
fn fault(schema: &Schema, case: &XmlCase) -> Option<String> {
    let violations = Walk::of(schema, &case.message, &case.xml).violations;
    if violations.is_empty() == case.is_valid() {
        return None;
    }
    let found: Vec<_> = violations.iter().map(ToString::to_string).collect();
    Some(format!("expected other faults by the table of the schema, found [{}]", found.join(", ")))
}
