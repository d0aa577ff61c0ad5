//! Formats everything that it gets, to be searched when all secrets of the run are known.

use std::error::Error;
use std::fmt::{Debug, Display};

use crate::secrets::Secrets;

#[derive(Default)]
pub(crate) struct Witness(Vec<String>);

impl Witness {
    /// A value, as `{:?}` and `{:#?}` show it.
    pub(crate) fn sees(&mut self, value: &impl Debug) {
        self.0.push(format!("{value:?}"));
        self.0.push(format!("{value:#?}"));
    }

    /// A value that has a `Display` too.
    pub(crate) fn reads(&mut self, value: &(impl Debug + Display)) {
        self.sees(value);
        self.0.push(value.to_string());
    }

    /// An error and all its causes; gives their number.
    pub(crate) fn hears(&mut self, error: &(dyn Error + 'static)) -> usize {
        let mut causes = 0;
        let mut next = Some(error);
        while let Some(error) = next {
            self.0.extend([format!("{error}"), format!("{error:?}"), format!("{error:#?}")]);
            (causes, next) = (causes + 1, error.source());
        }
        causes
    }

    /// How much text was formatted.
    pub(crate) fn len(&self) -> usize {
        self.0.len()
    }

    #[track_caller]
    pub(crate) fn check(&self, secrets: &Secrets) {
        check("formatted", &self.0, secrets);
    }
}

/// Fails if a secret shows in one of these texts.
#[track_caller]
pub(crate) fn check(how: &str, texts: &[String], secrets: &Secrets) {
    for text in texts {
        if let Some(secret) = secrets.first_in(text) {
            panic!("{secret} shows in what was {how}: {text}");
        }
    }
}
