//! Packages and signatures across implementations: we verify theirs, and they verify ours.
//!
//! Not here: how each of them is started (`jdk`, `signxml`).

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::process::Command;

use signature_asice::{Limits, Outcome, Package, Report, Verifier};
use signature_conformance::{Case, Suite};
use signature_identity::Certificate;

use super::bench::{Bench, hear};
use super::verdict::Verdict;
use xtask::failure::{Context as _, Failure};

const JUDGE: &str = "signature-asice";

/// A package that another implementation made, and our checks that must fail; all others must pass.
pub(super) type Expectation = (&'static str, &'static [&'static str]);

/// Our verifier checks the packages that `maker` has written into the folder with its name.
pub(super) fn judge(bench: &Bench, maker: &str, expectations: &[Expectation]) -> Result<Vec<Verdict>, Failure> {
    let anchor = Certificate::from_der(bench.pki.trust_anchor().to_vec()).context("read the trust anchor")?;
    let verifier = Verifier::new(vec![anchor]);
    let judge_one = |(name, failing): &Expectation| {
        let path = bench.path(&format!("{maker}/{name}.asice"));
        let archive = fs::read(path).context(format!("read the package {name} of {maker}"))?;
        let package = Package::open(archive, &Limits::default()).context(format!("open the package {name}"))?;
        let found = compare(&verifier.verify(&package, bench.now), failing);
        let subject = if failing.is_empty() {
            format!("{maker}: {name}")
        } else {
            format!("refuses {maker}: {name}, for its {}", failing.join(" and "))
        };
        Ok(Verdict::accepts(JUDGE, subject, found))
    };
    expectations.iter().map(judge_one).collect()
}

/// What a verifier that we did not write says about packages of the suite, file by file.
///
/// `verifier` is its command up to the first package; before each package comes its time of arrival. It prints a line
/// for each: the package, a tab, and "accepted", "refused" or, if it could not decide, "fault". It does not know the
/// profile, so it must accept the cases that are refused for a reason beyond XML signatures, and the other way round.
///
/// It checks the `wanted` cases, which must all exist, or every case if `wanted` is `None`.
pub(super) fn judged(
    bench: &Bench,
    judge: &'static str,
    verifier: &mut Command,
    wanted: Option<&[&str]>,
) -> Result<Vec<Verdict>, Failure> {
    let suite = Suite::embedded().context("read the suite")?;
    let mut files = BTreeMap::<&str, Vec<(&Case, &signature_conformance::Package)>>::new();
    let mut missing: BTreeSet<_> = wanted.unwrap_or_default().iter().map(|id| (*id).to_owned()).collect();
    for case in suite.cases() {
        let Some(package) = case.package() else { continue };
        if !missing.remove(&case.id()) && wanted.is_some() {
            continue;
        }
        let archive = package.archive().context(format!("make {}", case.id()))?;
        let path = path(case);
        bench.write(&path, archive)?;
        verifier.arg(package.arrives.to_string()).arg(path);
        files.entry(case.file()).or_default().push((case, package));
    }
    if !missing.is_empty() {
        return Err(Failure::new(format!("expected packages of the suite for {judge}, found none called {missing:?}")));
    }
    let said = match hear(verifier)? {
        Ok(said) => said,
        Err(fault) => return Err(Failure::new(format!("expected {judge} to judge packages, found a fault: {fault}"))),
    };
    let mut answers = answers(&said)?;
    let mut verdicts = Vec::new();
    for (file, cases) in files {
        let mut wrong = Vec::new();
        for (case, package) in &cases {
            let answer = answers.remove(&*path(case)).unwrap_or("no answer");
            let expected = (case.verdict() == signature_conformance::Verdict::Accept) != package.beyond.is_some();
            if answer.starts_with(if expected { "accepted" } else { "refused" }) {
                continue;
            }
            wrong.push(format!("{}: {answer}", case.name()));
        }
        let beyond = cases.iter().filter(|(_, package)| package.beyond.is_some()).count();
        let subject = format!("fixtures/{file}, {} cases, {beyond} of them beyond", cases.len());
        let found = if wrong.is_empty() { Ok(()) } else { Err(wrong.join("; ")) };
        verdicts.push(Verdict::accepts(judge, subject, found));
    }
    if let Some((path, _)) = answers.first_key_value() {
        return Err(Failure::new(format!("expected {judge} to judge what it was given, found {path}")));
    }
    Ok(verdicts)
}

/// The path of a case's package, relative to the folder that all tools run in.
fn path(case: &Case) -> String {
    format!("fixtures/{}.asice", case.id())
}

/// The answer for each package, by its path.
fn answers(said: &str) -> Result<BTreeMap<&str, &str>, Failure> {
    let mut answers = BTreeMap::new();
    for line in said.lines() {
        let answer = line.split_once('\t').filter(|(path, _)| !answers.contains_key(path));
        let (path, answer) =
            answer.ok_or_else(|| Failure::new(format!("expected one line for each package, found {line}")))?;
        answers.insert(path, answer);
    }
    Ok(answers)
}

/// Whether these checks fail and no others.
fn compare(report: &Report, failing: &[&str]) -> Result<(), String> {
    let failed = report.checks().iter().filter(|check| *check.outcome() != Outcome::Passed);
    let (kinds, lines): (Vec<_>, Vec<_>) = failed.map(|check| (check.kind().to_string(), check.to_string())).unzip();
    if kinds == failing { Ok(()) } else { Err(format!("found these faults: [{}]", lines.join("; "))) }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_package_has_one_answer() {
        assert_eq!(answers("b\trefused: x\ty\na\taccepted\n").unwrap()["b"], "refused: x\ty");
        for wrong in ["accepted", "a\taccepted\na\trefused"] {
            assert!(answers(wrong).is_err(), "{wrong}");
        }
    }
}
