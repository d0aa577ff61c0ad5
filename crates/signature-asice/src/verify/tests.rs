//! Good packages pass; each kind of tampering fails the check that is about it, and no other where that is possible.

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use signature_model::{PackageContents, PackageFile, Packaging};

use super::*;
use signature_fixtures::identities;
use signature_identity::{CertificateChain, SigningKey};

use crate::{Limits, Packager, synthetic};

fn packager() -> Packager {
    let text = [identities::SENDER, identities::ISSUER, identities::ROOT, identities::SENDER_KEY];
    Packager::from_pem(&text.concat()).unwrap()
}

fn key() -> SigningKey {
    synthetic::sender_key()
}

fn contents() -> PackageContents {
    PackageContents::from_iter([
        PackageFile::new("dokument (æøå) 100%.pdf", "application/pdf", &b"innhold"[..]),
        PackageFile::new("vedlegg.txt", "text/plain", &b""[..]),
        PackageFile::new("manifest.xml", "application/xml", &b"<manifest/>"[..]),
    ])
}

/// The files of a good package, the signature file last.
fn files() -> Vec<(String, Vec<u8>)> {
    let package = packager().package(&contents(), synthetic::noon()).unwrap();
    let package = Package::open(package.to_bytes(), &Limits::default()).unwrap();
    package.entries().iter().map(|entry| (entry.name().to_owned(), entry.content().to_vec())).collect()
}

fn package(files: &[(String, Vec<u8>)]) -> Package {
    let mut writer = crate::container::write::ArchiveWriter::default();
    for (name, content) in files {
        writer.add(name, content.clone().into()).unwrap();
    }
    Package::open(writer.finish().unwrap().to_bytes(), &Limits::default()).unwrap()
}

fn verifier() -> Verifier {
    Verifier::new(vec![synthetic::root()])
}

/// Everything that did not pass, as text.
fn faults(report: &Report) -> Vec<String> {
    report.checks().iter().filter(|check| *check.outcome() != Outcome::Passed).map(ToString::to_string).collect()
}

#[track_caller]
fn check(files: &[(String, Vec<u8>)], expected: &[&str]) {
    let report = verifier().verify(&package(files), synthetic::noon());
    assert_eq!(faults(&report), expected);
    assert_eq!(report.is_valid(), expected.is_empty());
}

/// Changes the text of the signature file.
#[track_caller]
fn check_changed(from: &str, to: &str, expected: &[&str]) {
    let mut files = files();
    let signature = String::from_utf8(files[3].1.clone()).unwrap();
    assert!(signature.contains(from), "{from}");
    files[3].1 = signature.replacen(from, to, 1).into_bytes();
    check(&files, expected);
}

/// A signature file signed anew after its parts were changed: canonical parts in, whole document out.
fn resigned(change: impl Fn(&mut String, &mut String), layout: impl Fn(&str, &str, &str) -> String) -> Vec<u8> {
    let original = String::from_utf8(files()[3].1.clone()).unwrap();
    let part = |name: &str| {
        let start = original.find(&format!("<{name} ")).unwrap();
        let (part, _) = original[start..].split_once(&format!("</{name}>")).unwrap();
        format!("{part}</{name}>")
    };
    let (mut info, mut properties) = (part("SignedInfo"), part("SignedProperties"));
    let digest = |properties: &str| STANDARD.encode(crate::xades::sha256(properties.as_bytes()));
    let before = digest(&properties);
    change(&mut info, &mut properties);
    let info = info.replace(&before, &digest(&properties));
    let signature = STANDARD.encode(key().sign(info.as_bytes()).unwrap());
    layout(&info, &properties, &signature).into_bytes()
}

const WRONG_SIGNATURE: &str = "signature: failed, the signature must be by the certificate's key, of 2048 to 8192 bits, over what is signed; found another";

#[test]
fn a_good_package_passes_every_check() {
    let report = verifier().verify(&package(&files()), synthetic::noon());
    assert!(report.is_valid(), "{report}");
    assert_eq!(report.checks().len(), 15);
    assert_eq!(report.signer(), Some(&synthetic::sender()));
    assert_eq!(report.signing_time(), Some(synthetic::noon()));
}

#[test]
fn a_changed_file_is_found() {
    let digest = |reference| {
        format!("file digest, reference {reference}: failed, the digest must be that of the content, found another")
    };
    for index in 0..3 {
        let mut files = files();
        files[index].1.push(b'x');
        check(&files, &[&digest(index)]);
    }
}

#[test]
fn added_missing_and_renamed_files_are_found() {
    let mut added = files();
    added.push(("c.pdf".to_owned(), Vec::new()));
    check(&added, &["coverage: failed, every file outside META-INF must be signed, found that entry 4 is not"]);
    let mut missing = files();
    missing.remove(1);
    check(
        &missing,
        &[
            "file digest, reference 1: failed, a reference must name a file of the package or the signed properties, found neither",
        ],
    );
}

#[test]
fn a_file_that_names_the_media_type_is_exempt_and_nothing_else_is() {
    let mut files = files();
    files.insert(0, ("mimetype".to_owned(), b"application/vnd.etsi.asic-e+zip".to_vec()));
    check(&files, &[]);
    files[0].1.push(b'\n');
    check(&files, &["coverage: failed, every file outside META-INF must be signed, found that entry 0 is not"]);
}

#[test]
fn a_package_without_a_manifest_is_found() {
    let none = "manifest: failed, a package must have a manifest.xml, found none";
    let contents = PackageContents::from_iter([PackageFile::new("a.txt", "text/plain", &b"a"[..])]);
    let package = packager().package(&contents, synthetic::noon()).unwrap();
    let package = Package::open(package.to_bytes(), &Limits::default()).unwrap();
    assert_eq!(faults(&verifier().verify(&package, synthetic::noon())), [none]);

    // The signature file alone, which signs nothing but its own properties.
    let signature = resigned(
        |info, properties| {
            for part in [info, properties] {
                for name in ["Reference Id", "DataObjectFormat Object"] {
                    while let Some(start) = part.find(&format!("<{name}")) {
                        let end = format!("</{}>", name.split(' ').next().unwrap());
                        let length = part[start..].find(&end).unwrap() + end.len();
                        part.replace_range(start..start + length, "");
                    }
                }
            }
        },
        as_written,
    );
    check(&[("META-INF/signatures.xml".to_owned(), signature)], &[none]);
}

/// The layout of this crate's own signature files.
fn as_written(info: &str, properties: &str, signature: &str) -> String {
    let signature = STANDARD.decode(signature).unwrap();
    crate::xades::signature_file::document(info, properties, packager().chain(), &signature)
}

#[test]
fn the_certificate_is_named_by_its_sha1_digest() {
    let sha1 = "http://www.w3.org/2000/09/xmldsig#sha1";
    let named_by = |method: &str, digest: &[u8]| {
        let own = STANDARD.encode(synthetic::sender().sha1());
        let change = |_: &mut String, properties: &mut String| {
            *properties = properties.replace(sha1, method).replace(&own, &STANDARD.encode(digest));
        };
        let mut files = files();
        files[3].1 = resigned(change, as_written);
        files
    };
    check(&named_by(sha1, &synthetic::sender().sha1()), &[]);
    check(
        &named_by("http://www.w3.org/2001/04/xmlenc#sha256", &synthetic::sender().sha256()),
        &["certificate digest: failed, the digest that names the certificate must be SHA-1, found SHA-256"],
    );
    check(
        &named_by("http://www.w3.org/2001/04/xmlenc#sha512", &[]),
        &[
            "certificate digest: failed, the digest that names the certificate must be SHA-1, found another algorithm",
            "signing certificate: not done, the algorithm must be a known one to be checked, found another",
        ],
    );
}

#[test]
fn a_forbidden_or_second_file_in_meta_inf_is_found() {
    for (name, found) in [
        ("META-INF/manifest.xml", "layout: failed, META-INF must have no manifest.xml, found one"),
        ("META-INF/signatures2.xml", "layout: failed, META-INF must have one file with signatures, found another"),
    ] {
        let mut files = files();
        files.push((name.to_owned(), Vec::new()));
        check(&files, &[found]);
    }
}

#[test]
fn a_missing_or_unreadable_signature_file_is_found() {
    let mut files = files();
    files[3].1 = b"<!DOCTYPE a><a/>".to_vec();
    check(
        &files,
        &[
            "signature file: failed, the signature file must be XML: XML must have no document type declaration, found one",
        ],
    );
    files.pop();
    check(&files, &["signature file: failed, META-INF must have a file signatures.xml, found none"]);
}

#[test]
fn changed_signed_parts_are_found() {
    let properties = "signed properties: failed, the digest must be that of the content, found another";
    check_changed("2030-01-31T12:00:00Z", "2030-01-31T12:00:01Z", &[properties]);
    check_changed("<MimeType>text/plain", "<MimeType>text/html", &[properties]);
    check_changed("URI=\"vedlegg.txt\"", "URI=\"vedlegg%2Etxt\"", &[WRONG_SIGNATURE]);
    check_changed(
        "http://www.w3.org/2001/04/xmldsig-more#rsa-sha256",
        "http://www.w3.org/2000/09/xmldsig#rsa-sha1",
        &[
            "algorithms: failed, SignatureMethod must be an algorithm of the profile, found another",
            "signature: not done, the algorithm must be a known one to be checked, found another",
        ],
    );
    check_changed(
        "Method Algorithm=\"http://www.w3.org/TR/2001/REC-xml-c14n-20010315\"",
        "Method Algorithm=\"http://www.w3.org/2001/10/xml-exc-c14n#\"",
        &[
            "algorithms: failed, CanonicalizationMethod must be an algorithm of the profile, found another",
            WRONG_SIGNATURE,
        ],
    );
}

#[test]
fn white_space_outside_the_signed_parts_is_free() {
    check_changed("<SignatureValue>", "<SignatureValue>\n&#13;\n ", &[]);
    check_changed("<KeyInfo>", "\n  <KeyInfo>\n", &[]);
    // Base64 as the Java platform wraps it.
    let certificate = STANDARD.encode(synthetic::sender().der());
    let lines: Vec<_> = certificate.as_bytes().chunks(76).map(String::from_utf8_lossy).collect();
    check_changed(&certificate, &lines.join("&#13;\n"), &[]);
}

#[test]
fn a_second_element_cannot_stand_in_for_the_signed_one() {
    let twice = "signature file: failed, every Id of the signature file must be its own, found one twice";
    let several = |part| {
        format!("signature file: failed, the signature file must have one {part} in its place, found none or several")
    };
    check_changed("<Object>", "<Object Id=\"SignedProperties\">", &[twice]);
    check_changed("</Object>", "</Object><Object/>", &[&several("Object")]);
    check_changed(
        "</Signature>",
        "</Signature><Signature xmlns=\"http://www.w3.org/2000/09/xmldsig#\"/>",
        &[&several("Signature")],
    );
    // The properties that are signed are moved away, and others put in their place.
    check_changed(
        "Id=\"SignedProperties\"",
        "Id=\"Other\"",
        &[
            "file digest, reference 3: failed, files must have no transform and the signed properties canonical XML 1.0, found other transforms",
            "signed properties: failed, the signed properties must have one reference, found 0",
            "formats: failed, every signed file must have one format with a media type only, found otherwise for reference 3",
        ],
    );
    check_changed(
        "Target=\"#Signature\"",
        "Target=\"#Other\"",
        &["signature file: failed, the qualifying properties must be about their own signature, found another target"],
    );
}

#[test]
fn another_certificate_cannot_stand_in_for_the_signer() {
    let own = STANDARD.encode(synthetic::sender().der());
    let other = STANDARD.encode(synthetic::encryption_only().der());
    check_changed(
        &own,
        &other,
        &["signing certificate: failed, the certificate must have the digest in the signed properties, found another"],
    );
    check_changed(
        &own,
        "AAAA",
        &[
            "signing certificate: failed, every certificate of the signature must be readable: a certificate must be X.509 in DER, found unknown/unsupported ASN.1 DER tag: 0x00 at DER byte 1",
        ],
    );
}

#[test]
fn the_chain_must_lead_to_an_anchor_in_time() {
    let package = package(&files());
    let faults_of = |verifier: Verifier, at: &str| faults(&verifier.verify(&package, Timestamp::parse(at).unwrap()));
    let at = "2030-01-31T12:00:00Z";
    assert!(faults_of(Verifier::new(vec![synthetic::issuer()]), at).is_empty(), "an intermediate may be trusted");
    assert_eq!(
        faults_of(Verifier::new(vec![synthetic::avsender()]), at),
        [
            "certificate chain: failed, the certificate must lead to a trust anchor: certificate 2 from the leaf must be a trust anchor or have another issuer, found an unknown root"
        ]
    );
    assert_eq!(
        faults_of(verifier(), "2126-11-30T00:00:00Z"),
        [
            "certificate chain: failed, the certificate must lead to a trust anchor: certificate 0 from the leaf must be valid at 2126-11-30T00:00:00Z, found 2026-11-21T21:53:02Z to 2126-10-28T21:53:02Z"
        ]
    );
}

/// The shape of the .NET client: other prefixes, declared further out; raw names; the leaf alone.
#[test]
fn the_shape_of_the_dotnet_client_passes() {
    let asic = r#" xmlns:xades="http://uri.etsi.org/2918/v1.2.1#""#;
    let dotnet = resigned(
        |info, properties| {
            *info = info.replace("dokument+%28%C3%A6%C3%B8%C3%A5%29+100%25.pdf", "dokument (æøå) 100%.pdf").replacen(
                r#"xmldsig#""#,
                &format!(r#"xmldsig#"{asic}"#),
                1,
            );
            *properties = properties
                .replace(r#" xmlns:ns2="http://www.w3.org/2000/09/xmldsig#""#, asic)
                .replace("<ns2:DigestMethod ", r#"<DigestMethod xmlns="http://www.w3.org/2000/09/xmldsig#" "#);
            for name in ["DigestValue", "X509IssuerName", "X509SerialNumber"] {
                *properties = properties.replace(
                    &format!("<ns2:{name}>"),
                    &format!(r#"<{name} xmlns="http://www.w3.org/2000/09/xmldsig#">"#),
                );
            }
            *properties = properties.replace("</ns2:", "</");
        },
        |info, properties, signature| {
            let leaf = STANDARD.encode(synthetic::sender().der());
            format!(
                r##"<?xml version="1.0" encoding="UTF-8"?><xades:XAdESSignatures xmlns:xades="http://uri.etsi.org/2918/v1.2.1#" xmlns="http://uri.etsi.org/01903/v1.3.2#"><Signature Id="Signature" xmlns="http://www.w3.org/2000/09/xmldsig#">{}<SignatureValue>{signature}</SignatureValue><KeyInfo><X509Data><X509Certificate>{leaf}</X509Certificate></X509Data></KeyInfo><Object><QualifyingProperties Target="#Signature" xmlns="http://uri.etsi.org/01903/v1.3.2#">{}</QualifyingProperties></Object></Signature></xades:XAdESSignatures>"##,
                info.replacen(asic, "", 1),
                properties.replacen(asic, "", 1),
            )
        },
    );
    let mut files = files();
    files[3].1 = dotnet;
    let report = verifier().verify(&package(&files), synthetic::noon());
    assert_eq!(
        faults(&report),
        [
            "certificate chain: failed, the certificate must lead to a trust anchor: every certificate must have its issuer at hand, found none for certificate 0 from the leaf"
        ]
    );
    let report = verifier().intermediates(vec![synthetic::issuer()]).verify(&package(&files), synthetic::noon());
    assert!(report.is_valid(), "{report}");
}

#[test]
fn a_certificate_for_encryption_does_not_sign() {
    let chain = CertificateChain::new(synthetic::encryption_only(), [synthetic::issuer()]).unwrap();
    let draft = crate::Draft::new(contents(), chain, synthetic::noon()).unwrap();
    let signature = key().sign(draft.to_be_signed()).unwrap();
    let package = draft.finish(&signature).unwrap();
    let package = Package::open(package.to_bytes(), &Limits::default()).unwrap();
    assert_eq!(
        faults(&verifier().verify(&package, synthetic::noon())),
        ["key usage: failed, the certificate must allow digital signatures, found that it does not"]
    );
}
