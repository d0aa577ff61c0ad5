//! The check of the server as rustls calls it.

use std::fmt;
use std::sync::Arc;

use rustls::client::danger::{HandshakeSignatureValid, ServerCertVerified, ServerCertVerifier};
use rustls::client::verify_server_cert_signed_by_trust_anchor;
use rustls::crypto::{CryptoProvider, verify_tls12_signature, verify_tls13_signature};
use rustls::server::ParsedCertificate;
use rustls::{CertificateError, DigitallySignedStruct, OtherError, RootCertStore, SignatureScheme};
use rustls_pki_types::{CertificateDer, ServerName, UnixTime};
use signature_identity::Certificate;

use super::unknown_issuer;
use crate::configuration_error::ConfigurationErrorKind;
use crate::server_identity::ServerIdentity;
use crate::{ConfigurationError, FaultKind};

/// A server that is not the one it must be.
#[derive(Debug, thiserror::Error)]
#[error("the server is not the one it must be")]
pub(super) struct Refused(pub(super) FaultKind);

impl From<Refused> for rustls::Error {
    fn from(refused: Refused) -> Self {
        CertificateError::Other(OtherError(Arc::new(refused))).into()
    }
}

pub(super) struct Verifier {
    policy: ServerIdentity,
    roots: RootCertStore,
    provider: Arc<CryptoProvider>,
}

impl Verifier {
    pub(super) fn new(policy: ServerIdentity, provider: Arc<CryptoProvider>) -> Result<Self, ConfigurationError> {
        let mut roots = RootCertStore::empty();
        if let ServerIdentity::Organization { anchors, .. } = &policy {
            for (index, anchor) in anchors.certificates().iter().enumerate() {
                roots
                    .add(CertificateDer::from(anchor.der().as_ref()).into_owned())
                    .map_err(|error| ConfigurationErrorKind::Anchor { index }.caused_by(error))?;
            }
        }
        Ok(Self { policy, roots, provider })
    }
}

impl fmt::Debug for Verifier {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Verifier").field("policy", &self.policy).finish_non_exhaustive()
    }
}

impl ServerCertVerifier for Verifier {
    fn verify_server_cert(
        &self,
        end_entity: &CertificateDer<'_>,
        sent: &[CertificateDer<'_>],
        _server_name: &ServerName<'_>,
        _ocsp_response: &[u8],
        now: UnixTime,
    ) -> Result<ServerCertVerified, rustls::Error> {
        let ServerIdentity::Organization { anchors, organization } = &self.policy else {
            return Ok(ServerCertVerified::assertion());
        };
        // Servers may leave out intermediates that we hold.
        let known = anchors
            .certificates()
            .iter()
            .chain(anchors.intermediates())
            .map(|anchor| CertificateDer::from(anchor.der().as_ref()));
        let intermediates: Vec<_> = sent.iter().cloned().chain(known).collect();
        let trusted = verify_server_cert_signed_by_trust_anchor(
            &ParsedCertificate::try_from(end_entity)?,
            &self.roots,
            &intermediates,
            now,
            self.provider.signature_verification_algorithms.all,
        );
        trusted.map_err(|error| match error {
            rustls::Error::InvalidCertificate(CertificateError::UnknownIssuer) => {
                let fault = unknown_issuer::reason(end_entity, sent, anchors);
                Refused(FaultKind::UntrustedServer(fault)).into()
            }
            error => error,
        })?;
        let certificate = Certificate::from_der(end_entity.to_vec());
        let found = certificate.ok().and_then(|certificate| certificate.organization_number());
        if found.as_ref() == Some(organization) {
            return Ok(ServerCertVerified::assertion());
        }
        Err(Refused(FaultKind::WrongServer { expected: organization.clone(), found }).into())
    }

    fn verify_tls12_signature(
        &self,
        message: &[u8],
        certificate: &CertificateDer<'_>,
        signature: &DigitallySignedStruct,
    ) -> Result<HandshakeSignatureValid, rustls::Error> {
        let algorithms = &self.provider.signature_verification_algorithms;
        verify_tls12_signature(message, certificate, signature, algorithms)
    }

    fn verify_tls13_signature(
        &self,
        message: &[u8],
        certificate: &CertificateDer<'_>,
        signature: &DigitallySignedStruct,
    ) -> Result<HandshakeSignatureValid, rustls::Error> {
        let algorithms = &self.provider.signature_verification_algorithms;
        verify_tls13_signature(message, certificate, signature, algorithms)
    }

    fn supported_verify_schemes(&self) -> Vec<SignatureScheme> {
        self.provider.signature_verification_algorithms.supported_schemes()
    }
}
