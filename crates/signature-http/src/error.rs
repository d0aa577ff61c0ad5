//! What can go wrong with a client's call.

use std::error::Error as StdError;
use std::fmt;

use http::StatusCode;
use signature_model::{ErrorCode, JobReference, ServiceError};
use signature_protocol::{Retry, Sent};

use crate::{Fault, FaultKind};

/// A call of a client without a documented outcome.
///
/// Programs ask [`Error::kind`], [`Error::sent`], [`Error::retry`] and the predicates; none needs to read the text. For
/// people, print the error and all of its causes: each prints its own part only.
///
/// ```
/// use std::error::Error as _;
///
/// use signature_http::Error;
///
/// /// What to write into the log. Nothing personal is in it.
/// fn in_full(error: &Error) -> String {
///     let mut text = error.to_string();
///     let mut cause = error.source();
///     while let Some(error) = cause {
///         text = format!("{text}: {error}");
///         cause = error.source();
///     }
///     text
/// }
///
/// /// What to do about it.
/// fn advice(error: &Error) -> &'static str {
///     match error.service_error() {
///         _ if error.is_outcome_unknown() => "look for the job before creating it again",
///         _ if error.is_server_identity() => "check the environment and its trust anchors",
///         _ if error.is_client_certificate() => "check the certificate",
///         Some(refusal) if refusal.code.as_str() == "NOT_AUTHORIZED" => "ask for access to the API",
///         _ => "see the log",
///     }
/// }
/// ```
#[derive(Debug)]
pub struct Error(Box<ErrorKind>);

/// What went wrong.
#[derive(Debug)]
#[non_exhaustive]
pub enum ErrorKind {
    /// Neither the job nor the client says who sends it. Nothing was sent.
    MissingSender,
    /// A document that the service refuses: see [`check_pdf`](signature_model::check_pdf). Nothing was signed or sent.
    Document {
        /// Which document of the job, counted from 0.
        index: usize,
        /// What is wrong with it.
        error: signature_model::Error,
    },
    /// The client has no packager: it was built without one. Nothing was sent.
    NoPackager,
    /// The package could not be made. Nothing was sent.
    Packaging(Box<dyn StdError + Send + Sync>),
    /// It is unknown whether the service created a job. The client never repeats that call.
    OutcomeUnknown {
        /// The job's own reference, if it has one: its changes carry it.
        reference: Option<JobReference>,
        /// What happened.
        error: signature_protocol::Error,
    },
    /// Any other call.
    Call(signature_protocol::Error),
    /// The lease of a change ended before it was confirmed. The change comes again.
    LeaseEnded,
    /// A download could not be stored.
    Store(std::io::Error),
    /// A download is larger than the caller wants in memory.
    TooLarge {
        /// The limit in bytes.
        limit: usize,
    },
}

impl Error {
    /// The error of a call that creates a job with this reference.
    pub(crate) fn of_create(error: signature_protocol::Error, reference: Option<&JobReference>) -> Self {
        if !error.is_without_effect() {
            return ErrorKind::OutcomeUnknown { reference: reference.cloned(), error }.into();
        }
        error.into()
    }

    /// What went wrong.
    pub fn kind(&self) -> &ErrorKind {
        &self.0
    }

    /// What went wrong, by value.
    pub fn into_kind(self) -> ErrorKind {
        *self.0
    }

    /// The protocol's error, if the call got that far.
    pub fn call(&self) -> Option<&signature_protocol::Error> {
        match &*self.0 {
            ErrorKind::Call(error) | ErrorKind::OutcomeUnknown { error, .. } => Some(error),
            ErrorKind::MissingSender
            | ErrorKind::Document { .. }
            | ErrorKind::NoPackager
            | ErrorKind::Packaging(_)
            | ErrorKind::LeaseEnded
            | ErrorKind::Store(_)
            | ErrorKind::TooLarge { .. } => None,
        }
    }

    /// The transport's fault, if it broke.
    pub fn fault(&self) -> Option<&Fault> {
        match self.call()?.kind() {
            signature_protocol::ErrorKind::Transport { source, .. } => source.downcast_ref(),
            _ => None,
        }
    }

    /// What the service says, if it refused the request. Its message may quote the request, so do not log it.
    pub fn service_error(&self) -> Option<&ServiceError> {
        self.call()?.service_error()
    }

    /// How far the request came: [`Sent::Yes`] means that the service replied, perhaps to refuse it.
    pub fn sent(&self) -> Sent {
        match &*self.0 {
            ErrorKind::Call(error) | ErrorKind::OutcomeUnknown { error, .. } => error.sent(),
            ErrorKind::MissingSender
            | ErrorKind::Document { .. }
            | ErrorKind::NoPackager
            | ErrorKind::Packaging(_)
            | ErrorKind::LeaseEnded => Sent::No,
            ErrorKind::Store(_) | ErrorKind::TooLarge { .. } => Sent::Yes,
        }
    }

    /// Whether it makes sense to send the same request again.
    pub fn retry(&self) -> Retry {
        self.call().map_or(Retry::Never, signature_protocol::Error::retry)
    }

    /// The reply's status, if the call failed on a reply.
    pub fn status(&self) -> Option<StatusCode> {
        self.call()?.status()
    }

    /// The service's error code, if it refused the request.
    pub fn code(&self) -> Option<&ErrorCode> {
        self.call()?.code()
    }

    /// Whether it is unknown if a job was created.
    pub fn is_outcome_unknown(&self) -> bool {
        matches!(*self.0, ErrorKind::OutcomeUnknown { .. })
    }

    /// The reference of the job whose creation is unknown.
    pub fn job_reference(&self) -> Option<&JobReference> {
        match &*self.0 {
            ErrorKind::OutcomeUnknown { reference, .. } => reference.as_ref(),
            _ => None,
        }
    }

    /// Whether a time limit ended.
    pub fn is_timeout(&self) -> bool {
        matches!(self.fault_kind(), Some(FaultKind::Timeout { .. }))
    }

    /// Whether there was no connection.
    pub fn is_connect(&self) -> bool {
        matches!(self.fault_kind(), Some(FaultKind::Connect { .. }))
    }

    /// Whether the server is not the one it must be: untrusted, or another organization.
    pub fn is_server_identity(&self) -> bool {
        matches!(self.fault_kind(), Some(FaultKind::UntrustedServer(_) | FaultKind::WrongServer { .. }))
    }

    /// Whether the server refuses our certificate.
    pub fn is_client_certificate(&self) -> bool {
        matches!(self.fault_kind(), Some(FaultKind::ClientCertificateRefused { .. }))
    }

    /// Whether TLS failed, for one of these reasons or another.
    pub fn is_tls(&self) -> bool {
        self.is_server_identity() || self.is_client_certificate() || matches!(self.fault_kind(), Some(FaultKind::Tls))
    }

    fn fault_kind(&self) -> Option<&FaultKind> {
        self.fault().map(Fault::kind)
    }
}

impl From<ErrorKind> for Error {
    fn from(kind: ErrorKind) -> Self {
        Self(Box::new(kind))
    }
}

impl From<signature_protocol::Error> for Error {
    fn from(error: signature_protocol::Error) -> Self {
        ErrorKind::Call(error).into()
    }
}

impl fmt::Display for Error {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match &*self.0 {
            ErrorKind::MissingSender => {
                f.write_str("a job must have a sender, found none on the job and no default sender on the client")
            }
            ErrorKind::Document { index, error } => {
                write!(f, "document {index} (counted from 0) cannot be sent, and nothing was: {error}")
            }
            ErrorKind::NoPackager => f.write_str(
                "the client was built without an identity that signs packages; create the job with a finished package",
            ),
            ErrorKind::Packaging(_) => f.write_str("the document package could not be made, and nothing was sent"),
            ErrorKind::OutcomeUnknown { reference, .. } => {
                f.write_str("it is unknown whether the service created the job")?;
                if let Some(reference) = reference {
                    write!(f, " with reference {}", reference.as_str())?;
                }
                f.write_str("; look for it before creating it again")
            }
            ErrorKind::Call(error) => error.fmt(f),
            ErrorKind::LeaseEnded => f.write_str("the lease of the change has ended; the change comes again"),
            ErrorKind::Store(_) => f.write_str("the download could not be stored"),
            ErrorKind::TooLarge { limit } => write!(f, "expected a download of at most {limit} bytes, found more"),
        }
    }
}

impl StdError for Error {
    fn source(&self) -> Option<&(dyn StdError + 'static)> {
        match &*self.0 {
            ErrorKind::Packaging(source) => Some(&**source),
            ErrorKind::OutcomeUnknown { error, .. } => Some(error),
            ErrorKind::Call(error) => error.source(),
            ErrorKind::Store(error) => Some(error),
            ErrorKind::Document { error, .. } => error.source(),
            ErrorKind::MissingSender | ErrorKind::NoPackager | ErrorKind::LeaseEnded | ErrorKind::TooLarge { .. } => {
                None
            }
        }
    }
}
