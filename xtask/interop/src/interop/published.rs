//! The published suite is valid under its own JSON Schemas, by a validator that we did not write.

use std::fs;

use signature_conformance::Suite;

use super::bench::{Bench, PYTHON, hear, sources};
use super::verdict::Verdict;
use crate::python;
use xtask::failure::{Context as _, Failure};

const JUDGE: &str = "jsonschema";
const NOT_INSTALLED: &str = "pip cannot install it, perhaps because there is no network";

/// Every file with cases, and the index.
pub(super) fn schemas(bench: &Bench) -> Result<Vec<Verdict>, Failure> {
    let environment = bench.path(&format!("{PYTHON}-{JUDGE}"));
    let interpreter = match python::environment(&environment, &sources().join("jsonschema/requirements.txt"))? {
        Ok(interpreter) => interpreter,
        Err(fault) => {
            println!("pip: {fault}");
            return Ok(vec![bench.without_network(JUDGE, "the published suite", NOT_INSTALLED)]);
        }
    };
    let files = Suite::embedded().context("read the suite")?.publish().context("publish the suite")?;
    for file in &files {
        bench.write(&format!("suite/{}", file.path), &file.bytes)?;
    }
    let said = hear(bench.tool(interpreter).arg(sources().join("jsonschema/validate.py")).arg("suite"))?;
    let said = said.map_err(|fault| Failure::new(format!("the validator failed: {fault}")))?;
    let (valid, wrong): (Vec<_>, Vec<_>) = said.lines().partition(|line| line.ends_with("\tvalid"));
    let broken = broken(bench, &environment.join("bin/python"))?;
    let found = if wrong.is_empty() && !valid.is_empty() { Ok(()) } else { Err(wrong.join("; ")) };
    Ok(vec![
        Verdict::accepts(JUDGE, format!("the published suite, {} files", valid.len()), found),
        Verdict::refuses(JUDGE, "a published case with another word", broken),
    ])
}

/// A file with a word that is not in the schema must be refused; otherwise the schemas would allow anything.
fn broken(bench: &Bench, interpreter: &std::path::Path) -> Result<Result<(), String>, Failure> {
    let path = bench.path("suite/exchange/cancel.json");
    let text = fs::read_to_string(&path).context("read a published file")?;
    bench.write("suite/exchange/cancel.json", text.replacen("\"already-completed\"", "\"another\"", 1))?;
    let said = hear(bench.tool(interpreter).arg(sources().join("jsonschema/validate.py")).arg("suite"))?;
    let said = said.map_err(|fault| Failure::new(format!("the validator failed: {fault}")))?;
    let is_valid = said.lines().any(|line| line == "exchange/cancel.json\tvalid");
    Ok(if is_valid { Ok(()) } else { Err("it is not valid".to_owned()) })
}
