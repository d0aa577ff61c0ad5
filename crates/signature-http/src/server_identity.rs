//! Whether the server is who it must be.
//!
//! The service shows an enterprise certificate, which names an organization and no host. So the host name is not
//! checked; the chain is, and then the organization number in the subject.
//!
//! Source: `docs/tls`, `docs/certificates`

use std::fmt;
use std::sync::Arc;

use rustls::client::danger::{HandshakeSignatureValid, ServerCertVerified, ServerCertVerifier};
use rustls::client::verify_server_cert_signed_by_trust_anchor;
use rustls::crypto::{CryptoProvider, verify_tls12_signature, verify_tls13_signature};
use rustls::server::ParsedCertificate;
use rustls::{CertificateError, DigitallySignedStruct, OtherError, RootCertStore, SignatureScheme};
use rustls_pki_types::{CertificateDer, ServerName, UnixTime};
use signature_model::OrganizationNumber;
use x509_cert::der::asn1::{PrintableStringRef, Utf8StringRef};
use x509_cert::der::{Decode as _, Tag, Tagged as _};

use crate::TrustAnchors;

/// Who a server must be: certified below the anchors, and of the right organization.
#[derive(Debug, Clone)]
pub(crate) struct ServerIdentity {
    policy: Policy,
}

#[derive(Debug, Clone)]
enum Policy {
    Organization { anchors: TrustAnchors, organization: OrganizationNumber },
    Anybody,
}

impl ServerIdentity {
    /// Posten Bring AS (984661185), certified below these anchors.
    pub(crate) fn posten(anchors: TrustAnchors) -> Self {
        Self { policy: Policy::Organization { anchors, organization: OrganizationNumber::posten() } }
    }

    /// The same anchors, another organization.
    pub(crate) fn organization(self, organization: OrganizationNumber) -> Self {
        let policy = match self.policy {
            Policy::Organization { anchors, .. } => Policy::Organization { anchors, organization },
            Policy::Anybody => Policy::Anybody,
        };
        Self { policy }
    }
}

/// Ways to weaken the check of the server. Search for `danger` to find every use.
pub mod danger {
    use super::{Policy, ServerIdentity};
    use crate::Environment;

    /// Trusts whatever answers. Personal data and the right to act for the organization may go to anybody.
    pub fn trust_any_server(environment: Environment) -> Environment {
        Environment { server: ServerIdentity { policy: Policy::Anybody }, ..environment }
    }
}

/// A server that is trusted, but is somebody else.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("expected the server certificate of organization {expected}, found {}", name(found.as_ref()))]
#[non_exhaustive]
pub struct WrongServer {
    /// Whose certificate it should be.
    pub expected: OrganizationNumber,
    /// Whose it is, if it names an organization at all.
    pub found: Option<OrganizationNumber>,
}

fn name(number: Option<&OrganizationNumber>) -> String {
    number.map_or_else(|| "one without an organization number".to_owned(), |number| format!("that of {number}"))
}

/// The check as rustls calls it.
pub(crate) struct Verifier {
    policy: Policy,
    roots: RootCertStore,
    provider: Arc<CryptoProvider>,
}

impl Verifier {
    pub(crate) fn new(identity: ServerIdentity, provider: Arc<CryptoProvider>) -> Self {
        let mut roots = RootCertStore::empty();
        if let Policy::Organization { anchors, .. } = &identity.policy {
            roots.add_parsable_certificates(anchors.0.iter().cloned());
        }
        Self { policy: identity.policy, roots, provider }
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
        intermediates: &[CertificateDer<'_>],
        _server_name: &ServerName<'_>,
        _ocsp_response: &[u8],
        now: UnixTime,
    ) -> Result<ServerCertVerified, rustls::Error> {
        let Policy::Organization { anchors, organization } = &self.policy else {
            return Ok(ServerCertVerified::assertion());
        };
        // Servers may leave out intermediates that we hold.
        let known = anchors.0.iter().map(|anchor| CertificateDer::from(anchor.as_ref()));
        let intermediates: Vec<_> = intermediates.iter().cloned().chain(known).collect();
        verify_server_cert_signed_by_trust_anchor(
            &ParsedCertificate::try_from(end_entity)?,
            &self.roots,
            &intermediates,
            now,
            self.provider.signature_verification_algorithms.all,
        )?;
        let found = organization_number(end_entity);
        if found.as_ref() == Some(organization) {
            return Ok(ServerCertVerified::assertion());
        }
        let wrong = WrongServer { expected: organization.clone(), found };
        Err(CertificateError::Other(OtherError(Arc::new(wrong))).into())
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

/// The organization number in a certificate's subject.
fn organization_number(certificate: &[u8]) -> Option<OrganizationNumber> {
    let certificate = x509_cert::Certificate::from_der(certificate).ok()?;
    let subject = certificate.tbs_certificate().subject();
    let attributes: Vec<_> = subject
        .iter_rdn()
        .flat_map(|names| names.iter())
        .filter_map(|attribute| {
            let text = match attribute.value.tag() {
                Tag::Utf8String => attribute.value.decode_as::<Utf8StringRef<'_>>().ok()?.as_str().to_owned(),
                Tag::PrintableString => attribute.value.decode_as::<PrintableStringRef<'_>>().ok()?.as_str().to_owned(),
                _ => return None,
            };
            Some((attribute.oid.to_string(), text))
        })
        .collect();
    OrganizationNumber::from_subject(attributes.iter().map(|(kind, value)| (kind.as_str(), value.as_str())))
}
