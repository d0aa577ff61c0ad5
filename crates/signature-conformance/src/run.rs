//! Runs cases, and compares their results with the expected ones.

use serde_json::{Value, json};

use crate::case::{Case, Input, Verdict};
use crate::difference::differences;
use crate::driver::Driver;
use crate::error::Error;
use crate::exchange::{self, ExchangeCase};
use crate::machine;
use crate::origin::normalize;
use crate::peer::Peer;
use crate::report::{Mismatch, Report};
use crate::suite::Suite;

/// Tests a driver with every case that depends on its transport: those of the kinds `exchange` and `trace`.
///
/// It compares what a driver can influence: the normative part of each result, and that every request arrives exactly
/// as `signature-protocol` planned it. The driver decides how the length is sent, and the headers of the connection.
///
/// # Errors
/// [`ErrorKind::Suite`](crate::ErrorKind::Suite) if the suite itself is broken, which is no fault of the driver.
pub fn run(driver: &mut impl Driver, peer: &Peer) -> Result<Report, Error> {
    Ok(Suite::embedded()?.run(driver, peer))
}

impl Suite {
    /// Tests a driver, as [`run`](crate::run()) does.
    pub fn run(&self, driver: &mut impl Driver, peer: &Peer) -> Report {
        let is_driven = |case: &&Case| matches!(case.input, Input::Exchange(_) | Input::Trace(_));
        let driven =
            |result: &Value| json!({ "normative": result.get("normative"), "requests": ExchangeCase::driven(result) });
        report(self.cases().iter().filter(is_driven), |case| observe(case, driver, peer), driven)
    }

    /// Runs every case except those for services (of the kind `request`), and compares both parts of each result exactly, including texts and
    /// snapshots. This is the test of this project's own crates; another implementation has other snapshots.
    pub fn run_exactly(&self, driver: &mut impl Driver, peer: &Peer) -> Report {
        let ours = self.cases().iter().filter(|case| !matches!(case.input, Input::Request(_)));
        report(ours, |case| observe(case, driver, peer), Value::clone)
    }
}

impl Case {
    /// Runs the case, and gives its result as JSON, in the form of the expected files.
    pub fn observe(&self, driver: &mut impl Driver, peer: &Peer) -> String {
        observe(self, driver, peer).to_string()
    }
}

/// Runs each case, and compares `part` of its result with `part` of the expected result.
fn report<'c>(
    cases: impl Iterator<Item = &'c Case>,
    mut run: impl FnMut(&Case) -> Value,
    part: impl Fn(&Value) -> Value,
) -> Report {
    let mut report = Report::default();
    for case in cases {
        let found = run(case);
        let mut differences = differences(&part(&case.expected), &part(&found));
        if !fits(case.verdict(), &found) {
            differences.push("the verdict of the case does not fit its expected result".to_owned());
        }
        if differences.is_empty() {
            report.passed = report.passed.saturating_add(1);
        } else {
            let (expected, found) = (case.expected(), found.to_string());
            report.mismatches.push(Mismatch { case: case.id(), differences, expected, found });
        }
    }
    report
}

/// The result of a case, for the origin that the files are written for.
fn observe(case: &Case, driver: &mut impl Driver, peer: &Peer) -> Value {
    let found = match &case.input {
        Input::Exchange(exchange) => exchange.observe(driver, peer),
        Input::Package(package) => package.observe(),
        Input::Request(request) => request.observe(),
        Input::Trace(trace) => machine::observe(trace, driver, peer),
        Input::Xml(document) => document.observe(),
    };
    let found = found.into_value();
    serde_json::from_str(&normalize(&found.to_string(), &peer.origin())).unwrap_or(found)
}

fn fits(verdict: Verdict, found: &Value) -> bool {
    match verdict {
        Verdict::Accept => !exchange::is_error(found),
        Verdict::Reject => exchange::is_error(found),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::in_process::InProcess;

    #[test]
    fn the_exact_run_leaves_out_the_cases_for_services() {
        let suite = Suite::embedded().unwrap();
        let peer = Peer::new(crate::origin::ORIGIN).unwrap();
        let report = suite.run_exactly(&mut InProcess::new(&peer), &peer);
        assert!(report.is_success(), "{report}");
        let for_services = suite.cases().iter().filter(|case| matches!(case.input, Input::Request(_))).count();
        assert!(for_services > 0);
        assert_eq!(report.passed, suite.cases().len() - for_services);
    }
}
