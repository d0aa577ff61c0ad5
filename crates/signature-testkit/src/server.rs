//! The sandbox over HTTPS with mutual TLS, on loopback.
//!
//! What requests mean is the business of [`service`](crate::service); certificates come from [`pki`](crate::pki).

mod clock;
mod connection;
mod shared_service;
mod tls;

use std::fmt;
use std::net::{Ipv4Addr, SocketAddr};
use std::sync::Arc;
use std::time::Duration;

use signature_identity::Certificate;
use signature_model::Timestamp;
use tokio::net::TcpListener;
use tokio::task::JoinHandle;
use tokio_rustls::TlsAcceptor;

use crate::accept::accept;
use crate::pki::credentials::Credentials;
use crate::pki::enterprise::Enterprise;
use crate::pki::{PkiError, TestPki};
use crate::results::sealer::{InvalidSealer, Sealer};
use crate::{FakeService, ServiceSettings};
use shared_service::SharedService;

/// A running sandbox. Dropping it stops it, breaks its connections off and frees its port.
#[derive(Debug)]
pub struct Sandbox {
    address: SocketAddr,
    service: SharedService,
    pki: TestPki,
    server: JoinHandle<()>,
}

/// How a sandbox is to be; start from `SandboxOptions::default()`.
#[non_exhaustive]
pub struct SandboxOptions {
    /// The port on 127.0.0.1; default any free one.
    pub port: u16,
    /// Whose certificate it shows; default Posten Bring AS (984661185).
    pub server: Enterprise,
    /// Changes the service's settings before it starts; default not.
    pub adjust: Box<dyn FnOnce(&mut ServiceSettings) + Send>,
}

impl Default for SandboxOptions {
    fn default() -> Self {
        Self {
            port: 0,
            server: Enterprise::new("984661185", "Posten Bring AS (SYNTHETIC TEST)"),
            adjust: Box::new(|_| {}),
        }
    }
}

impl fmt::Debug for SandboxOptions {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("SandboxOptions").field("port", &self.port).field("server", &self.server).finish_non_exhaustive()
    }
}

impl Sandbox {
    /// Makes a PKI, and serves a service without jobs on loopback. Needs a tokio runtime with I/O and time.
    ///
    /// # Errors
    /// [`StartError`] if certificates cannot be made or the port cannot be had.
    pub async fn start(options: SandboxOptions) -> Result<Self, StartError> {
        let SandboxOptions { port, server, adjust } = options;
        let pki = TestPki::generate(clock::now())?;
        let sealer = pki.enterprise(&Enterprise::new("984661185", "Sandbox seal (SYNTHETIC TEST)"))?;
        let tls = tls::server_config(&pki, &pki.enterprise(&server)?)?;
        let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, port)).await.map_err(StartError::Bind)?;
        let address = listener.local_addr().map_err(StartError::Bind)?;

        let anchor = Certificate::from_der(pki.trust_anchor().to_vec())?;
        let mut settings = ServiceSettings::new(origin(address), vec![anchor], Arc::new(Sealer::try_from(&sealer)?));
        settings.intermediates = vec![Certificate::from_der(pki.issuing_ca().to_vec())?];
        adjust(&mut settings);
        let service = SharedService::new(FakeService::new(settings));
        let acceptor = TlsAcceptor::from(Arc::new(tls));
        let served = service.clone();
        let serve = move |stream| connection::serve(stream, acceptor.clone(), served.clone());
        let server = tokio::spawn(accept(listener, serve));
        Ok(Self { address, service, pki, server })
    }

    /// The service root for clients: `https://localhost:{port}/api`.
    pub fn root(&self) -> String {
        format!("{}/api", origin(self.address))
    }

    /// What clients must trust, DER: the certificate of the root CA.
    pub fn trust_anchor(&self) -> &[u8] {
        self.pki.trust_anchor()
    }

    /// The certificate of the CA between the root and everybody else, DER. Some clients, such as the official .NET
    /// client, want every CA of a chain on their list.
    pub fn issuing_ca(&self) -> &[u8] {
        self.pki.issuing_ca()
    }

    /// Makes an organization's certificate that the sandbox accepts.
    ///
    /// # Errors
    /// [`PkiError`] if it cannot be made.
    pub fn enterprise(&self, enterprise: &Enterprise) -> Result<Credentials, PkiError> {
        self.pki.enterprise(enterprise)
    }

    /// Gives the service itself and the time, to act as its people or to look at it. Requests wait meanwhile.
    ///
    /// # Panics
    /// May deadlock or panic if `use_it` calls `with_service` itself.
    pub fn with_service<R>(&self, use_it: impl FnOnce(&mut FakeService, Timestamp) -> R) -> R {
        self.service.with(use_it)
    }

    /// Moves the service's time forward: deadlines, leases and poll times in between pass. Clients keep their clocks,
    /// and are told poll times by those.
    pub fn advance(&self, by: Duration) {
        self.service.with(|service, _| service.advance(by));
    }
}

impl Drop for Sandbox {
    fn drop(&mut self) {
        self.server.abort();
    }
}

fn origin(address: SocketAddr) -> String {
    format!("https://localhost:{}", address.port())
}

/// Why a sandbox did not start.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum StartError {
    /// Certificates could not be made.
    #[error("the sandbox's certificates could not be made")]
    Pki(#[from] PkiError),
    /// A certificate could not be read back.
    #[error("a certificate of the sandbox could not be read")]
    Certificate(#[from] signature_identity::Error),
    /// The seal could not be made.
    #[error("the sandbox's seal could not be made")]
    Sealer(#[from] InvalidSealer),
    /// TLS cannot use the certificates.
    #[error("the sandbox's TLS could not be set up")]
    Tls(#[from] rustls::Error),
    /// TLS cannot check certificates of clients.
    #[error("the sandbox's check of client certificates could not be set up")]
    Verifier(#[from] rustls::server::VerifierBuilderError),
    /// The port is not to be had.
    #[error("the sandbox could not listen on its port")]
    Bind(#[source] std::io::Error),
}
