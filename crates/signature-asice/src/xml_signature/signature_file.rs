//! The parts of a signature file, found by name and place in the tree.
//!
//! Reading is strict where a second element of a kind could replace the first, and lenient about everything that is not
//! used: prefixes, other attributes, unsigned properties. `verify` checks whether the parts are right.

use std::borrow::Cow;

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use bytes::Bytes;

use super::tree::Element;
use crate::identifiers::{ASIC, XADES, XMLDSIG};

/// One XAdES signature and its parts.
pub(crate) struct SignatureFile<'a> {
    pub(crate) id: Option<&'a str>,
    pub(crate) signed_info: &'a Element,
    pub(crate) canonicalization: &'a str,
    pub(crate) signature_method: &'a str,
    pub(crate) references: Vec<Reference<'a>>,
    pub(crate) signature_value: Vec<u8>,
    /// `KeyInfo`, DER.
    pub(crate) certificates: Vec<Bytes>,
    pub(crate) target: Option<&'a str>,
    pub(crate) signed_properties: &'a Element,
    pub(crate) signing_time: String,
    /// What the signed properties say about the signing certificate.
    pub(crate) certificate_digest: Digest<'a>,
    /// Every issuer and serial number, those in the signed properties first.
    pub(crate) issuer_serials: Result<Vec<IssuerSerial<'a>>, Malformed>,
    pub(crate) formats: Vec<DataObjectFormat<'a>>,
}

/// `IssuerSerial` or `X509IssuerSerial`: a certificate by its issuer's name and its number.
pub(crate) struct IssuerSerial<'a> {
    /// Which of the two elements it is.
    pub(crate) part: &'static str,
    pub(crate) issuer: Cow<'a, str>,
    pub(crate) serial: Cow<'a, str>,
}

/// A digest and how it was made.
pub(crate) struct Digest<'a> {
    pub(crate) method: &'a str,
    pub(crate) value: Vec<u8>,
}

/// `Reference`: what is signed.
pub(crate) struct Reference<'a> {
    pub(crate) id: Option<&'a str>,
    pub(crate) uri: &'a str,
    pub(crate) kind: Option<&'a str>,
    /// The algorithms, in order.
    pub(crate) transforms: Vec<&'a str>,
    pub(crate) digest: Digest<'a>,
}

/// `DataObjectFormat`: what kind of file a reference is about.
pub(crate) struct DataObjectFormat<'a> {
    pub(crate) object_reference: &'a str,
    /// Whether it has only `MimeType`, as the profile asks.
    pub(crate) only_media_type: bool,
}

/// A part that is not as it must be.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Malformed {
    /// Not there, or there more than once.
    NotOnce(&'static str),
    /// There, but unreadable.
    Unreadable(&'static str),
    /// More than [`MAX_IN_KEY_INFO`] of them.
    TooMany(&'static str),
}

/// The most `X509Data` in `KeyInfo`, and the most `X509IssuerSerial` in all of them. Real files have one of each, or
/// one for each certificate of the chain.
pub(crate) const MAX_IN_KEY_INFO: usize = 64;

impl<'a> SignatureFile<'a> {
    /// The parts below the root element of a signature file.
    pub(crate) fn read(root: &'a Element) -> Result<Self, Malformed> {
        if !root.is(ASIC, "XAdESSignatures") {
            return Err(Malformed::NotOnce("XAdESSignatures"));
        }
        let signature = only(root, XMLDSIG, "Signature")?;
        let signed_info = only(signature, XMLDSIG, "SignedInfo")?;
        check_parts(signature)?;
        let object = only(signature, XMLDSIG, "Object")?;
        let qualifying_properties = only(object, XADES, "QualifyingProperties")?;
        let signed_properties = only(qualifying_properties, XADES, "SignedProperties")?;
        let about_signature = only(signed_properties, XADES, "SignedSignatureProperties")?;
        let about_files = only(signed_properties, XADES, "SignedDataObjectProperties")?;
        // The first certificate is the one that signed; the schema allows others after it.
        let signing_certificate = only(about_signature, XADES, "SigningCertificate")?;
        let certificate = all(signing_certificate, XADES, "Cert").next().ok_or(Malformed::NotOnce("Cert"))?;
        let key_info = only(signature, XMLDSIG, "KeyInfo")?;
        if all(key_info, XMLDSIG, "X509Data").nth(MAX_IN_KEY_INFO).is_some() {
            return Err(Malformed::TooMany("X509Data"));
        }
        let certificates = all(key_info, XMLDSIG, "X509Data")
            .flat_map(|data| all(data, XMLDSIG, "X509Certificate"))
            .map(|certificate| base64(certificate, "X509Certificate").map(Bytes::from))
            .collect::<Result<_, _>>()?;
        Ok(Self {
            id: signature.attribute("Id"),
            signed_info,
            canonicalization: algorithm(signed_info, "CanonicalizationMethod")?,
            signature_method: algorithm(signed_info, "SignatureMethod")?,
            references: all(signed_info, XMLDSIG, "Reference").map(Reference::read).collect::<Result<_, _>>()?,
            signature_value: base64(only(signature, XMLDSIG, "SignatureValue")?, "SignatureValue")?,
            certificates,
            target: qualifying_properties.attribute("Target"),
            signed_properties,
            signing_time: only(about_signature, XADES, "SigningTime")?
                .text()
                .ok_or(Malformed::Unreadable("SigningTime"))?
                .into_owned(),
            certificate_digest: Digest::read(only(certificate, XADES, "CertDigest")?)?,
            issuer_serials: IssuerSerial::read_all(certificate, key_info),
            formats: all(about_files, XADES, "DataObjectFormat")
                .map(DataObjectFormat::read)
                .collect::<Result<_, _>>()?,
        })
    }
}

impl<'a> IssuerSerial<'a> {
    /// The issuers and serial numbers in the signed properties and in `KeyInfo`.
    fn read_all(certificate: &'a Element, key_info: &'a Element) -> Result<Vec<Self>, Malformed> {
        const PART: &str = "IssuerSerial";
        const IN_KEY_INFO: &str = "X509IssuerSerial";
        let first = only(certificate, XADES, PART).map(|element| (PART, element));
        let in_key_info = all(key_info, XMLDSIG, "X509Data").flat_map(|data| all(data, XMLDSIG, IN_KEY_INFO));
        let in_key_info: Vec<_> = in_key_info.take(MAX_IN_KEY_INFO.saturating_add(1)).collect();
        if in_key_info.len() > MAX_IN_KEY_INFO {
            return Err(Malformed::TooMany(IN_KEY_INFO));
        }
        let in_key_info = in_key_info.into_iter().map(|e| Ok((IN_KEY_INFO, e)));
        std::iter::once(first).chain(in_key_info).map(|found| found.and_then(|(part, e)| Self::read(part, e))).collect()
    }

    fn read(part: &'static str, element: &'a Element) -> Result<Self, Malformed> {
        let text = |name| only(element, XMLDSIG, name)?.text().ok_or(Malformed::Unreadable(name));
        Ok(Self { part, issuer: text("X509IssuerName")?, serial: text("X509SerialNumber")? })
    }
}

impl<'a> Reference<'a> {
    fn read(element: &'a Element) -> Result<Self, Malformed> {
        let transforms = match all(element, XMLDSIG, "Transforms").next() {
            None => Vec::new(),
            Some(_) => only(element, XMLDSIG, "Transforms")?
                .elements()
                .map(|transform| {
                    // A transform with a parameter does more than its algorithm says.
                    let plain = transform.is(XMLDSIG, "Transform") && transform.elements().next().is_none();
                    transform.attribute("Algorithm").filter(|_| plain).ok_or(Malformed::Unreadable("Transform"))
                })
                .collect::<Result<_, _>>()?,
        };
        Ok(Self {
            id: element.attribute("Id"),
            uri: element.attribute("URI").ok_or(Malformed::Unreadable("Reference"))?,
            kind: element.attribute("Type"),
            transforms,
            digest: Digest::read(element)?,
        })
    }
}

impl<'a> Digest<'a> {
    /// The two elements of a digest inside `parent`.
    fn read(parent: &'a Element) -> Result<Self, Malformed> {
        Ok(Self {
            method: algorithm(parent, "DigestMethod")?,
            value: base64(only(parent, XMLDSIG, "DigestValue")?, "DigestValue")?,
        })
    }
}

impl<'a> DataObjectFormat<'a> {
    fn read(element: &'a Element) -> Result<Self, Malformed> {
        let object_reference = element.attribute("ObjectReference").ok_or(Malformed::Unreadable("DataObjectFormat"))?;
        let mut parts = element.elements();
        let only_media_type = parts.next().is_some_and(|part| part.is(XADES, "MimeType")) && parts.next().is_none();
        Ok(Self { object_reference, only_media_type })
    }
}

/// A signature has these parts in this order. Other readers refuse others, or take the first of a kind.
///
/// Source: `XML-Signature Syntax §4.2`; one `Object`, as the profile asks
fn check_parts(signature: &Element) -> Result<(), Malformed> {
    const PARTS: [&str; 4] = ["SignedInfo", "SignatureValue", "KeyInfo", "Object"];
    for part in PARTS {
        only(signature, XMLDSIG, part)?;
    }
    let is_in_order = signature.elements().zip(PARTS).all(|(element, part)| element.is(XMLDSIG, part));
    match is_in_order && signature.elements().count() == PARTS.len() {
        true => Ok(()),
        false => Err(Malformed::Unreadable("Signature")),
    }
}

fn all<'a>(
    parent: &'a Element,
    namespace: &'static str,
    local_name: &'static str,
) -> impl Iterator<Item = &'a Element> {
    parent.elements().filter(move |element| element.is(namespace, local_name))
}

fn only<'a>(parent: &'a Element, namespace: &'static str, local_name: &'static str) -> Result<&'a Element, Malformed> {
    let mut found = all(parent, namespace, local_name);
    match (found.next(), found.next()) {
        (Some(element), None) => Ok(element),
        _ => Err(Malformed::NotOnce(local_name)),
    }
}

/// The `Algorithm` of an element that must have no parameters.
fn algorithm<'a>(parent: &'a Element, local_name: &'static str) -> Result<&'a str, Malformed> {
    let element = only(parent, XMLDSIG, local_name)?;
    let plain = element.elements().next().is_none();
    element.attribute("Algorithm").filter(|_| plain).ok_or(Malformed::Unreadable(local_name))
}

/// The bytes in an element. White space is ignored, also where it is written as references, as the Java platform does.
fn base64(element: &Element, local_name: &'static str) -> Result<Vec<u8>, Malformed> {
    let text = element.text().ok_or(Malformed::Unreadable(local_name))?;
    let text: Vec<u8> = text.bytes().filter(|byte| !byte.is_ascii_whitespace()).collect();
    STANDARD.decode(text).map_err(|_| Malformed::Unreadable(local_name))
}
