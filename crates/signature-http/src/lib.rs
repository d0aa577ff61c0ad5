//! HTTP client for Posten signering: mutual TLS, trust, pace, and every call of both flows.
//!
//! In scope: connections, TLS and trust, time limits, pace, and a [`Client`] that runs the calls of
//! `signature-protocol`. Out of scope: what calls and replies mean (`signature-protocol`), what messages look like
//! (`signature-model`), and how packages are signed (`signature-asice`).
//!
//! ```text
//! your code ──▶ Client ──▶ signature-protocol: plan ──▶ Transport (hyper, or yours) ──▶ the service
//!                  ▲                                                                        │
//!                  └────── outcome or Error ◀── signature-protocol: interpret ◀─────────────┘
//! ```
//!
//! Send a job, and collect the result:
//!
//! ```
//! # #[cfg(all(feature = "hyper", feature = "packages"))]
//! # mod example {
//! use signature_http::identity::Identity;
//! use signature_http::model::Sender;
//! use signature_http::model::portal::PortalJob;
//! use signature_http::{Client, ConfigurationError, Environment, Error};
//!
//! fn connect(identity: &Identity, sender: Sender) -> Result<Client, ConfigurationError> {
//!     Client::builder(Environment::difitest(), identity).with_sender(sender).build()
//! }
//!
//! async fn send(client: &Client, job: &PortalJob) -> Result<(), Error> {
//!     let created = client.portal().create(job).await?;
//!     println!("created job {}", created.job_id);
//!     Ok(())
//! }
//!
//! async fn collect(client: &Client, sender: &Sender) -> Result<(), Error> {
//!     let mut changes = client.portal().changes(sender);
//!     while let Some(change) = changes.next().await? {
//!         if let Some(pades) = &change.pades_url {
//!             client.pades(pades).await?.save_to(format!("{}.pdf", change.job_id)).await?;
//!         }
//!         change.confirm().await?; // only now does it leave the queue
//!     }
//!     Ok(())
//! }
//! # }
//! ```
//!
//! # Features
//!
//! Both are on by default.
//!
//! - `hyper`: [`HyperTransport`], [`TokioRuntime`] and [`Client::builder`]. Without it there is no hyper, no tokio and
//!   no rustls; bring a [`Transport`] and a [`Runtime`] to [`Client::over`].
//! - `packages`: the client packs and signs documents with `signature-asice`. Without it a job is created from a
//!   finished [`DocumentPackage`](model::DocumentPackage).
//!
//! # Dropping futures
//!
//! Dropping a future of this crate ends the request under way, and usually its connection. Whether the service acted on
//! the request is then unknown. Each future says what that means for it.
//!
//! # Which crate a name comes from
//!
//! An application needs only this crate: [`model`], [`protocol`], [`identity`] and `packages` are whole crates.

mod call;
mod calls;
mod changes;
mod client;
mod configuration_error;
#[cfg(feature = "hyper")]
mod connections;
pub mod danger;
mod deadline;
mod download;
mod environment;
mod error;
mod fault;
#[cfg(feature = "hyper")]
mod guarded_transport;
#[cfg(feature = "hyper")]
mod hyper_transport;
mod own_certificate;
#[cfg(feature = "hyper")]
mod proxy;
mod reply_body;
mod runtime;
mod seconds;
mod server_identity;
mod timeouts;
#[cfg(feature = "hyper")]
mod tokio_runtime;
mod transport;
mod trust_anchors;
mod turns;

pub use changes::{Changes, LeasedChange};
pub use client::{Client, ClientBuilder, DirectFlow, PortalFlow};
pub use configuration_error::{ConfigurationError, ConfigurationErrorKind};
#[cfg(feature = "hyper")]
pub use connections::Connections;
pub use download::Download;
pub use environment::Environment;
pub use error::{Error, ErrorKind};
pub use fault::{CertificateEnvironment, CertificateFault, Fault, FaultKind};
#[cfg(feature = "hyper")]
pub use hyper_transport::HyperTransport;
pub use own_certificate::OwnCertificateFault;
#[cfg(feature = "hyper")]
pub use proxy::Proxy;
pub use reply_body::ReplyBody;
pub use runtime::Runtime;
#[cfg(feature = "packages")]
pub use signature_asice as packages;
pub use signature_identity as identity;
pub use signature_model as model;
pub use signature_protocol as protocol;
pub use timeouts::Timeouts;
#[cfg(feature = "hyper")]
pub use tokio_runtime::TokioRuntime;
pub use transport::{BoxFuture, Progress, Transport};
pub use trust_anchors::TrustAnchors;
