//! X.509 certificates of enterprises and of those who issue them: the facts that packages need.
//!
//! Not here: trust (`certification_path`), private keys (`signing_key`) and the files that have both (`identity`).

mod chain;
mod distinguished_name;
mod extensions;
pub(crate) mod pem;
mod thumbprint;
mod validity;

use std::fmt;

use bytes::Bytes;
use der::{Decode, Encode, Reader, SliceReader};
use sha1::{Digest as _, Sha1};
use sha2::Sha256;
use signature_model::{OrganizationNumber, Timestamp};

use crate::rsa_public_key::{Hash, RsaPublicKey, Unverified};
use extensions::Extensions;

pub use chain::{CertificateChain, InvalidChain};
pub use pem::InvalidPem;
pub use thumbprint::{InvalidThumbprint, Thumbprint};
pub use validity::OutsideValidity;

/// An X.509 certificate, kept as the very bytes it came in.
///
/// Two certificates are equal when their bytes are. `Debug` shows the SHA-256 fingerprint only.
#[derive(Clone)]
pub struct Certificate {
    der: Bytes,
    /// The bytes that the issuer signed, a part of `der`.
    to_be_signed: Bytes,
    parsed: x509_cert::Certificate,
    extensions: Extensions,
    not_before: Timestamp,
    not_after: Timestamp,
}

impl Certificate {
    /// Reads one DER certificate, which must fill `der` to its end.
    ///
    /// # Errors
    /// [`InvalidCertificate`] if the bytes are no certificate as RFC 5280 describes it.
    pub fn from_der(der: impl Into<Bytes>) -> Result<Self, InvalidCertificate> {
        let der = der.into();
        let parsed = x509_cert::Certificate::from_der(&der).map_err(InvalidCertificate::syntax)?;
        let certificate = parsed.tbs_certificate();
        let extensions = Extensions::read(certificate).map_err(InvalidCertificate::syntax)?;
        let validity = certificate.validity();
        let (not_before, not_after) = (timestamp(validity.not_before)?, timestamp(validity.not_after)?);
        let to_be_signed = der.slice_ref(first_element(&der).map_err(InvalidCertificate::syntax)?);
        Ok(Self { der, to_be_signed, parsed, extensions, not_before, not_after })
    }

    /// Every `CERTIFICATE` block of a PEM text, in order; other blocks are skipped.
    ///
    /// # Errors
    /// [`InvalidPem`] if the text has no such block, or one of them is unreadable.
    pub fn all_from_pem(text: &str) -> Result<Vec<Self>, InvalidPem> {
        pem::certificates(text)
    }

    /// The certificate's bytes.
    pub fn der(&self) -> &Bytes {
        &self.der
    }

    /// The SHA-1 fingerprint, which the profile asks for in the signature.
    pub fn sha1(&self) -> [u8; 20] {
        Sha1::digest(&self.der).into()
    }

    /// The SHA-256 fingerprint.
    pub fn sha256(&self) -> [u8; 32] {
        Sha256::digest(&self.der).into()
    }

    /// The organization the certificate was issued to, if its subject names one in the form of SEID 1 or SEID 2.
    pub fn organization_number(&self) -> Option<OrganizationNumber> {
        let attributes = distinguished_name::attributes(self.parsed.tbs_certificate().subject());
        OrganizationNumber::from_subject(attributes.iter().map(|(kind, value)| (kind.as_str(), value.as_str())))
    }

    /// The organization's name, if the subject has one. Both SEID 1 and SEID 2 put it into `O`.
    ///
    /// For people: who it is says the [`organization_number`](Self::organization_number).
    pub fn organization_name(&self) -> Option<String> {
        const ORGANIZATION: &str = "2.5.4.10";
        let attributes = distinguished_name::attributes(self.parsed.tbs_certificate().subject());
        attributes.into_iter().find_map(|(kind, value)| (kind == ORGANIZATION).then_some(value))
    }

    /// The subject, in the same form as [`issuer_name`](Self::issuer_name).
    pub fn subject_name(&self) -> String {
        distinguished_name::to_rfc2253(self.parsed.tbs_certificate().subject())
    }

    /// The issuer in the RFC 2253 form that the Java platform prints: the last attribute first, no spaces, unknown
    /// types as dotted numbers with the value's DER in hexadecimal.
    ///
    /// Source: `clients/java`
    pub fn issuer_name(&self) -> String {
        distinguished_name::to_rfc2253(self.parsed.tbs_certificate().issuer())
    }

    /// The serial number in decimal, with a sign if some issuer was careless enough to give a negative one.
    pub fn serial_number(&self) -> String {
        let encoded = self.parsed.tbs_certificate().serial_number().to_der().unwrap_or_default();
        // The element's content follows one byte of type and one of length: serial numbers have at most 21 bytes.
        signed_decimal(encoded.get(2..).unwrap_or_default())
    }

    /// The first moment at which the certificate is valid.
    pub fn not_before(&self) -> Timestamp {
        self.not_before
    }

    /// The last moment at which the certificate is valid.
    pub fn not_after(&self) -> Timestamp {
        self.not_after
    }

    /// Whether the key may sign data. A certificate that does not say is taken to allow it.
    pub fn allows_digital_signature(&self) -> bool {
        self.extensions.allow_digital_signature()
    }

    /// The key, if it is an RSA key.
    pub fn rsa_public_key(&self) -> Option<RsaPublicKey<'_>> {
        RsaPublicKey::from_info(self.parsed.tbs_certificate().subject_public_key_info())
    }

    /// Whether this certificate may have issued one that has `intermediates` certificates between the two.
    pub fn may_issue(&self, intermediates: u8) -> bool {
        self.extensions.may_issue(intermediates)
    }

    /// Whether the issuer demands that whoever relies on the certificate processes something that this crate does not.
    pub fn has_unknown_critical_extension(&self) -> bool {
        self.extensions.unknown_critical
    }

    #[cfg(all(test, feature = "aws-lc-rs"))]
    pub(crate) fn subject(&self) -> &x509_cert::name::Name {
        self.parsed.tbs_certificate().subject()
    }

    /// Whether `issuer` has the name that this certificate gives as its issuer's.
    pub fn names_issuer(&self, issuer: &Self) -> bool {
        self.parsed.tbs_certificate().issuer() == issuer.parsed.tbs_certificate().subject()
    }

    /// Whether the signature on this certificate is by the key of `issuer`.
    ///
    /// # Errors
    /// [`Unverified`] if it is not, or cannot be checked. Only RSA with SHA-256, -384 or -512 counts.
    pub fn check_signature(&self, issuer: &Self) -> Result<(), Unverified> {
        let hash = Hash::of_signature_algorithm(self.parsed.signature_algorithm().oid);
        let (hash, key) = hash.zip(issuer.rsa_public_key()).ok_or(Unverified::Wrong)?;
        key.verify(hash, &self.to_be_signed, self.parsed.signature().raw_bytes())
    }
}

impl fmt::Debug for Certificate {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Certificate(sha256 ")?;
        self.sha256().iter().try_for_each(|byte| write!(f, "{byte:02x}"))?;
        f.write_str(")")
    }
}

impl PartialEq for Certificate {
    fn eq(&self, other: &Self) -> bool {
        self.der == other.der
    }
}

impl Eq for Certificate {}

/// Bytes are no certificate.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("a certificate must be X.509 in DER, found {found}")]
pub struct InvalidCertificate {
    found: Box<str>,
}

impl InvalidCertificate {
    /// The parser's text names ASN.1 types and positions, never values.
    fn syntax(error: der::Error) -> Self {
        Self { found: error.to_string().into() }
    }
}

fn timestamp(time: x509_cert::time::Time) -> Result<Timestamp, InvalidCertificate> {
    i64::try_from(time.to_unix_duration().as_millis())
        .ok()
        .and_then(|millis| Timestamp::from_unix_millis(millis).ok())
        .ok_or_else(|| InvalidCertificate { found: "a validity beyond the year 9999".into() })
}

/// The first element inside the sequence that `der` is.
fn first_element(der: &[u8]) -> der::Result<&[u8]> {
    let mut reader = SliceReader::new(der)?;
    der::Header::decode(&mut reader)?;
    reader.tlv_bytes()
}

/// A big-endian two's complement number in decimal.
fn signed_decimal(bytes: &[u8]) -> String {
    let negative = bytes.first().is_some_and(|first| first & 0x80 != 0);
    // The magnitude of a negative number: every bit flipped, and one more.
    let flip = if negative { 0xff } else { 0 };
    let mut digits = vec![0];
    for byte in bytes {
        multiply_add(&mut digits, 256, u32::from(byte ^ flip));
    }
    multiply_add(&mut digits, 1, u32::from(negative));
    let sign = if negative { "-" } else { "" };
    let digits: String = digits.iter().rev().map(|digit| char::from(digit.wrapping_add(b'0'))).collect();
    format!("{sign}{digits}")
}

/// `digits * factor + carry`, in decimal digits with the last digit first.
fn multiply_add(digits: &mut Vec<u8>, factor: u32, mut carry: u32) {
    for digit in digits.iter_mut() {
        let sum = u32::from(*digit).wrapping_mul(factor).wrapping_add(carry);
        *digit = u8::try_from(sum % 10).unwrap_or_default();
        carry = sum / 10;
    }
    while carry > 0 {
        digits.push(u8::try_from(carry % 10).unwrap_or_default());
        carry /= 10;
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::synthetic;

    #[track_caller]
    fn check_decimal(bytes: &[u8], expected: &str) {
        assert_eq!(signed_decimal(bytes), expected);
    }

    #[test]
    fn serial_numbers_are_signed_decimals() {
        check_decimal(&[0], "0");
        check_decimal(&[0x23, 0x26, 0x7f, 0x1f], "589725471");
        check_decimal(&[0x00, 0xff, 0xff], "65535");
        check_decimal(&[0xff], "-1");
        check_decimal(&[0x80, 0x00], "-32768");
        check_decimal(&[0xff, 0x00], "-256");
        check_decimal(&[0, 0xca, 0xd2, 0x97, 0x43, 0x97, 0x1f, 0xd2, 0x28, 0x6e, 0x84], "957802745516833431383684");
    }

    #[test]
    fn the_vector_certificate_reads_as_the_java_platform_reads_it() {
        let certificate = synthetic::avsender();
        assert_eq!(certificate.issuer_name(), "CN=Avsender,OU=Avsender,O=Avsender,L=Oslo,ST=NO,C=NO");
        assert_eq!(certificate.serial_number(), "589725471");
        assert_eq!(certificate.not_before().to_string(), "2014-05-20T12:10:07Z");
        assert_eq!(certificate.not_after().to_string(), "2015-05-15T12:10:07Z");
        assert_eq!(certificate.rsa_public_key().map(|key| key.modulus_bits()), Some(2048));
        assert_eq!(certificate.organization_number(), None);
        assert_eq!(certificate.organization_name().as_deref(), Some("Avsender"));
        assert!(certificate.allows_digital_signature());
    }

    #[test]
    fn an_enterprise_certificate_names_its_organization() {
        let sender = synthetic::sender();
        assert_eq!(sender.organization_number().map(String::from).as_deref(), Some("123456789"));
        assert_eq!(sender.organization_name().as_deref(), Some("Syntetisk AS"));
        assert_eq!(
            sender.subject_name(),
            "CN=Syntetisk Avsender,2.5.4.97=#0c0f4e54524e4f2d313233343536373839,O=Syntetisk AS,C=NO"
        );
        assert!(sender.allows_digital_signature());
        assert!(!synthetic::encryption_only().allows_digital_signature());
    }

    #[test]
    fn anything_else_is_refused() {
        let der = synthetic::avsender().der().clone();
        for end in 0..der.len() {
            assert!(Certificate::from_der(der.slice(..end)).is_err(), "{end}");
        }
        let mut longer = der.to_vec();
        longer.push(0);
        assert!(Certificate::from_der(longer).is_err());
    }
}
