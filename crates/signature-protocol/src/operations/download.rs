//! Fetch signed documents. Their bodies stream; only a failure's body is collected.

use http::header::CONTENT_LENGTH;
use http::response::Parts;
use http::{Method, StatusCode};
use signature_model::urls::{PadesUrl, XadesUrl};

use crate::{BodyPlan, BodyPolicy, ContentType, Operation, PlanError, RequestPlan, ServiceRoot};

/// What the head of a download says about the bytes that follow.
#[derive(Debug, Clone, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
#[non_exhaustive]
pub struct DownloadHead {
    /// How many bytes follow, if the service says so.
    pub content_length: Option<u64>,
    /// Their media type, if the service says so.
    pub content_type: Option<ContentType>,
}

/// What all calls have in common whose success is a document.
macro_rules! streamed_document {
    () => {
        const REPLAY: $crate::Replay = $crate::Replay::Safe;
        type Outcome = $crate::Never;
        type Streamed = $crate::operations::DownloadHead;

        fn body_policy(&self, head: &http::response::Parts) -> $crate::BodyPolicy {
            $crate::operations::download::body_policy(head)
        }

        fn interpret(&self, reply: $crate::Reply) -> Result<$crate::Never, $crate::Error> {
            Err(reply.into_error())
        }

        fn streamed(&self, head: http::response::Parts) -> Result<Self::Streamed, $crate::Error> {
            Ok($crate::operations::download::describe(&head))
        }
    };
}
pub(super) use streamed_document;

/// Declares the call for one kind of document.
macro_rules! download {
    ($(#[$doc:meta])* $name:ident, $url:ty) => {
        $(#[$doc])*
        #[derive(Debug, Clone)]
        pub struct $name {
            url: $url,
        }

        impl $name {
            /// For the document whose URL this is.
            pub fn new(url: $url) -> Self {
                Self { url }
            }
        }

        impl Operation for $name {
            streamed_document!();

            fn plan(&self, root: &ServiceRoot) -> Result<RequestPlan, PlanError> {
                let uri = root.follow(self.url.as_str())?;
                Ok(RequestPlan::new(Method::GET, uri, Some(ACCEPT), BodyPlan::Empty))
            }
        }
    };
}

download! {
    /// Fetches one signer's XAdES.
    FetchXades, XadesUrl
}

download! {
    /// Fetches the job's PAdES.
    FetchPades, PadesUrl
}

/// A file, or else an error in XML.
pub(super) const ACCEPT: &str = "application/octet-stream, application/xml";

/// Streams documents. A success that says it has no content is none.
pub(super) fn body_policy(head: &Parts) -> BodyPolicy {
    let empty = [StatusCode::NO_CONTENT, StatusCode::RESET_CONTENT].contains(&head.status);
    if head.status.is_success() && !empty { BodyPolicy::Stream } else { BodyPolicy::MESSAGE }
}

pub(super) fn describe(head: &Parts) -> DownloadHead {
    let text = |name| head.headers.get(name).and_then(|value| value.to_str().ok());
    DownloadHead {
        content_length: text(CONTENT_LENGTH).and_then(|length| length.parse().ok()),
        content_type: ContentType::of(&head.headers),
    }
}
