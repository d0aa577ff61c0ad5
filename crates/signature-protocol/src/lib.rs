//! Every call of the Posten signering API as a value, and the rules between calls, without a transport.
//!
//! In scope: what each call sends, what each reply means, when to poll again, what may be repeated. Out of scope:
//! sockets, TLS, clocks, sleeping, logging and making document packages. The caller brings a transport and the time.
//!
//! ```text
//!  Operation ──plan──▶ RequestPlan ─────────── your transport ──▶ the service
//!      ▲                                                              │
//!      └──interpret── Reply ◀── Collecting ◀── on_head ◀── head, body ┘
//! ```
//!
//! The whole contract between a transport and this crate:
//!
//! ```
//! use signature_model::urls::ConfirmationUrl;
//! use signature_protocol::{Confirm, Exchange, ServiceRoot};
//!
//! # fn main() -> Result<(), Box<dyn std::error::Error>> {
//! let root = ServiceRoot::new("https://api.example/api")?;
//! let confirm = Confirm::new(ConfirmationUrl::new("https://api.example/api/1/complete")?);
//! let (request, exchange) = Exchange::new(confirm).plan(&root)?;
//! assert_eq!(request.head().method, "POST");
//!
//! // … send the request; here the whole reply has come back.
//! let (head, body) = http::Response::builder().status(503).body(b"<html>maintenance")?.into_parts();
//! let error = exchange.answer(head, body).unwrap_err();
//! assert_eq!(error.status(), Some(http::StatusCode::SERVICE_UNAVAILABLE));
//! # Ok(())
//! # }
//! ```
//!
//! `http` types appear in the public interface; the crate is re-exported.
#![warn(clippy::arithmetic_side_effects, clippy::wildcard_enum_match_arm)]

mod content_type;
mod deadline;
mod delivery;
mod download;
mod error;
mod exchange;
mod multipart;
mod operation;
mod operations;
mod poll_pace;
mod poll_policy;
mod poll_time;
mod poller;
mod rate_limiter;
mod replay;
mod reply;
mod request_plan;
mod service_root;

pub use content_type::ContentType;
pub use delivery::{Delivered, Delivery, DeliveryStep, FetchId, Fetched, Wanted};
pub use download::{
    AwaitingDownload, CollectingRefusal, DownloadHead, DownloadStep, Downloaded, FetchDocument, Streaming,
};
pub use error::{Error, ErrorKind, Evidence, PlanError, Retry, Sent, TransportFault};
pub use exchange::{AwaitingHead, Collecting, Exchange, HeadStep};
pub use http;
pub use multipart::Multipart;
pub use operation::Operation;
pub use operations::{
    Cancel, CancelOutcome, Confirm, CreateDirectJob, CreatePortalJob, DeleteDocuments, DirectStatusOutcome,
    GetDirectStatus, GetRootResource, PollDirect, PollOutcome, PollPortal, RequestRedirectUrl, RootResource,
};
pub use poll_pace::PollPace;
pub use poll_policy::PollPolicy;
pub use poller::{Change, LeaseId, Leased, Poll, PollId, Poller, PollerSnapshot, PollerStep, SignedDocument};
pub use rate_limiter::RateLimiter;
pub use replay::Replay;
pub use reply::{BodyPolicy, Reply};
pub use request_plan::{BodyPlan, RequestPlan};
pub use service_root::{InvalidServiceRoot, ServiceRoot, with_query};
