//! The names that XAdES gives to namespaces, algorithms and parts.
//!
//! Source: `docs/package`, `clients/java`

/// ASiC, the root element.
pub(crate) const ASIC: &str = "http://uri.etsi.org/2918/v1.2.1#";
/// XML signatures.
pub(crate) const XMLDSIG: &str = "http://www.w3.org/2000/09/xmldsig#";
/// XAdES, what the signature says about itself.
pub(crate) const XADES: &str = "http://uri.etsi.org/01903/v1.3.2#";

/// Canonical XML 1.0, without comments.
pub(crate) const C14N_10: &str = "http://www.w3.org/TR/2001/REC-xml-c14n-20010315";
/// Canonical XML 1.1, without comments.
pub(crate) const C14N_11: &str = "http://www.w3.org/2006/12/xml-c14n11";
/// Exclusive canonical XML 1.0, without comments. Not in the profile; it is here so that a report can name it.
pub(crate) const C14N_EXCLUSIVE: &str = "http://www.w3.org/2001/10/xml-exc-c14n#";

/// RSASSA-PKCS1-v1_5 with SHA-256.
pub(crate) const RSA_SHA256: &str = "http://www.w3.org/2001/04/xmldsig-more#rsa-sha256";
/// SHA-256.
pub(crate) const SHA256: &str = "http://www.w3.org/2001/04/xmlenc#sha256";
/// SHA-1, for the certificate's fingerprint only.
pub(crate) const SHA1: &str = "http://www.w3.org/2000/09/xmldsig#sha1";

/// The type of the reference to the signed properties; it has no version, unlike the namespace.
pub(crate) const SIGNED_PROPERTIES_TYPE: &str = "http://uri.etsi.org/01903#SignedProperties";
