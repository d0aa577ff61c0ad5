//! Everything that can go wrong with a call, by what happened on the network.

use std::fmt;
use std::num::NonZeroU16;
use std::time::Duration;

use http::StatusCode;
use http::response::Parts;
use signature_model::{ErrorCode, FileKind, ReadError, ServiceError};

use crate::{ContentEncoding, ContentType, Replay};

/// A call that gave no documented outcome.
///
/// Programs ask [`Error::kind`], [`Error::sent`] and [`Error::retry`]; a match on text is never needed.
#[derive(Debug)]
pub struct Error {
    kind: Box<ErrorKind>,
    replay: Replay,
    /// The seconds that the reply asks to wait for; few bytes, as errors are small.
    retry_after: Option<NonZeroU16>,
}

/// What went wrong.
#[derive(Debug)]
#[non_exhaustive]
pub enum ErrorKind {
    /// An address that cannot be a service root.
    ServiceRoot,
    /// A URL that cannot be parsed, for example a damaged one from storage; nothing was sent.
    Url,
    /// A URL of another origin than the service, to which no request goes; nothing was sent.
    ForeignOrigin {
        /// Scheme, host and port of the service.
        expected: String,
    },
    /// The lease of a change has ended: the change returns to its queue, and is delivered again.
    LeaseEnded,
    /// The transport broke.
    Transport {
        /// Whether the service may have acted on the request.
        sent: Sent,
        /// Whether it would break again, for example because the server is not trusted.
        permanent: bool,
        /// What the transport says.
        source: Box<dyn std::error::Error + Send + Sync>,
    },
    /// The service refuses the request and says why.
    Refused {
        /// The reply's status.
        status: StatusCode,
        /// The reply's error element. Its message may quote the request, so it does not print itself.
        error: ServiceError,
    },
    /// More than ten calls in a second: the service blocks the organization for thirty seconds.
    RateLimited,
    /// A reply documented for the call, with a body that cannot be read.
    Unreadable {
        /// The reply's status.
        status: StatusCode,
        /// What is wrong with the body.
        error: ReadError,
        /// The whole body: it may be the only evidence of what the service has done.
        body: Evidence,
    },
    /// A reply that is not documented for the call, without an error element.
    Unexpected {
        /// The reply's status.
        status: StatusCode,
        /// The reply's content type.
        content_type: Option<ContentType>,
        /// The encoding of its body, if it has one, which no request asks for.
        content_encoding: Option<ContentEncoding>,
        /// The whole body.
        body: Evidence,
    },
    /// A success that does not bring the document.
    NotADocument {
        /// The reply's status.
        status: StatusCode,
        /// The kind of document that was asked for.
        expected: FileKind,
        /// What came.
        found: InsteadOfDocument,
    },
    /// A document of no bytes, or of another length than the reply's head says.
    DocumentLength {
        /// The reply's status.
        status: StatusCode,
        /// How many bytes the head promises, if it does.
        expected: Option<u64>,
        /// How many bytes came.
        found: u64,
    },
    /// A reply with a body beyond the call's limit.
    TooLarge {
        /// The reply's status.
        status: StatusCode,
        /// The limit in bytes.
        limit: usize,
    },
}

impl Error {
    /// What went wrong.
    pub fn kind(&self) -> &ErrorKind {
        &self.kind
    }

    /// What went wrong, by value.
    pub fn into_kind(self) -> ErrorKind {
        *self.kind
    }

    /// How far the request came: [`Sent::Yes`] means that the service replied, perhaps to refuse it. Whether it may have
    /// acted is what [`Error::is_without_effect`] says.
    pub fn sent(&self) -> Sent {
        match *self.kind {
            ErrorKind::ServiceRoot | ErrorKind::Url | ErrorKind::ForeignOrigin { .. } | ErrorKind::LeaseEnded => {
                Sent::No
            }
            ErrorKind::Transport { sent, .. } => sent,
            ErrorKind::Refused { .. }
            | ErrorKind::RateLimited
            | ErrorKind::Unreadable { .. }
            | ErrorKind::Unexpected { .. }
            | ErrorKind::NotADocument { .. }
            | ErrorKind::DocumentLength { .. }
            | ErrorKind::TooLarge { .. } => Sent::Yes,
        }
    }

    /// Whether the call may be repeated when it is unknown what the service did with it.
    pub fn replay(&self) -> Replay {
        self.replay
    }

    /// Whether the service has certainly not acted on the request: nothing was sent, or a reply refuses it (status 300
    /// to 499).
    ///
    /// A reply with a status of 500 or more may come from a server in between that gave up waiting, even if it has an
    /// error element. After an error without this certainty, find out what the service did before you repeat a call that
    /// is not [`Replay::Safe`].
    pub fn is_without_effect(&self) -> bool {
        match self.status() {
            Some(status) => status.is_redirection() || status.is_client_error(),
            None => self.sent() == Sent::No,
        }
    }

    /// Whether it makes sense to send the same request again.
    ///
    /// [`Replay::Ambiguous`] calls count as not repeatable here; a caller that knows better asks [`Error::replay`].
    ///
    /// A `Retry-After` in a reply of the rate filter or of a server that fails is the shortest wait, at most an hour. A
    /// date in it counts from the reply's own `Date`, so that no clock is needed.
    pub fn retry(&self) -> Retry {
        let safe = self.replay == Replay::Safe;
        match &*self.kind {
            ErrorKind::RateLimited => Retry::After(self.block()),
            ErrorKind::Transport { permanent: false, sent, .. } if *sent == Sent::No || safe => Retry::Now,
            ErrorKind::DocumentLength { .. } if safe => Retry::Now,
            // A page of a proxy comes and goes; the other replies would be the same again.
            ErrorKind::NotADocument { found: InsteadOfDocument::File(_), .. } if safe => Retry::Now,
            ErrorKind::Refused { status, .. } | ErrorKind::Unexpected { status, .. }
                if status.is_server_error() && safe =>
            {
                self.asked().map_or(Retry::Now, Retry::After)
            }
            ErrorKind::ServiceRoot
            | ErrorKind::Url
            | ErrorKind::ForeignOrigin { .. }
            | ErrorKind::LeaseEnded
            | ErrorKind::Transport { .. }
            | ErrorKind::Refused { .. }
            | ErrorKind::Unreadable { .. }
            | ErrorKind::Unexpected { .. }
            | ErrorKind::NotADocument { .. }
            | ErrorKind::DocumentLength { .. }
            | ErrorKind::TooLarge { .. } => Retry::Never,
        }
    }

    /// The reply's status, if there was a reply.
    pub fn status(&self) -> Option<StatusCode> {
        match *self.kind {
            ErrorKind::ServiceRoot
            | ErrorKind::Url
            | ErrorKind::ForeignOrigin { .. }
            | ErrorKind::LeaseEnded
            | ErrorKind::Transport { .. } => None,
            ErrorKind::RateLimited => Some(StatusCode::TOO_MANY_REQUESTS),
            ErrorKind::Refused { status, .. }
            | ErrorKind::Unreadable { status, .. }
            | ErrorKind::Unexpected { status, .. }
            | ErrorKind::NotADocument { status, .. }
            | ErrorKind::DocumentLength { status, .. }
            | ErrorKind::TooLarge { status, .. } => Some(status),
        }
    }

    /// What the service says, if it refused the request. Its message may quote the request, so do not log it.
    pub fn service_error(&self) -> Option<&ServiceError> {
        let ErrorKind::Refused { error, .. } = &*self.kind else { return None };
        Some(error)
    }

    /// The service's error code, if it refused the request.
    pub fn code(&self) -> Option<&ErrorCode> {
        self.service_error().map(|error| &error.code)
    }

    /// The same error, for a call with this rule for repeating.
    pub(crate) fn of(self, replay: Replay) -> Self {
        Self { replay, ..self }
    }

    /// The wait that the reply asks for.
    fn asked(&self) -> Option<Duration> {
        self.retry_after.map(|seconds| Duration::from_secs(seconds.get().into()))
    }

    /// How long the rate filter blocks, if it does.
    fn block(&self) -> Duration {
        RATE_LIMIT_BLOCK.max(self.asked().unwrap_or_default())
    }

    /// The same error, of a reply that asks for this wait.
    pub(crate) fn asking(self, retry_after: Option<NonZeroU16>) -> Self {
        Self { retry_after, ..self }
    }

    /// A transport that broke while the caller itself read a body, such as a download.
    pub fn transport(replay: Replay, fault: TransportFault) -> Self {
        let TransportFault { sent, permanent, source } = fault;
        Self::from(ErrorKind::Transport { sent, permanent, source }).of(replay)
    }

    pub(crate) fn lease_ended() -> Self {
        ErrorKind::LeaseEnded.into()
    }

    pub(crate) fn too_large(head: &Parts, limit: usize) -> Self {
        Self::from(ErrorKind::TooLarge { status: head.status, limit })
    }
}

impl From<ErrorKind> for Error {
    /// An error of a call that must not be repeated, until an exchange says which call it was.
    fn from(kind: ErrorKind) -> Self {
        Self { kind: Box::new(kind), replay: Replay::Unsafe, retry_after: None }
    }
}

impl fmt::Display for Error {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match &*self.kind {
            ErrorKind::ServiceRoot => f.write_str(
                "a service root must have the form https://host[:port][/path], or http on loopback; found another form",
            ),
            ErrorKind::Url => f.write_str("a URL must be absolute, found one that cannot be parsed; nothing was sent"),
            ErrorKind::ForeignOrigin { expected } => {
                write!(f, "a URL must begin with {expected}, found another origin; nothing was sent")
            }
            ErrorKind::LeaseEnded => f.write_str("the lease has ended; the change is not confirmed and comes again"),
            ErrorKind::Transport { sent, .. } => write!(f, "the connection to the service failed; {sent}"),
            ErrorKind::Refused { status, error } => {
                write!(f, "the service refused the request: status {status}, error code {}", error.code)
            }
            ErrorKind::RateLimited => write!(f, "rate limited; retry after {} s", self.block().as_secs()),
            ErrorKind::Unreadable { status, .. } => {
                write!(f, "the service replied with status {status} and a message that cannot be read")
            }
            ErrorKind::Unexpected { status, content_type, content_encoding, body } => {
                write!(
                    f,
                    "the service gave an undocumented reply: status {status}, {} bytes of {}",
                    body.expose().len(),
                    content_type.as_ref().map_or("no content type".to_owned(), ContentType::to_string)
                )?;
                content_encoding.as_ref().map_or(Ok(()), |encoding| write!(f, " in the content encoding {encoding}"))
            }
            ErrorKind::NotADocument { status, expected, found } => {
                write!(f, "expected {expected}, found ")?;
                match found {
                    InsteadOfDocument::Status => write!(f, "status {status}"),
                    InsteadOfDocument::Part => write!(f, "a part of a document (status {status})"),
                    InsteadOfDocument::Encoded(encoding) => write!(f, "a body in the content encoding {encoding}"),
                    InsteadOfDocument::File(kind) => kind.fmt(f),
                }
            }
            ErrorKind::DocumentLength { expected: Some(expected), found, .. } if *expected != 0 => {
                write!(f, "expected a document of {expected} bytes, found {found}")
            }
            ErrorKind::DocumentLength { .. } => f.write_str("expected a document, found no bytes"),
            ErrorKind::TooLarge { status, limit } => {
                write!(f, "the service replied with status {status} and more than the {limit} bytes that are read")
            }
        }
    }
}

impl std::error::Error for Error {
    fn source(&self) -> Option<&(dyn std::error::Error + 'static)> {
        match &*self.kind {
            ErrorKind::Transport { source, .. } => Some(&**source),
            ErrorKind::Unreadable { error, .. } => Some(error),
            ErrorKind::ServiceRoot
            | ErrorKind::Url
            | ErrorKind::ForeignOrigin { .. }
            | ErrorKind::LeaseEnded
            | ErrorKind::Refused { .. }
            | ErrorKind::RateLimited
            | ErrorKind::Unexpected { .. }
            | ErrorKind::NotADocument { .. }
            | ErrorKind::DocumentLength { .. }
            | ErrorKind::TooLarge { .. } => None,
        }
    }
}

/// What came in place of a document.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub enum InsteadOfDocument {
    /// A success of another status than 200, such as 204, which has no content.
    Status,
    /// A part of a document, which no request asks for.
    Part,
    /// A body in a content encoding, which no request asks for.
    Encoded(ContentEncoding),
    /// A file of another kind, known by its first bytes or, if it is a page for browsers, its content type.
    File(FileKind),
}

/// What a transport says when it could not get a reply.
#[derive(Debug)]
pub struct TransportFault {
    sent: Sent,
    permanent: bool,
    source: Box<dyn std::error::Error + Send + Sync>,
}

impl TransportFault {
    /// A fault, with whether the service may have acted on the request.
    pub fn new(sent: Sent, source: impl Into<Box<dyn std::error::Error + Send + Sync>>) -> Self {
        Self { sent, permanent: false, source: source.into() }
    }

    /// The same fault, once a reply has begun: the service has certainly seen the request.
    pub(crate) fn after_a_reply(self) -> Self {
        Self { sent: Sent::Yes, ..self }
    }

    /// A fault that would come again, so that repeating the request makes no sense.
    #[must_use]
    pub fn permanent(self) -> Self {
        Self { permanent: true, ..self }
    }
}

/// How far a request came.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[expect(clippy::exhaustive_enums, reason = "callers decide for each")]
pub enum Sent {
    /// No byte of the request was sent.
    No,
    /// The service may have the request, and may have acted on it.
    Maybe,
    /// The service replied.
    Yes,
}

impl fmt::Display for Sent {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::No => "nothing was sent",
            Self::Maybe => "the service may have acted on the request",
            Self::Yes => "the service replied",
        })
    }
}

/// Whether to send the same request again.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[expect(clippy::exhaustive_enums, reason = "callers decide for each")]
pub enum Retry {
    /// No: it would fail again, or do twice what should be done once.
    Never,
    /// Yes, at the caller's own pace.
    Now,
    /// Yes, but not before this much time has passed.
    After(Duration),
}

/// How long the rate filter blocks at least.
///
/// Source: `docs/rate-limit`, `clients/dotnet`
const RATE_LIMIT_BLOCK: Duration = Duration::from_secs(30);

/// A body kept as evidence, at most a megabyte. It may hold anything, so it is not printed.
#[derive(Clone, PartialEq, Eq)]
pub struct Evidence(Vec<u8>);

impl Evidence {
    /// The bytes, to be looked at or stored, not logged.
    pub fn expose(&self) -> &[u8] {
        &self.0
    }
}

impl From<Vec<u8>> for Evidence {
    fn from(body: Vec<u8>) -> Self {
        Self(body)
    }
}

impl fmt::Debug for Evidence {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Evidence({} bytes)", self.0.len())
    }
}
