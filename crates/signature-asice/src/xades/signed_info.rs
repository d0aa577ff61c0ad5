//! `SignedInfo` in canonical form: the digests of the files and of the signed properties. Its bytes are what the key
//! signs.

use super::{FileReference, base64, reference_id, sha256};
use crate::form_encoding::form_encode;
use crate::identifiers::{C14N_10, RSA_SHA256, SHA256, SIGNED_PROPERTIES_TYPE, XMLDSIG};

/// The element as inclusive canonicalization prints it inside the signature file.
///
/// File names are form-encoded in `URI`, as the official Java client does and the service expects.
///
/// The profile recommends C14N 1.1 for this element and also allows 1.0. This crate and both official clients use 1.0;
/// the two differ only for attributes that no signature file has.
pub(crate) fn canonical(files: &[FileReference], signed_properties: &str) -> String {
    let references: String = files
        .iter()
        .enumerate()
        .map(|(index, file)| {
            format!(
                "<Reference Id=\"{}\" URI=\"{}\">{}</Reference>",
                reference_id(index),
                form_encode(&file.name),
                digest(file.sha256)
            )
        })
        .collect();
    let properties_digest = digest(sha256(signed_properties.as_bytes()));
    format!(
        "<SignedInfo xmlns=\"{XMLDSIG}\">\
         <CanonicalizationMethod Algorithm=\"{C14N_10}\"></CanonicalizationMethod>\
         <SignatureMethod Algorithm=\"{RSA_SHA256}\"></SignatureMethod>\
         {references}\
         <Reference Type=\"{SIGNED_PROPERTIES_TYPE}\" URI=\"#SignedProperties\">\
         <Transforms><Transform Algorithm=\"{C14N_10}\"></Transform></Transforms>\
         {properties_digest}\
         </Reference>\
         </SignedInfo>"
    )
}

fn digest(value: [u8; 32]) -> String {
    let value = base64(value);
    format!("<DigestMethod Algorithm=\"{SHA256}\"></DigestMethod><DigestValue>{value}</DigestValue>")
}
