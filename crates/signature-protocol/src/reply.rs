//! A reply, and what to do with its body.

use std::fmt;

use http::response::Parts;
use signature_model::{ErrorCode, ReadError, ServiceError};

use crate::{ContentType, Error, ErrorKind};

/// A whole reply.
#[non_exhaustive]
pub struct Reply {
    /// Status and headers.
    pub head: Parts,
    /// The body, within the call's limit; empty if the call discards it.
    pub body: Vec<u8>,
}

impl Reply {
    /// A reply as it came.
    pub fn new(head: Parts, body: Vec<u8>) -> Self {
        Self { head, body }
    }

    /// The message in a successful reply.
    ///
    /// # Errors
    /// An error for any other reply, and [`ErrorKind::Unreadable`](crate::ErrorKind::Unreadable) if `read` fails.
    pub fn message<T>(self, read: impl FnOnce(&[u8]) -> Result<T, ReadError>) -> Result<T, Error> {
        if !self.head.status.is_success() {
            return Err(self.into_error());
        }
        read(&self.body)
            .map_err(|error| ErrorKind::Unreadable { status: self.head.status, error, body: self.body.into() }.into())
    }

    /// Nothing, for a success.
    ///
    /// # Errors
    /// An error for any other reply.
    pub fn acknowledgement(self) -> Result<(), Error> {
        if self.head.status.is_success() { Ok(()) } else { Err(self.into_error()) }
    }

    /// The `error` element, if the body is one, whatever the content type says.
    pub fn service_error(&self) -> Option<ServiceError> {
        ServiceError::from_xml(&self.body).ok()
    }

    /// The code of the `error` element, if the reply is not a success.
    pub(crate) fn refusal_code(&self) -> Option<ErrorCode> {
        if self.head.status.is_success() { None } else { self.service_error().map(|error| error.code) }
    }

    /// The error for a reply that is not documented for its call.
    pub fn into_error(self) -> Error {
        if self.head.status == http::StatusCode::TOO_MANY_REQUESTS {
            return ErrorKind::RateLimited.into();
        }
        let status = self.head.status;
        let kind = match self.service_error() {
            Some(error) => ErrorKind::Refused { status, error },
            None => {
                let content_type = ContentType::of(&self.head.headers);
                ErrorKind::Unexpected { status, content_type, body: self.body.into() }
            }
        };
        kind.into()
    }
}

impl fmt::Debug for Reply {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Reply({}, {} bytes)", self.head.status, self.body.len())
    }
}

/// What to do with a reply's body.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[expect(clippy::exhaustive_enums, reason = "a transport must act on each")]
pub enum BodyPolicy {
    /// Its content does not matter. Read the rest of it only to keep the connection.
    Discard,
    /// Keep all of it, up to a limit.
    Collect {
        /// The most bytes to keep; more is an error.
        limit: usize,
    },
}

impl BodyPolicy {
    /// A message or an error: both are small.
    pub const MESSAGE: Self = Self::Collect { limit: 1 << 20 };

    /// For calls with a success that says everything in its status: only a failure's body matters.
    pub(crate) fn failure_only(head: &Parts) -> Self {
        if head.status.is_success() { Self::Discard } else { Self::MESSAGE }
    }
}
