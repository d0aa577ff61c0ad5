//! Whether a certificate is valid at a time.

use signature_model::Timestamp;

use super::Certificate;
use crate::error::{Error, ErrorKind};

impl Certificate {
    /// Whether the certificate is valid at `now`, by its own dates alone.
    ///
    /// # Errors
    /// [`Error`] if it has expired or is not valid yet.
    pub fn check_validity(&self, now: Timestamp) -> Result<(), Error> {
        if now < self.not_before() {
            Err(ErrorKind::NotYetValid { not_before: self.not_before() }.into())
        } else if now > self.not_after() {
            Err(ErrorKind::Expired { not_after: self.not_after() }.into())
        } else {
            Ok(())
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::synthetic;

    #[track_caller]
    fn check(now: &str, expected: Result<(), &str>) {
        let result = synthetic::avsender().check_validity(Timestamp::parse(now).unwrap());
        assert_eq!(result.map_err(|error| error.to_string()), expected.map_err(str::to_owned));
    }

    #[test]
    fn both_ends_belong_to_it() {
        check("2014-05-20T12:10:07Z", Ok(()));
        check("2015-05-15T12:10:07Z", Ok(()));
        check(
            "2014-05-20T12:10:06Z",
            Err("expected a certificate that is valid already, found one that is valid from 2014-05-20T12:10:07Z"),
        );
        check(
            "2015-05-15T12:10:08Z",
            Err("expected a certificate that is still valid, found one that expired at 2015-05-15T12:10:07Z"),
        );
    }
}
