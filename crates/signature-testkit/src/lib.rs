//! A sandbox of Posten signering, for clients in any language.
//!
//! [`FakeService`] is the service as a pure function of its state, the time and a request: it keeps the service's
//! rules, reads no clock and never sleeps. There are two ways to reach it: [`InMemory`] runs the calls of
//! `signature-protocol` against it in the same thread, [`Sandbox`] serves it over HTTPS with mutual TLS on loopback.
//! [`TestPki`] makes the certificates for both sides.
//!
//! ```text
//! your client ──HTTPS──▶ Sandbox ──┐
//!                                  ├──▶ FakeService::handle(now, caller, request) ──▶ response
//! your test ───────────▶ InMemory ─┘          ▲
//! people: sign, reject, fail ─────────────────┘
//! ```
//!
//! The crate's README lists what it does not imitate. All keys, certificates and people are invented.

mod error;
mod hexadecimal;
mod in_memory;
mod pki;
mod results;
mod server;
mod service;

pub use error::{Error, ErrorKind};
pub use in_memory::InMemory;
pub use pki::{Credentials, Enterprise, TestPki};
pub use results::Sealer;
pub use server::{Sandbox, SandboxOptions};
pub use service::{
    ActionError, Caller, ExitLink, FakeService, Flow, Job, JobDocument, JobSigner, ServiceSettings, Who,
};

/// The manual's code, compiled with the tests.
#[cfg(doctest)]
#[doc = include_str!("../../../docs/manual/certificates.md")]
#[doc = include_str!("../../../docs/manual/proxies.md")]
struct Manual;

/// The README's code, compiled with the tests.
#[cfg(doctest)]
#[doc = include_str!("../../../README.md")]
struct Readme;
