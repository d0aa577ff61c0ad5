//! One file per call, with every reply the service documents for it.
//!
//! Source: `docs/calls`, `clients/java`, `clients/dotnet`

mod cancel;
mod confirm;
mod create_job;
mod delete_documents;
mod direct_status;
mod poll;
mod request_redirect_url;
mod root_resource;

pub use cancel::{Cancel, CancelOutcome};
pub use confirm::Confirm;
pub use create_job::{CreateDirectJob, CreatePortalJob};
pub use delete_documents::DeleteDocuments;
pub use direct_status::{DirectStatusOutcome, GetDirectStatus};
pub use poll::{PollDirect, PollOutcome, PollPortal};
pub use request_redirect_url::RequestRedirectUrl;
pub use root_resource::{GetRootResource, RootResource};

/// The media type of messages.
pub(crate) const XML: &str = "application/xml";
