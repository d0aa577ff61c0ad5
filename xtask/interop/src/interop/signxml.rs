//! signxml, a library for Python on libxml2 and OpenSSL: it makes packages, and verifies ours.
//!
//! Its side is in `signxml/`: two programs, and the versions of everything that they need, which pip fetches.

use std::fs;
use std::path::PathBuf;

use signature_conformance::Package;

use super::bench::{Bench, PYTHON, ask, hear, sources};
use super::foreign::{self, Expectation};
use super::verdict::Verdict;
use xtask::failure::{Context as _, Failure};

const JUDGE: &str = "signxml";
const NOT_INSTALLED: &str = "pip cannot install it, perhaps for want of a network";

/// What it makes, and what is wrong with it.
const MADE: &[Expectation] = &[
    ("plain", &[]),
    ("c14n11", &[]),
    ("exclusive", &["algorithms"]),
    ("changed-document", &["file digest, reference 1"]),
    ("changed-properties", &["signed properties"]),
    ("changed-reference", &["file digest, reference 1", "coverage", "signature"]),
    ("extra-file", &["coverage"]),
    ("wrong-key", &["signature"]),
];

/// The cases that it judges: those about what it looks at.
const JUDGED: &[&str] = &[
    "package/documents/two-documents",
    "package/documents/twenty-documents",
    "package/documents/norwegian-letters-in-a-name",
    "package/documents/raw-names",
    "package/documents/deflated",
    "package/documents/changed-document",
    "package/documents/changed-manifest",
    "package/documents/missing-document",
    "package/documents/uncovered-document",
    "package/signature/as-made",
    "package/signature/signed-again",
    "package/signature/c14n11",
    "package/signature/blanks-in-base64",
    "package/signature/comment-in-signed-info",
    "package/signature/attributes-in-another-order",
    "package/signature/changed-reference",
    "package/signature/changed-digest",
    "package/signature/changed-and-signed-digest",
    "package/signature/digest-too-long",
    "package/signature/changed-signing-time",
    "package/signature/changed-media-type",
    "package/signature/blank-in-signed-info",
    "package/signature/wrong-key",
    "package/signature/signature-value-cut",
    "package/signature/wrong-certificate-digest",
    "package/signature/certificate-digest-too-long",
    "package/signature/duplicate-id",
];

/// Our verifier accepts its good packages, and says what is wrong with the others.
pub(super) fn made(bench: &Bench) -> Result<Vec<Verdict>, Failure> {
    if !install(bench)? {
        return Ok(vec![bench.without_network(JUDGE, "packages that it makes", NOT_INSTALLED)]);
    }
    let mut python = bench.tool(interpreter(bench));
    python.arg(sources().join("signxml/make_packages.py")).arg(".").arg(bench.now.to_string());
    match ask(&mut python)? {
        Ok(()) => foreign::judge(bench, JUDGE, MADE),
        Err(fault) => Err(Failure::new(format!("expected packages of signxml, found a fault: {fault}"))),
    }
}

/// It thinks of our signatures, as made and tampered with, what the suite says.
pub(super) fn verified(bench: &Bench) -> Result<Vec<Verdict>, Failure> {
    if !install(bench)? {
        return Ok(vec![bench.without_network(JUDGE, "fixtures/package", NOT_INSTALLED)]);
    }
    let chain = Package::certificate("sender").context("take the suite's sender")?;
    let signer = bench.write("fixtures/sender.der", chain)?;
    let mut python = bench.tool(interpreter(bench));
    python.arg(sources().join("signxml/verify_packages.py")).arg(signer);
    foreign::judged(bench, JUDGE, &mut python, Some(JUDGED))
}

/// Makes the folder of packages with exactly the versions that are listed, unless it has them for this Python.
fn install(bench: &Bench) -> Result<bool, Failure> {
    const REQUIREMENTS: &str = "signxml/requirements.txt";
    let python = hear(bench.tool("python3").arg("--version"))?;
    let python = python.map_err(|fault| Failure::new(format!("expected a version of Python, found {fault}")))?;
    let requirements = fs::read_to_string(sources().join(REQUIREMENTS)).context("read what signxml needs")?;
    let wanted = format!("# {python}{requirements}");
    let installed = bench.path(PYTHON).join("requirements.txt");
    if fs::read_to_string(&installed).is_ok_and(|found| found == wanted) {
        return Ok(true);
    }
    let made = ask(bench.tool("python3").args(["-m", "venv", "--clear", PYTHON]))?;
    made.map_err(|fault| Failure::new(format!("expected a Python environment, found a fault: {fault}")))?;
    let mut pip = bench.tool(interpreter(bench));
    pip.args(["-m", "pip", "install", "--quiet", "--disable-pip-version-check", "--only-binary=:all:", "--no-deps"]);
    if let Err(fault) = ask(pip.arg("--requirement").arg(sources().join(REQUIREMENTS)))? {
        println!("pip: {fault}");
        return Ok(false);
    }
    fs::write(installed, wanted).context("note which versions are installed")?;
    Ok(true)
}

fn interpreter(bench: &Bench) -> PathBuf {
    bench.path(PYTHON).join("bin/python")
}
