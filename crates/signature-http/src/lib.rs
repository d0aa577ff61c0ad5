//! HTTP client for Posten signering: hyper, mutual TLS and trust.
//!
//! In scope: connections, TLS and whom to trust, timeouts, the clock, and a [`Client`] that runs the calls of
//! `signature-protocol`. Out of scope: what calls and replies mean (`signature-protocol`), what messages look like
//! (`signature-model`), and how packages are signed: hand the client a [`Packaging`](model::Packaging),
//! such as the one of `signature-asice`.
//!
//! ```text
//! your code ──▶ Client ──▶ signature-protocol: plan ──▶ Transport (hyper, or yours) ──▶ the service
//!                  ▲                                                                        │
//!                  └────── outcome or Error ◀── signature-protocol: interpret ◀─────────────┘
//! ```
//!
//! ```
//! use std::sync::Arc;
//!
//! use signature_http::model::{OrganizationNumber, Packaging, Sender};
//! use signature_http::{Client, ClientIdentity, Environment, Settings, TrustAnchors};
//!
//! # fn connect(packaging: Arc<dyn Packaging>) -> Result<Client, Box<dyn std::error::Error>> {
//! let environment = Environment::difitest(TrustAnchors::from_pem(&std::fs::read("anchors.pem")?)?);
//! let identity = ClientIdentity::from_pem(&std::fs::read("enterprise-certificate.pem")?)?;
//! let mut settings = Settings::default();
//! settings.default_sender = Some(Sender::new(OrganizationNumber::new("123456789")?));
//! let client = Client::new(environment, identity, packaging, settings)?;
//! # Ok(client)
//! # }
//! ```
//!
//! Dropping a future of this crate closes the connection it uses, unless the reply had been received; whether the
//! service acted on the request is then unknown.

mod call;
mod changes;
mod client;
mod clock;
mod download;
mod environment;
mod error;
mod fault;
mod hyper_transport;
mod identity;
mod server_identity;
mod settings;
mod timed_connector;
mod transport;

pub use changes::Changes;
pub use client::{Client, DirectFlow, PortalFlow};
pub use clock::{Clock, SystemClock};
pub use download::Download;
pub use environment::{Environment, InvalidTrustAnchors, TrustAnchors};
pub use error::Error;
pub use fault::{CertificateFault, Fault, FaultKind};
pub use hyper_transport::{HyperTransport, InvalidConfiguration};
pub use identity::{ClientIdentity, InvalidIdentity};
pub use server_identity::{WrongServer, danger};
pub use settings::{Settings, Timeouts};
pub use signature_model as model;
pub use signature_protocol as protocol;
pub use transport::Transport;
