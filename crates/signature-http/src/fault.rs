//! How a transport can break, in words a caller can act on.

use std::error::Error as StdError;
use std::fmt;
use std::time::Duration;

use rustls::{AlertDescription, CertificateError};
use signature_protocol::{Sent, TransportFault};

use crate::WrongServer;

/// A broken transport. The source is for people, and no stable interface.
#[derive(Debug)]
pub struct Fault(Box<Inner>);

#[derive(Debug)]
struct Inner {
    kind: FaultKind,
    sent: Sent,
    source: Option<Box<dyn StdError + Send + Sync>>,
}

/// What broke.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub enum FaultKind {
    /// No connection came about.
    Connect,
    /// The server's certificate chains to none of the trust anchors, or is not valid now.
    UntrustedServer(CertificateFault),
    /// The server's certificate is trusted, but of another organization.
    WrongServer(WrongServer),
    /// The server refuses our certificate.
    ClientCertificateRefused {
        /// The name of its TLS alert.
        alert: String,
    },
    /// Any other failure of TLS.
    Tls,
    /// The wait was over.
    Timeout {
        /// How long it was.
        after: Duration,
    },
    /// The connection broke, or what came over it was not HTTP.
    Connection,
}

/// What is wrong with a server's certificate.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[non_exhaustive]
pub enum CertificateFault {
    /// It chains to none of the trust anchors.
    UnknownIssuer,
    /// It, or one above it, has expired.
    Expired,
    /// It, or one above it, is not valid yet.
    NotValidYet,
    /// A signature in the chain is wrong.
    BadSignature,
    /// It is for another purpose than TLS servers.
    WrongPurpose,
    /// Anything else.
    Other,
}

impl Fault {
    /// A fault without a deeper cause, for transports of your own.
    pub fn new(kind: FaultKind, sent: Sent) -> Self {
        Self(Box::new(Inner { kind, sent, source: None }))
    }

    /// A fault with a cause, of the kind that TLS names somewhere in the cause, or else of the kind `otherwise`.
    ///
    /// `sent` is what the transport knows about the request at that moment. The kind never changes it: with TLS 1.3 a
    /// server judges our certificate after we may have sent a whole request.
    pub fn from_source(source: impl StdError + Send + Sync + 'static, otherwise: FaultKind, sent: Sent) -> Self {
        let kind = find::<rustls::Error>(&source).map_or(otherwise, tls_kind);
        Self(Box::new(Inner { kind, sent, source: Some(Box::new(source)) }))
    }

    /// What broke.
    pub fn kind(&self) -> &FaultKind {
        &self.0.kind
    }

    /// Whether the service may have acted on the request.
    pub fn sent(&self) -> Sent {
        self.0.sent
    }
}

impl fmt::Display for Fault {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match &self.0.kind {
            FaultKind::Connect => f.write_str("expected a connection, found none"),
            FaultKind::UntrustedServer(fault) => {
                let found = match fault {
                    CertificateFault::UnknownIssuer => "one of an unknown issuer",
                    CertificateFault::Expired => "an expired one",
                    CertificateFault::NotValidYet => "one that is not valid yet",
                    CertificateFault::BadSignature => "one with a wrong signature",
                    CertificateFault::WrongPurpose => "one for another purpose than TLS servers",
                    CertificateFault::Other => "one that is not valid",
                };
                write!(f, "expected a server certificate below the trust anchors, found {found}")
            }
            FaultKind::WrongServer(wrong) => wrong.fmt(f),
            FaultKind::ClientCertificateRefused { alert } => {
                write!(f, "expected the server to accept our certificate, found the TLS alert {alert}")
            }
            FaultKind::Tls => f.write_str("expected a TLS connection, found a failure of TLS"),
            FaultKind::Timeout { after } => write!(f, "expected an answer within {after:?}, found none"),
            FaultKind::Connection => f.write_str("expected a whole reply, found a broken connection"),
        }
    }
}

impl StdError for Fault {
    fn source(&self) -> Option<&(dyn StdError + 'static)> {
        self.0.source.as_ref().map(|source| &**source as &(dyn StdError + 'static))
    }
}

impl From<Fault> for TransportFault {
    fn from(fault: Fault) -> Self {
        let permanent = match fault.kind() {
            FaultKind::UntrustedServer(_) | FaultKind::WrongServer(_) | FaultKind::ClientCertificateRefused { .. } => {
                true
            }
            FaultKind::Connect | FaultKind::Tls | FaultKind::Timeout { .. } | FaultKind::Connection => false,
        };
        let fault = Self::new(fault.sent(), fault);
        if permanent { fault.permanent() } else { fault }
    }
}

fn tls_kind(error: &rustls::Error) -> FaultKind {
    match error {
        rustls::Error::InvalidCertificate(CertificateError::Other(other)) => {
            match other.0.downcast_ref::<WrongServer>() {
                Some(wrong) => FaultKind::WrongServer(wrong.clone()),
                None => FaultKind::UntrustedServer(CertificateFault::Other),
            }
        }
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
        ) => FaultKind::ClientCertificateRefused { alert: format!("{alert:?}") },
        _ => FaultKind::Tls,
    }
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

/// The error of a type inside an error, wherever the layers in between put it.
pub(crate) fn find<'e, E: StdError + 'static>(error: &'e (dyn StdError + 'static)) -> Option<&'e E> {
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

    #[test]
    fn tls_names_the_kind_and_never_changes_what_was_sent() {
        for (error, kind) in [
            (
                rustls::Error::AlertReceived(AlertDescription::CertificateUnknown),
                FaultKind::ClientCertificateRefused { alert: "CertificateUnknown".to_owned() },
            ),
            (
                rustls::Error::InvalidCertificate(CertificateError::UnknownIssuer),
                FaultKind::UntrustedServer(CertificateFault::UnknownIssuer),
            ),
            (rustls::Error::AlertReceived(AlertDescription::InternalError), FaultKind::Tls),
            (rustls::Error::DecryptError, FaultKind::Tls),
        ] {
            for sent in [Sent::No, Sent::Maybe, Sent::Yes] {
                let wrapped = std::io::Error::other(std::io::Error::other(error.clone()));
                let fault = Fault::from_source(wrapped, FaultKind::Connection, sent);
                assert_eq!((fault.kind(), fault.sent()), (&kind, sent));
            }
        }
        let fault = Fault::from_source(std::io::Error::other("broken"), FaultKind::Connection, Sent::Maybe);
        assert_eq!((fault.kind(), fault.sent()), (&FaultKind::Connection, Sent::Maybe));
    }
}
