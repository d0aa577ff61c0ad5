//! X.509 certificates of enterprises and of those who issue them: the facts that packages need.
//!
//! Not here: trust (`certification_path`), private keys (`signing_key`) and the files that have both (`identity`).

mod chain;
mod organization;
mod thumbprint;
mod validity;

use std::fmt;
use std::sync::Arc;

use bytes::Bytes;
use der::oid::ObjectIdentifier;
use sha1::{Digest as _, Sha1};
use sha2::Sha256;
use signature_model::{OrganizationNumber, Timestamp};

use crate::ber::{Element, Malformed};
use crate::certificate_time;
use crate::distinguished_name::DistinguishedName;
use crate::error::{Error, ErrorKind, Place};
use crate::extensions::Extensions;
use crate::file;
use crate::name_text::NameText;
use crate::rsa_public_key::{Hash, RsaPublicKey, Unverified};

pub use chain::CertificateChain;
pub use thumbprint::Thumbprint;

/// An X.509 certificate, kept as the very bytes it came in.
///
/// Two certificates are equal when their bytes are. Clones share the bytes. `Debug` shows the SHA-256 fingerprint only.
#[derive(Clone)]
pub struct Certificate(Arc<Contents>);

struct Contents {
    der: Bytes,
    /// The bytes that the issuer signed, a part of `der`.
    to_be_signed: Bytes,
    signature_algorithm: ObjectIdentifier,
    signature: Bytes,
    serial_number: Bytes,
    issuer: DistinguishedName,
    subject: DistinguishedName,
    not_before: Timestamp,
    not_after: Timestamp,
    /// `RSAPublicKey`, if it is an RSA key.
    pkcs1: Option<Bytes>,
    extensions: Extensions,
}

impl Certificate {
    /// Reads one DER certificate, which must fill `der` to its end. For files, whose certificates may have other forms and
    /// bytes behind them, there is [`all_from_bytes`](Self::all_from_bytes).
    ///
    /// Some certificates of the last decades are not quite DER, such as one whose `TRUE` has another byte than it should.
    /// They are read as OpenSSL and the Java platform read them. The bytes are kept, so a signature on them is checked
    /// over what was signed.
    ///
    /// # Errors
    /// [`Error`] if the bytes are not a certificate as RFC 5280 describes it, or its issuer or subject has more than 16384
    /// bytes.
    pub fn from_der(der: impl Into<Bytes>) -> Result<Self, Error> {
        Self::from_der_at(Place::Whole, der.into())
    }

    pub(crate) fn from_der_at(place: Place, der: Bytes) -> Result<Self, Error> {
        let contents = Contents::read(&der).map_err(|found| ErrorKind::Certificate { place, found })?;
        Ok(Self(contents.into()))
    }

    /// Every certificate of a file, in its order: PEM, DER or PKCS#7, recognized by the content.
    ///
    /// Text may be in UTF-8 or UTF-16, with a byte order mark or without, and DER may be in base64. Private keys,
    /// parameters and revocation lists are skipped.
    ///
    /// ```
    /// use signature_identity::Certificate;
    ///
    /// # let issuers_pem = [signature_fixtures::identities::ISSUER, signature_fixtures::identities::ROOT].concat();
    /// assert_eq!(Certificate::all_from_bytes(issuers_pem)?.len(), 2);
    /// # Ok::<(), signature_identity::Error>(())
    /// ```
    ///
    /// # Errors
    /// [`Error`] if the file has no certificate, is larger than 1 MiB, or has one that cannot be read or anything else
    /// that may have been meant for a certificate: nothing of that kind is dropped in silence.
    pub fn all_from_bytes(file: impl AsRef<[u8]>) -> Result<Vec<Self>, Error> {
        let certificates = file::certificates(file.as_ref())?.into_iter();
        certificates.map(|(place, der)| Self::from_der_at(place, der.into())).collect()
    }

    /// The certificate's bytes.
    pub fn der(&self) -> &Bytes {
        &self.0.der
    }

    /// The SHA-1 fingerprint, which the profile asks for in the signature.
    pub fn sha1(&self) -> [u8; 20] {
        Sha1::digest(&self.0.der).into()
    }

    /// The SHA-256 fingerprint.
    pub fn sha256(&self) -> [u8; 32] {
        Sha256::digest(&self.0.der).into()
    }

    /// The organization the certificate was issued to; `None` if it is not an enterprise certificate.
    ///
    /// Those of SEID 2 have the number in their subject as `organizationIdentifier`, `NTRNO-` and nine digits; those of
    /// SEID 1 as `serialNumber`, nine digits, unless the subject names another country than Norway. Where there is an
    /// `organizationIdentifier`, it alone counts, and one in another form is no number. The common name never counts. Two
    /// different numbers count as no number.
    ///
    /// Source: `docs/certificates`
    pub fn organization_number(&self) -> Option<OrganizationNumber> {
        organization::number_in(&self.0.subject)
    }

    /// The organization's name, if the subject has one. Both SEID 1 and SEID 2 put it into `O`.
    ///
    /// For people to read; programs use the [`organization_number`](Self::organization_number).
    pub fn organization_name(&self) -> Option<String> {
        organization::name_in(&self.0.subject)
    }

    /// The subject, in the same form as [`issuer_name`](Self::issuer_name).
    pub fn subject_name(&self) -> String {
        self.0.subject.to_rfc2253()
    }

    /// The issuer in the RFC 2253 form that the Java platform prints: the last attribute first, no spaces, unknown
    /// types as dotted numbers with the value's DER in hexadecimal.
    ///
    /// Source: `clients/java`
    pub fn issuer_name(&self) -> String {
        self.0.issuer.to_rfc2253()
    }

    /// Whether `name` is the issuer: a distinguished name as text, as XML signatures have it in `X509IssuerName`.
    ///
    /// Reads the spellings of RFC 4514, RFC 2253, the Java platform, Bouncy Castle, .NET and OpenSSL, the last level of the
    /// name first. Values are compared, not text: upper and lower case, the type of string and the way of escaping do not
    /// matter.
    ///
    /// ```
    /// use signature_identity::Certificate;
    ///
    /// # let pem = signature_fixtures::identities::AVSENDER;
    /// let certificate = &Certificate::all_from_bytes(pem)?[0];
    /// assert_eq!(certificate.issuer_name(), "CN=Avsender,OU=Avsender,O=Avsender,L=Oslo,ST=NO,C=NO");
    /// assert!(certificate.is_issued_by_name("CN=Avsender, OU=avsender, O=\"Avsender\", L=Oslo, S=NO, C=#13024e4f")?);
    /// # Ok::<(), signature_identity::Error>(())
    /// ```
    ///
    /// # Errors
    /// [`Error`] if the text is not a distinguished name, or has a keyword that is not known.
    pub fn is_issued_by_name(&self, name: &str) -> Result<bool, Error> {
        NameText::parse(name).map(|name| name.is(&self.0.issuer))
    }

    /// The serial number in decimal, with a sign if an issuer gave a negative one.
    pub fn serial_number(&self) -> String {
        signed_decimal(&self.0.serial_number)
    }

    /// Whether `number` is the serial number in decimal, as XML signatures have it in `X509SerialNumber`: an `xs:integer`,
    /// so zeros and a plus in front of it and white space around it do not matter.
    pub fn has_serial_number(&self, number: &str) -> bool {
        let number = number.trim_matches([' ', '\t', '\r', '\n']);
        let (is_negative, digits) = match number.split_at_checked(1) {
            Some(("-", digits)) => (true, digits),
            Some(("+", digits)) => (false, digits),
            _ => (false, number),
        };
        if digits.is_empty() || !digits.bytes().all(|byte| byte.is_ascii_digit()) {
            return false;
        }
        let actual = self.serial_number();
        let (is_actual_negative, actual) = match actual.strip_prefix('-') {
            Some(actual) => (true, actual),
            None => (false, actual.as_str()),
        };
        let (digits, actual) = (digits.trim_start_matches('0'), actual.trim_start_matches('0'));
        digits == actual && (is_negative == is_actual_negative || digits.is_empty())
    }

    /// The first moment at which the certificate is valid.
    pub fn not_before(&self) -> Timestamp {
        self.0.not_before
    }

    /// The last moment at which the certificate is valid.
    pub fn not_after(&self) -> Timestamp {
        self.0.not_after
    }

    /// Whether the key may sign data. A certificate that does not say is taken to allow it.
    pub fn allows_digital_signature(&self) -> bool {
        self.0.extensions.allow_digital_signature()
    }

    /// The key, if it is an RSA key.
    pub fn rsa_public_key(&self) -> Option<RsaPublicKey<'_>> {
        self.0.pkcs1.as_deref().and_then(RsaPublicKey::from_pkcs1)
    }

    /// Whether this certificate may have issued one that has `intermediates` certificates between the two.
    pub(crate) fn may_issue(&self, intermediates: u8) -> bool {
        self.0.extensions.may_issue(intermediates)
    }

    /// Whether the certificate has an extension that decides over paths and is not processed here: an unknown critical
    /// one, or constraints on names or policies. RFC 5280 asks to reject it then.
    pub(crate) fn has_unprocessed_extension(&self) -> bool {
        self.0.extensions.has_unprocessed()
    }

    /// Whether `issuer` has the name that this certificate gives as its issuer's.
    pub(crate) fn names_issuer(&self, issuer: &Self) -> bool {
        self.0.issuer.is_same(&issuer.0.subject)
    }

    /// Whether the certificate gives its own name as its issuer's. Beside roots, such are those with which an issuer that
    /// renewed its key vouches with one key for the other.
    ///
    /// Source: `RFC 5280 §6.1`
    pub(crate) fn is_self_issued(&self) -> bool {
        self.names_issuer(self)
    }

    /// Whether the certificate is a root: self-issued, and signed by its own key. If that signature cannot be checked here,
    /// the name decides.
    pub(crate) fn is_root(&self) -> bool {
        self.is_self_issued() && self.signature_by(self) != Some(Err(Unverified::Wrong))
    }

    /// Whether the signature on this certificate is by the key of `issuer`.
    ///
    /// # Errors
    /// [`Unverified`] if it is not, or cannot be checked. Only RSA with SHA-256, -384 or -512 counts.
    pub(crate) fn check_signature(&self, issuer: &Self) -> Result<(), Unverified> {
        self.signature_by(issuer).unwrap_or(Err(Unverified::Wrong))
    }

    /// As [`check_signature`](Self::check_signature); `None` if algorithm, key or its size do not count.
    fn signature_by(&self, issuer: &Self) -> Option<Result<(), Unverified>> {
        let hash = Hash::of_signature_algorithm(self.0.signature_algorithm)?;
        let key = issuer.rsa_public_key()?;
        (RsaPublicKey::MIN_BITS..=RsaPublicKey::MAX_BITS)
            .contains(&key.modulus_bits())
            .then(|| key.verify(hash, &self.0.to_be_signed, &self.0.signature))
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
        self.0.der == other.0.der
    }
}

impl Eq for Certificate {}

impl Contents {
    /// Source: `RFC 5280 §4.1`
    ///
    /// # Errors
    /// What was found in place of a certificate, in words.
    fn read(der: &Bytes) -> Result<Self, &'static str> {
        let whole = Element::parse(der).map_err(damaged("bytes that are not one ASN.1 element"))?;
        let Ok([to_be_signed, algorithm, signature]) = whole.sequence() else {
            return Err("another structure");
        };
        let fields = Fields::of(to_be_signed).map_err(damaged("a damaged structure"))?;
        let [not_before, not_after] = fields.validity.sequence().map_err(damaged("a damaged validity"))? else {
            return Err(damaged("a damaged validity")(Malformed));
        };
        if algorithm.encoding() != fields.algorithm.encoding() {
            return Err("two different signature algorithms");
        }
        let pkcs1 = RsaPublicKey::pkcs1_in(fields.public_key).map_err(damaged("a damaged public key"))?;
        let extensions = fields.extensions.map_or_else(|| Ok(Extensions::default()), Extensions::read);
        Ok(Self {
            to_be_signed: der.slice_ref(to_be_signed.encoding()),
            signature_algorithm: name_of(algorithm).map_err(damaged("a damaged signature algorithm"))?,
            signature: der.slice_ref(signature.whole_bytes().map_err(damaged("a damaged signature"))?),
            serial_number: der
                .slice_ref(serial_number(fields.serial_number).map_err(damaged("a damaged serial number"))?),
            issuer: name(fields.issuer, der, "a damaged issuer")?,
            subject: name(fields.subject, der, "a damaged subject")?,
            not_before: certificate_time::read(not_before).map_err(damaged("a damaged validity"))?,
            not_after: certificate_time::read(not_after).map_err(damaged("a damaged validity"))?,
            pkcs1: pkcs1.map(|pkcs1| der.slice_ref(pkcs1)),
            extensions: extensions.map_err(damaged("a damaged extension"))?,
            der: der.clone(),
        })
    }
}

/// The elements of a `TBSCertificate`.
struct Fields<'a, 'b> {
    serial_number: &'b Element<'a>,
    algorithm: &'b Element<'a>,
    issuer: &'b Element<'a>,
    validity: &'b Element<'a>,
    subject: &'b Element<'a>,
    public_key: &'b Element<'a>,
    extensions: Option<&'b Element<'a>>,
}

impl<'a, 'b> Fields<'a, 'b> {
    fn of(to_be_signed: &'b Element<'a>) -> Result<Self, Malformed> {
        let all = to_be_signed.sequence()?;
        // Certificates of version 1 do not say so.
        let fields = match all.split_first() {
            Some((version, fields)) if version.explicit(0).is_ok() => fields,
            _ => all,
        };
        let [serial_number, algorithm, issuer, validity, subject, public_key, rest @ ..] = fields else {
            return Err(Malformed);
        };
        let mut extensions = None;
        for field in rest {
            match field.tag() {
                // The two unique identifiers, which are not used.
                0x81 | 0x82 | 0xa1 | 0xa2 => {}
                0xa3 if extensions.is_none() => extensions = Some(field.explicit(3)?),
                _ => return Err(Malformed),
            }
        }
        Ok(Self { serial_number, algorithm, issuer, validity, subject, public_key, extensions })
    }
}

fn name_of(algorithm: &Element<'_>) -> Result<ObjectIdentifier, Malformed> {
    algorithm.sequence()?.first().ok_or(Malformed)?.oid()
}

fn serial_number<'a>(element: &Element<'a>) -> Result<&'a [u8], Malformed> {
    let number = element.integer()?;
    if number.len() > MAX_SERIAL_BYTES { Err(Malformed) } else { Ok(number) }
}

fn name(element: &Element<'_>, der: &Bytes, fault: &'static str) -> Result<DistinguishedName, &'static str> {
    if element.encoding().len() > MAX_NAME_BYTES {
        return Err("a name of more than 16384 bytes");
    }
    DistinguishedName::read(element, der).map_err(damaged(fault))
}

fn damaged(found: &'static str) -> impl Fn(Malformed) -> &'static str {
    move |Malformed| found
}

/// The most bytes of a serial number. The standard allows 20, some issuers took more.
const MAX_SERIAL_BYTES: usize = 64;

/// The most bytes of an issuer or a subject. Real ones have some hundred.
const MAX_NAME_BYTES: usize = 16 << 10;

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
    use crate::synthetic::der::{element, oid, sequence};

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
    fn serial_numbers_are_compared_as_numbers() {
        let certificate = synthetic::avsender();
        for same in ["589725471", "0589725471", "+589725471", " \n589725471\t"] {
            assert!(certificate.has_serial_number(same), "{same}");
        }
        for other in ["", "+", "-", "-589725471", "58972547", "5897254710", "0x589725471", "589 725 471", "٥", "--1"] {
            assert!(!certificate.has_serial_number(other), "{other}");
        }
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

    /// An issuer of so many bytes, most of them spaces of Latin-1.
    fn long_issuer(bytes: usize) -> Vec<u8> {
        let attribute = |pad: usize| sequence(&[&oid("2.5.4.3"), &element(0x14, &[b"a", &vec![0xa0; pad]])]);
        let issuer = |pad: usize| sequence(&[&element(0x31, &[&attribute(pad)])]);
        let around = issuer(1000).len().saturating_sub(1000);
        issuer(bytes.saturating_sub(around))
    }

    #[test]
    fn a_name_has_at_most_16_kib() {
        let sender = synthetic::sender();
        let subject = sequence(&[]);
        let read = |issuer: &[u8], subject: &[u8]| Certificate::from_der(synthetic::renamed(&sender, issuer, subject));
        let longest = read(&long_issuer(16_384), &subject).unwrap();
        assert_eq!(longest.is_issued_by_name("CN=A"), Ok(true));
        assert_eq!(longest.is_issued_by_name(&longest.issuer_name()), Ok(true), "what is written can be read");
        let error = "expected a certificate (X.509 in DER), found a name of more than 16384 bytes";
        for (issuer, subject) in [(&long_issuer(16_385), &subject), (&subject, &long_issuer(16_385))] {
            assert_eq!(read(issuer, subject).unwrap_err().to_string(), error);
        }
    }

    #[test]
    fn an_issuer_is_found_under_every_spelling_of_its_name() {
        let level =
            |kind: &str, tag: u8, value: &[u8]| element(0x31, &[&sequence(&[&oid(kind), &element(tag, &[value])])]);
        let name = |levels: &[Vec<u8>]| sequence(&[&levels.concat()]);
        let organization = |tag, value: &[u8]| name(&[level("2.5.4.6", 0x13, b"NO"), level("2.5.4.10", tag, value)]);
        let names = |issuer: &[u8], subject: &[u8]| {
            let [below, above] = [(issuer, &name(&[])[..]), (&name(&[]), subject)]
                .map(|(issuer, subject)| synthetic::renamed(&synthetic::sender(), issuer, subject))
                .map(|der| Certificate::from_der(der).unwrap());
            below.names_issuer(&above)
        };
        let issuer = organization(0x0c, b"Test CA");
        for same in [organization(0x0c, b"Test CA"), organization(0x13, b"Test CA"), organization(0x0c, b"TEST  CA")] {
            assert!(names(&issuer, &same));
        }
        for other in [
            organization(0x0c, b"TestCA"),
            name(&[level("2.5.4.6", 0x13, b"NO"), level("2.5.4.11", 0x0c, b"Test CA")]),
            name(&[level("2.5.4.10", 0x0c, b"Test CA"), level("2.5.4.6", 0x13, b"NO")]),
            name(&[level("2.5.4.10", 0x0c, b"Test CA")]),
            name(&[]),
        ] {
            assert!(!names(&issuer, &other));
        }
        // Undecodable bytes are neither the empty text nor other undecodable bytes.
        assert!(names(&organization(0x0c, b"\xff"), &organization(0x0c, b"\xff")));
        assert!(!names(&organization(0x0c, b"\xff"), &organization(0x0c, b"\xfe")));
        assert!(!names(&organization(0x0c, b"\xff"), &organization(0x0c, b"")));
        // The order at one level follows from the encoding, and does not matter.
        let one = sequence(&[&oid("2.5.4.3"), &element(0x0c, &[b"a"])]);
        let [other, same] = [0x0c, 0x13].map(|tag| sequence(&[&oid("2.5.4.3"), &element(tag, &[b"b"])]));
        let pair = |parts: [&[u8]; 2]| name(&[element(0x31, &parts)]);
        assert!(names(&pair([&one, &other]), &pair([&same, &one])));
        assert!(!names(&pair([&one, &other]), &pair([&one, &one])));
    }

    #[test]
    fn no_changed_byte_causes_a_panic() {
        let der = synthetic::sender().der().to_vec();
        for at in 0..der.len() {
            for byte in [0, 1, 0x30, 0x7f, 0x80, 0x82, 0xff] {
                let mut changed = der.clone();
                changed[at] = byte;
                if let Ok(certificate) = Certificate::from_der(changed) {
                    let printed = certificate.issuer_name();
                    let _ = (certificate.is_issued_by_name(&printed), certificate.serial_number());
                    let _ = (certificate.organization_name(), certificate.rsa_public_key(), certificate.may_issue(1));
                }
            }
        }
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
