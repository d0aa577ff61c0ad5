//! A broken transport, with what a program needs to react to it.

use std::error::Error as StdError;
use std::fmt;
use std::time::Duration;

use signature_model::OrganizationNumber;
use signature_protocol::{Sent, TransportFault};

/// A broken transport: the error that a [`Transport`](crate::Transport) returns. Callers of a client get it from
/// [`Error::fault`](crate::Error::fault).
///
/// Its source is for people, and not a stable interface.
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
    /// There is no connection to the server.
    Connect {
        /// Its host and port.
        address: String,
    },
    /// The proxy opens no tunnel to the server.
    Proxy {
        /// Its host and port.
        address: String,
        /// What was found in place of a tunnel, in words.
        found: &'static str,
    },
    /// The server's certificate is not issued below a trust anchor, or is not valid now.
    UntrustedServer(CertificateFault),
    /// The server's certificate is trusted, but of another organization.
    WrongServer {
        /// The organization whose certificate it must be.
        expected: OrganizationNumber,
        /// The organization that the certificate names, if it names one.
        found: Option<OrganizationNumber>,
    },
    /// The server refuses our certificate.
    ClientCertificateRefused {
        /// The name of its TLS alert, such as `certificate_unknown`.
        alert: String,
    },
    /// Any other failure of TLS.
    Tls,
    /// A time limit ended.
    Timeout {
        /// How long it was.
        after: Duration,
    },
    /// The connection broke, or its bytes were not HTTP.
    Connection,
}

/// What is wrong with a server's certificate.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[non_exhaustive]
pub enum CertificateFault {
    /// It is not issued below a trust anchor.
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
    /// A fault. `sent` is what the transport knows about the request at that moment: [`Sent::No`] only if no byte of it
    /// was given to a connection.
    pub fn new(kind: FaultKind, sent: Sent) -> Self {
        Self(Box::new(Inner { kind, sent, source: None }))
    }

    /// The same fault with its cause.
    #[must_use]
    pub fn with_source(mut self, source: impl Into<Box<dyn StdError + Send + Sync>>) -> Self {
        self.0.source = Some(source.into());
        self
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
            FaultKind::Connect { address } => write!(f, "could not connect to {address}"),
            FaultKind::Proxy { address, found } => {
                write!(f, "expected a tunnel through the proxy {address}, found {found}")
            }
            FaultKind::UntrustedServer(fault) => f.write_str(match fault {
                CertificateFault::UnknownIssuer => {
                    "the server's certificate has an unknown issuer; give its root and issuing certificates as trust anchors"
                }
                CertificateFault::Expired => "the server's certificate has expired",
                CertificateFault::NotValidYet => {
                    "the server's certificate is not valid yet; check the clock of this computer"
                }
                CertificateFault::BadSignature => "the server's certificate has a wrong signature",
                CertificateFault::WrongPurpose => "the server's certificate is not for TLS servers",
                CertificateFault::Other => "the server's certificate is not valid",
            }),
            FaultKind::WrongServer { expected, found: Some(found) } => {
                write!(f, "expected the server certificate of organization {expected}, found one of organization {found}")
            }
            FaultKind::WrongServer { expected, found: None } => write!(
                f,
                "expected the server certificate of organization {expected}, found one without an organization number"
            ),
            FaultKind::ClientCertificateRefused { alert } => write!(
                f,
                "the server refused our certificate (TLS alert {alert}); \
                 check that it is an enterprise certificate for this environment and has not expired"
            ),
            FaultKind::Tls => f.write_str("TLS failed"),
            FaultKind::Timeout { after } => write!(f, "timed out after {}", Seconds(*after)),
            FaultKind::Connection => f.write_str("the connection broke"),
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
            FaultKind::UntrustedServer(_)
            | FaultKind::WrongServer { .. }
            | FaultKind::ClientCertificateRefused { .. } => true,
            FaultKind::Connect { .. }
            | FaultKind::Proxy { .. }
            | FaultKind::Tls
            | FaultKind::Timeout { .. }
            | FaultKind::Connection => false,
        };
        let fault = Self::new(fault.sent(), fault);
        if permanent { fault.permanent() } else { fault }
    }
}

/// A length of time for people.
struct Seconds(Duration);

impl fmt::Display for Seconds {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if self.0.subsec_millis() == 0 {
            write!(f, "{} s", self.0.as_secs())
        } else {
            write!(f, "{} ms", self.0.as_millis())
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn texts_are_events() {
        let text = |kind| Fault::new(kind, Sent::No).to_string();
        assert_eq!(text(FaultKind::Timeout { after: Duration::from_secs(30) }), "timed out after 30 s");
        assert_eq!(text(FaultKind::Timeout { after: Duration::from_millis(50) }), "timed out after 50 ms");
        let address = "api.example:443".to_owned();
        assert_eq!(text(FaultKind::Connect { address }), "could not connect to api.example:443");
        assert_eq!(text(FaultKind::Connection), "the connection broke");
    }
}
