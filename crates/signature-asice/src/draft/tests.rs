//! Drafts: the official test vector byte for byte, and what is refused.

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use bytes::Bytes;
use signature_model::{PackageFile, Timestamp, UtcOffset};

use super::*;
use crate::container::{Limits, Package};
use crate::synthetic;
use crate::xml_signature::c14n::{self, Canonicalization};
use crate::xml_signature::parse;
use crate::xml_signature::signature_file::SignatureFile;
use crate::xml_signature::tree::Element;

const SIGNED_PROPERTIES: &str = r##"<SignedProperties xmlns="http://uri.etsi.org/01903/v1.3.2#" xmlns:ns2="http://www.w3.org/2000/09/xmldsig#" Id="SignedProperties"><SignedSignatureProperties><SigningTime>2018-11-29T09:15:00+01:00</SigningTime><SigningCertificate><Cert><CertDigest><ns2:DigestMethod Algorithm="http://www.w3.org/2000/09/xmldsig#sha1"></ns2:DigestMethod><ns2:DigestValue>6Gko40cr8upGenUAxIT6bBVcRfo=</ns2:DigestValue></CertDigest><IssuerSerial><ns2:X509IssuerName>CN=Avsender,OU=Avsender,O=Avsender,L=Oslo,ST=NO,C=NO</ns2:X509IssuerName><ns2:X509SerialNumber>589725471</ns2:X509SerialNumber></IssuerSerial></Cert></SigningCertificate></SignedSignatureProperties><SignedDataObjectProperties><DataObjectFormat ObjectReference="#ID_0"><MimeType>application/pdf</MimeType></DataObjectFormat><DataObjectFormat ObjectReference="#ID_1"><MimeType>application/xml</MimeType></DataObjectFormat></SignedDataObjectProperties></SignedProperties>"##;
const SIGNED_INFO: &str = r##"<SignedInfo xmlns="http://www.w3.org/2000/09/xmldsig#"><CanonicalizationMethod Algorithm="http://www.w3.org/TR/2001/REC-xml-c14n-20010315"></CanonicalizationMethod><SignatureMethod Algorithm="http://www.w3.org/2001/04/xmldsig-more#rsa-sha256"></SignatureMethod><Reference Id="ID_0" URI="dokument.pdf"><DigestMethod Algorithm="http://www.w3.org/2001/04/xmlenc#sha256"></DigestMethod><DigestValue>XdxjXOUnFR8hgR5NBjFc0I7DnILAukbaQ12CPoP5jXs=</DigestValue></Reference><Reference Id="ID_1" URI="manifest.xml"><DigestMethod Algorithm="http://www.w3.org/2001/04/xmlenc#sha256"></DigestMethod><DigestValue>wEftXp/TkL614dcx9Txw8O1lLxylP8ZS2WohNKbFdQo=</DigestValue></Reference><Reference Type="http://uri.etsi.org/01903#SignedProperties" URI="#SignedProperties"><Transforms><Transform Algorithm="http://www.w3.org/TR/2001/REC-xml-c14n-20010315"></Transform></Transforms><DigestMethod Algorithm="http://www.w3.org/2001/04/xmlenc#sha256"></DigestMethod><DigestValue>n4ZOYvk7M6YXWrrunai7lVH48xeDJDxER9TlJ7c8f/g=</DigestValue></Reference></SignedInfo>"##;
const SIGNATURE_VALUE: &str = "L3HFN44OGUEbK5p9zxbnDZrey+UnQ9fYQX0k7gv8hfxouRfXFvNHXtUJEI00/BOlhcyGRu8wEIpKYEkDIzjWZyKXjV8Tz6PkHMJedgVGFDPlKwkx7gufntbjH2xqhBOsJzobDQ44rqOlK1YiXNQCPAMFwN/CpOTQTRFuf9/37BN2QG5cmgz+ZNqcKPwQnjrVaQBOrQEc5D2/n05aPsRdc6OUzu2TIftoRLRH1peRDLCAo7MjPNhYo1CCinBa0FMipG5jtqUPYJJMTt56wIJlwQ95PhGIEYtdRYwxlgSau9Bw+wYmD4NU0K0hw6FgBQ/UDF87T5Zr7HTPWPMwpngkWg==";

fn vector() -> Draft {
    let contents = PackageContents::from_iter([
        PackageFile::new("dokument.pdf", "application/pdf", &b"hoveddokument-innhold"[..]),
        PackageFile::new("manifest.xml", "application/xml", &b"manifest-innhold"[..]),
    ]);
    let time = Timestamp::parse("2018-11-29T09:15:00+01:00").unwrap();
    let signing_time = SigningTime::new(time, UtcOffset::from_minutes(60).unwrap());
    Draft::new(contents, CertificateChain::new(synthetic::avsender(), []).unwrap(), signing_time).unwrap()
}

#[test]
fn the_test_vector_comes_out_byte_for_byte() {
    let draft = vector();
    assert_eq!(draft.signed_properties, SIGNED_PROPERTIES);
    assert_eq!(draft.signed_properties.len(), 912);
    assert_eq!(STANDARD.encode(sha256(SIGNED_PROPERTIES.as_bytes())), "n4ZOYvk7M6YXWrrunai7lVH48xeDJDxER9TlJ7c8f/g=");
    assert_eq!(draft.signed_info, SIGNED_INFO);
    assert_eq!(draft.to_be_signed().len(), 1039);
    assert_eq!(STANDARD.encode(sha256(draft.to_be_signed())), "Tm84u1J53+tP3vPm4asYzmEg04rq7MP4vygQ1HIV5aQ=");
}

#[test]
fn the_official_signature_finishes_the_draft() {
    let signature = STANDARD.decode(SIGNATURE_VALUE).unwrap();
    let package = vector().finish(&signature).unwrap();
    assert_eq!(package, vector().finish(&signature).unwrap(), "the same inputs must give the same bytes");

    let package = Package::open(package.to_bytes(), &Limits::default()).unwrap();
    let root = parse(package.file(signature_file::PATH).unwrap()).unwrap();
    let parts = SignatureFile::read(&root).unwrap();
    let canonical =
        |part: &Element| String::from_utf8(c14n::canonicalize(part, Canonicalization::Inclusive10).unwrap()).unwrap();
    assert_eq!(canonical(parts.signed_info), SIGNED_INFO);
    assert_eq!(canonical(parts.signed_properties), SIGNED_PROPERTIES);
}

#[test]
fn a_document_is_shared_and_not_copied() {
    let content = Bytes::from(vec![b'x'; 100_000]);
    let contents = PackageContents::from_iter([PackageFile::new("a.pdf", "application/pdf", content.clone())]);
    let mut draft = vector();
    draft.contents = contents;
    let package = draft.finish(&STANDARD.decode(SIGNATURE_VALUE).unwrap()).unwrap();
    assert!(package.chunks().iter().any(|chunk| chunk.as_ptr() == content.as_ptr() && chunk.len() == content.len()));
}

#[track_caller]
fn check_finish(signature: &[u8], expected: &str) {
    assert_eq!(vector().finish(signature).unwrap_err().to_string(), expected);
}

#[test]
fn a_signature_of_another_length_is_refused() {
    check_finish(&[0; 255], "expected a signature of 256 bytes, found 255");
    check_finish(&[0; 512], "expected a signature of 256 bytes, found 512");
}

#[cfg(feature = "aws-lc-rs")]
#[test]
fn a_wrong_signature_is_refused() {
    let expected = "expected a signature with RSASSA-PKCS1-v1_5 and SHA-256 by the certificate's key, found another";
    check_finish(&[0; 256], expected);
}

/// SYNTHETIC, self-signed with a key of 1024 bits.
const SMALL_CERTIFICATE: &str = "-----BEGIN CERTIFICATE-----
MIICBjCCAW+gAwIBAgIUR3kURYRd4gpUMQ3dKgzgCFq6T4MwDQYJKoZIhvcNAQEL
BQAwFDESMBAGA1UEAwwJU1lOVEhFVElDMCAXDTI2MTEyNTIxNDExMFoYDzIxMjYx
MTAxMjE0MTEwWjAUMRIwEAYDVQQDDAlTWU5USEVUSUMwgZ8wDQYJKoZIhvcNAQEB
BQADgY0AMIGJAoGBAKhCNzjKbCW5/4OTttnxJ87UQfC6kpnzFhzN59iJJbeyx05+
PSnneERF4rJRNFO/0rdf4MTWsF3jPoGBkrMP7rJaZs718YWHFPQCTDv7zXTQphWj
KAMFhhz6iLm6ddOlxZ6SJCYJVoe0Z/xH/tGpJAZr/dGeBrsDJPLfgKucHw7RAgMB
AAGjUzBRMB0GA1UdDgQWBBTgzV3XBrFdIzaCQSvoNZmH8OkQdTAfBgNVHSMEGDAW
gBTgzV3XBrFdIzaCQSvoNZmH8OkQdTAPBgNVHRMBAf8EBTADAQH/MA0GCSqGSIb3
DQEBCwUAA4GBAEBlKENS2tSrSXRPbgktDGn13S1wCOLv+bP9ddkkxMTElnqMRTBs
jbehYKL8gEWTA2hy3zbwd3pqeJr7a5vXRYnQtWxARTfBucytTeRTI6qfguBykbyz
eDbIBK4kIYSYiLj4U3NxcBNhJVuqVjMZjaOpaukccXOriE2uvi14Om54
-----END CERTIFICATE-----";

#[test]
fn what_no_verifier_would_accept_is_not_begun() {
    let begun = |leaf: Certificate| {
        let chain = CertificateChain::new(leaf, []).unwrap();
        Draft::new(vector().contents, chain, synthetic::noon()).map(drop).map_err(|error| error.to_string())
    };
    let expected = |text: &str| Err(text.to_owned());
    assert_eq!(
        begun(synthetic::encryption_only()),
        expected(
            "expected a certificate for digital signatures, found one for other uses; use the organization's other certificate"
        )
    );
    let small = Certificate::all_from_bytes(SMALL_CERTIFICATE).unwrap().remove(0);
    assert_eq!(
        begun(small),
        expected(
            "expected a signing certificate with a key of 2048 to 8192 bits, found 1024 bits; order a new certificate"
        )
    );
    assert_eq!(begun(synthetic::sender()), Ok(()));
}

#[track_caller]
fn check_names_of(names: &[&str], expected: Result<(), &str>) {
    let contents =
        names.iter().map(|name| PackageFile::new(*name, "application/pdf", &b"x"[..])).collect::<PackageContents>();
    let found =
        Draft::new(contents, synthetic::chain(), synthetic::noon()).map(drop).map_err(|error| error.to_string());
    assert_eq!(found, expected.map_err(str::to_owned), "{names:?}");
}

#[test]
fn names_are_those_that_every_reader_understands() {
    check_names_of(&["dokument (2).pdf", "æøå.pdf", "100%.pdf", "mappe/fil.pdf"], Ok(()));
    check_names_of(&[], Err("expected at least one file in a package, found none"));
    let ambiguous = |index| {
        format!(
            "expected a name of file {index} without + and escapes such as %20, found one that the service would change"
        )
    };
    check_names_of(&["a", "a+b.pdf"], Err(&ambiguous(1)));
    check_names_of(&["50%20.pdf"], Err(&ambiguous(0)));
    let twice = "expected a name of its own for file 2, found the name of an earlier file";
    check_names_of(&["a", "b", "a"], Err(twice));
    for (name, found) in [
        ("", "an empty name"),
        ("/a", "a path from the root"),
        ("a/", "a part without a name"),
        ("../a", "the part .. for the folder above"),
        ("a/./b", "the part . for the same folder"),
        ("a\\b", "a backslash"),
        ("a\0", "a control character"),
        ("META-INF/a", "a name in META-INF"),
        ("meta-inf/a", "a name in META-INF"),
        ("mimetype", "the name by which a container says what it is"),
    ] {
        let expected = "expected a plain relative path outside META-INF as the name of file 0, found";
        check_names_of(&[name], Err(&format!("{expected} {found}")));
    }
}
