//! What an error of TLS means, wherever the layers between TLS and us have put it.

use std::error::Error;
use std::time::Duration;

use rustls::{AlertDescription, CertificateError, InvalidMessage};
use rustls_pki_types::UnixTime;
use signature_model::Timestamp;

use super::verifier::Refused;
use crate::{CertificateFault, FaultKind};

/// What TLS says somewhere inside an error, if it says anything; `certificates_sent` is the length of our own chain.
pub(super) fn kind(error: &(dyn Error + 'static), certificates_sent: usize) -> Option<FaultKind> {
    Some(match find(error)? {
        rustls::Error::InvalidCertificate(CertificateError::Other(other)) => match other.0.downcast_ref() {
            Some(Refused(kind)) => kind.clone(),
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
        ) => FaultKind::ClientCertificateRefused { alert: name(*alert), certificates_sent },
        rustls::Error::AlertReceived(alert) => FaultKind::Tls { alert: Some(name(*alert)) },
        rustls::Error::InvalidMessage(InvalidMessage::InvalidContentType) => FaultKind::NotTls,
        _ => FaultKind::Tls { alert: None },
    })
}

fn certificate_fault(error: &CertificateError) -> CertificateFault {
    match *error {
        CertificateError::UnknownIssuer => CertificateFault::UnknownIssuer,
        CertificateError::ExpiredContext { time, not_after } => {
            CertificateFault::Expired { not_after: timestamp(not_after), now: timestamp(time) }
        }
        CertificateError::NotValidYetContext { time, not_before } => {
            CertificateFault::NotValidYet { not_before: timestamp(not_before), now: timestamp(time) }
        }
        CertificateError::BadSignature => CertificateFault::BadSignature,
        CertificateError::InvalidPurpose | CertificateError::InvalidPurposeContext { .. } => {
            CertificateFault::WrongPurpose
        }
        _ => CertificateFault::Other,
    }
}

fn timestamp(time: UnixTime) -> Timestamp {
    Timestamp::EPOCH.saturating_add(Duration::from_secs(time.as_secs()))
}

/// The name of an alert as RFC 8446 §6 writes it: `UnknownCA` is `unknown_ca`. One without a name is a number.
pub(super) fn name(alert: AlertDescription) -> String {
    match alert {
        AlertDescription::Unknown(number) => return number.to_string(),
        AlertDescription::UnknownPSKIdentity => return "unknown_psk_identity".to_owned(),
        AlertDescription::UnrecognisedName => return "unrecognized_name".to_owned(),
        _ => {}
    }
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
        assert_eq!(kind(&wrapped, 2), Some(expected));
    }

    #[test]
    fn the_kind_is_found_below_any_number_of_layers() {
        let refused =
            |alert: &str| FaultKind::ClientCertificateRefused { alert: alert.to_owned(), certificates_sent: 2 };
        let received = rustls::Error::AlertReceived;
        check(received(AlertDescription::CertificateUnknown), refused("certificate_unknown"));
        check(received(AlertDescription::UnknownCA), refused("unknown_ca"));
        check(
            rustls::Error::InvalidCertificate(CertificateError::UnknownIssuer),
            FaultKind::UntrustedServer(CertificateFault::UnknownIssuer),
        );
        let alert = Some("internal_error".to_owned());
        check(received(AlertDescription::InternalError), FaultKind::Tls { alert });
        let alert = Some("238".to_owned());
        check(received(AlertDescription::Unknown(238)), FaultKind::Tls { alert });
        check(rustls::Error::DecryptError, FaultKind::Tls { alert: None });
        check(rustls::Error::InvalidMessage(InvalidMessage::InvalidContentType), FaultKind::NotTls);
        assert_eq!(kind(&std::io::Error::other("broken"), 2), None);
    }
}
