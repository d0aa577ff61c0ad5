//! `cargo xtask bless`: writes the results of the cases of the conformance suite as their expected results.
//!
//! Inputs are never changed. If the expected result of a case changes, the old and the new result are printed; a commit
//! says why the new one is right. With `--check` nothing is written, and any change is a failure.

use std::collections::BTreeMap;
use std::fmt::Write as _;
use std::fs;
use std::path::PathBuf;

use serde_json::{Map, Value};
use sha2::{Digest as _, Sha256};
use signature_conformance::{Case, InProcess, Peer, Suite, Verdict};

use xtask::failure::{Context as _, Failure};
use xtask::workspace;

/// The cases whose archives are in the repository, as a start for readers in other languages.
pub(crate) const ARCHIVES: &[&str] = &[
    "package/documents/two-documents",
    "package/documents/norwegian-letters-in-a-name",
    "package/documents/deflated",
    "package/documents/changed-document",
    "package/signature/wrapped-properties-under-another-id",
    "package/archive/another-archive-after-it",
];

/// The list of every case.
const MANIFEST: &str = "manifest.toml";

/// The cases that every call has, besides those in its own file.
pub(crate) const EVERY_CALL: &str = "exchange/every-call.toml";

pub(crate) fn run(arguments: &[String]) -> Result<(), Failure> {
    match arguments {
        [] => write(),
        [flag] if flag == "--check" => check(),
        _ => Err(Failure::new(format!("expected --check or nothing, found {}", arguments.join(" ")))),
    }
}

/// Fails if a file is not what `bless` would write.
pub(crate) fn check() -> Result<(), Failure> {
    let blessed = blessed()?;
    let mut stale = Vec::new();
    for (path, content) in &blessed {
        if fs::read(folder().join(path)).unwrap_or_default() != *content {
            stale.push(path.as_str());
        }
    }
    if stale.is_empty() {
        println!("ok      {} files of fixtures/ have the results of their cases", blessed.len());
        return Ok(());
    }
    Err(Failure::new(format!(
        "expected fixtures/ as `cargo xtask bless` writes it, found others: {}",
        stale.join(", ")
    )))
}

fn write() -> Result<(), Failure> {
    for (path, content) in blessed()? {
        let file = folder().join(&path);
        let old = fs::read(&file).unwrap_or_default();
        if old == content {
            continue;
        }
        println!("{path}");
        print_changes(&old, &content);
        fs::create_dir_all(file.parent().unwrap_or(&file)).context(format!("make the folder of {path}"))?;
        fs::write(file, content).context(format!("write {path}"))?;
    }
    Ok(())
}

/// The expectations that differ, if the file has some.
fn print_changes(old: &[u8], new: &[u8]) {
    let read = |text| serde_json::from_slice::<Map<String, Value>>(text).unwrap_or_default();
    let (old, new) = (read(old), read(new));
    for (name, value) in &new {
        match old.get(name) {
            Some(before) if before == value => {}
            Some(before) => println!("  {name}\n    was {before}\n    is  {value}"),
            None => println!("  {name}\n    is  {value}"),
        }
    }
    for name in old.keys().filter(|name| !new.contains_key(*name)) {
        println!("  {name}\n    is gone");
    }
}

/// Every file that is written here, below `fixtures/`, with its content.
fn blessed() -> Result<Vec<(String, Vec<u8>)>, Failure> {
    let suite = Suite::embedded().context("read the suite")?;
    let peer = Peer::new("https://api.example").context("name the peer")?;
    let mut driver = InProcess::new(&peer);
    let mut files = BTreeMap::<&str, (Vec<&Case>, Map<String, Value>)>::new();
    for case in suite.cases() {
        let (cases, expected) = files.entry(case.file()).or_default();
        cases.push(case);
        let found = serde_json::from_str(&case.observe(&mut driver, &peer)).context("read JSON")?;
        if expected.insert(case.name().to_owned(), found).is_some() {
            return Err(Failure::new(format!("expected one case of the name {}, found two", case.id())));
        }
    }
    let mut manifest = "# Every case of the conformance suite, by file. Written by `cargo xtask bless`.\n".to_owned();
    let mut blessed = Vec::new();
    for (file, (cases, expected)) in files {
        let mut expected = serde_json::to_string_pretty(&expected).context("write JSON")?;
        expected.push('\n');
        let inputs = fs::read(folder().join(format!("{file}.toml"))).context(format!("read {file}.toml"))?;
        manifest.push_str(&entry(file, &cases, &inputs, &expected));
        blessed.push((format!("{file}.expected.json"), expected.into_bytes()));
    }
    let shared = fs::read(folder().join(EVERY_CALL)).context(format!("read {EVERY_CALL}"))?;
    let _ = write!(manifest, "\n[shared]\ncases = \"{EVERY_CALL}\"\nsha256 = \"{}\"\n", digest(&shared));
    blessed.push((MANIFEST.to_owned(), manifest.into_bytes()));
    for case in suite.cases().iter().filter(|case| ARCHIVES.contains(&case.id().as_str())) {
        let Some(package) = case.package() else { continue };
        let archive = package.archive().context(format!("make {}", case.id()))?;
        blessed.push((archive_path(&case.id()), archive.to_vec()));
    }
    Ok(blessed)
}

/// Where the archive of a case is kept, below `fixtures/`.
pub(crate) fn archive_path(id: &str) -> String {
    format!("package/archives/{}.asice", id.rsplit('/').next().unwrap_or(id))
}

/// What the manifest says about a file and its cases.
fn entry(file: &str, cases: &[&Case], inputs: &[u8], expected: &str) -> String {
    let (kind, _) = file.split_once('/').unwrap_or_default();
    let mut entry = format!(
        "\n[[file]]\nkind = \"{kind}\"\ncases = \"{file}.toml\"\nexpected = \"{file}.expected.json\"\nsha256 = \"{}\"\n",
        digest(inputs)
    );
    let _ = writeln!(entry, "expected-sha256 = \"{}\"\ncase = [", digest(expected.as_bytes()));
    for case in cases {
        let verdict = match case.verdict() {
            Verdict::Accept => "accept",
            Verdict::Reject => "reject",
        };
        let (name, source) = (case.name(), case.source());
        let _ = writeln!(entry, "  {{ name = \"{name}\", verdict = \"{verdict}\", source = \"{source}\" }},");
    }
    entry.push_str("]\n");
    entry
}

fn digest(bytes: &[u8]) -> String {
    Sha256::digest(bytes).iter().fold(String::new(), |mut text, byte| {
        let _ = write!(text, "{byte:02x}");
        text
    })
}

fn folder() -> PathBuf {
    workspace::root().join("fixtures")
}
