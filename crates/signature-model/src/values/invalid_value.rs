//! Why a value was refused. One type for all of them, as callers treat them alike: fix the input.

use std::fmt;

/// A value outside its documented limits.
///
/// Says what was expected and what was found, and never repeats the value itself.
#[derive(Clone, PartialEq, Eq, thiserror::Error)]
#[error("{} must be {}, found {}", .0.what, .0.expected, .0.found)]
pub struct InvalidValue(Box<Refusal>);

#[derive(Clone, PartialEq, Eq)]
struct Refusal {
    what: &'static str,
    expected: String,
    found: String,
}

impl InvalidValue {
    pub(crate) fn new(what: &'static str, expected: impl Into<String>, found: impl Into<String>) -> Self {
        Self(Box::new(Refusal { what, expected: expected.into(), found: found.into() }))
    }

    /// Which value was refused, in words: `organization number`, `title` …
    pub fn what(&self) -> &'static str {
        self.0.what
    }
}

impl fmt::Debug for InvalidValue {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "InvalidValue({self})")
    }
}
