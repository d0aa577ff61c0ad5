//! What came of a run.

use std::fmt;

/// How a driver did.
#[derive(Debug, Clone, Default)]
#[non_exhaustive]
pub struct Report {
    /// How many cases went as expected.
    pub passed: usize,
    /// Those that did not, in the suite's order.
    pub mismatches: Vec<Mismatch>,
}

/// A case that did not go as expected.
#[derive(Debug, Clone)]
#[non_exhaustive]
pub struct Mismatch {
    /// The case, such as `exchange/poll-portal/changed`.
    pub case: String,
    /// What was expected, as JSON.
    pub expected: String,
    /// What was found, as JSON.
    pub found: String,
}

impl Report {
    /// Whether every case went as expected.
    pub fn is_success(&self) -> bool {
        self.mismatches.is_empty() && self.passed > 0
    }
}

/// Each mismatch, and the count.
impl fmt::Display for Report {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for Mismatch { case, expected, found } in &self.mismatches {
            writeln!(f, "{case}\n  expected {expected}\n  found    {found}")?;
        }
        write!(f, "{} cases passed, {} failed", self.passed, self.mismatches.len())
    }
}
