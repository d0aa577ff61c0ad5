//! Which certificate signed: the one in `KeyInfo` that the signed properties name.

use sha1::{Digest as _, Sha1};

use super::failure::Failure;
use super::reason::Reason;
use super::report::Outcome;
use crate::identifiers::{SHA1, SHA256};
use crate::xades::sha256;
use crate::xml_signature::signature_file::{IssuerSerial, SignatureFile};
use signature_identity::Certificate;

/// The certificate that signed, and those that came with it.
pub(super) struct Signer {
    pub(super) certificate: Certificate,
    pub(super) others: Vec<Certificate>,
}

/// Whether the certificate is named by its SHA-1 digest, as the profile asks.
///
/// Source: `docs/package`
pub(super) fn digest_method(file: &SignatureFile<'_>) -> Result<(), Outcome> {
    let found = match file.certificate_digest.method {
        SHA1 => return Ok(()),
        SHA256 => "SHA-256",
        _ => "another algorithm",
    };
    Err(Failure::CertificateDigestMethod { found }.into())
}

/// Finds the certificate by its digest. SHA-256 is not in the profile; this crate knows it so that a report can name
/// it.
pub(super) fn find(file: &SignatureFile<'_>) -> Result<Signer, Outcome> {
    if file.certificates.is_empty() {
        return Err(Failure::NoCertificate.into());
    }
    let digest: fn(&[u8]) -> Vec<u8> = match file.certificate_digest.method {
        SHA1 => |der| Sha1::digest(der).to_vec(),
        SHA256 => |der| sha256(der).to_vec(),
        _ => return Err(Reason::UnknownAlgorithm.into()),
    };
    let mut others = file
        .certificates
        .iter()
        .cloned()
        .map(Certificate::from_der)
        .collect::<Result<Vec<_>, _>>()
        .map_err(Failure::Certificate)?;
    let own = others
        .iter()
        .position(|certificate| digest(certificate.der()) == file.certificate_digest.value)
        .ok_or(Failure::CertificateDigest)?;
    let certificate = others.remove(own);
    Ok(Signer { certificate, others })
}

/// Whether every issuer and serial number in the signature are the same as in the certificate. They are compared as
/// values, because tools write names in different ways.
///
/// The one in the signed properties is required, and each in `KeyInfo` is about the certificate that signed.
///
/// Source: `ETSI TS 101 903 §7.2.2`, `XML-Signature Syntax §4.4.4`
pub(super) fn issuer_and_serial(file: &SignatureFile<'_>, certificate: &Certificate) -> Result<(), Outcome> {
    let names = file.issuer_serials.as_ref().map_err(|malformed| Failure::from(*malformed))?;
    for IssuerSerial { part, issuer, serial } in names {
        match certificate.is_issued_by_name(issuer) {
            Ok(true) => {}
            Ok(false) => return Err(Failure::IssuerName { part }.into()),
            Err(_) => return Err(Failure::Unreadable { part: "X509IssuerName" }.into()),
        }
        if !certificate.has_serial_number(serial) {
            return Err(Failure::SerialNumber { part }.into());
        }
    }
    Ok(())
}
