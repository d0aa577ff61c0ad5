//! `META-INF/signatures.xml`: the signed parts, the signature and the certificates in one document.

use super::base64;
use crate::identifiers::{ASIC, XADES, XMLDSIG};
use signature_identity::CertificateChain;

/// Where the signature file is in a package.
pub(crate) const PATH: &str = "META-INF/signatures.xml";

/// The whole document with the canonical parts.
///
/// The parts repeat namespace declarations that their parents have, which canonicalization leaves as they are.
/// Base64 is not wrapped; readers must accept both forms.
pub(crate) fn document(
    signed_info: &str,
    signed_properties: &str,
    chain: &CertificateChain,
    signature: &[u8],
) -> String {
    let signature = base64(signature);
    let certificates: String = chain
        .iter()
        .map(|certificate| format!("<X509Certificate>{}</X509Certificate>", base64(certificate.der())))
        .collect();
    format!(
        "<?xml version=\"1.0\" encoding=\"UTF-8\" standalone=\"no\"?>\n\
         <XAdESSignatures xmlns=\"{ASIC}\">\
         <Signature xmlns=\"{XMLDSIG}\" Id=\"Signature\">\
         {signed_info}\
         <SignatureValue>{signature}</SignatureValue>\
         <KeyInfo><X509Data>{certificates}</X509Data></KeyInfo>\
         <Object>\
         <QualifyingProperties xmlns=\"{XADES}\" xmlns:ns2=\"{XMLDSIG}\" Target=\"#Signature\">\
         {signed_properties}\
         </QualifyingProperties>\
         </Object>\
         </Signature>\
         </XAdESSignatures>"
    )
}
