//! Replies as HTTP: status, headers and body.

use bytes::Bytes;
use http::header::{CONTENT_LENGTH, CONTENT_TYPE, HeaderValue};
use http::{Response, StatusCode};
use signature_model::{Timestamp, UtcOffset};

pub(super) fn status_only(status: StatusCode) -> Response<Bytes> {
    let mut response = Response::new(Bytes::new());
    *response.status_mut() = status;
    response
}

pub(super) fn respond(status: StatusCode, content_type: &'static str, body: Bytes) -> Response<Bytes> {
    let length = HeaderValue::from(body.len());
    let mut response = Response::new(body);
    *response.status_mut() = status;
    response.headers_mut().insert(CONTENT_TYPE, HeaderValue::from_static(content_type));
    response.headers_mut().insert(CONTENT_LENGTH, length);
    response
}

pub(super) fn xml(status: StatusCode, body: Vec<u8>) -> Response<Bytes> {
    respond(status, "application/xml", body.into())
}

pub(super) fn ok(body: Vec<u8>) -> Response<Bytes> {
    xml(StatusCode::OK, body)
}

/// The same response with the time of the next poll, in the caller's time.
pub(super) fn with_poll_time(permitted_from: Timestamp, mut response: Response<Bytes>) -> Response<Bytes> {
    if let Ok(value) = HeaderValue::try_from(permitted_from.to_xml(UtcOffset::UTC)) {
        response.headers_mut().insert("X-Next-permitted-poll-time", value);
    }
    response
}

/// The rate limiter's answer.
pub(super) fn rate_limited() -> Response<Bytes> {
    let mut response = status_only(StatusCode::TOO_MANY_REQUESTS);
    response.headers_mut().insert("DoSFilter", HeaderValue::from_static("unavailable"));
    response
}
