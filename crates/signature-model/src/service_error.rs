//! The `error` element, the service's answer to a request it refuses.

use std::borrow::Cow;
use std::fmt;

use crate::values::text::printable_word;
use crate::xml::{Mode, ReadError, Reader, Writer, message};

/// What the service says is wrong with a request.
///
/// The message is for people. It may have details of the caller's certificate, and it may quote the request, which has
/// personal data. So it does not show in `Debug`.
///
/// Source: `common.xsd#error`
#[derive(Clone, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
#[serde(remote = "Self")]
#[non_exhaustive]
pub struct ServiceError {
    /// What is wrong, for programs.
    pub code: ErrorCode,
    /// What is wrong, for people.
    pub message: String,
    /// Who is at fault; `CLIENT` is the only value known.
    pub error_type: String,
}

crate::stored::quiet!(ServiceError);

message!(ServiceError, "error", Mode::Lenient);

impl ServiceError {
    /// An error of type `CLIENT`.
    pub fn client(code: ErrorCode, message: impl Into<String>) -> Self {
        Self { code, message: message.into(), error_type: "CLIENT".to_owned() }
    }

    fn read(reader: &mut Reader<'_>) -> Result<Self, ReadError> {
        let (mut code, mut message, mut error_type) = (None, None, None);
        while let Some(name) = reader.child(&["error-code", "error-message", "error-type"])? {
            let slot = match name {
                "error-code" => &mut code,
                "error-message" => &mut message,
                _ => &mut error_type,
            };
            reader.once(slot, name, |text| text.text().map(Cow::into_owned))?;
        }
        Ok(Self {
            code: ErrorCode::from(reader.required(code, "error-code")?),
            message: reader.required(message, "error-message")?,
            error_type: reader.required(error_type, "error-type")?,
        })
    }

    fn write(&self, writer: &mut Writer<'_>) {
        writer.text_element("error-code", self.code.as_str());
        writer.text_element("error-message", &self.message);
        writer.text_element("error-type", &self.error_type);
    }
}

impl fmt::Debug for ServiceError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("ServiceError").field("code", &self.code).finish_non_exhaustive()
    }
}

/// Declares the open set of codes.
macro_rules! error_codes {
    ($($(#[$doc:meta])* $variant:ident = $word:literal,)+) => {
        /// What is wrong with a request: an open set, as the service documents only some of its codes.
        ///
        /// Source: `docs/errors`, `clients/java`, `clients/dotnet`
        ///
        /// An unknown code comes from outside, so it is printed only if it looks like a code.
        #[derive(Clone, PartialEq, Eq, Hash, serde::Serialize, serde::Deserialize)]
        #[serde(from = "String", into = "String")]
        #[non_exhaustive]
        pub enum ErrorCode {
            $($(#[$doc])* $variant,)+
            /// A code this crate does not know, as it came.
            Unrecognized(String),
        }

        impl ErrorCode {
            /// The service's word for it.
            pub fn as_str(&self) -> &str {
                match self {
                    $(Self::$variant => $word,)+
                    Self::Unrecognized(code) => code,
                }
            }
        }

        impl From<String> for ErrorCode {
            fn from(code: String) -> Self {
                match code.trim() {
                    $($word => Self::$variant,)+
                    _ => Self::Unrecognized(code),
                }
            }
        }
    };
}

error_codes! {
    /// The certificate's organization may not act for the organization in the path.
    BrokerNotAuthorized = "BROKER_NOT_AUTHORIZED",
    /// The certificate's organization has no access to the API.
    NotAuthorized = "NOT_AUTHORIZED",
    /// The status query token is wrong.
    InvalidStatusQueryToken = "INVALID_STATUS_QUERY_TOKEN",
    /// The status was asked for before the signer had been sent to an exit URL.
    SigningCeremonyNotCompleted = "SIGNING_CEREMONY_NOT_COMPLETED",
    /// The XML is not what the schema says.
    SchemaValidationError = "SCHEMA_VALIDATION_ERROR",
    /// The document package is broken.
    AsiceValidationFailed = "ASICE_VALIDATION_FAILED",
    /// No archived document has the given id.
    ArchivedDocumentNotFound = "ARCHIVED_DOCUMENT_NOT_FOUND",
}

impl From<ErrorCode> for String {
    fn from(code: ErrorCode) -> Self {
        code.as_str().to_owned()
    }
}

impl fmt::Display for ErrorCode {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(printable_word(self.as_str()).unwrap_or("(not shown)"))
    }
}

impl fmt::Debug for ErrorCode {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "ErrorCode({})", printable_word(self.as_str()).unwrap_or("not shown"))
    }
}
