//! signxml, a library for Python on libxml2 and OpenSSL: it makes packages, and verifies ours.
//!
//! Its side is in `signxml/`: two programs, and the versions of the packages that they need and pip fetches.

use std::path::PathBuf;

use signature_conformance::Package;

use super::bench::{Bench, PYTHON, ask, sources};
use super::foreign::{self, Expectation};
use super::verdict::Verdict;
use crate::python;
use xtask::failure::{Context as _, Failure};

const JUDGE: &str = "signxml";
const NOT_INSTALLED: &str = "pip cannot install it, perhaps because there is no network";

/// The packages that it makes, and what is wrong with each.
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

/// The cases that it can check.
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

/// It gives the suite's verdicts on our signatures, both good ones and those that were tampered with.
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

/// Installs it, unless it is installed.
fn install(bench: &Bench) -> Result<bool, Failure> {
    match python::environment(&bench.path(PYTHON), &sources().join("signxml/requirements.txt"))? {
        Ok(_) => Ok(true),
        Err(fault) => {
            println!("pip: {fault}");
            Ok(false)
        }
    }
}

fn interpreter(bench: &Bench) -> PathBuf {
    bench.path(PYTHON).join("bin/python")
}
