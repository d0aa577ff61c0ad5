//! Everything that can go wrong with a call, by what happened on the wire.

use std::fmt;
use std::time::Duration;

use bytes::Bytes;
use http::StatusCode;
use http::response::Parts;
use signature_model::xml::ReadError;
use signature_model::{ErrorCode, ServiceError};

use crate::{Replay, Reply};

/// A call that gave no documented outcome.
///
/// Programs ask [`Error::kind`], [`Error::sent`] and [`Error::retry`]; nobody needs to match on text.
#[derive(Debug)]
pub struct Error(Box<ErrorKind>);

/// What went wrong.
#[derive(Debug)]
#[non_exhaustive]
pub enum ErrorKind {
    /// The request could not be made; nothing was sent.
    Plan(PlanError),
    /// The transport broke.
    Transport {
        /// Whether the service may have acted on the request.
        sent: Sent,
        /// Whether the request may be repeated all the same.
        replay: Replay,
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
        /// The body's beginning.
        body: Excerpt,
    },
    /// A reply that is not documented for the call, without an error element.
    Unexpected {
        /// The reply's status.
        status: StatusCode,
        /// The reply's content type.
        content_type: Option<String>,
        /// The body's beginning.
        body: Excerpt,
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
        &self.0
    }

    /// What went wrong, by value.
    pub fn into_kind(self) -> ErrorKind {
        *self.0
    }

    /// Whether the service may have acted on the request.
    pub fn sent(&self) -> Sent {
        match *self.0 {
            ErrorKind::Plan(_) => Sent::No,
            ErrorKind::Transport { sent, .. } => sent,
            ErrorKind::Refused { .. }
            | ErrorKind::RateLimited
            | ErrorKind::Unreadable { .. }
            | ErrorKind::Unexpected { .. }
            | ErrorKind::TooLarge { .. } => Sent::Yes,
        }
    }

    /// Whether it makes sense to send the same request again.
    pub fn retry(&self) -> Retry {
        match &*self.0 {
            ErrorKind::RateLimited => Retry::After(RATE_LIMIT_BLOCK),
            ErrorKind::Transport { sent: Sent::No, .. } | ErrorKind::Transport { replay: Replay::Safe, .. } => {
                Retry::Now
            }
            ErrorKind::Plan(_)
            | ErrorKind::Transport { .. }
            | ErrorKind::Refused { .. }
            | ErrorKind::Unreadable { .. }
            | ErrorKind::Unexpected { .. }
            | ErrorKind::TooLarge { .. } => Retry::Never,
        }
    }

    /// The reply's status, if there was a reply.
    pub fn status(&self) -> Option<StatusCode> {
        match *self.0 {
            ErrorKind::Plan(_) | ErrorKind::Transport { .. } => None,
            ErrorKind::RateLimited => Some(StatusCode::TOO_MANY_REQUESTS),
            ErrorKind::Refused { status, .. }
            | ErrorKind::Unreadable { status, .. }
            | ErrorKind::Unexpected { status, .. }
            | ErrorKind::TooLarge { status, .. } => Some(status),
        }
    }

    /// The service's error code, if it refused the request.
    pub fn code(&self) -> Option<&ErrorCode> {
        match &*self.0 {
            ErrorKind::Refused { error, .. } => Some(&error.code),
            ErrorKind::Plan(_)
            | ErrorKind::Transport { .. }
            | ErrorKind::RateLimited
            | ErrorKind::Unreadable { .. }
            | ErrorKind::Unexpected { .. }
            | ErrorKind::TooLarge { .. } => None,
        }
    }

    pub(crate) fn transport(replay: Replay, fault: TransportFault) -> Self {
        Self::from(ErrorKind::Transport { sent: fault.sent, replay, source: fault.source })
    }

    pub(crate) fn refused(status: StatusCode, error: ServiceError) -> Self {
        Self::from(ErrorKind::Refused { status, error })
    }

    pub(crate) fn rate_limited() -> Self {
        Self::from(ErrorKind::RateLimited)
    }

    pub(crate) fn unreadable(reply: Reply, error: ReadError) -> Self {
        Self::from(ErrorKind::Unreadable { status: reply.head.status, error, body: Excerpt::of(&reply.body) })
    }

    pub(crate) fn unexpected(reply: Reply) -> Self {
        let content_type = reply.head.headers.get(http::header::CONTENT_TYPE);
        let content_type = content_type.and_then(|value| value.to_str().ok()).map(str::to_owned);
        Self::from(ErrorKind::Unexpected { status: reply.head.status, content_type, body: Excerpt::of(&reply.body) })
    }

    pub(crate) fn too_large(head: &Parts, limit: usize) -> Self {
        Self::from(ErrorKind::TooLarge { status: head.status, limit })
    }
}

impl From<ErrorKind> for Error {
    fn from(kind: ErrorKind) -> Self {
        Self(Box::new(kind))
    }
}

impl From<PlanError> for Error {
    fn from(error: PlanError) -> Self {
        Self::from(ErrorKind::Plan(error))
    }
}

impl fmt::Display for Error {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match &*self.0 {
            ErrorKind::Plan(_) => f.write_str("the request could not be made, and nothing was sent"),
            ErrorKind::Transport { sent, .. } => write!(f, "expected a reply, found a broken transport; {sent}"),
            ErrorKind::Refused { status, error } => {
                write!(f, "expected a success, found {status} with error code {}", error.code)
            }
            ErrorKind::RateLimited => write!(
                f,
                "expected at most 10 calls per second, found 429 from the rate filter; wait {} seconds",
                RATE_LIMIT_BLOCK.as_secs()
            ),
            ErrorKind::Unreadable { status, .. } => {
                write!(f, "expected a readable message with status {status}, found a broken one")
            }
            ErrorKind::Unexpected { status, content_type, body } => write!(
                f,
                "expected a documented reply, found status {status} with {} bytes of {}",
                body.total,
                content_type.as_deref().unwrap_or("no content type")
            ),
            ErrorKind::TooLarge { status, limit } => {
                write!(f, "expected at most {limit} bytes with status {status}, found more")
            }
        }
    }
}

impl std::error::Error for Error {
    fn source(&self) -> Option<&(dyn std::error::Error + 'static)> {
        match &*self.0 {
            ErrorKind::Plan(error) => Some(error),
            ErrorKind::Transport { source, .. } => Some(&**source),
            ErrorKind::Unreadable { error, .. } => Some(error),
            ErrorKind::Refused { .. }
            | ErrorKind::RateLimited
            | ErrorKind::Unexpected { .. }
            | ErrorKind::TooLarge { .. } => None,
        }
    }
}

/// A request that must not be sent.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum PlanError {
    /// A stored URL that cannot be parsed.
    #[error("expected an absolute URL, found one that cannot be parsed")]
    Url,
    /// A URL of somebody else, to whom no request goes.
    #[error("expected a URL of {expected}, found one of another origin")]
    ForeignOrigin {
        /// Scheme, host and port of the service.
        expected: String,
    },
}

/// What a transport says when it could not get a reply.
#[derive(Debug)]
pub struct TransportFault {
    sent: Sent,
    source: Box<dyn std::error::Error + Send + Sync>,
}

impl TransportFault {
    /// A fault, with whether the service may have acted on the request.
    pub fn new(sent: Sent, source: impl Into<Box<dyn std::error::Error + Send + Sync>>) -> Self {
        Self { sent, source: source.into() }
    }
}

/// Whether the service may have acted on a request.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[expect(clippy::exhaustive_enums, reason = "callers decide for each")]
pub enum Sent {
    /// Certainly not: no byte of the request left.
    No,
    /// Nobody knows.
    Maybe,
    /// It replied.
    Yes,
}

impl fmt::Display for Sent {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::No => "nothing was sent",
            Self::Maybe => "the service may have acted on the request",
            Self::Yes => "the service has acted on the request",
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

/// How long the rate filter blocks.
///
/// Source: `docs/rate-limit`, `clients/dotnet`
pub(crate) const RATE_LIMIT_BLOCK: Duration = Duration::from_secs(30);

/// The beginning of a body, kept as evidence. It may hold anything, so it does not print itself.
#[derive(Clone, PartialEq, Eq)]
pub struct Excerpt {
    beginning: Bytes,
    total: usize,
}

impl Excerpt {
    /// The most bytes kept.
    pub const MAX: usize = 4096;

    fn of(body: &[u8]) -> Self {
        let beginning = body.get(..Self::MAX).unwrap_or(body);
        Self { beginning: Bytes::copy_from_slice(beginning), total: body.len() }
    }

    /// The bytes, to be looked at, not logged.
    pub fn expose(&self) -> &[u8] {
        &self.beginning
    }
}

impl fmt::Debug for Excerpt {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Excerpt({} of {} bytes)", self.beginning.len(), self.total)
    }
}
