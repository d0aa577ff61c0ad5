//! The official example documents: we read them, and what we write from them is valid.

use std::fs;
use std::io::{Cursor, Write as _};
use std::path::Path;
use std::process::Command;

use signature_asice::{Check, CheckKind, Limits, Outcome, Package, Verifier};
use zip::write::SimpleFileOptions;
use zip::{CompressionMethod, ZipWriter};

use super::bench::{Bench, NO_SCHEMAS};
use super::messages::SCHEMA;
use super::verdict::Verdict;
use xtask::failure::{Context as _, Failure, chain};
use xtask::workspace;

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
            let rewritten = match signature_conformance::rewrite(&element, &xml) {
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

/// The official signature file is read. It cannot be verified, because it was indented and edited after it was signed.
pub(super) fn signature(bench: &Bench) -> Result<Vec<Verdict>, Failure> {
    const JUDGE: &str = "signature-asice";
    let Some(schemas) = bench.schemas() else {
        return Ok(vec![Verdict::skipped(JUDGE, "the official signature file", NO_SCHEMAS)]);
    };
    let file = schemas.with_file_name("examples").join("xades/signatures.xml");
    let xml = fs::read(file).context("read the official signature file")?;
    let package = Package::open(package_around(&xml)?, &Limits::default()).context("open a package around it")?;
    let report = Verifier::new(Vec::new()).verify(&package, bench.now);
    let found = |kind| report.checks().iter().find(|check| check.kind() == kind).map(Check::outcome);
    let verdict = |kind| match found(kind) {
        Some(Outcome::Passed) => Ok(()),
        other => Err(format!("{other:?}")),
    };
    Ok(vec![
        Verdict::accepts(JUDGE, "the parts of xades/signatures.xml", verdict(CheckKind::SignatureFile)),
        Verdict::accepts(JUDGE, "the certificate in it", verdict(CheckKind::SigningCertificate)),
        Verdict::refuses(JUDGE, "its signed properties", verdict(CheckKind::SignedProperties)),
        Verdict::refuses(JUDGE, "its signature", verdict(CheckKind::Signature)),
    ])
}

/// A package with only a signature file.
fn package_around(signature: &[u8]) -> Result<Vec<u8>, Failure> {
    const ACTION: &str = "put a signature file into a package";
    let mut archive = ZipWriter::new(Cursor::new(Vec::new()));
    let stored = SimpleFileOptions::default().compression_method(CompressionMethod::Stored);
    archive.start_file("META-INF/signatures.xml", stored).context(ACTION)?;
    archive.write_all(signature).context(ACTION)?;
    Ok(archive.finish().context(ACTION)?.into_inner())
}

/// The name of a document's root element, read by xmllint.
fn root_element(file: &Path) -> Result<String, Failure> {
    let mut xmllint = Command::new("xmllint");
    let output = xmllint.args(["--nonet", "--xpath", "local-name(/*)"]).arg(file).output().context("start xmllint")?;
    Ok(String::from_utf8_lossy(&output.stdout).trim().to_owned())
}
