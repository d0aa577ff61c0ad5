//! What an error of TLS means, wherever the layers between TLS and us have put it.

use std::error::Error;

use rustls::{AlertDescription, CertificateError};

use super::verifier::WrongServer;
use crate::{CertificateFault, FaultKind};

/// What TLS says somewhere inside an error, if it says anything.
pub(super) fn kind(error: &(dyn Error + 'static)) -> Option<FaultKind> {
    Some(match find(error)? {
        rustls::Error::InvalidCertificate(CertificateError::Other(other)) => match other.0.downcast_ref() {
            Some(WrongServer { expected, found }) => {
                FaultKind::WrongServer { expected: expected.clone(), found: found.clone() }
            }
            None => FaultKind::UntrustedServer(CertificateFault::Other),
        },
        rustls::Error::InvalidCertificate(error) => FaultKind::UntrustedServer(certificate_fault(error)),
        rustls::Error::AlertReceived(
            alert @ (AlertDescription::BadCertificate
            | AlertDescription::UnsupportedCertificate
            | AlertDescription::CertificateRevoked
            | AlertDescription::CertificateExpired
            | AlertDescription::CertificateUnknown
            | AlertDescription::CertificateRequired
            | AlertDescription::UnknownCA
            | AlertDescription::AccessDenied),
        ) => FaultKind::ClientCertificateRefused { alert: name(*alert) },
        _ => FaultKind::Tls,
    })
}

fn certificate_fault(error: &CertificateError) -> CertificateFault {
    match error {
        CertificateError::UnknownIssuer => CertificateFault::UnknownIssuer,
        CertificateError::Expired | CertificateError::ExpiredContext { .. } => CertificateFault::Expired,
        CertificateError::NotValidYet | CertificateError::NotValidYetContext { .. } => CertificateFault::NotValidYet,
        CertificateError::BadSignature => CertificateFault::BadSignature,
        CertificateError::InvalidPurpose | CertificateError::InvalidPurposeContext { .. } => {
            CertificateFault::WrongPurpose
        }
        _ => CertificateFault::Other,
    }
}

/// The name of an alert as RFC 8446 §6 writes it: `UnknownCA` is `unknown_ca`.
pub(super) fn name(alert: AlertDescription) -> String {
    let mut name = String::new();
    let mut after_lower_case = false;
    for letter in format!("{alert:?}").chars() {
        if letter.is_ascii_uppercase() && after_lower_case {
            name.push('_');
        }
        after_lower_case = letter.is_ascii_lowercase();
        name.push(letter.to_ascii_lowercase());
    }
    name
}

/// The error of a type inside an error.
pub(super) fn find<'e, E: Error + 'static>(error: &'e (dyn Error + 'static)) -> Option<&'e E> {
    if let Some(found) = error.downcast_ref() {
        return Some(found);
    }
    // `io::Error` does not give the error it wraps as its source, but that error's source.
    if let Some(inner) = error.downcast_ref::<std::io::Error>().and_then(std::io::Error::get_ref)
        && let Some(found) = find(inner)
    {
        return Some(found);
    }
    error.source().and_then(find)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(error: rustls::Error, expected: FaultKind) {
        let wrapped = std::io::Error::other(std::io::Error::other(error));
        assert_eq!(kind(&wrapped), Some(expected));
    }

    #[test]
    fn the_kind_is_found_below_any_number_of_layers() {
        let alert = "certificate_unknown".to_owned();
        let unknown = rustls::Error::AlertReceived(AlertDescription::CertificateUnknown);
        check(unknown, FaultKind::ClientCertificateRefused { alert });
        let alert = "unknown_ca".to_owned();
        let unknown = rustls::Error::AlertReceived(AlertDescription::UnknownCA);
        check(unknown, FaultKind::ClientCertificateRefused { alert });
        check(
            rustls::Error::InvalidCertificate(CertificateError::UnknownIssuer),
            FaultKind::UntrustedServer(CertificateFault::UnknownIssuer),
        );
        check(rustls::Error::AlertReceived(AlertDescription::InternalError), FaultKind::Tls);
        check(rustls::Error::DecryptError, FaultKind::Tls);
        assert_eq!(kind(&std::io::Error::other("broken")), None);
    }
}
