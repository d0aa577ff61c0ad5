//! Why the service refuses a request.

use std::fmt;

use bytes::Bytes;
use http::{Response, StatusCode};
use signature_model::{ErrorCode, ReadError, ServiceError};

use super::job::ActionError;
use super::response;

/// Status, code and reason of an error reply.
///
/// *Sandbox choice*: where the documentation leaves statuses and codes open, they are the usual ones of HTTP.
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

    pub(super) fn against_schema(error: ReadError) -> Self {
        let message = format!("Xml-message was not in accordance to schema: {error}");
        Self::bad_request(ErrorCode::SchemaValidationError, message)
    }

    pub(super) fn package(found: impl fmt::Display) -> Self {
        Self::bad_request(ErrorCode::AsiceValidationFailed, format!("Error when validating ASiCE: {found}"))
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

    /// The sandbox has no archive, so no document is ever in it.
    pub(super) fn nothing_archived() -> Self {
        let message = "the archive has no such document".to_owned();
        Self { status: StatusCode::NOT_FOUND, code: ErrorCode::ArchivedDocumentNotFound, message }
    }

    pub(super) fn ceremony_not_completed() -> Self {
        let message = "the signer has not been sent to an exit URL yet".to_owned();
        Self { status: StatusCode::NOT_FOUND, code: ErrorCode::SigningCeremonyNotCompleted, message }
    }

    pub(super) fn conflict(code: &str, message: impl Into<String>) -> Self {
        Self { status: StatusCode::CONFLICT, code: ErrorCode::from(code.to_owned()), message: message.into() }
    }

    pub(super) fn cannot_sign(error: ActionError) -> Self {
        Self::conflict("CANNOT_SIGN", error.to_string())
    }

    pub(super) fn body_too_large(most: usize) -> Self {
        let code = ErrorCode::from("REQUEST_TOO_LARGE".to_owned());
        let message = format!("expected a body of at most {most} bytes, found a larger one");
        Self { status: StatusCode::PAYLOAD_TOO_LARGE, code, message }
    }

    pub(super) fn unusable_result(message: impl Into<String>) -> Self {
        let code = ErrorCode::from("SANDBOX_FAILURE".to_owned());
        Self { status: StatusCode::INTERNAL_SERVER_ERROR, code, message: message.into() }
    }

    pub(super) fn into_response(self) -> Response<Bytes> {
        response::xml(self.status, ServiceError::client(self.code, self.message).to_xml())
    }
}
