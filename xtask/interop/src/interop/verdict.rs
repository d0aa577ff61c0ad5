//! The verdict of a tool on one subject.

use std::fmt;

/// One line of the report.
#[derive(Debug)]
pub(super) struct Verdict {
    judge: &'static str,
    subject: String,
    outcome: Outcome,
}

#[derive(Debug)]
enum Outcome {
    Passed,
    Failed(String),
    Skipped(&'static str),
}

impl Verdict {
    /// The tool must accept: an error says why it did not.
    pub(super) fn accepts(judge: &'static str, subject: impl Into<String>, found: Result<(), String>) -> Self {
        let outcome = found.map_or_else(Outcome::Failed, |()| Outcome::Passed);
        Self { judge, subject: subject.into(), outcome }
    }

    /// The tool must refuse: otherwise its acceptance means nothing.
    pub(super) fn refuses(judge: &'static str, subject: impl Into<String>, found: Result<(), String>) -> Self {
        let outcome = match found {
            Err(_) => Outcome::Passed,
            Ok(()) => Outcome::Failed("expected to be refused, found to be accepted".to_owned()),
        };
        Self { judge, subject: format!("refuses {}", subject.into()), outcome }
    }

    /// Nothing was checked.
    pub(super) fn skipped(judge: &'static str, subject: impl Into<String>, reason: &'static str) -> Self {
        Self { judge, subject: subject.into(), outcome: Outcome::Skipped(reason) }
    }
}

impl fmt::Display for Verdict {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { judge, subject, outcome } = self;
        match outcome {
            Outcome::Passed => write!(f, "{:<8}{judge:<18}{subject}", "ok"),
            Outcome::Failed(reason) => write!(f, "{:<8}{judge:<18}{subject}: {reason}", "failed"),
            Outcome::Skipped(reason) => write!(f, "{:<8}{judge:<18}{subject}: {reason}", "skipped"),
        }
    }
}

/// How many verdicts of each kind there were.
#[derive(Debug, Default)]
pub(super) struct Tally {
    pub(super) passed: usize,
    pub(super) failed: usize,
    pub(super) skipped: usize,
}

impl Tally {
    pub(super) fn count(&mut self, verdict: &Verdict) {
        let count = match verdict.outcome {
            Outcome::Passed => &mut self.passed,
            Outcome::Failed(_) => &mut self.failed,
            Outcome::Skipped(_) => &mut self.skipped,
        };
        *count += 1;
    }
}

impl fmt::Display for Tally {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} passed, {} failed", self.passed, self.failed)?;
        if self.skipped > 0 { write!(f, ", {} skipped", self.skipped) } else { Ok(()) }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_report_is_aligned_and_counted() {
        let verdicts = [
            Verdict::accepts("xmllint", "manifest", Ok(())),
            Verdict::refuses("xmlsec1", "a changed document", Ok(())),
            Verdict::skipped("xmllint", "messages", "no schemas"),
        ];
        assert_eq!(
            verdicts.each_ref().map(Verdict::to_string),
            [
                "ok      xmllint           manifest",
                "failed  xmlsec1           refuses a changed document: expected to be refused, found to be accepted",
                "skipped xmllint           messages: no schemas",
            ]
        );
        let mut tally = Tally::default();
        verdicts.iter().for_each(|verdict| tally.count(verdict));
        assert_eq!(tally.to_string(), "1 passed, 1 failed, 1 skipped");
    }
}
