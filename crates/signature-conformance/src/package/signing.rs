//! Signing a signature file again after its signed parts were changed.
//!
//! Works on text: in the files that `signature-asice` writes, the signed parts are in canonical form. Changes must
//! preserve that.

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use sha1::Sha1;
use sha2::{Digest as _, Sha256};
use signature_identity::{Certificate, SigningKey};

use crate::error::Fault;

/// Replaces each pair's first by its second, in order; each first must be there exactly once.
///
/// The second may contain `{SignedInfo}`, `{SignedProperties}` or `{Signature}`, which mean the unchanged element, and
/// `{1000 blanks}`.
pub(super) fn replace(xml: &str, pairs: &[(String, String)]) -> Result<String, Fault> {
    pairs.iter().try_fold(xml.to_owned(), |xml, (old, new)| match xml.matches(old.as_str()).count() {
        1 => Ok(xml.replacen(old, &expand(new, &xml)?, 1)),
        count => Err(format!("expected {old:?} once, found it {count} times").into()),
    })
}

fn expand(text: &str, xml: &str) -> Result<String, Fault> {
    let mut expanded = text.to_owned();
    for name in ["SignedInfo", "SignedProperties", "Signature"] {
        let placeholder = format!("{{{name}}}");
        if expanded.contains(&placeholder) {
            expanded = expanded.replace(&placeholder, element(xml, name)?);
        }
    }
    if let Some((before, count, after)) = expanded.split_once('{').and_then(|(before, rest)| {
        let (count, after) = rest.split_once(" blanks}")?;
        Some((before, count.parse().ok()?, after))
    }) {
        expanded = [before, &" ".repeat(count), after].concat();
    }
    Ok(expanded)
}

/// Names another certificate of the same issuer: its bytes, its digest and its serial number.
pub(super) fn replace_certificate(xml: &str, old: &Certificate, new: &Certificate) -> String {
    let digest = |certificate: &Certificate| STANDARD.encode(Sha1::digest(certificate.der()));
    let serial = |certificate: &Certificate| format!("SerialNumber>{}<", certificate.serial_number());
    xml.replace(&STANDARD.encode(old.der()), &STANDARD.encode(new.der()))
        .replace(&digest(old), &digest(new))
        .replace(&serial(old), &serial(new))
}

/// Recomputes the digest of the signed properties, and the signature unless one is given.
pub(super) fn sign(xml: &str, old: &str, key: &SigningKey, signature: Option<&str>) -> Result<String, Fault> {
    let digest = |xml: &str| Ok::<_, Fault>(STANDARD.encode(Sha256::digest(element(xml, "SignedProperties")?)));
    let xml = xml.replace(&digest(old)?, &digest(xml)?);
    let signature = match signature {
        Some(signature) => signature.to_owned(),
        None => STANDARD.encode(key.sign(element(&xml, "SignedInfo")?.as_bytes())?),
    };
    let value = |xml: &str| {
        let (_, rest) = xml.split_once("<SignatureValue>")?;
        rest.split_once("</SignatureValue>").map(|(value, _)| value.to_owned())
    };
    let before = value(&xml).ok_or("expected a SignatureValue, found none")?;
    Ok(xml.replace(&before, &signature))
}

/// Puts the signature of `old` before the one of `xml`.
pub(super) fn beside(xml: &str, old: &str) -> Result<String, Fault> {
    let (first, second) = (element(old, "Signature")?, element(xml, "Signature")?);
    Ok(xml.replace(second, &[first, second].concat()))
}

/// The first element of that name, with its tags.
fn element<'a>(xml: &'a str, name: &str) -> Result<&'a str, Fault> {
    let start = xml.find(&format!("<{name} ")).ok_or_else(|| format!("expected an element {name}, found none"))?;
    let rest = xml.get(start..).unwrap_or_default();
    let end_tag = format!("</{name}>");
    let end = rest.find(&end_tag).ok_or_else(|| format!("expected an end of {name}, found none"))?;
    Ok(rest.get(..end.saturating_add(end_tag.len())).unwrap_or_default())
}
