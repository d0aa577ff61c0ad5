//! The sandbox over HTTPS with mutual TLS, on loopback.
//!
//! What requests mean is the business of [`service`](crate::service); certificates come from [`pki`](crate::pki).

mod clock;
mod connection;
mod tls;

use std::net::{Ipv4Addr, SocketAddr};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use signature_asice::Certificate;
use signature_asice::certificate::InvalidCertificate;
use tokio::net::TcpListener;
use tokio::task::JoinHandle;
use tokio_rustls::TlsAcceptor;

pub use clock::SandboxClock;

use crate::pki::credentials::Credentials;
use crate::pki::enterprise::Enterprise;
use crate::pki::{PkiError, TestPki};
use crate::results::sealer::{InvalidSealer, Sealer};
use crate::{FakeService, ServiceSettings};

/// A running sandbox. Dropping it stops it.
#[derive(Debug)]
pub struct Sandbox {
    address: SocketAddr,
    service: Arc<Mutex<FakeService>>,
    clock: SandboxClock,
    pki: TestPki,
    server: JoinHandle<()>,
}

/// How a sandbox is to be; start from `SandboxOptions::default()`.
#[derive(Debug)]
#[non_exhaustive]
pub struct SandboxOptions {
    /// The port on 127.0.0.1; default any free one.
    pub port: u16,
    /// Its time; default the computer's.
    pub clock: SandboxClock,
    /// Whose certificate it shows; default Posten Bring AS (984661185).
    pub server: Enterprise,
    /// Changes the service's settings before it starts; default not.
    pub adjust: fn(&mut ServiceSettings),
}

impl Default for SandboxOptions {
    fn default() -> Self {
        Self {
            port: 0,
            clock: SandboxClock::system(),
            server: Enterprise::new("984661185", "Posten Bring AS (SYNTHETIC TEST)"),
            adjust: |_| {},
        }
    }
}

impl Sandbox {
    /// Makes a PKI, and serves a service without jobs on loopback. Needs a tokio runtime.
    ///
    /// # Errors
    /// [`StartError`] if certificates cannot be made or the port cannot be had.
    pub async fn start(options: SandboxOptions) -> Result<Self, StartError> {
        let SandboxOptions { port, clock, server, adjust } = options;
        let pki = TestPki::generate(clock.now())?;
        let sealer = pki.enterprise(&Enterprise::new("984661185", "Sandbox seal (SYNTHETIC TEST)"))?;
        let tls = tls::server_config(&pki, &pki.enterprise(&server)?, &clock)?;
        let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, port)).await.map_err(StartError::Bind)?;
        let address = listener.local_addr().map_err(StartError::Bind)?;

        let anchors = pki.trust_anchors().into_iter().map(|der| Certificate::from_der(der.to_vec()));
        let anchors = anchors.collect::<Result<Vec<_>, _>>()?;
        let mut settings = ServiceSettings::new(origin(address), anchors, Arc::new(Sealer::try_from(&sealer)?));
        adjust(&mut settings);
        let service = Arc::new(Mutex::new(FakeService::new(settings)));
        let acceptor = TlsAcceptor::from(Arc::new(tls));
        let server = tokio::spawn(connection::accept(listener, acceptor, Arc::clone(&service), clock.clone()));
        Ok(Self { address, service, clock, pki, server })
    }

    /// The service root for clients: `https://localhost:{port}/api`.
    pub fn root(&self) -> String {
        format!("{}/api", origin(self.address))
    }

    /// What clients must trust, DER.
    pub fn trust_anchors(&self) -> [&[u8]; 1] {
        self.pki.trust_anchors()
    }

    /// Makes an organization's certificate that the sandbox accepts.
    ///
    /// # Errors
    /// [`PkiError`] if it cannot be made.
    pub fn enterprise(&self, enterprise: &Enterprise) -> Result<Credentials, PkiError> {
        self.pki.enterprise(enterprise)
    }

    /// The service itself, to act as its people or to look at it. Requests wait until the guard is dropped.
    pub fn service(&self) -> MutexGuard<'_, FakeService> {
        self.service.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// The sandbox's clock.
    pub fn clock(&self) -> &SandboxClock {
        &self.clock
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
    Certificate(#[from] InvalidCertificate),
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
