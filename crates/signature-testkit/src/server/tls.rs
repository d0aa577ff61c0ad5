//! TLS as the service has it: version 1.2, and a certificate of the client on every connection.
//!
//! Source: `docs/tls`

use std::sync::Arc;

use rustls::crypto::aws_lc_rs;
use rustls::pki_types::{CertificateDer, PrivateKeyDer, PrivatePkcs8KeyDer, UnixTime};
use rustls::server::WebPkiClientVerifier;
use rustls::time_provider::TimeProvider;
use rustls::{RootCertStore, ServerConfig};

use super::{SandboxClock, StartError};
use crate::pki::TestPki;
use crate::pki::credentials::Credentials;

/// The server's side of TLS, with `server` to show and the PKI's certificates to accept.
pub(super) fn server_config(
    pki: &TestPki,
    server: &Credentials,
    clock: &SandboxClock,
) -> Result<ServerConfig, StartError> {
    let provider = Arc::new(aws_lc_rs::default_provider());
    let mut roots = RootCertStore::empty();
    for anchor in pki.trust_anchors() {
        roots.add(CertificateDer::from(anchor.to_vec()))?;
    }
    let clients = WebPkiClientVerifier::builder_with_provider(Arc::new(roots), Arc::clone(&provider)).build()?;
    // Root last in the chain; a server does not send it.
    let chain = server.chain().split_last().map_or(&[][..], |(_, chain)| chain);
    let chain = chain.iter().map(|der| CertificateDer::from(der.clone())).collect();
    let key = PrivateKeyDer::from(PrivatePkcs8KeyDer::from(server.private_key_pkcs8().to_vec()));
    let time = Arc::new(Clock(clock.clone()));
    Ok(ServerConfig::builder_with_details(provider, time)
        .with_protocol_versions(&[&rustls::version::TLS12])?
        .with_client_cert_verifier(clients)
        .with_single_cert(chain, key)?)
}

/// The sandbox's clock as TLS wants it.
#[derive(Debug)]
struct Clock(SandboxClock);

impl TimeProvider for Clock {
    fn current_time(&self) -> Option<UnixTime> {
        let since_epoch = self.0.now().saturating_since(signature_model::Timestamp::EPOCH);
        Some(UnixTime::since_unix_epoch(since_epoch))
    }
}
