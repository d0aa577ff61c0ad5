//! Whether a certificate is valid at a time.

use signature_model::Timestamp;

use super::Certificate;

impl Certificate {
    /// Whether the certificate is valid at `now`, by its own dates alone.
    ///
    /// # Errors
    /// [`OutsideValidity`] if it has expired or is not valid yet.
    pub fn check_validity(&self, now: Timestamp) -> Result<(), OutsideValidity> {
        if now < self.not_before() {
            Err(OutsideValidity::NotYetValid { not_before: self.not_before() })
        } else if now > self.not_after() {
            Err(OutsideValidity::Expired { not_after: self.not_after() })
        } else {
            Ok(())
        }
    }
}

/// A certificate is not valid at the time.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum OutsideValidity {
    /// It is not valid any more: order a new one.
    #[error("expected a certificate that is still valid, found one that expired at {not_after}")]
    Expired {
        /// The last moment at which it was valid.
        not_after: Timestamp,
    },
    /// It is not valid yet: wait, or set the clock.
    #[error("expected a certificate that is valid already, found one that is so from {not_before}")]
    NotYetValid {
        /// The first moment at which it is valid.
        not_before: Timestamp,
    },
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
            Err("expected a certificate that is valid already, found one that is so from 2014-05-20T12:10:07Z"),
        );
        check(
            "2015-05-15T12:10:08Z",
            Err("expected a certificate that is still valid, found one that expired at 2015-05-15T12:10:07Z"),
        );
    }
}
