//! One signer's XAdES: a signed statement that says who signed what, and when.
//!
//! The real service gives the e-ID provider's own evidence in an LTV-SDO; this is a plain XAdES-B signature that
//! envelops the sandbox's own statement, and any XML signature verifier can check it. The sandbox seals it, because no
//! e-ID signs here.
//!
//! Every signed part is written in its canonical form: the namespaces that a part needs are declared only on the root,
//! so the canonical form of a part is the part with those declarations.
//!
//! Source: `XML Signature Syntax and Processing §4`, `ETSI TS 101 903 §7`

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD as BASE64;
use bytes::Bytes;
use sha2::{Digest as _, Sha256};
use signature_model::UtcOffset;
use signature_model::{JobId, Timestamp};

use super::sealer::Sealer;
use crate::error::Error;

/// The content of a signature.
#[derive(Debug)]
pub(crate) struct Xades<'j> {
    pub(crate) job: JobId,
    pub(crate) signer: String,
    pub(crate) signed_at: Timestamp,
    pub(crate) files: Vec<SignedFile<'j>>,
}

/// One signed document.
#[derive(Debug)]
pub(crate) struct SignedFile<'j> {
    pub(crate) title: &'j str,
    pub(crate) media_type: &'j str,
    pub(crate) content: &'j Bytes,
}

/// The namespaces in scope, in canonical order: default first, then by prefix.
const NAMESPACES: &str = concat!(
    r#" xmlns="http://www.w3.org/2000/09/xmldsig#""#,
    r#" xmlns:sandbox="urn:signature-testkit:statement""#,
    r#" xmlns:xades="http://uri.etsi.org/01903/v1.3.2#""#,
);
const C14N: &str = "http://www.w3.org/TR/2001/REC-xml-c14n-20010315";
const SHA256: &str = "http://www.w3.org/2001/04/xmlenc#sha256";

impl Xades<'_> {
    /// The whole file.
    ///
    /// # Errors
    /// [`Error`] if the sealer's key cannot sign.
    pub(crate) fn sign(&self, sealer: &Sealer) -> Result<Vec<u8>, Error> {
        let statement = Part { tag: "Object", attributes: r#" Id="Statement""#, content: self.statement() };
        let properties = Part {
            tag: "xades:SignedProperties",
            attributes: r#" Id="SignedProperties""#,
            content: self.properties(sealer),
        };
        let references = [
            reference("", "#Statement", &statement),
            reference(r#" Type="http://uri.etsi.org/01903#SignedProperties""#, "#SignedProperties", &properties),
        ];
        let signed_info = Part {
            tag: "SignedInfo",
            attributes: "",
            content: format!(
                r#"<CanonicalizationMethod Algorithm="{C14N}"></CanonicalizationMethod><SignatureMethod Algorithm="http://www.w3.org/2001/04/xmldsig-more#rsa-sha256"></SignatureMethod>{}"#,
                references.concat()
            ),
        };
        let signature = BASE64.encode(sealer.sign(signed_info.canonical().as_bytes())?);
        let certificates: String = sealer
            .chain()
            .iter()
            .map(|certificate| format!("<X509Certificate>{}</X509Certificate>", BASE64.encode(certificate.der())))
            .collect();
        Ok(format!(
            r#"<?xml version="1.0" encoding="UTF-8"?>
<Signature{NAMESPACES} Id="Signature">{}<SignatureValue>{signature}</SignatureValue><KeyInfo><X509Data>{certificates}</X509Data></KeyInfo>{}<Object><xades:QualifyingProperties Target="{}">{}</xades:QualifyingProperties></Object></Signature>
"#,
            signed_info.in_document(),
            statement.in_document(),
            "#Signature",
            properties.in_document(),
        )
        .into_bytes())
    }

    fn statement(&self) -> String {
        let files: String = self
            .files
            .iter()
            .map(|file| {
                format!(
                    r#"<sandbox:Document mime="{}"><sandbox:Title>{}</sandbox:Title><sandbox:Sha256>{}</sandbox:Sha256></sandbox:Document>"#,
                    escape_attribute(file.media_type),
                    escape_text(file.title),
                    BASE64.encode(Sha256::digest(file.content)),
                )
            })
            .collect();
        format!(
            "<sandbox:Statement><sandbox:Job>{}</sandbox:Job><sandbox:Signer>{}</sandbox:Signer>{files}</sandbox:Statement>",
            self.job,
            escape_text(&self.signer),
        )
    }

    fn properties(&self, sealer: &Sealer) -> String {
        let certificate = sealer.chain().leaf();
        format!(
            r#"<xades:SignedSignatureProperties><xades:SigningTime>{}</xades:SigningTime><xades:SigningCertificate><xades:Cert><xades:CertDigest><DigestMethod Algorithm="{SHA256}"></DigestMethod><DigestValue>{}</DigestValue></xades:CertDigest><xades:IssuerSerial><X509IssuerName>{}</X509IssuerName><X509SerialNumber>{}</X509SerialNumber></xades:IssuerSerial></xades:Cert></xades:SigningCertificate></xades:SignedSignatureProperties>"#,
            self.signed_at.to_xml(UtcOffset::UTC),
            BASE64.encode(certificate.sha256()),
            escape_text(&certificate.issuer_name()),
            certificate.serial_number(),
        )
    }
}

/// An element that is signed.
struct Part {
    tag: &'static str,
    attributes: &'static str,
    content: String,
}

impl Part {
    /// As it is in the file.
    fn in_document(&self) -> String {
        format!("<{0}{1}>{2}</{0}>", self.tag, self.attributes, self.content)
    }

    /// As it is hashed: with the namespaces in scope.
    fn canonical(&self) -> String {
        format!("<{0}{NAMESPACES}{1}>{2}</{0}>", self.tag, self.attributes, self.content)
    }
}

fn reference(kind: &str, uri: &str, part: &Part) -> String {
    let digest = BASE64.encode(Sha256::digest(part.canonical()));
    format!(
        r#"<Reference{kind} URI="{uri}"><Transforms><Transform Algorithm="{C14N}"></Transform></Transforms><DigestMethod Algorithm="{SHA256}"></DigestMethod><DigestValue>{digest}</DigestValue></Reference>"#
    )
}

/// Escapes text as canonical XML does.
fn escape_text(text: &str) -> String {
    text.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;").replace('\r', "&#xD;")
}

/// Escapes the value of an attribute as canonical XML does.
fn escape_attribute(value: &str) -> String {
    let value = value.replace('&', "&amp;").replace('<', "&lt;").replace('"', "&quot;");
    value.replace('\t', "&#x9;").replace('\n', "&#xA;").replace('\r', "&#xD;")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_place_has_its_own_escapes() {
        assert_eq!(escape_text("a<b>&\"\t\r\n"), "a&lt;b&gt;&amp;\"\t&#xD;\n");
        assert_eq!(escape_attribute("a<b>&\"\t\r\n"), "a&lt;b>&amp;&quot;&#x9;&#xD;&#xA;");
    }
}
