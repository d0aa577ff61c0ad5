//! The official example documents: we read them, and what we write of them is valid again.

use std::fs;
use std::path::Path;
use std::process::Command;

use signature_testkit::conformance;

use super::bench::{Bench, NO_SCHEMAS};
use super::messages::SCHEMA;
use super::verdict::Verdict;
use crate::failure::{Context as _, Failure, chain};
use crate::workspace;

/// Every example of both flows, in the folder `examples` beside the schemas.
pub(super) fn readers(bench: &Bench) -> Result<Vec<Verdict>, Failure> {
    let Some(schemas) = bench.schemas() else {
        return Ok(vec![Verdict::skipped("signature-model", "official examples", NO_SCHEMAS)]);
    };
    let examples = schemas.with_file_name("examples");
    let mut verdicts = Vec::new();
    for flow in ["direct", "portal"] {
        for file in workspace::files_below(&examples.join(flow))? {
            let name = file.strip_prefix(&examples).unwrap_or(&file).display().to_string();
            let xml = fs::read(&file).context(format!("read the example {name}"))?;
            let element = root_element(&file)?;
            let rewritten = match conformance::rewrite(&element, &xml) {
                Some(rewritten) => rewritten.map_err(|error| chain(&error)),
                None => Err(format!("expected an element that we know, found {element}")),
            };
            verdicts.push(Verdict::accepts(
                "signature-model",
                &name,
                rewritten.as_ref().map(drop).map_err(Clone::clone),
            ));
            if let Ok(xml) = rewritten {
                let file = bench.write(&format!("examples/{name}"), xml)?;
                let found = bench.validate(&schemas.join(SCHEMA), &file)?;
                verdicts.push(Verdict::accepts("xmllint", format!("{name}, written by us"), found));
            }
        }
    }
    Ok(verdicts)
}

/// The name of a document's root element, as xmllint reads it.
fn root_element(file: &Path) -> Result<String, Failure> {
    let mut xmllint = Command::new("xmllint");
    let output = xmllint.args(["--nonet", "--xpath", "local-name(/*)"]).arg(file).output().context("start xmllint")?;
    Ok(String::from_utf8_lossy(&output.stdout).trim().to_owned())
}
