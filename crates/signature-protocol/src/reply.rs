//! A reply, and what to do with its body.

use std::fmt;

use http::StatusCode;
use http::response::Parts;
use signature_model::{ErrorCode, FileKind, ReadError, ServiceError};

use crate::retry_after::retry_after;
use crate::{ContentEncoding, ContentType, Error, ErrorKind};

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

    /// The message in a reply with status 200. It must not be compressed, as no request asks for that.
    ///
    /// # Errors
    /// An error for any other reply, and [`ErrorKind::Unreadable`](crate::ErrorKind::Unreadable) if `read` fails.
    pub fn message<T>(self, read: impl FnOnce(&[u8]) -> Result<T, ReadError>) -> Result<T, Error> {
        if !self.is_plain_ok() {
            return Err(self.into_error());
        }
        read(&self.body)
            .map_err(|error| ErrorKind::Unreadable { status: self.head.status, error, body: self.body.into() }.into())
    }

    /// Nothing, for a reply with status 200 or 204 that is not a page for browsers: a page comes from a proxy, and says
    /// nothing about the call.
    ///
    /// # Errors
    /// An error for any other reply.
    pub fn acknowledgement(self) -> Result<(), Error> {
        let is_acknowledged = self.head.status == StatusCode::NO_CONTENT || (self.is_plain_ok() && !self.is_page());
        if is_acknowledged { Ok(()) } else { Err(self.into_error()) }
    }

    /// Whether it has status 200 and a body that is not compressed.
    pub(crate) fn is_plain_ok(&self) -> bool {
        self.head.status == StatusCode::OK && ContentEncoding::of(&self.head.headers).is_none()
    }

    /// Whether it is a page for browsers, by its type or its body.
    fn is_page(&self) -> bool {
        ContentType::of(&self.head.headers).is_some_and(|found| found.is_page())
            || FileKind::of(&self.body) == FileKind::Html
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
        let status = self.head.status;
        let asked = retry_after(&self.head.headers);
        let kind = match self.service_error() {
            _ if status == StatusCode::TOO_MANY_REQUESTS => ErrorKind::RateLimited,
            Some(error) => ErrorKind::Refused { status, error },
            None => {
                let content_type = ContentType::of(&self.head.headers);
                let content_encoding = ContentEncoding::of(&self.head.headers);
                ErrorKind::Unexpected { status, content_type, content_encoding, body: self.body.into() }
            }
        };
        Error::from(kind).asking(asked)
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

    /// For calls whose success has no content. The body of a 200 is looked at all the same, because it may be a page of
    /// a proxy.
    pub(crate) fn acknowledgement(head: &Parts) -> Self {
        if head.status == StatusCode::NO_CONTENT { Self::Discard } else { Self::MESSAGE }
    }
}
