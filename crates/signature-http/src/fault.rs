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
    UntrustedServer {
        /// What is wrong with it.
        found: &'static str,
    },
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

impl Fault {
    /// A fault without a deeper cause, for transports of your own.
    pub fn new(kind: FaultKind, sent: Sent) -> Self {
        Self(Box::new(Inner { kind, sent, source: None }))
    }

    /// A fault with a cause; what the cause says about TLS wins over `otherwise`.
    pub fn from_source(source: impl StdError + Send + Sync + 'static, otherwise: FaultKind, sent: Sent) -> Self {
        let (kind, sent) = match find_tls(&source).map(tls_kind) {
            // Both sides finish the handshake before a request is looked at.
            Some(kind) => (kind, Sent::No),
            None => (otherwise, sent),
        };
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
            FaultKind::UntrustedServer { found } => {
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
        Self::new(fault.sent(), fault)
    }
}

fn tls_kind(error: &rustls::Error) -> FaultKind {
    match error {
        rustls::Error::InvalidCertificate(CertificateError::Other(other)) => {
            match other.0.downcast_ref::<WrongServer>() {
                Some(wrong) => FaultKind::WrongServer(wrong.clone()),
                None => FaultKind::UntrustedServer { found: "one that cannot be checked" },
            }
        }
        rustls::Error::InvalidCertificate(error) => FaultKind::UntrustedServer { found: untrusted(error) },
        rustls::Error::AlertReceived(
            alert @ (AlertDescription::BadCertificate
            | AlertDescription::UnsupportedCertificate
            | AlertDescription::CertificateRevoked
            | AlertDescription::CertificateExpired
            | AlertDescription::CertificateUnknown
            | AlertDescription::CertificateRequired
            | AlertDescription::UnknownCA
            | AlertDescription::AccessDenied
            | AlertDescription::DecryptError),
        ) => FaultKind::ClientCertificateRefused { alert: format!("{alert:?}") },
        _ => FaultKind::Tls,
    }
}

fn untrusted(error: &CertificateError) -> &'static str {
    match error {
        CertificateError::UnknownIssuer => "one of an unknown issuer",
        CertificateError::Expired | CertificateError::ExpiredContext { .. } => "an expired one",
        CertificateError::NotValidYet | CertificateError::NotValidYetContext { .. } => "one that is not valid yet",
        CertificateError::BadSignature => "one with a wrong signature",
        CertificateError::InvalidPurpose | CertificateError::InvalidPurposeContext { .. } => {
            "one for another purpose than TLS servers"
        }
        _ => "one that is not valid",
    }
}

/// The TLS error inside an error, wherever the layers in between put it.
fn find_tls<'e>(error: &'e (dyn StdError + 'static)) -> Option<&'e rustls::Error> {
    if let Some(found) = error.downcast_ref() {
        return Some(found);
    }
    // `io::Error` does not give the error it wraps as its source, but that error's source.
    if let Some(inner) = error.downcast_ref::<std::io::Error>().and_then(std::io::Error::get_ref)
        && let Some(found) = find_tls(inner)
    {
        return Some(found);
    }
    error.source().and_then(find_tls)
}
