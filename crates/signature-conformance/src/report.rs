//! The result of a run.

use std::fmt;

/// The result of all cases.
#[derive(Debug, Clone, Default)]
#[non_exhaustive]
pub struct Report {
    /// How many cases had the expected result.
    pub passed: usize,
    /// The cases that had another result, in the order of the suite.
    pub mismatches: Vec<Mismatch>,
}

/// A case whose result differs from the expected one.
#[derive(Debug, Clone)]
#[non_exhaustive]
pub struct Mismatch {
    /// The case, such as `exchange/poll-portal/changed`.
    pub case: String,
    /// Where the result differs from the expected one: a line for each place, with its path.
    pub differences: Vec<String>,
    /// What was expected, as JSON.
    pub expected: String,
    /// What was found, as JSON.
    pub found: String,
}

impl Report {
    /// Whether there were cases and all had the expected result.
    pub fn is_success(&self) -> bool {
        self.mismatches.is_empty() && self.passed > 0
    }
}

/// The differences of each mismatch, and the counts.
impl fmt::Display for Report {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for mismatch in &self.mismatches {
            writeln!(f, "{mismatch}")?;
        }
        write!(f, "{} cases passed, {} failed", self.passed, self.mismatches.len())
    }
}

/// The case, and a line for each difference.
impl fmt::Display for Mismatch {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.case)?;
        self.differences.iter().try_for_each(|difference| write!(f, "\n  {difference}"))
    }
}
