//! Whether our own certificate can be used now, so that a useless one is refused here and not by the service.

use std::fmt;

#[cfg(any(feature = "hyper", feature = "packages"))]
use signature_identity::Certificate;
use signature_model::Timestamp;

use crate::seconds::Seconds;

/// Why our own certificate cannot be used. Nothing was sent.
///
/// To use it anyway, see [`danger::use_unfit_certificate`](crate::danger::use_unfit_certificate).
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[non_exhaustive]
pub enum OwnCertificateFault {
    /// It has expired.
    Expired {
        /// The last moment at which it was valid.
        not_after: Timestamp,
        /// The client's time.
        now: Timestamp,
    },
    /// It is not valid yet.
    NotValidYet {
        /// The first moment at which it is valid.
        not_before: Timestamp,
        /// The client's time.
        now: Timestamp,
    },
    /// It is not for digital signatures, which both TLS and packages need.
    KeyUsage,
}

/// Whether a certificate can be used at `now`.
#[cfg(any(feature = "hyper", feature = "packages"))]
pub(crate) fn check(certificate: &Certificate, now: Timestamp) -> Result<(), OwnCertificateFault> {
    let (not_before, not_after) = (certificate.not_before(), certificate.not_after());
    if now > not_after {
        Err(OwnCertificateFault::Expired { not_after, now })
    } else if now < not_before {
        Err(OwnCertificateFault::NotValidYet { not_before, now })
    } else if !certificate.allows_digital_signature() {
        Err(OwnCertificateFault::KeyUsage)
    } else {
        Ok(())
    }
}

impl fmt::Display for OwnCertificateFault {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Expired { not_after, now } => write!(
                f,
                "our certificate expired at {}, and our clock says {}; order a new one",
                Seconds(*not_after),
                Seconds(*now)
            ),
            Self::NotValidYet { not_before, now } => write!(
                f,
                "our certificate is valid from {}, and our clock says {}; check the clock",
                Seconds(*not_before),
                Seconds(*now)
            ),
            Self::KeyUsage => f.write_str(
                "our certificate is not for digital signatures; use the organization's other one, for authentication",
            ),
        }
    }
}

#[cfg(test)]
#[cfg(feature = "hyper")]
mod tests {
    use std::time::Duration;

    use signature_fixtures::identities;

    use super::*;

    fn certificate(pem: &str) -> Certificate {
        Certificate::all_from_bytes(pem).unwrap().remove(0)
    }

    #[test]
    fn both_ends_of_the_validity_belong_to_it() {
        let certificate = certificate(identities::AVSENDER);
        let (first, last) = (certificate.not_before(), certificate.not_after());
        let text = |now| check(&certificate, now).map_err(|fault| fault.to_string());
        assert_eq!((text(first), text(last)), (Ok(()), Ok(())));
        let after = text(last.saturating_add(Duration::from_millis(1500)));
        assert_eq!(
            after.unwrap_err(),
            "our certificate expired at 2015-05-15T12:10:07Z, and our clock says 2015-05-15T12:10:08Z; order a new one"
        );
        assert_eq!(
            text(Timestamp::EPOCH).unwrap_err(),
            "our certificate is valid from 2014-05-20T12:10:07Z, and our clock says 1970-01-01T00:00:00Z; check the clock"
        );
    }

    #[test]
    fn a_certificate_for_encryption_cannot_be_used() {
        let certificate = certificate(identities::ENCRYPTION);
        assert_eq!(check(&certificate, certificate.not_before()), Err(OwnCertificateFault::KeyUsage));
    }
}
