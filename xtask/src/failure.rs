//! Why a task failed: one text to print.

use std::error::Error;
use std::fmt;

/// What was expected, and what was found instead.
#[derive(Debug)]
pub struct Failure(String);

impl Failure {
    /// A failure with this text.
    #[must_use]
    pub fn new(text: impl Into<String>) -> Self {
        Self(text.into())
    }
}

impl fmt::Display for Failure {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

/// Says which action an error made impossible.
pub trait Context<T> {
    /// Turns an error into a failure to do `action`, with every cause below the error.
    ///
    /// # Errors
    ///
    /// The result was an error.
    fn context(self, action: impl fmt::Display) -> Result<T, Failure>;
}

impl<T, E: Error> Context<T> for Result<T, E> {
    fn context(self, action: impl fmt::Display) -> Result<T, Failure> {
        self.map_err(|error| Failure(format!("could not {action}: {}", chain(&error))))
    }
}

/// An error and its causes in one line, because each prints only its own level.
#[must_use]
pub fn chain(error: &dyn Error) -> String {
    let mut text = error.to_string();
    let mut cause = error.source();
    while let Some(error) = cause {
        text.push_str(": ");
        text.push_str(&error.to_string());
        cause = error.source();
    }
    text
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_cause_is_in_the_text() {
        let cause = std::io::Error::other(fmt::Error);
        let failure = Err::<(), _>(cause).context("read the moon").unwrap_err();
        assert!(failure.to_string().starts_with("could not read the moon: an error occurred"));
    }
}
