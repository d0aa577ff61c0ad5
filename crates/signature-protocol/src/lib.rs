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
//! use signature_protocol::operations::Confirm;
//! use signature_protocol::{Error, Exchange, HeadStep, ServiceRoot};
//!
//! # fn main() -> Result<(), Box<dyn std::error::Error>> {
//! let root = ServiceRoot::new("https://api.example/api")?;
//! let confirm = Confirm::new(ConfirmationUrl::new("https://api.example/api/1/complete")?);
//! let (request, exchange) = Exchange::new(confirm).plan(&root)?;
//! assert_eq!(request.head().method, "POST");
//!
//! // … send the request; here the reply's head has come back, and then its body in two chunks.
//! let (head, _) = http::Response::builder().status(503).body(())?.into_parts();
//! let refused: Result<(), Error> = match exchange.on_head(head)? {
//!     HeadStep::Done(()) => Ok(()),
//!     HeadStep::Collect(mut collecting) => {
//!         collecting.push(b"<html>")?;
//!         collecting.push(b"maintenance")?;
//!         collecting.finish()
//!     }
//!     HeadStep::Stream(never) => match never {},
//! };
//! assert_eq!(refused.unwrap_err().status(), Some(http::StatusCode::SERVICE_UNAVAILABLE));
//! # Ok(())
//! # }
//! ```
//!
//! `http` types appear in the public interface; the crate is re-exported.
#![warn(clippy::arithmetic_side_effects, clippy::wildcard_enum_match_arm)]

mod call_pace;
mod content_type;
pub mod delivery;
mod error;
mod exchange;
mod multipart;
mod operation;
pub mod operations;
mod poll_pace;
mod poll_time;
pub mod poller;
mod replay;
mod reply;
mod request_plan;
mod service_root;

pub use call_pace::CallPace;
pub use content_type::ContentType;
pub use delivery::Delivery;
pub use error::{Error, ErrorKind, Evidence, PlanError, Retry, Sent, TransportFault};
pub use exchange::{AwaitingHead, Collecting, Exchange, HeadStep};
pub use http;
pub use multipart::Multipart;
pub use operation::{Never, Operation};
pub use poll_pace::{PollPace, PollPolicy};
pub use poller::Poller;
pub use replay::Replay;
pub use reply::{BodyPolicy, Reply};
pub use request_plan::{BodyPlan, RequestPlan};
pub use service_root::{InvalidServiceRoot, ServiceRoot, with_query};
