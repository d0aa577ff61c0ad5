//! The conformance suite of the Posten signering SDK, and its runner.
//!
//! In scope: the cases of the crate `signature-fixtures`, ready to be run; judging a transport by them ([`run`]), and a
//! service ([`run_requests`]); the suite as plain files for other languages ([`Suite::publish`]). Out of scope: making
//! clients and services. The crate needs no async runtime, and uses sockets only in [`Loopback`].
//!
//! To have a transport or a runtime of your own judged, write a [`Driver`], which runs one call over it:
//!
//! ```text
//!       operation              request
//! run ─────────────▶ Driver ─────────────▶ Peer, behind a socket or not
//!  ▲                  │   ▲                  │
//!  └ outcome or error ┘   └───── reply ──────┘
//! ```
//!
//! The peer plays the service: it keeps each request, and answers as the case says or breaks off. [`Loopback`] puts it
//! behind HTTP on loopback, for drivers that need a socket. [`InProcess`] is a driver that needs none:
//!
//! ```
//! use signature_conformance::{Error, InProcess, Peer};
//!
//! fn main() -> Result<(), Error> {
//!     let peer = Peer::new("https://api.example")?;
//!     let report = signature_conformance::run(&mut InProcess::new(&peer), &peer)?;
//!     assert!(report.is_success(), "{report}");
//!     Ok(())
//! }
//! ```
//!
//! The example `blocking` of this crate is a whole driver with its program: a transport on a plain socket.
//!
//! # Kinds of cases
//!
//! | kind | the case | who is judged |
//! | --- | --- | --- |
//! | `exchange` | one call, its request, one reply, and what the reply means | a [`Driver`] |
//! | `trace` | polls, downloads and confirmations by scripted time | a [`Driver`] |
//! | `request` | a request that official clients send | a [`Service`] |
//! | `xml` | a document, and the message that is read from it | `signature-model` |
//! | `package` | a document package, and what a verifier says of it | `signature-asice` |
//!
//! An expected result has two parts. The *normative* part is what every implementation in any language must come to; the
//! *snapshot* is what this SDK says and sends beyond that, down to the byte. [`run`] compares what a driver can influence;
//! [`Suite::run_exactly`] compares everything, and is the test of the SDK's own crates. `README.md` in
//! `signature-fixtures` describes both parts for each kind.

mod answer;
mod call;
mod case;
mod difference;
mod driver;
mod error;
mod exchange;
mod fault;
mod files;
mod in_process;
mod loopback;
mod machine;
mod messages;
mod observation;
mod origin;
mod package;
mod peer;
mod publish;
mod received;
mod reply;
mod report;
mod request;
mod run;
mod service;
mod sha256;
mod suite;
mod trace;
mod waits;

pub use answer::Answer;
pub use case::{Case, Verdict};
pub use driver::Driver;
pub use error::{Error, ErrorKind};
pub use in_process::InProcess;
pub use loopback::Loopback;
pub use messages::{MessageDocument, rewrite};
pub use package::Package;
pub use peer::Peer;
pub use publish::PublishedFile;
pub use report::{Mismatch, Report};
pub use run::run;
pub use service::{Service, run_requests};
pub use signature_model as model;
pub use signature_protocol as protocol;
pub use suite::Suite;
