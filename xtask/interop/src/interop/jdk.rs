//! The Java platform, which the official client and the service use: it makes packages, and verifies ours.
//!
//! Its side is in `jdk/`, in programs that need only the platform.

use signature_conformance::{Package, Suite, Verdict as Expected};

use super::bench::{Bench, NO_SCHEMAS, ask, hear, sources};
use super::foreign::{self, Expectation};
use super::messages::SCHEMA;
use super::verdict::Verdict;
use crate::fixtures::XmlCase;
use xtask::failure::{Context as _, Failure};

/// The packages that it makes, and what is wrong with each.
///
/// Exclusive canonical XML is not in the profile; nothing else fails, so we can read it.
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
    // The signing time is changed.
    ("changed-properties", &["signing time", "signed properties"]),
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

/// It gives the suite's verdicts on our packages, both good ones and those that were tampered with.
pub(super) fn verified(bench: &Bench) -> Result<Vec<Verdict>, Failure> {
    let root = bench.write("fixtures/root.der", Package::trust_anchor().context("take the suite's root")?)?;
    let mut java = bench.tool("java");
    java.arg(sources().join("jdk/VerifyPackages.java")).arg(root);
    foreign::judged(bench, "JDK", &mut java, None)
}

/// Its schema validator, which the service uses too, agrees with the official schema about the cases of `fixtures/xml`.
/// Lengths outside the Basic Multilingual Plane are the exception: there it must agree with the suite.
pub(super) fn validated(bench: &Bench) -> Result<Vec<Verdict>, Failure> {
    const JUDGE: &str = "JDK";
    let Some(schemas) = bench.schemas() else {
        return Ok(vec![Verdict::skipped(JUDGE, "fixtures/xml", NO_SCHEMAS)]);
    };
    let cases = XmlCase::all(&Suite::embedded().context("read the suite")?);
    let mut java = bench.tool("java");
    java.arg(sources().join("jdk/ValidateMessages.java")).arg(schemas.join(SCHEMA));
    for case in &cases {
        java.arg(bench.write(&format!("fixtures/{}.xml", case.id()), &case.xml)?);
    }
    let answer = hear(&mut java)?.map_err(|fault| Failure::new(format!("expected answers of Java, found {fault}")))?;
    if answer.lines().count() != cases.len() {
        return Err(Failure::new(format!("expected {} answers of Java, found {answer}", cases.len())));
    }
    let is_long = |case: &XmlCase| case.name.ends_with("-beyond-the-bmp");
    let (mut wrong, mut long) = (Vec::new(), 0);
    for (case, answer) in cases.iter().zip(answer.lines()) {
        long += usize::from(is_long(case));
        let expected = if is_long(case) { case.verdict == Expected::Accept } else { case.is_valid() };
        if (answer == "valid") != expected {
            wrong.push(format!("{} is {answer}", case.id()));
        }
    }
    let found = if wrong.is_empty() { Ok(()) } else { Err(wrong.join(", ")) };
    let subject = format!("fixtures/xml, {} cases, {long} of them with characters that count as two", cases.len());
    Ok(vec![Verdict::accepts(JUDGE, subject, found)])
}
