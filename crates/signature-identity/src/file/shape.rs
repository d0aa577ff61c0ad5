//! What an ASN.1 element is, by its structure: labels and names of files are often wrong.

use der::oid::ObjectIdentifier;

use super::other_kinds::{ATTRIBUTE_CERTIFICATE, PUBLIC_KEY, REQUEST};
use crate::ber::Element;

/// What an element is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Shape {
    Certificate,
    PrivateKey,
    RsaPrivateKey,
    EncryptedPrivateKey,
    EllipticPrivateKey,
    Pkcs12,
    /// PKCS#7 or CMS that may have certificates.
    SignedData,
    /// Parameters of a key exchange or a curve.
    Parameters,
    RevocationList,
    /// Something else that has a name.
    Other(&'static str),
    Unknown,
}

const BIT_STRING: u8 = 0x03;
const OCTET_STRING: u8 = 0x04;
const CONSTRUCTED_OCTET_STRING: u8 = 0x24;
const UTF8_STRING: u8 = 0x0c;
const UTC_TIME: u8 = 0x17;
const GENERALIZED_TIME: u8 = 0x18;
/// Context-specific and constructed, number 0.
const FIRST: u8 = 0xa0;
const SECOND: u8 = 0xa1;

/// The number of integers in an `RSAPrivateKey` and in the key of DSA as OpenSSL writes it.
const RSA_NUMBERS: usize = 9;
const DSA_NUMBERS: usize = 6;

const SIGNED_DATA: ObjectIdentifier = ObjectIdentifier::new_unwrap("1.2.840.113549.1.7.2");

/// What `element` is.
pub(super) fn of(element: &Element<'_>) -> Shape {
    if element.oid().is_ok() {
        return Shape::Parameters;
    }
    let Ok([first, rest @ ..]) = element.sequence() else { return Shape::Unknown };
    if let Ok(kind) = first.oid() {
        return match kind {
            SIGNED_DATA => Shape::SignedData,
            _ => Shape::Other("a message of PKCS#7 or CMS that is encrypted, or of another kind without certificates"),
        };
    }
    if first.integer().is_ok() {
        return of_numbered(first, rest);
    }
    match (first.sequence(), rest) {
        (Ok(content), [algorithm, signature]) if is_algorithm(algorithm) && signature.tag() == BIT_STRING => {
            of_signed(content)
        }
        (Ok(_), [octets]) if is_algorithm(first) && is_octets(octets) => Shape::EncryptedPrivateKey,
        (Ok(_), [bits]) if is_algorithm(first) && bits.tag() == BIT_STRING => Shape::Other(PUBLIC_KEY),
        (Ok([algorithm, octets]), [check])
            if is_algorithm(algorithm) && is_octets(octets) && check.sequence().is_ok() =>
        {
            Shape::Other("a key store of Bouncy Castle (BCFKS); convert it to PKCS#12 with keytool -importkeystore")
        }
        _ => Shape::Unknown,
    }
}

/// Something that begins with a number, mostly its version.
fn of_numbered(first: &Element<'_>, rest: &[Element<'_>]) -> Shape {
    let numbers = rest.iter().take_while(|element| element.integer().is_ok()).count().saturating_add(1);
    match rest {
        [algorithm, key, ..] if is_algorithm(algorithm) && is_octets(key) => Shape::PrivateKey,
        [content, ..] if first.count() == Ok(3) && is_algorithm(content) => Shape::Pkcs12,
        [key, ..] if is_octets(key) => Shape::EllipticPrivateKey,
        _ if numbers >= RSA_NUMBERS => Shape::RsaPrivateKey,
        _ if numbers == DSA_NUMBERS => Shape::Other("a DSA key; the service takes RSA keys only"),
        // The exponent of a key is odd, the generator of a key exchange is mostly 2 or 5.
        [second, ..] if matches!(second.count(), Ok(2 | 5)) => Shape::Parameters,
        [_] if numbers == 2 => Shape::Other(PUBLIC_KEY),
        _ => Shape::Unknown,
    }
}

/// Something that is signed, by what is signed.
fn of_signed(content: &[Element<'_>]) -> Shape {
    match content {
        [_version, _name, _key, attributes] if attributes.tag() == FIRST => Shape::Other(REQUEST),
        [_version, _name, _key] => Shape::Other(REQUEST),
        [_version, _holder, issuer, ..] if issuer.tag() == FIRST => Shape::Other(ATTRIBUTE_CERTIFICATE),
        _ if is_revocation_list(content) => Shape::RevocationList,
        _ => Shape::Certificate,
    }
}

/// Source: `RFC 5280 §5.1`
fn is_revocation_list(content: &[Element<'_>]) -> bool {
    let is_time = |element: &Element<'_>| matches!(element.tag(), UTC_TIME | GENERALIZED_TIME);
    let [algorithm, issuer, this_update, rest @ ..] = (match content {
        [version, rest @ ..] if version.integer().is_ok() => rest,
        _ => content,
    }) else {
        return false;
    };
    let rest = match rest {
        [next_update, rest @ ..] if is_time(next_update) => rest,
        _ => rest,
    };
    let rest = match rest {
        [entries, rest @ ..] if entries.sequence().is_ok() => rest,
        _ => rest,
    };
    let is_end = matches!(rest, []) || matches!(rest, [extensions] if extensions.tag() == FIRST);
    is_algorithm(algorithm) && issuer.sequence().is_ok() && is_time(this_update) && is_end
}

/// A sequence that begins with an object identifier.
fn is_algorithm(element: &Element<'_>) -> bool {
    matches!(element.sequence(), Ok([name, ..]) if name.oid().is_ok())
}

fn is_octets(element: &Element<'_>) -> bool {
    matches!(element.tag(), OCTET_STRING | CONSTRUCTED_OCTET_STRING)
}

/// Whether an element is what OpenSSL writes behind a certificate: what it is trusted for, what not, a name, and an
/// identifier of its key.
///
/// Source: OpenSSL 3 (`X509_CERT_AUX`), checked against its files
pub(super) fn is_trust(element: &Element<'_>) -> bool {
    let is_purposes = |setting: &Element<'_>| {
        setting.sequence().is_ok_and(|purposes| purposes.iter().all(|purpose| purpose.oid().is_ok()))
    };
    let is_setting = |setting: &Element<'_>| {
        matches!(setting.tag(), FIRST | SECOND | UTF8_STRING | OCTET_STRING) || is_purposes(setting)
    };
    element.sequence().is_ok_and(|settings| settings.iter().all(is_setting))
}

/// Whether what OpenSSL wrote behind a certificate says what the certificate is not to be trusted for.
///
/// Source: OpenSSL 3 (`X509_CERT_AUX`), checked against its files
pub(super) fn is_distrust(trust: &Element<'_>) -> bool {
    trust.sequence().is_ok_and(|settings| settings.iter().any(|setting| setting.tag() == FIRST))
}
