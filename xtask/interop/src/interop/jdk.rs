//! The Java platform, on which the official client and the service are built: it makes packages, and verifies ours.
//!
//! Its side is in `jdk/`, two programs that need nothing but the platform.

use signature_conformance::Package;

use super::bench::{Bench, ask, sources};
use super::foreign::{self, Expectation};
use super::verdict::Verdict;
use xtask::failure::{Context as _, Failure};

/// What it makes, and what is wrong with it.
///
/// Exclusive canonical XML is not in the profile; that nothing else fails shows that we can read it.
const MADE: &[Expectation] = &[
    ("plain", &[]),
    ("prefixes", &[]),
    ("indented", &[]),
    ("prefixes-indented", &[]),
    ("c14n11", &[]),
    ("raw-names", &[]),
    ("media-type", &[]),
    ("exclusive", &["algorithms"]),
    ("exclusive-prefixes", &["algorithms"]),
    ("changed-document", &["file digest, reference 1"]),
    ("changed-properties", &["signed properties"]),
    ("wrong-digest", &["file digest, reference 0", "signature"]),
    ("missing-reference", &["coverage"]),
    ("extra-file", &["coverage"]),
    ("wrong-key", &["signature"]),
    (
        "sha512",
        &["file digest, reference 0", "file digest, reference 1", "file digest, reference 2", "signed properties"],
    ),
    ("external", &["file digest, reference 3"]),
];

/// Our verifier accepts its good packages, and says what is wrong with the others.
pub(super) fn made(bench: &Bench) -> Result<Vec<Verdict>, Failure> {
    let mut java = bench.tool("java");
    java.arg(sources().join("jdk/MakePackages.java")).arg(".").arg(bench.now.to_string());
    match ask(&mut java)? {
        Ok(()) => foreign::judge(bench, "jdk", MADE),
        Err(fault) => Err(Failure::new(format!("expected packages of the Java platform, found a fault: {fault}"))),
    }
}

/// It thinks of our packages, the good ones and those that were tampered with, what the suite says.
pub(super) fn verified(bench: &Bench) -> Result<Vec<Verdict>, Failure> {
    let root = bench.write("fixtures/root.der", Package::trust_anchor().context("take the suite's root")?)?;
    let mut java = bench.tool("java");
    java.arg(sources().join("jdk/VerifyPackages.java")).arg(root);
    foreign::judged(bench, "JDK", &mut java, None)
}
