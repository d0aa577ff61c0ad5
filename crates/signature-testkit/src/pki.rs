//! The certificate authority the sandbox makes for itself: a root CA, an issuing CA and enterprise certificates.
//!
//! The shape is that of Buypass and Commfides, so that clients meet the chains they meet in production.
//! Keys and certificates are synthetic, live in memory and are trusted by nobody else.
//! What an enterprise certificate says is in [`enterprise`], what its owner holds in [`credentials`].
//! Checking other people's chains is not here.

pub mod credentials;
pub mod enterprise;

use std::fmt;
use std::time::Duration;

use rcgen::{
    BasicConstraints, CertificateParams, CertifiedIssuer, IsCa, KeyPair, KeyUsagePurpose, PublicKeyData, RsaKeySize,
    SerialNumber,
};
use sha2::{Digest, Sha256};
use signature_model::Timestamp;

use crate::hexadecimal::hexadecimal;
use credentials::Credentials;
use enterprise::{Enterprise, seid2_name};

/// A root CA and an issuing CA, made on the spot with fresh RSA 2048 keys and SHA-256 signatures.
///
/// Two of them share no key, so a certificate of one is untrusted under the other: that is how tests get a wrong issuer.
pub struct TestPki {
    root: CertifiedIssuer<'static, KeyPair>,
    issuing: CertifiedIssuer<'static, KeyPair>,
    validity: Validity,
}

impl TestPki {
    /// Makes both CAs, valid from a day before `now` for ten years.
    ///
    /// # Errors
    /// [`PkiError`] if the cryptographic library fails to make or use a key.
    pub fn generate(now: Timestamp) -> Result<Self, PkiError> {
        let validity = Validity::around(now);

        let key = generate_key()?;
        let params = ca_params("Root CA", &validity, &key)?;
        let root = CertifiedIssuer::self_signed(params, key).map_err(PkiError::Issue)?;

        let key = generate_key()?;
        let params = ca_params("Issuing CA", &validity, &key)?;
        let issuing = CertifiedIssuer::signed_by(params, key, &root).map_err(PkiError::Issue)?;

        Ok(Self { root, issuing, validity })
    }

    /// Issues a certificate to an enterprise, with a fresh key.
    ///
    /// It is valid as long as the CAs unless the enterprise says otherwise.
    ///
    /// # Errors
    /// [`PkiError::Subject`] if a SEID 1 organization number has characters a certificate cannot carry there,
    /// another [`PkiError`] if the cryptographic library fails to make or use a key.
    pub fn enterprise(&self, enterprise: &Enterprise) -> Result<Credentials, PkiError> {
        let key = generate_key()?;
        let mut params = common_params(enterprise.validity().unwrap_or(&self.validity), &key);
        params.distinguished_name = enterprise.subject().map_err(PkiError::Subject)?;
        params.key_usages = enterprise.key_usages();
        let leaf = params.signed_by(&key, &self.issuing).map_err(PkiError::Issue)?;

        let chain = vec![leaf.der().to_vec(), self.issuing.der().to_vec(), self.root.der().to_vec()];
        Ok(Credentials::new(chain, key.serialize_der()))
    }

    /// The certificate that a relying party has to trust, DER: the root CA's.
    pub fn trust_anchor(&self) -> &[u8] {
        self.root.der()
    }

    /// The certificate of the issuing CA, DER.
    pub fn issuing_ca(&self) -> &[u8] {
        self.issuing.der()
    }
}

impl fmt::Debug for TestPki {
    /// Says nothing but the type: the keys are inside.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("TestPki").finish_non_exhaustive()
    }
}

/// Why no certificate was made.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum PkiError {
    /// No key came out of the cryptographic library.
    #[error("an RSA key could not be generated")]
    Key(#[source] rcgen::Error),
    /// The subject has a character that its attribute cannot carry.
    #[error("the subject cannot be written into a certificate")]
    Subject(#[source] rcgen::Error),
    /// The certificate could not be signed.
    #[error("the certificate could not be issued")]
    Issue(#[source] rcgen::Error),
}

/// When a certificate is valid, as time since 1970.
///
/// Clamped to what a certificate can express: 1970 to 9999.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
struct Validity {
    not_before: Duration,
    not_after: Duration,
}

impl Validity {
    const DAY: Duration = Duration::from_secs(24 * 60 * 60);
    const TEN_YEARS: Duration = Duration::from_secs(3_652 * 24 * 60 * 60);
    /// 9999-12-31T23:59:59Z.
    const LAST: Duration = Duration::from_secs(253_402_300_799);

    fn between(not_before: Timestamp, not_after: Timestamp) -> Self {
        let clamp = |time: Timestamp| time.saturating_since(Timestamp::EPOCH).min(Self::LAST);
        Self { not_before: clamp(not_before), not_after: clamp(not_after) }
    }

    fn around(now: Timestamp) -> Self {
        let Self { not_before: now, .. } = Self::between(now, now);
        let not_before = now.saturating_sub(Self::DAY);
        Self { not_before, not_after: (not_before + Self::TEN_YEARS).min(Self::LAST) }
    }
}

fn generate_key() -> Result<KeyPair, PkiError> {
    KeyPair::generate_rsa_for(&rcgen::PKCS_RSA_SHA256, RsaKeySize::_2048).map_err(PkiError::Key)
}

/// What both CAs have in common. Their names end in digits of the key, so that the CAs of two sandboxes are told apart.
fn ca_params(role: &str, validity: &Validity, key: &KeyPair) -> Result<CertificateParams, PkiError> {
    /// Invented, from the range that the Norwegian test registers use.
    const ORGANIZATION_NUMBER: &str = "310000000";

    let digits = hexadecimal(key_digest(key).iter().take(4));
    let common_name = format!("Sandbox {role} (SYNTHETIC TEST) {digits}");
    let mut params = common_params(validity, key);
    params.distinguished_name =
        seid2_name("Sandbox (SYNTHETIC TEST)", &common_name, ORGANIZATION_NUMBER).map_err(PkiError::Subject)?;
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

/// Sixteen bytes of the public key's digest: unique as the key is.
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
