//! The certificate authority the sandbox makes for itself: a root CA, an issuing CA and enterprise certificates.
//!
//! The chains have the same shape as those of Buypass and Commfides, so clients see what they see in production.
//! Keys and certificates are synthetic, stay in memory and are trusted by nobody else.
//! The content of an enterprise certificate is in [`Enterprise`], its chain and key in [`Credentials`].

mod credentials;
mod enterprise;
mod validity;

use std::fmt;

use rcgen::{
    BasicConstraints, CertificateParams, CertifiedIssuer, IsCa, KeyPair, KeyUsagePurpose, PublicKeyData, RsaKeySize,
    SerialNumber,
};
use sha2::{Digest, Sha256};
use signature_model::Timestamp;

pub use credentials::Credentials;
pub use enterprise::Enterprise;

use crate::error::{Error, ErrorKind};
use crate::hexadecimal::hexadecimal;
use enterprise::seid2_name;
use validity::Validity;

/// A root CA and an issuing CA, made on the spot with fresh RSA 2048 keys and SHA-256 signatures.
///
/// Two PKIs share no key, so a certificate of one is untrusted under the other: this gives tests a wrong issuer.
pub struct TestPki {
    root: CertifiedIssuer<'static, KeyPair>,
    issuing: CertifiedIssuer<'static, KeyPair>,
    validity: Validity,
}

impl TestPki {
    /// Makes both CAs, valid from a day before `now` for ten years.
    ///
    /// # Errors
    /// [`Error`] if the cryptographic library fails to make or use a key.
    pub fn generate(now: Timestamp) -> Result<Self, Error> {
        let validity = Validity::around(now);

        let key = generate_key()?;
        let params = ca_params("Root CA", &validity, &key)?;
        let root = CertifiedIssuer::self_signed(params, key).map_err(Error::of(ErrorKind::Certificate))?;

        let key = generate_key()?;
        let params = ca_params("Issuing CA", &validity, &key)?;
        let issuing = CertifiedIssuer::signed_by(params, key, &root).map_err(Error::of(ErrorKind::Certificate))?;

        Ok(Self { root, issuing, validity })
    }

    /// Issues a certificate to an enterprise, with a fresh key.
    ///
    /// It is valid as long as the CAs, unless the enterprise sets another validity.
    ///
    /// # Errors
    /// [`ErrorKind::Subject`] if a SEID 1 organization number has characters a certificate cannot carry there,
    /// another [`Error`] if the cryptographic library fails to make or use a key.
    pub fn enterprise(&self, enterprise: &Enterprise) -> Result<Credentials, Error> {
        let key = generate_key()?;
        let mut params = common_params(enterprise.validity().unwrap_or(&self.validity), &key);
        params.distinguished_name = enterprise.subject().map_err(Error::of(ErrorKind::Subject))?;
        params.key_usages = enterprise.key_usages();
        let leaf = params.signed_by(&key, &self.issuing).map_err(Error::of(ErrorKind::Certificate))?;

        let chain = vec![leaf.der().to_vec(), self.issuing.der().to_vec(), self.root.der().to_vec()];
        Ok(Credentials::new(chain, key.serialize_der()))
    }

    /// The certificate that a relying party must trust, DER: the root CA's.
    pub fn trust_anchor(&self) -> &[u8] {
        self.root.der()
    }

    /// The certificate of the issuing CA, DER.
    pub fn issuing_ca(&self) -> &[u8] {
        self.issuing.der()
    }
}

impl fmt::Debug for TestPki {
    /// Shows only the type, because the keys are inside.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("TestPki").finish_non_exhaustive()
    }
}

fn generate_key() -> Result<KeyPair, Error> {
    KeyPair::generate_rsa_for(&rcgen::PKCS_RSA_SHA256, RsaKeySize::_2048).map_err(Error::of(ErrorKind::Key))
}

/// What both CAs have in common. Their names end in digits of the key, to distinguish the CAs of two sandboxes.
fn ca_params(role: &str, validity: &Validity, key: &KeyPair) -> Result<CertificateParams, Error> {
    /// Invented, from the range that the Norwegian test registers use.
    const ORGANIZATION_NUMBER: &str = "310000000";

    let digits = hexadecimal(key_digest(key).iter().take(4));
    let common_name = format!("Sandbox {role} (SYNTHETIC TEST) {digits}");
    let mut params = common_params(validity, key);
    params.distinguished_name = seid2_name("Sandbox (SYNTHETIC TEST)", &common_name, ORGANIZATION_NUMBER)
        .map_err(Error::of(ErrorKind::Subject))?;
    params.is_ca = IsCa::Ca(BasicConstraints::Unconstrained);
    params.key_usages = vec![KeyUsagePurpose::KeyCertSign, KeyUsagePurpose::CrlSign];
    Ok(params)
}

/// What CAs and enterprises have in common.
fn common_params(validity: &Validity, key: &KeyPair) -> CertificateParams {
    let epoch = rcgen::date_time_ymd(1970, 1, 1);
    let mut params = CertificateParams::default();
    params.not_before = epoch + validity.not_before;
    params.not_after = epoch + validity.not_after;
    params.serial_number = Some(serial_number(key));
    params.use_authority_key_identifier_extension = true;
    params
}

/// Sixteen bytes of the public key's digest, as unique as the key.
///
/// The first byte lies in 0x40 to 0x7F, which keeps the number positive and its length fixed.
fn serial_number(key: &KeyPair) -> SerialNumber {
    let mut serial = key_digest(key).to_vec();
    serial.truncate(16);
    if let Some(first) = serial.first_mut() {
        *first = *first & 0x3F | 0x40;
    }
    SerialNumber::from(serial)
}

fn key_digest(key: &KeyPair) -> [u8; 32] {
    Sha256::digest(key.subject_public_key_info()).into()
}

#[cfg(test)]
mod tests;
