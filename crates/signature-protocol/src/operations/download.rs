//! Fetch signed documents. Their bodies stream; only a failure's body is collected.

use http::header::{CONTENT_LENGTH, CONTENT_TYPE};
use http::response::Parts;
use http::{Method, StatusCode};
use signature_model::urls::{PadesUrl, XadesUrl};

use crate::{BodyPlan, BodyPolicy, Error, Never, Operation, PlanError, Replay, Reply, RequestPlan, ServiceRoot};

/// What the head of a download says about the bytes that follow.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub struct DownloadHead {
    /// How many bytes follow, if the service says so.
    pub content_length: Option<u64>,
    /// Their media type, if the service says so.
    pub content_type: Option<String>,
}

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
            const REPLAY: Replay = Replay::Safe;
            type Outcome = Never;
            type Streamed = DownloadHead;

            fn plan(&self, root: &ServiceRoot) -> Result<RequestPlan, PlanError> {
                let uri = root.follow(self.url.as_str())?;
                Ok(RequestPlan::new(Method::GET, uri, Some(ACCEPT), BodyPlan::Empty))
            }

            fn body_policy(&self, head: &Parts) -> BodyPolicy {
                body_policy(head)
            }

            fn interpret(&self, reply: Reply) -> Result<Never, Error> {
                Err(reply.into_error())
            }

            fn streamed(&self, head: Parts) -> Result<DownloadHead, Error> {
                Ok(describe(&head))
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
        content_type: text(CONTENT_TYPE).map(str::to_owned),
    }
}
