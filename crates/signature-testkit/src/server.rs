//! The sandbox over HTTPS with mutual TLS, on loopback.
//!
//! [`service`](crate::service) answers the requests; certificates come from [`pki`](crate::pki).

mod accept;
mod clock;
mod connection;
mod shared_service;
mod tls;

use std::net::{Ipv4Addr, SocketAddr};
use std::sync::Arc;
use std::time::Duration;

use signature_model::Timestamp;
use tokio::net::TcpListener;
use tokio::task::JoinHandle;
use tokio_rustls::TlsAcceptor;

use crate::error::{Error, ErrorKind};
use crate::pki::{Credentials, Enterprise, TestPki};
use crate::service::{FakeService, ServiceSettings};
use accept::accept;
use shared_service::SharedService;

/// A running sandbox. Dropping it stops it, breaks its connections and frees its port.
#[derive(Debug)]
pub struct Sandbox {
    address: SocketAddr,
    service: SharedService,
    pki: TestPki,
    server: JoinHandle<()>,
}

/// How a sandbox starts.
///
/// ```
/// use std::time::Duration;
/// use signature_testkit::{SandboxOptions, ServiceSettings};
///
/// let settings = ServiceSettings::default().with_empty_queue_wait(Duration::from_secs(1));
/// let options = SandboxOptions::default().with_port(8443).with_settings(settings);
/// assert_eq!(options.port(), 8443);
/// ```
#[derive(Debug, Clone)]
pub struct SandboxOptions {
    port: u16,
    server: Enterprise,
    settings: ServiceSettings,
}

impl Default for SandboxOptions {
    /// Any free port, the certificate of Posten Bring AS (984661185), and the settings of the test environment.
    fn default() -> Self {
        Self {
            port: 0,
            server: Enterprise::new("984661185", "Posten Bring AS (SYNTHETIC TEST)"),
            settings: ServiceSettings::default(),
        }
    }
}

impl SandboxOptions {
    /// The port on 127.0.0.1; 0 means any free one.
    #[must_use]
    pub fn with_port(self, port: u16) -> Self {
        Self { port, ..self }
    }

    /// The owner of the server's certificate.
    #[must_use]
    pub fn with_server(self, server: Enterprise) -> Self {
        Self { server, ..self }
    }

    /// The rules of the service.
    #[must_use]
    pub fn with_settings(self, settings: ServiceSettings) -> Self {
        Self { settings, ..self }
    }

    /// The port on 127.0.0.1; 0 means any free one.
    pub fn port(&self) -> u16 {
        self.port
    }

    /// The owner of the server's certificate.
    pub fn server(&self) -> &Enterprise {
        &self.server
    }

    /// The rules of the service.
    pub fn settings(&self) -> &ServiceSettings {
        &self.settings
    }
}

impl Sandbox {
    /// Makes a PKI, and serves a service without jobs on loopback. Needs a tokio runtime with I/O and time.
    ///
    /// # Errors
    /// [`Error`] if certificates cannot be made or the port cannot be opened.
    pub async fn start(options: SandboxOptions) -> Result<Self, Error> {
        let SandboxOptions { port, server, settings } = options;
        let pki = TestPki::generate(clock::now())?;
        let tls = tls::server_config(&pki, &pki.enterprise(&server)?).map_err(Error::of(ErrorKind::Tls))?;
        let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, port)).await;
        let listener = listener.map_err(Error::of(ErrorKind::Listen { port }))?;
        let address = listener.local_addr().map_err(Error::of(ErrorKind::Listen { port }))?;

        let service = SharedService::new(FakeService::with_pki(origin(address), &pki, settings)?);
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

    /// The certificate that clients must trust, DER: the root CA's.
    pub fn trust_anchor(&self) -> &[u8] {
        self.pki.trust_anchor()
    }

    /// The certificate of the issuing CA below the root, DER. Some clients, such as the official .NET client, need
    /// every CA of a chain on their list.
    pub fn issuing_ca(&self) -> &[u8] {
        self.pki.issuing_ca()
    }

    /// Makes an organization's certificate that the sandbox accepts.
    ///
    /// # Errors
    /// [`Error`] if it cannot be made.
    pub fn enterprise(&self, enterprise: &Enterprise) -> Result<Credentials, Error> {
        self.pki.enterprise(enterprise)
    }

    /// Gives the service itself and the time, to act as its signers or to inspect it. Meanwhile requests wait.
    ///
    /// # Panics
    /// May deadlock or panic if `use_it` calls `with_service` itself.
    pub fn with_service<R>(&self, use_it: impl FnOnce(&mut FakeService, Timestamp) -> R) -> R {
        self.service.with(use_it)
    }

    /// Moves the service's time forward: deadlines, leases and poll times in between pass. Clients keep their clocks,
    /// and get poll times by those clocks. So a client still confirms a change whose lease has ended here, as it would in
    /// production after a long pause; to see a lease end in the client, give it a short one in its `PollPolicy`.
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
