//! Compares the cases in `fixtures/xml/` and the table of the schema with the official schema.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::Path;

use signature_conformance::Suite;

use super::bench::{Bench, NO_SCHEMAS};
use super::messages::SCHEMA;
use super::official::official;
use super::verdict::Verdict;
use crate::fixtures::{self, Schema, XmlCase};
use xtask::failure::{Context as _, Failure};

/// Every accepted case is valid and every refused one is not, except those that say why it is the other way round.
///
/// Cases with white space around numbers and times are left out, because xmllint is wrong about them.
pub(super) fn cases(bench: &Bench) -> Result<Vec<Verdict>, Failure> {
    let Some(schemas) = bench.schemas() else {
        return Ok(vec![Verdict::skipped("xmllint", "fixtures/xml", NO_SCHEMAS)]);
    };
    let table = Schema::load()?;
    let cases = XmlCase::all(&Suite::embedded().context("read the suite")?);
    let mut verdicts = Vec::new();
    for message in table.elements.keys() {
        let is_judged = |case: &&XmlCase| case.message == *message && !fixtures::has_padding(&table, case);
        let of_message: Vec<_> = cases.iter().filter(is_judged).collect();
        let wrong = wrong(bench, &schemas.join(SCHEMA), &of_message)?;
        let found = if wrong.is_empty() { Ok(()) } else { Err(wrong.join(", ")) };
        let beyond = of_message.iter().filter(|case| case.beyond.is_some()).count();
        let subject = format!("fixtures/xml/{message}, {} cases, {beyond} of them beyond", of_message.len());
        verdicts.push(Verdict::accepts("xmllint", subject, found));
        verdicts.push(rewritten(bench, &schemas.join(SCHEMA), &of_message)?);
    }
    Ok(verdicts)
}

/// For each valid case that we read, what we write is valid too.
fn rewritten(bench: &Bench, schema: &Path, cases: &[&XmlCase]) -> Result<Verdict, Failure> {
    let mut files = Vec::new();
    for case in cases.iter().filter(|case| case.is_valid()) {
        if let Some(Ok(xml)) = signature_conformance::rewrite(&case.message, case.xml.as_bytes()) {
            files.push(bench.write(&format!("fixtures/{}-written.xml", case.id()), xml)?);
        }
    }
    let answer = bench.validate_all(schema, &files)?;
    let wrong: Vec<_> = answer.lines().filter(|line| line.ends_with(" fails to validate")).collect();
    let valid = answer.lines().filter(|line| line.ends_with(" validates")).count();
    let found = if valid == files.len() { Ok(()) } else { Err(wrong.join(", ")) };
    let message = cases.first().map_or("", |case| &case.message);
    Ok(Verdict::accepts("xmllint", format!("fixtures/xml/{message}, {valid} cases written by us"), found))
}

/// The cases with another verdict from xmllint, which is called once for all of them.
fn wrong(bench: &Bench, schema: &Path, cases: &[&XmlCase]) -> Result<Vec<String>, Failure> {
    let mut files = Vec::new();
    for case in cases {
        files.push(bench.write(&format!("fixtures/{}.xml", case.id()), &case.xml)?);
    }
    let answer = bench.validate_all(schema, &files)?;
    let valid: BTreeSet<_> = answer.lines().filter_map(|line| line.strip_suffix(" validates")).collect();
    let is_wrong = |(case, file): &(&&XmlCase, &std::path::PathBuf)| {
        file.to_str().is_some_and(|file| valid.contains(file)) != case.is_valid()
    };
    let wrong = cases.iter().zip(&files).filter(is_wrong).map(|(case, _)| {
        let expected = if case.is_valid() { "valid" } else { "invalid" };
        format!("{} expected to be {expected}, found otherwise", case.name)
    });
    Ok(wrong.collect())
}

/// The table says the same about every type as the official schema.
pub(super) fn table(bench: &Bench) -> Result<Vec<Verdict>, Failure> {
    const JUDGE: &str = "the schema itself";
    let Some(schemas) = bench.schemas() else {
        return Ok(vec![Verdict::skipped(JUDGE, "fixtures/schema.toml", NO_SCHEMAS)]);
    };
    let table = Schema::load()?;
    let (mut elements, mut types) = (BTreeMap::new(), BTreeMap::new());
    let mut verdicts = Vec::new();
    for file in ["common.xsd", "direct.xsd", "direct-legacy.xsd", "portal.xsd", "portal-legacy.xsd"] {
        let text = fs::read_to_string(schemas.join(file)).context(format!("read {file}"))?;
        let of_file = official(&text).map_err(|fault| Failure::new(format!("{file}: {fault}")))?;
        let is_right = |(name, official): &(&String, &fixtures::Type)| {
            table.types.get(*name).is_some_and(|ours| ours.is_same_as(official))
        };
        let wrong: Vec<_> = of_file.types.iter().filter(|entry| !is_right(entry)).map(|(name, _)| &**name).collect();
        let found = if wrong.is_empty() { Ok(()) } else { Err(format!("other than {}", wrong.join(", "))) };
        let subject = format!("fixtures/schema.toml, {} types of {file}", of_file.types.len());
        verdicts.push(Verdict::accepts(JUDGE, subject, found));
        elements.extend(of_file.elements);
        types.extend(of_file.types);
    }
    let surplus: Vec<_> = table.types.keys().filter(|name| !types.contains_key(*name)).map(|name| &**name).collect();
    let found = if surplus.is_empty() { Ok(()) } else { Err(format!("found {} besides", surplus.join(", "))) };
    verdicts.push(Verdict::accepts(JUDGE, "fixtures/schema.toml, no other types", found));
    let found = if elements == table.elements { Ok(()) } else { Err("found other messages".to_owned()) };
    verdicts.push(Verdict::accepts(JUDGE, format!("fixtures/schema.toml, {} messages", elements.len()), found));
    Ok(verdicts)
}
