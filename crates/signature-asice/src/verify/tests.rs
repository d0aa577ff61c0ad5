//! Good packages pass; each kind of tampering fails its own check and, where possible, no other check.

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use signature_model::{PackageContents, PackageFile};

use super::*;
use sha1::{Digest as _, Sha1};
use signature_fixtures::identities;
use signature_identity::SigningKey;

use crate::{Limits, Packager, synthetic};

fn packager() -> Packager {
    let text = [identities::SENDER, identities::ISSUER, identities::ROOT, identities::SENDER_KEY];
    Packager::from_pem(text.concat()).unwrap()
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

/// A signature file signed again after its parts were changed: canonical parts in, whole document out.
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

const WRONG_SIGNATURE: &str = "signature: failed, expected a signature of SignedInfo by the certificate's key of 2048 to 8192 bits, found another";

#[test]
fn a_good_package_passes_every_check() {
    let report = verifier().verify(&package(&files()), synthetic::noon());
    assert!(report.is_valid(), "{report}");
    assert_eq!(report.checks().len(), 17);
    assert_eq!(report.signer(), Some(&synthetic::sender()));
    assert_eq!(report.signing_time(), Some(synthetic::noon()));
}

#[test]
fn a_changed_file_is_found() {
    let digest = |reference| {
        format!("file digest, reference {reference}: failed, expected the digest of the content, found another")
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
    check(&added, &["coverage: failed, expected every file outside META-INF to be signed, found that entry 4 is not"]);
    let mut missing = files();
    missing.remove(1);
    check(
        &missing,
        &[
            "file digest, reference 1: failed, expected a reference to a file of the package or the signed properties, found neither",
        ],
    );
}

#[test]
fn a_file_that_names_the_media_type_is_exempt_and_nothing_else_is() {
    let mut files = files();
    files.insert(0, ("mimetype".to_owned(), b"application/vnd.etsi.asic-e+zip".to_vec()));
    check(&files, &[]);
    files[0].1.push(b'\n');
    check(&files, &["coverage: failed, expected every file outside META-INF to be signed, found that entry 0 is not"]);
}

#[test]
fn a_package_without_a_manifest_is_found() {
    let none = "manifest: failed, expected a manifest.xml, found none";
    let contents = PackageContents::from_iter([PackageFile::new("a.txt", "text/plain", &b"a"[..])]);
    let package = packager().package(&contents, synthetic::noon()).unwrap();
    let package = Package::open(package.to_bytes(), &Limits::default()).unwrap();
    assert_eq!(faults(&verifier().verify(&package, synthetic::noon())), [none]);

    // Only the signature file, which signs only its own properties.
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
        &["certificate digest: failed, expected the SHA-1 digest of the certificate, found SHA-256"],
    );
    check(
        &named_by("http://www.w3.org/2001/04/xmlenc#sha512", &[]),
        &[
            "certificate digest: failed, expected the SHA-1 digest of the certificate, found another algorithm",
            "signing certificate: skipped, the algorithm is not known",
        ],
    );
}

#[test]
fn a_forbidden_or_second_file_in_meta_inf_is_found() {
    for (name, found) in [
        ("META-INF/manifest.xml", "layout: failed, expected no manifest.xml in META-INF, found one"),
        ("META-INF/signatures2.xml", "layout: failed, expected one file with signatures in META-INF, found another"),
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
    check(&files, &["signature file: failed, expected XML without a document type declaration, found one"]);
    files.pop();
    check(&files, &["signature file: failed, expected a signatures.xml in META-INF, found none"]);
}

#[test]
fn changed_signed_parts_are_found() {
    let properties = "signed properties: failed, expected the digest of the content, found another";
    check_changed("2030-01-31T12:00:00Z", "2030-01-31T12:00:01Z", &[properties]);
    check_changed("<MimeType>text/plain", "<MimeType>text/html", &[properties]);
    check_changed("URI=\"vedlegg.txt\"", "URI=\"vedlegg%2Etxt\"", &[WRONG_SIGNATURE]);
    check_changed(
        "http://www.w3.org/2001/04/xmldsig-more#rsa-sha256",
        "http://www.w3.org/2000/09/xmldsig#rsa-sha1",
        &[
            "algorithms: failed, expected an algorithm of the profile in SignatureMethod, found another",
            "signature: skipped, the algorithm is not known",
        ],
    );
    check_changed(
        "Method Algorithm=\"http://www.w3.org/TR/2001/REC-xml-c14n-20010315\"",
        "Method Algorithm=\"http://www.w3.org/2001/10/xml-exc-c14n#\"",
        &[
            "algorithms: failed, expected an algorithm of the profile in CanonicalizationMethod, found another",
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
    let twice = "signature file: failed, expected every Id once in the signature file, found one twice";
    let several = |part| format!("signature file: failed, expected one {part} in its place, found none or several");
    check_changed("<Object>", "<Object Id=\"SignedProperties\">", &[twice]);
    check_changed("</Object>", "</Object><Object/>", &[&several("Object")]);
    check_changed(
        "</Signature>",
        "</Signature><Signature xmlns=\"http://www.w3.org/2000/09/xmldsig#\"/>",
        &[&several("Signature")],
    );
    // The signed properties are moved to another place, and others replace them.
    check_changed(
        "Id=\"SignedProperties\"",
        "Id=\"Other\"",
        &[
            "file digest, reference 3: failed, expected no transform of files, and canonical XML 1.0 of the signed properties, found other transforms",
            "signed properties: failed, expected one reference to the signed properties, found 0",
            "formats: failed, expected one format with only a media type for each signed file, found otherwise for reference 3",
        ],
    );
    check_changed(
        "Target=\"#Signature\"",
        "Target=\"#Other\"",
        &["signature file: failed, expected qualifying properties of their own signature, found another target"],
    );
}

#[test]
fn another_certificate_cannot_stand_in_for_the_signer() {
    let own = STANDARD.encode(synthetic::sender().der());
    let other = STANDARD.encode(synthetic::encryption_only().der());
    check_changed(
        &own,
        &other,
        &["signing certificate: failed, expected a certificate with the digest in the signed properties, found others"],
    );
    check_changed(
        &own,
        "AAAA",
        &[
            "signing certificate: failed, expected readable certificates in the signature, found one that is not: expected a certificate (X.509 in DER), found bytes that are not one ASN.1 element",
        ],
    );
}

#[test]
fn the_chain_must_lead_to_an_anchor_in_time() {
    let package = package(&files());
    let faults_of = |verifier: Verifier, at: &str| {
        // Verifies at another time than the arrival.
        let verifier = verifier.with_signing_time_tolerance(Duration::from_secs(u64::MAX));
        faults(&verifier.verify(&package, Timestamp::parse(at).unwrap()))
    };
    let at = "2030-01-31T12:00:00Z";
    assert!(faults_of(Verifier::new(vec![synthetic::issuer()]), at).is_empty(), "an intermediate may be trusted");
    assert_eq!(
        faults_of(Verifier::new(vec![synthetic::avsender()]), at),
        [
            "certificate chain: failed, expected a certificate that leads to a trust anchor, found one that does not: certificate 2 from the leaf must be a trust anchor or have another issuer, found an unknown root"
        ]
    );
    assert_eq!(
        faults_of(verifier(), "2126-11-30T00:00:00Z"),
        [
            "certificate chain: failed, expected a certificate that leads to a trust anchor, found one that does not: certificate 0 from the leaf must be valid at 2126-11-30T00:00:00Z, found 2026-11-21T21:53:02Z to 2126-10-28T21:53:02Z"
        ]
    );
}

/// The shape of the .NET client: other prefixes, declared further out; raw names; only the leaf.
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
            "certificate chain: failed, expected a certificate that leads to a trust anchor, found one that does not: every certificate must have its issuer at hand, found none for certificate 0 from the leaf"
        ]
    );
    let report = verifier().with_intermediates(vec![synthetic::issuer()]).verify(&package(&files), synthetic::noon());
    assert!(report.is_valid(), "{report}");
}

#[test]
fn a_certificate_for_encryption_does_not_sign() {
    let (signer, other) = (synthetic::sender(), synthetic::encryption_only());
    let digest = |certificate: &Certificate| STANDARD.encode(Sha1::digest(certificate.der()));
    let der = |certificate: &Certificate| STANDARD.encode(certificate.der());
    let mut files = files();
    files[3].1 = resigned(
        |_, properties| {
            *properties = properties
                .replace(&digest(&signer), &digest(&other))
                .replace(&signer.serial_number(), &other.serial_number());
        },
        |info, properties, signature| as_written(info, properties, signature).replace(&der(&signer), &der(&other)),
    );
    check(&files, &["key usage: failed, expected a certificate for digital signatures, found one for other uses"]);
}

/// What is found if `from` in the signed properties is changed and signed.
#[track_caller]
fn check_signed(from: &str, to: &str, expected: &[&str]) {
    let mut files = files();
    files[3].1 = resigned(
        |_, properties| {
            assert!(properties.contains(from), "{properties}");
            *properties = properties.replace(from, to);
        },
        as_written,
    );
    check(&files, expected);
}

#[test]
fn the_signing_time_is_within_five_seconds_of_the_arrival() {
    let noon = "<SigningTime>2030-01-31T12:00:00Z<";
    let time = |time: &str| format!("<SigningTime>{time}<");
    let found = |time: &str| {
        format!("signing time: failed, expected a time within 5 s of the arrival at 2030-01-31T12:00:00Z, found {time}")
    };
    check_signed(noon, &time("2030-01-31T12:00:05Z"), &[]);
    check_signed(noon, &time("2030-01-31T12:59:55+01:00"), &[]);
    check_signed(noon, &time("2030-01-31T12:00:05.001Z"), &[&found("2030-01-31T12:00:05.001Z")]);
    check_signed(noon, &time("2030-01-31T11:59:54Z"), &[&found("2030-01-31T11:59:54Z")]);
    for unreadable in ["2030-01-31T12:00:00.000+00:00Z", "2030-01-31 12:00:00Z", "noon", ""] {
        let expected = "signing time: failed, expected a readable SigningTime, found other content";
        check_signed(noon, &time(unreadable), &[expected]);
    }

    let package = package(&files());
    let late = Timestamp::parse("2030-01-31T13:00:00Z").unwrap();
    let verifier = verifier().with_signing_time_tolerance(Duration::from_secs(3600));
    assert!(verifier.verify(&package, late).is_valid());
    let verifier = verifier.with_signing_time_tolerance(None);
    let report = verifier.verify(&package, late);
    assert_eq!(faults(&report), ["signing time: skipped, the time of arrival is not known"]);
    assert!(!report.is_valid() && !report.is_refused());
}

#[test]
fn issuer_and_serial_number_are_those_of_the_certificate() {
    let issuer = synthetic::sender().issuer_name();
    let escaped = crate::xml_signature::escape::escape_text(&issuer).into_owned();
    let name = |name: &str| format!("<ns2:X509IssuerName>{name}<");
    let number = synthetic::sender().serial_number();
    let serial = |number: &str| format!("<ns2:X509SerialNumber>{number}<");

    check_signed(&name(&escaped), &name(&escaped.replace(",O=", " , O = ")), &[]);
    check_signed(&name(&escaped), &name(&escaped.to_lowercase()), &[]);
    check_signed(&serial(&number), &serial(&format!(" +0{number}\n")), &[]);
    check_signed(
        &name(&escaped),
        &name("CN=Another"),
        &[
            "issuer and serial number: failed, expected the name of the certificate's issuer in IssuerSerial, found another",
        ],
    );
    check_signed(
        &name(&escaped),
        &name("Another"),
        &["issuer and serial number: failed, expected a readable X509IssuerName, found other content"],
    );
    check_signed(
        &serial(&number),
        &serial("1"),
        &["issuer and serial number: failed, expected the certificate's serial number in IssuerSerial, found another"],
    );
    check_signed(
        "IssuerSerial>",
        "OtherSerial>",
        &["issuer and serial number: failed, expected one IssuerSerial in its place, found none or several"],
    );

    // The same in KeyInfo, where it is optional.
    let in_key_info = |issuer: &str, number: &str| {
        format!(
            "<X509Data><X509IssuerSerial><X509IssuerName>{issuer}</X509IssuerName><X509SerialNumber>{number}</X509SerialNumber></X509IssuerSerial></X509Data></KeyInfo>"
        )
    };
    check_changed("</KeyInfo>", &in_key_info(&escaped, &number), &[]);
    check_changed(
        "</KeyInfo>",
        &in_key_info(&escaped, "1"),
        &[
            "issuer and serial number: failed, expected the certificate's serial number in X509IssuerSerial, found another",
        ],
    );
}

#[test]
fn key_info_has_at_most_64_parts_of_a_kind() {
    let issuer = synthetic::sender().issuer_name();
    let issuer = crate::xml_signature::escape::escape_text(&issuer).into_owned();
    let number = synthetic::sender().serial_number();
    let pair = format!(
        "<X509IssuerSerial><X509IssuerName>{issuer}</X509IssuerName><X509SerialNumber>{number}</X509SerialNumber></X509IssuerSerial>"
    );
    let pairs = |count| format!("<X509Data>{}</X509Data></KeyInfo>", pair.repeat(count));
    check_changed("</KeyInfo>", &pairs(64), &[]);
    let fault = "issuer and serial number: failed, expected at most 64 X509IssuerSerial in KeyInfo, found more";
    check_changed("</KeyInfo>", &pairs(65), &[fault]);
    check_changed("</KeyInfo>", &format!("<X509Data>{pair}</X509Data>{}", pairs(64)), &[fault]);

    // One is there already.
    let data = |count| format!("{}</KeyInfo>", "<X509Data/>".repeat(count));
    check_changed("</KeyInfo>", &data(63), &[]);
    let fault = "signature file: failed, expected at most 64 X509Data in KeyInfo, found more";
    check_changed("</KeyInfo>", &data(64), &[fault]);
}

#[test]
fn xml_base_under_canonical_xml_11_is_refused() {
    let mut files = files();
    files[3].1 = resigned(
        |info, _| *info = info.replace(C14N_10, C14N_11),
        |info, properties, signature| {
            let base = r#"<Signature xml:base="urn:x" "#;
            as_written(info, properties, signature).replacen("<Signature ", base, 1)
        },
    );
    let report = verifier().verify(&package(&files), synthetic::noon());
    let fault = "signature: failed, expected no xml:base where canonical XML 1.1 is used, found one";
    assert!(faults(&report).contains(&fault.to_owned()), "{report}");
    assert!(report.is_refused());
}

#[test]
fn every_format_belongs_to_one_signed_file() {
    let surplus = |target: &str| {
        format!(
            "</DataObjectFormat><DataObjectFormat ObjectReference=\"{target}\"><MimeType>text/plain</MimeType></DataObjectFormat></SignedDataObjectProperties>"
        )
    };
    let end = "</DataObjectFormat></SignedDataObjectProperties>";
    let fault = "formats: failed, expected formats of signed files only, found that format 3 is of no signed file";
    check_signed(end, &surplus("#ID_9"), &[fault]);
    check_signed(end, &surplus("ID_0"), &[fault]);
    let several = "formats: failed, expected one format with only a media type for each signed file, found otherwise for reference 0";
    check_signed(end, &surplus("#ID_0"), &[several]);
}

#[test]
fn a_signature_has_its_four_parts_in_order() {
    let unreadable = "signature file: failed, expected a readable Signature, found other content";
    for (place, more) in [
        ("<SignatureValue", "<KeyName xmlns='http://www.w3.org/2000/09/xmldsig#'>x</KeyName><SignatureValue"),
        ("<KeyInfo", "<Reference xmlns='http://www.w3.org/2000/09/xmldsig#'/><KeyInfo"),
        ("<Object", "<x:y xmlns:x='urn:x'/><Object"),
        ("</Signature>", "<KeyName xmlns='http://www.w3.org/2000/09/xmldsig#'/></Signature>"),
    ] {
        check_changed(place, more, &[unreadable]);
    }
    let twice = |part: &str| format!("signature file: failed, expected one {part} in its place, found none or several");
    check_changed("</Signature>", "<Object/></Signature>", &[&twice("Object")]);
}

#[test]
fn no_other_file_of_signatures_is_allowed() {
    let another = "layout: failed, expected one file with signatures in META-INF, found another";
    for name in ["SIGNATURES2.XML", "Signatures001.xml", "signature.p7s", "ASiCManifest1.xml", "timestamp.tst"] {
        let mut files = files();
        files.push((format!("META-INF/{name}"), Vec::new()));
        check(&files, &[another]);
    }
    let mut files = files();
    files.push(("META-INF/Manifest.xml".to_owned(), Vec::new()));
    check(&files, &["layout: failed, expected no manifest.xml in META-INF, found one"]);
}

#[test]
fn a_signature_file_in_utf16_is_read() {
    let mut files = files();
    let utf8 = String::from_utf8(files[3].1.clone()).unwrap();
    let document = utf8.replacen("UTF-8", "UTF-16", 1);
    assert_ne!(document, utf8);
    files[3].1 = [0xff, 0xfe].into_iter().chain(document.encode_utf16().flat_map(u16::to_le_bytes)).collect();
    check(&files, &[]);
    files[3].1 = [0xfe, 0xff].into_iter().chain(document.encode_utf16().flat_map(u16::to_be_bytes)).collect();
    check(&files, &[]);
    files[3].1 = [0xfe, 0xff].into_iter().chain(utf8.encode_utf16().flat_map(u16::to_be_bytes)).collect();
    check(
        &files,
        &["signature file: failed, expected XML in UTF-8 or UTF-16, found a declaration of another encoding"],
    );
}

#[test]
fn without_trust_anchors_the_chain_is_skipped() {
    let report = Verifier::new(Vec::new()).verify(&package(&files()), synthetic::noon());
    assert_eq!(faults(&report), ["certificate chain: skipped, no trust anchors were given"]);
    assert!(!report.is_valid() && !report.is_refused());
}
