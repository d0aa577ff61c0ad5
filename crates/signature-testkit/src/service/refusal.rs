//! A request that the service does not grant.

use bytes::Bytes;
use http::{Response, StatusCode};
use signature_model::{ErrorCode, ServiceError};

use super::replies;

/// Status, code and reason of an error reply.
///
/// *Sandbox choice*: the statuses and codes that the documentation leaves open are the plain HTTP ones.
#[derive(Debug)]
pub(super) struct Refusal {
    status: StatusCode,
    code: ErrorCode,
    message: String,
}

impl Refusal {
    pub(super) fn bad_request(code: ErrorCode, message: impl Into<String>) -> Self {
        Self { status: StatusCode::BAD_REQUEST, code, message: message.into() }
    }

    pub(super) fn forbidden(code: ErrorCode, message: impl Into<String>) -> Self {
        Self { status: StatusCode::FORBIDDEN, code, message: message.into() }
    }

    pub(super) fn not_found(what: &str) -> Self {
        let code = ErrorCode::from("NOT_FOUND".to_owned());
        Self { status: StatusCode::NOT_FOUND, code, message: format!("there is no such {what}") }
    }

    pub(super) fn method_not_allowed() -> Self {
        let code = ErrorCode::from("METHOD_NOT_ALLOWED".to_owned());
        let message = "the resource does not take this method".to_owned();
        Self { status: StatusCode::METHOD_NOT_ALLOWED, code, message }
    }

    pub(super) fn ceremony_not_completed() -> Self {
        let message = "the signer has not been sent to an exit URL yet".to_owned();
        Self { status: StatusCode::NOT_FOUND, code: ErrorCode::SigningCeremonyNotCompleted, message }
    }

    pub(super) fn conflict(code: &str, message: impl Into<String>) -> Self {
        Self { status: StatusCode::CONFLICT, code: ErrorCode::from(code.to_owned()), message: message.into() }
    }

    pub(super) fn unusable_result(message: impl Into<String>) -> Self {
        let code = ErrorCode::from("SANDBOX_FAILURE".to_owned());
        Self { status: StatusCode::INTERNAL_SERVER_ERROR, code, message: message.into() }
    }

    pub(super) fn into_response(self) -> Response<Bytes> {
        replies::xml(self.status, ServiceError::client(self.code, self.message).to_xml())
    }
}
