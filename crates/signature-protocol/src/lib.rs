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
//! use signature_protocol::{Error, Exchange, HeadStep, Operation, RequestPlan, ServiceRoot, TransportFault};
//! # use signature_protocol::http::response::Parts;
//!
//! # type Body = std::vec::IntoIter<Result<Vec<u8>, TransportFault>>;
//! fn call<O: Operation>(
//!     operation: O,
//!     root: &ServiceRoot,
//!     send: impl FnOnce(RequestPlan) -> Result<(Parts, Body), TransportFault>,
//! ) -> Result<O::Outcome, Error> {
//!     let (request, exchange) = Exchange::new(operation).plan(root)?;
//!     let (head, body) = match send(request) {
//!         Ok(reply) => reply,
//!         Err(fault) => return Err(exchange.fail(fault)),
//!     };
//!     let mut collecting = match exchange.on_head(head)? {
//!         HeadStep::Done(outcome) => return Ok(outcome),
//!         HeadStep::Collect(collecting) => collecting,
//!     };
//!     for piece in body {
//!         match piece {
//!             Ok(bytes) => collecting.push(&bytes)?,
//!             Err(fault) => return Err(collecting.fail(fault)),
//!         }
//!     }
//!     collecting.finish()
//! }
//! ```
//!
//! A transport that has the whole reply needs no loop:
//!
//! ```
//! use signature_protocol::http::{Response, StatusCode};
//! use signature_protocol::{Confirm, Error, Exchange, ServiceRoot};
//!
//! fn confirm(confirm: Confirm) -> Result<(), Error> {
//!     let root = ServiceRoot::new("https://api.example/api")?;
//!     let (request, exchange) = Exchange::new(confirm).plan(&root)?;
//!     assert_eq!(request.head().method, "POST");
//!     // … send the request; here the reply has come.
//!     let (head, body) = Response::new(b"").into_parts();
//!     exchange.answer(head, body)
//! }
//! # use signature_model::urls::ConfirmationUrl;
//! # let url = ConfirmationUrl::new("https://api.example/api/1/complete").unwrap();
//! # confirm(Confirm::new(url)).unwrap();
//! ```
//!
//! Downloads have an exchange of their own, see [`FetchDocument`]. [`Poller`] and [`Delivery`] say when to poll and
//! what to confirm. All errors are [`Error`].
//!
//! `http` types appear in the public interface; the crate is re-exported.
#![warn(clippy::arithmetic_side_effects, clippy::wildcard_enum_match_arm)]

mod content_encoding;
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
mod retry_after;
mod service_root;

pub use content_encoding::ContentEncoding;
pub use content_type::ContentType;
pub use delivery::{Delivered, Delivery, DeliveryStep, FetchId, Fetched, Wanted};
pub use download::{
    AwaitingDownload, CollectingRefusal, DownloadHead, DownloadStep, Downloaded, FetchDocument, Streaming,
};
pub use error::{Error, ErrorKind, Evidence, InsteadOfDocument, Retry, Sent, TransportFault};
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
pub use rate_limiter::{RateLimiter, Reservation};
pub use replay::Replay;
pub use reply::{BodyPolicy, Reply};
pub use request_plan::{BodyPlan, RequestPlan};
pub use service_root::{ServiceRoot, with_query};
