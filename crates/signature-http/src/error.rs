//! What can go wrong with a client's call.

use http::StatusCode;
use signature_model::{ErrorCode, PackagingError};
use signature_protocol::{Retry, Sent};

use crate::{Fault, FaultKind};

/// A call of a client that gave no documented outcome.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum Error {
    /// Neither the job nor the client says who sends it; nothing was sent.
    #[error(transparent)]
    MissingSender(signature_model::Error),
    /// The package could not be made; nothing was sent.
    #[error(transparent)]
    Packaging(#[from] PackagingError),
    /// The call itself.
    #[error(transparent)]
    Call(#[from] signature_protocol::Error),
    /// A download could not be stored.
    #[error("a download could not be stored")]
    Store(#[source] std::io::Error),
    /// A document without a single byte, which is none.
    #[error("expected a document, found a download of 0 bytes")]
    Empty,
    /// A download is larger than the caller wants in memory.
    #[error("expected a download of at most {limit} bytes, found more")]
    TooLarge {
        /// The limit in bytes.
        limit: usize,
    },
}

impl Error {
    /// The broken transport, if that is what it is.
    pub fn fault(&self) -> Option<&Fault> {
        match self {
            Self::Call(error) => match error.kind() {
                signature_protocol::ErrorKind::Transport { source, .. } => source.downcast_ref(),
                _ => None,
            },
            _ => None,
        }
    }

    /// Whether the service may have acted on the request.
    pub fn sent(&self) -> Sent {
        match self {
            Self::Call(error) => error.sent(),
            Self::MissingSender(_) | Self::Packaging(_) => Sent::No,
            Self::Store(_) | Self::Empty | Self::TooLarge { .. } => Sent::Yes,
        }
    }

    /// Whether it makes sense to send the same request again.
    pub fn retry(&self) -> Retry {
        match self {
            Self::Call(error) => error.retry(),
            _ => Retry::Never,
        }
    }

    /// The reply's status, if the call failed on a reply.
    pub fn status(&self) -> Option<StatusCode> {
        match self {
            Self::Call(error) => error.status(),
            _ => None,
        }
    }

    /// The service's error code, if it refused the request.
    pub fn code(&self) -> Option<&ErrorCode> {
        match self {
            Self::Call(error) => error.code(),
            _ => None,
        }
    }

    /// Whether a wait was over.
    pub fn is_timeout(&self) -> bool {
        matches!(self.fault_kind(), Some(FaultKind::Timeout { .. }))
    }

    /// Whether no connection came about.
    pub fn is_connect(&self) -> bool {
        matches!(self.fault_kind(), Some(FaultKind::Connect))
    }

    /// Whether the server is not who it must be: untrusted, or another organization.
    pub fn is_server_identity(&self) -> bool {
        matches!(self.fault_kind(), Some(FaultKind::UntrustedServer(_) | FaultKind::WrongServer(_)))
    }

    /// Whether the server refuses our certificate.
    pub fn is_client_certificate(&self) -> bool {
        matches!(self.fault_kind(), Some(FaultKind::ClientCertificateRefused { .. }))
    }

    /// Whether TLS failed, for whichever of these reasons or another.
    pub fn is_tls(&self) -> bool {
        self.is_server_identity() || self.is_client_certificate() || matches!(self.fault_kind(), Some(FaultKind::Tls))
    }

    fn fault_kind(&self) -> Option<&FaultKind> {
        self.fault().map(Fault::kind)
    }
}
