//! `SignedProperties` in canonical form: when, with which certificate, and what kind of files.

use super::{FileReference, base64, reference_id};
use crate::identifiers::{SHA1, XADES, XMLDSIG};
use crate::xml_signature::escape::escape_text;
use signature_identity::Certificate;

/// The element as inclusive canonicalization prints it inside the signature file.
///
/// The prefix `ns2` and where the namespaces are declared are those of the official Java client, so that the digest
/// is the same. A time needs no escapes.
pub(crate) fn canonical(files: &[FileReference], certificate: &Certificate, signing_time: &str) -> String {
    let fingerprint = base64(certificate.sha1());
    let issuer = certificate.issuer_name();
    let issuer = escape_text(&issuer);
    let serial = certificate.serial_number();
    let formats: String = files
        .iter()
        .enumerate()
        .map(|(index, file)| {
            let (reference, media_type) = (reference_id(index), escape_text(file.media_type));
            format!(
                "<DataObjectFormat ObjectReference=\"#{reference}\">\
                 <MimeType>{media_type}</MimeType>\
                 </DataObjectFormat>"
            )
        })
        .collect();
    format!(
        "<SignedProperties xmlns=\"{XADES}\" xmlns:ns2=\"{XMLDSIG}\" Id=\"SignedProperties\">\
         <SignedSignatureProperties>\
         <SigningTime>{signing_time}</SigningTime>\
         <SigningCertificate><Cert>\
         <CertDigest>\
         <ns2:DigestMethod Algorithm=\"{SHA1}\"></ns2:DigestMethod>\
         <ns2:DigestValue>{fingerprint}</ns2:DigestValue>\
         </CertDigest>\
         <IssuerSerial>\
         <ns2:X509IssuerName>{issuer}</ns2:X509IssuerName>\
         <ns2:X509SerialNumber>{serial}</ns2:X509SerialNumber>\
         </IssuerSerial>\
         </Cert></SigningCertificate>\
         </SignedSignatureProperties>\
         <SignedDataObjectProperties>{formats}</SignedDataObjectProperties>\
         </SignedProperties>"
    )
}
