//! The conformance suite of the Posten signering SDK, and its runner.
//!
//! In scope: the cases of the crate `signature-fixtures`, ready to run; testing a transport ([`run`]) or a service
//! ([`run_requests`]) with them; the suite as plain files for other languages ([`Suite::publish`]). Out of scope:
//! making clients and services. The crate needs no async runtime, and uses sockets only in [`Loopback`].
//!
//! To test your own transport or runtime, write a [`Driver`], which runs one call over it:
//!
//! ```text
//!       operation              request
//! run ─────────────▶ Driver ─────────────▶ Peer, behind a socket or not
//!  ▲                  │   ▲                  │
//!  └ outcome or error ┘   └───── reply ──────┘
//! ```
//!
//! The peer plays the service: it keeps each request, and answers or breaks the connection as the case says.
//! [`Loopback`] serves it over HTTP on loopback, for drivers that need a socket. [`InProcess`] is a driver without one:
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
//! The example `blocking` of this crate is a complete program with a driver: a transport on a plain socket.
//!
//! # Kinds of cases
//!
//! | kind | the case | what is tested |
//! | --- | --- | --- |
//! | `exchange` | one call, its request, one reply, and what the reply means | a [`Driver`] |
//! | `trace` | polls, downloads and confirmations at scripted times | a [`Driver`] |
//! | `request` | a request that official clients send | a [`Service`] |
//! | `xml` | a document, and the message that is read from it | `signature-model` |
//! | `package` | a document package, and what a verifier says about it | `signature-asice` |
//!
//! An expected result has two parts. The *normative* part is the result that every implementation in any language must
//! have; the *snapshot* has everything else that this SDK says and sends, byte for byte. [`run`] compares what a driver
//! can influence; [`Suite::run_exactly`] compares everything, and tests the SDK's own crates. `README.md` in
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
