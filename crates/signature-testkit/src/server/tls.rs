//! TLS like the service's: version 1.2, and a client certificate on every connection.
//!
//! Source: `docs/tls`

mod client_certificates;

use std::sync::Arc;

use rustls::crypto::aws_lc_rs;
use rustls::pki_types::{CertificateDer, PrivateKeyDer, PrivatePkcs8KeyDer};
use rustls::server::WebPkiClientVerifier;
use rustls::{Error, OtherError, RootCertStore, ServerConfig};

use crate::pki::{Credentials, TestPki};
use client_certificates::ClientCertificates;

/// The server's side of TLS, with `server` to show and the PKI's certificates to accept.
pub(super) fn server_config(pki: &TestPki, server: &Credentials) -> Result<ServerConfig, Error> {
    let provider = Arc::new(aws_lc_rs::default_provider());
    let mut roots = RootCertStore::empty();
    // The issuing CA too, because one official client may send only its own certificate.
    for anchor in [pki.trust_anchor(), pki.issuing_ca()] {
        roots.add(CertificateDer::from(anchor.to_vec()))?;
    }
    let chains = WebPkiClientVerifier::builder_with_provider(Arc::new(roots), Arc::clone(&provider)).build();
    let chains = chains.map_err(|error| Error::Other(OtherError(Arc::new(error))))?;
    // The root is last in the chain; a server does not send it.
    let chain = server.chain().split_last().map_or(&[][..], |(_, chain)| chain);
    let chain = chain.iter().map(|der| CertificateDer::from(der.clone())).collect();
    let key = PrivateKeyDer::from(PrivatePkcs8KeyDer::from(server.private_key_pkcs8().to_vec()));
    ServerConfig::builder_with_provider(provider)
        .with_protocol_versions(&[&rustls::version::TLS12])?
        .with_client_cert_verifier(Arc::new(ClientCertificates::new(chains)))
        .with_single_cert(chain, key)
}
