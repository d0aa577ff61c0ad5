//! Accepts the client certificates below the PKI's CAs whose key may sign.
//!
//! Not here: whose certificate it is, and what they may do (`service`).
//!
//! Source: `docs/tls`, `docs/certificates`

use std::error::Error as StdError;
use std::sync::Arc;

use rustls::client::danger::HandshakeSignatureValid;
use rustls::pki_types::{CertificateDer, UnixTime};
use rustls::server::danger::{ClientCertVerified, ClientCertVerifier};
use rustls::{CertificateError, DigitallySignedStruct, DistinguishedName, Error, OtherError, SignatureScheme};
use signature_identity::Certificate;

/// Checks the chain, and that the key usage includes digitalSignature.
///
/// Whatever is wrong, the client gets the alert `certificate_unknown`, as from the service.
#[derive(Debug)]
pub(super) struct ClientCertificates {
    chains: Arc<dyn ClientCertVerifier>,
}

impl ClientCertificates {
    pub(super) fn new(chains: Arc<dyn ClientCertVerifier>) -> Self {
        Self { chains }
    }
}

impl ClientCertVerifier for ClientCertificates {
    fn root_hint_subjects(&self) -> &[DistinguishedName] {
        self.chains.root_hint_subjects()
    }

    fn verify_client_cert(
        &self,
        end_entity: &CertificateDer<'_>,
        intermediates: &[CertificateDer<'_>],
        now: UnixTime,
    ) -> Result<ClientCertVerified, Error> {
        let verified = self.chains.verify_client_cert(end_entity, intermediates, now).map_err(unknown)?;
        let certificate = Certificate::from_der(end_entity.to_vec()).map_err(unknown)?;
        if certificate.allows_digital_signature() { Ok(verified) } else { Err(unknown(NoDigitalSignature)) }
    }

    fn verify_tls12_signature(
        &self,
        message: &[u8],
        certificate: &CertificateDer<'_>,
        signature: &DigitallySignedStruct,
    ) -> Result<HandshakeSignatureValid, Error> {
        self.chains.verify_tls12_signature(message, certificate, signature)
    }

    fn verify_tls13_signature(
        &self,
        message: &[u8],
        certificate: &CertificateDer<'_>,
        signature: &DigitallySignedStruct,
    ) -> Result<HandshakeSignatureValid, Error> {
        self.chains.verify_tls13_signature(message, certificate, signature)
    }

    fn supported_verify_schemes(&self) -> Vec<SignatureScheme> {
        self.chains.supported_verify_schemes()
    }
}

/// The kind of error that becomes `certificate_unknown`.
fn unknown(error: impl StdError + Send + Sync + 'static) -> Error {
    Error::InvalidCertificate(CertificateError::Other(OtherError(Arc::new(error))))
}

#[derive(Debug, thiserror::Error)]
#[error("expected a certificate with the key usage digitalSignature, found one without")]
struct NoDigitalSignature;
