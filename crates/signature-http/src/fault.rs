//! A broken transport, with what a program needs to react to it.

use std::error::Error as StdError;
use std::fmt;
use std::time::Duration;

use signature_model::{OrganizationNumber, Timestamp};
use signature_protocol::{Sent, TransportFault};

use crate::OwnCertificateFault;
use crate::seconds::Seconds;

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
        /// How many certificates we sent. With 1, the server had to know the issuing one itself.
        certificates_sent: usize,
    },
    /// Our own certificate cannot be used, so nothing was sent.
    OwnCertificate(OwnCertificateFault),
    /// What answers at the address does not speak TLS.
    NotTls,
    /// Any other failure of TLS.
    Tls {
        /// The name of the server's alert, such as `handshake_failure`, if it sent one.
        alert: Option<String>,
    },
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
    /// It is issued below the trust anchors of another environment of the service than the client is made for.
    OtherEnvironment {
        /// The environment that it is for.
        found: CertificateEnvironment,
    },
    /// Its issuer's certificate is missing: the server did not send it, and it is not at hand.
    MissingIntermediate,
    /// It is not issued below a trust anchor.
    UnknownIssuer,
    /// It, or one above it, has expired.
    Expired {
        /// The last moment at which it was valid.
        not_after: Timestamp,
        /// The time of this computer.
        now: Timestamp,
    },
    /// It, or one above it, is not valid yet.
    NotValidYet {
        /// The first moment at which it is valid.
        not_before: Timestamp,
        /// The time of this computer.
        now: Timestamp,
    },
    /// A signature in the chain is wrong.
    BadSignature,
    /// It is for another purpose than TLS servers.
    WrongPurpose,
    /// Anything else.
    Other,
}

/// Which of the service's environments a certificate is for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[non_exhaustive]
pub enum CertificateEnvironment {
    /// [`TrustAnchors::production`](crate::TrustAnchors::production).
    Production,
    /// [`TrustAnchors::test`](crate::TrustAnchors::test).
    Test,
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

    /// What the operating system says, if it is the cause.
    fn io_kind(&self) -> Option<std::io::ErrorKind> {
        let mut cause = self.source();
        while let Some(error) = cause {
            match error.downcast_ref::<std::io::Error>() {
                Some(io) if io.raw_os_error().is_some() => return Some(io.kind()),
                _ => cause = error.source(),
            }
        }
        None
    }
}

impl fmt::Display for Fault {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match &self.0.kind {
            FaultKind::Connect { address } => {
                write!(f, "could not connect to {address}")?;
                match self.io_kind() {
                    Some(kind) => write!(f, ": {kind}"),
                    None => Ok(()),
                }
            }
            FaultKind::Proxy { address, found } => {
                write!(f, "expected a tunnel through the proxy {address}, found {found}")
            }
            FaultKind::UntrustedServer(fault) => fault.fmt(f),
            FaultKind::WrongServer { expected, found: Some(found) } => {
                write!(f, "the server certificate is of organization {found}, expected {expected}")
            }
            FaultKind::WrongServer { expected, found: None } => {
                write!(f, "the server certificate is not of an organization, expected organization {expected}")
            }
            FaultKind::ClientCertificateRefused { alert, certificates_sent } => {
                write!(f, "the server refused our certificate (TLS alert {alert}); {}", usual_reason(alert))?;
                if *certificates_sent == 1 {
                    f.write_str("; the key file has no issuing certificate to send along, which the server may need")?;
                }
                Ok(())
            }
            FaultKind::OwnCertificate(fault) => fault.fmt(f),
            FaultKind::NotTls => {
                f.write_str("the server does not speak TLS; check address and port, and whether a proxy is in between")
            }
            FaultKind::Tls { alert: None } => f.write_str("TLS failed"),
            FaultKind::Tls { alert: Some(alert) } => {
                write!(f, "TLS failed: the server sent the alert {alert}")?;
                f.write_str(match alert.as_str() {
                    "handshake_failure" => {
                        "; often our certificate is the one for signatures or encryption: use the one for authentication"
                    }
                    "protocol_version" => "; it speaks neither TLS 1.2 nor 1.3, so it may not be the service",
                    _ => "",
                })
            }
            FaultKind::Timeout { after } => write!(f, "timed out after {}", Length(*after)),
            FaultKind::Connection => f.write_str("the connection broke"),
        }
    }
}

/// What an alert about our certificate usually means.
///
/// Source: `docs/tls`, `docs/certificates`; `RFC 8446 §6.2`
fn usual_reason(alert: &str) -> &'static str {
    match alert {
        "certificate_unknown" => {
            "usually it is not an enterprise certificate of Buypass or Commfides, or is for another environment \
             (a test certificate in production, or the reverse)"
        }
        "unknown_ca" => "usually it is for another environment (a test certificate in production, or the reverse)",
        "certificate_expired" => "it has expired, or a clock is off",
        "certificate_revoked" => "its issuer has revoked it: order a new one",
        "bad_certificate" | "unsupported_certificate" => {
            "usually it is the one for signatures or encryption: use the one for authentication"
        }
        "access_denied" => "it is valid, but its organization has no access: ask the service for it",
        _ => "check that it is an enterprise certificate for this environment and has not expired",
    }
}

impl fmt::Display for CertificateFault {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::OtherEnvironment { found: CertificateEnvironment::Test } => f.write_str(
                "the server certificate is for a test environment, which this client does not trust; \
                 check that address and trust anchors are of the same environment",
            ),
            Self::OtherEnvironment { found: CertificateEnvironment::Production } => f.write_str(
                "the server certificate is for production, which this client does not trust; \
                 check that address and trust anchors are of the same environment",
            ),
            Self::MissingIntermediate => f.write_str(
                "the server certificate came without its issuer's, which is not among the trust anchors either; \
                 add the issuing certificate with TrustAnchors::with_intermediates, if its root is trusted",
            ),
            Self::UnknownIssuer => f.write_str(
                "the server certificate has an unknown issuer; \
                 give its root as a trust anchor if it is the service's, and look for a proxy that opens TLS if it is not",
            ),
            Self::Expired { not_after, now } => write!(
                f,
                "the server certificate, or one above it, expired at {}, and our clock says {}",
                Seconds(*not_after),
                Seconds(*now)
            ),
            Self::NotValidYet { not_before, now } => write!(
                f,
                "the server certificate, or one above it, is valid from {}, and our clock says {}; check the clock",
                Seconds(*not_before),
                Seconds(*now)
            ),
            Self::BadSignature => f.write_str("the server certificate has a wrong signature"),
            Self::WrongPurpose => f.write_str("the server certificate is not for TLS servers"),
            Self::Other => f.write_str("the server certificate is not valid"),
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
            | FaultKind::ClientCertificateRefused { .. }
            | FaultKind::OwnCertificate(_) => true,
            FaultKind::Connect { .. }
            | FaultKind::Proxy { .. }
            | FaultKind::NotTls
            | FaultKind::Tls { .. }
            | FaultKind::Timeout { .. }
            | FaultKind::Connection => false,
        };
        let fault = Self::new(fault.sent(), fault);
        if permanent { fault.permanent() } else { fault }
    }
}

/// A length of time for people.
struct Length(Duration);

impl fmt::Display for Length {
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
