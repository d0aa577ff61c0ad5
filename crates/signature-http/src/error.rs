//! What can go wrong with a client's call.

use std::error::Error as StdError;
use std::fmt;

use http::StatusCode;
use signature_model::{ErrorCode, JobReference, ServiceError};
use signature_protocol::{Retry, Sent};

use crate::{Fault, FaultKind, OwnCertificateFault};

/// A call of a client without a documented outcome.
///
/// Programs ask [`Error::kind`], [`Error::sent`], [`Error::retry`] and the predicates; none needs to read the text.
///
/// For people, printing the error gives one line with its decisive cause and how far the request came.
/// [`Error::report`] adds every other cause, also in one line. Neither has anything personal in it.
///
/// ```
/// use signature_http::Error;
///
/// /// What to write into the log.
/// fn log_line(error: &Error) -> String {
///     format!("{}; {}", error.report(), advice(error))
/// }
///
/// /// What to do about it.
/// fn advice(error: &Error) -> &'static str {
///     match error.service_error() {
///         _ if error.is_outcome_unknown() => "look for the job before creating it again",
///         _ if error.is_server_identity() => "check the environment and its trust anchors",
///         _ if error.is_client_certificate() => "check the certificate",
///         _ if error.own_certificate().is_some() => "order a new certificate",
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
    /// The certificate that signs packages cannot be used now. Nothing was sent.
    OwnCertificate(OwnCertificateFault),
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
            | ErrorKind::OwnCertificate(_)
            | ErrorKind::Packaging(_)
            | ErrorKind::LeaseEnded
            | ErrorKind::Store(_)
            | ErrorKind::TooLarge { .. } => None,
        }
    }

    /// The error and all of its causes in one line, to be printed. A cause whose text has been said is not said again.
    pub fn report(&self) -> impl fmt::Display + '_ {
        Report(self)
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

    /// The service's own message, if it refused the request. It may quote the request, so do not log it: where its code
    /// rules that out, printing the error shows it.
    pub fn service_message(&self) -> Option<&str> {
        self.service_error().map(|error| error.message.as_str())
    }

    /// How far the request came: [`Sent::Yes`] means that the service replied, perhaps to refuse it.
    pub fn sent(&self) -> Sent {
        match &*self.0 {
            ErrorKind::Call(error) | ErrorKind::OutcomeUnknown { error, .. } => error.sent(),
            ErrorKind::MissingSender
            | ErrorKind::Document { .. }
            | ErrorKind::NoPackager
            | ErrorKind::OwnCertificate(_)
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

    /// Why our own certificate cannot be used, if that is why nothing was sent.
    pub fn own_certificate(&self) -> Option<OwnCertificateFault> {
        match (&*self.0, self.fault_kind()) {
            (ErrorKind::OwnCertificate(fault), _) | (_, Some(FaultKind::OwnCertificate(fault))) => Some(*fault),
            _ => None,
        }
    }

    /// Whether TLS failed, for one of these reasons or another.
    pub fn is_tls(&self) -> bool {
        self.is_server_identity()
            || self.is_client_certificate()
            || matches!(self.fault_kind(), Some(FaultKind::NotTls | FaultKind::Tls { .. }))
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
            ErrorKind::OwnCertificate(fault) => write!(f, "the document package was not made: {fault}; {}", Sent::No),
            ErrorKind::Packaging(error) => write!(f, "the document package could not be made: {error}; {}", Sent::No),
            ErrorKind::OutcomeUnknown { reference, error } => {
                f.write_str("it is unknown whether the service created the job")?;
                if let Some(reference) = reference {
                    write!(f, " with reference {}", reference.as_str())?;
                }
                write!(f, " ({}); look for it before creating it again", Call(error))
            }
            ErrorKind::Call(error) => Call(error).fmt(f),
            ErrorKind::LeaseEnded => f.write_str("the lease of the change has ended; the change comes again"),
            ErrorKind::Store(error) => write!(f, "the download could not be stored: {}", error.kind()),
            ErrorKind::TooLarge { limit } => write!(f, "expected a download of at most {limit} bytes, found more"),
        }
    }
}

/// A call's error with its decisive cause.
struct Call<'e>(&'e signature_protocol::Error);

impl fmt::Display for Call<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self(error) = self;
        match error.kind() {
            signature_protocol::ErrorKind::Transport { sent, source, .. } => {
                let how_far = match sent {
                    Sent::No => "could not reach the service",
                    Sent::Maybe => "no reply from the service",
                    Sent::Yes => "the reply of the service broke off",
                };
                write!(f, "{how_far}: {source}; {sent}")
            }
            signature_protocol::ErrorKind::Unreadable { error: cause, .. } => write!(f, "{error}: {cause}"),
            signature_protocol::ErrorKind::Refused { error: refusal, .. } => match shown_message(refusal) {
                Some(message) => write!(f, "{error}: {message}"),
                None => error.fmt(f),
            },
            _ => error.fmt(f),
        }
    }
}

/// The service's message, if it is certain to carry nothing personal. Our choice, and a narrow one.
///
/// With the two codes about authorization, the service has compared the certificate's organization with the path's and
/// has not read the body; their messages name organizations. All others may quote what was sent: a token, a part of the
/// XML or the manifest, an archived document's id. Even so, a message with eleven digits in a row, which may be a
/// national identity number, with anything but visible characters or of unusual length is not shown.
///
/// Source: `docs/errors`, `clients/dotnet`; ours
fn shown_message(refusal: &ServiceError) -> Option<&str> {
    const MOST_BYTES: usize = 200;
    let (ErrorCode::BrokerNotAuthorized | ErrorCode::NotAuthorized) = refusal.code else { return None };
    let message = refusal.message.trim();
    let is_long_number = |run: &str| run.len() >= 11 && run.bytes().all(|byte| byte.is_ascii_digit());
    let mut runs = message.split(|letter: char| !letter.is_ascii_digit());
    let fits = (1..=MOST_BYTES).contains(&message.len()) && !message.contains(char::is_control);
    (fits && !runs.any(is_long_number)).then_some(message)
}

/// A whole chain of causes in one line.
struct Report<'e>(&'e Error);

impl fmt::Display for Report<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let mut text = self.0.to_string();
        let mut cause = self.0.source();
        while let Some(error) = cause {
            // Causes come from libraries too, whose texts may have several lines.
            let own = error.to_string().split(char::is_control).collect::<Vec<_>>().join(" ");
            if !text.contains(&own) {
                text.push_str(": ");
                text.push_str(&own);
            }
            cause = error.source();
        }
        f.write_str(&text)
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
            ErrorKind::MissingSender
            | ErrorKind::NoPackager
            | ErrorKind::OwnCertificate(_)
            | ErrorKind::LeaseEnded
            | ErrorKind::TooLarge { .. } => None,
        }
    }
}
