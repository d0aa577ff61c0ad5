//! New jobs that the service must refuse: nothing is stored, and the reply says what is wrong.

use std::io::{Cursor, Write as _};
use std::time::Duration;

use bytes::Bytes;
use signature_asice::{Limits, Package, Packager};
use signature_model::direct::DirectJobManifest;
use signature_model::{DocumentPackage, ErrorCode, PackageContents, PackageFile, Timestamp};
use signature_protocol::{CreateDirectJob, Error, ErrorKind};
use signature_testkit::{Caller, Enterprise, FakeService, ServiceSettings, TestPki};
use zip::write::SimpleFileOptions;
use zip::{CompressionMethod, ZipWriter};

use crate::world::{
    ORIGIN, SENDER, World, certificates, direct_job, leaf_pem, number, packager, sealer, sender, verifier,
};

/// Sends a direct job with this package.
fn send(world: &mut World, package: DocumentPackage) -> Error {
    let create = CreateDirectJob::new(number(SENDER), &direct_job().request(&sender()), package);
    let error = world.sandbox.call(world.now, create).unwrap_err();
    assert_eq!(world.sandbox.service().jobs().count(), 0);
    error
}

#[track_caller]
fn refused(package: DocumentPackage, code: &ErrorCode, expected: &str) {
    let error = send(&mut World::new(), package);
    assert_eq!(error.code(), Some(code));
    match error.kind() {
        ErrorKind::Refused { error, .. } => assert!(error.message.contains(expected), "{}", error.message),
        other => panic!("{other:?}"),
    }
}

fn contents() -> PackageContents {
    direct_job().package_contents(&sender())
}

fn signed(contents: &PackageContents, time: Timestamp) -> DocumentPackage {
    packager().package(contents, time).unwrap()
}

fn replace(package: &DocumentPackage, from: &[u8], to: &[u8]) -> DocumentPackage {
    let mut bytes = package.to_bytes();
    let at = bytes.windows(from.len()).position(|window| window == from).unwrap();
    bytes[at..at + from.len()].copy_from_slice(to);
    DocumentPackage::from(Bytes::from(bytes))
}

#[test]
fn a_broken_or_changed_package_is_refused() {
    let now = World::new().now;
    let code = ErrorCode::AsiceValidationFailed;
    refused(DocumentPackage::from(Bytes::from_static(b"not a zip")), &code, "Error when validating ASiCE");
    let good = signed(&contents(), now);
    // Other digests: of the first document, and of the last reference, which is the signed properties.
    let digests = "failed, expected the digest of the content, found another";
    refused(with_other_digest(&good, 0), &code, &format!("file digest, reference 0: {digests}"));
    refused(with_other_digest(&good, 3), &code, &format!("signed properties: {digests}"));
    refused(
        with_other_digest(&good, 0),
        &code,
        "signature: failed, expected a signature of SignedInfo by the certificate's key",
    );
    // The ZIP archive's own checksum finds it first.
    refused(replace(&good, b"%PDF-1.7", b"%PDF-1.6"), &code, "Error when validating ASiCE");
}

/// The same files in a new archive, with other signatures.
fn with_signatures(package: &DocumentPackage, change: impl FnOnce(&mut String)) -> DocumentPackage {
    let package = Package::open(package.to_bytes(), &Limits::default()).unwrap();
    let path = "META-INF/signatures.xml";
    let mut signatures = String::from_utf8(package.file(path).unwrap().to_vec()).unwrap();
    change(&mut signatures);
    let mut archive = ZipWriter::new(Cursor::new(Vec::new()));
    for entry in package.entries() {
        let stored = SimpleFileOptions::default().compression_method(CompressionMethod::Stored);
        archive.start_file(entry.name(), stored).unwrap();
        let content = if entry.name() == path { signatures.as_bytes() } else { entry.content() };
        archive.write_all(content).unwrap();
    }
    DocumentPackage::from(Bytes::from(archive.finish().unwrap().into_inner()))
}

/// Another first digit in the digest of a reference.
fn with_other_digest(package: &DocumentPackage, reference: usize) -> DocumentPackage {
    with_signatures(package, |signatures| {
        let tag = "DigestValue>";
        let (at, _) = signatures.match_indices(tag).nth(2 * reference).unwrap();
        let at = at + tag.len();
        let digit = if signatures[at..].starts_with('A') { "B" } else { "A" };
        signatures.replace_range(at..=at, digit);
    })
}

#[test]
fn a_signature_made_at_another_time_is_refused() {
    let world = World::new();
    let off = |seconds: u64| signed(&contents(), world.now.saturating_add(Duration::from_secs(seconds)));
    refused(
        off(6),
        &ErrorCode::AsiceValidationFailed,
        "signing time: failed, expected a time within 5 s of the arrival",
    );
    let create = CreateDirectJob::new(number(SENDER), &direct_job().request(&sender()), off(5));
    let mut world = World::new();
    assert!(world.sandbox.call(world.now, create).is_ok());
}

#[test]
fn a_signature_of_another_organization_or_pki_is_refused() {
    let now = World::new().now;
    let other = certificates().pki.enterprise(&Enterprise::new("310000009", "Fremmed (SYNTHETIC TEST)")).unwrap();
    let other = Packager::from_pem(other.to_pem()).unwrap().package(&contents(), now).unwrap();
    refused(other, &ErrorCode::AsiceValidationFailed, "expected a package signed by the sender or the caller");

    let foreign = TestPki::generate(now).unwrap().enterprise(&Enterprise::new(SENDER, "Falsk (SYNTHETIC TEST)"));
    let foreign = Packager::from_pem(foreign.unwrap().to_pem()).unwrap().package(&contents(), now).unwrap();
    refused(foreign, &ErrorCode::AsiceValidationFailed, "anchor");
}

#[test]
fn a_manifest_that_does_not_match_is_refused() {
    let now = World::new().now;
    let with_manifest = |change: &dyn Fn(String) -> String| {
        let contents = contents();
        let files = contents.files().iter().cloned().map(|mut file| {
            if file.name == "manifest.xml" {
                file.content = change(String::from_utf8(file.content.to_vec()).unwrap()).into();
            }
            file
        });
        signed(&files.collect(), now)
    };
    let schema = ErrorCode::SchemaValidationError;
    let package = ErrorCode::AsiceValidationFailed;
    refused(with_manifest(&|m| m.replace("<title>Leieavtale</title>", "")), &schema, "title is missing");
    refused(with_manifest(&|m| m.replace(SENDER, "310000009")), &package, "expected the sender of the path");
    refused(with_manifest(&|m| m.replace("0000_leieavtale", "0000_avtale")), &package, "expected a file for every");
    refused(with_manifest(&|m| m.replace("application/pdf", "image/png")), &package, "expected documents of");

    // Each of these lists as many documents as there are files.
    let first = DirectJobManifest::from_xml(&contents().files()[2].content).unwrap().documents[0].href().to_owned();
    let href = |other: &str| with_manifest(&|m| m.replace(&first, other));
    let second = "0001_vedlegg_1_.pdf";
    assert!(contents().files()[1].name.as_str() == second, "{:?}", contents().files()[1].name);
    refused(href(second), &package, "expected a file of its own for every document, found one for two");
    refused(href(&second.replace("vedlegg", "%76edlegg")), &package, "found one for two");
    refused(href("manifest.xml"), &package, "expected a file for every document of the manifest, found none");
    refused(href("META-INF/signatures.xml"), &package, "expected a file for every document of the manifest");

    let extra = PackageFile::new("0002_extra.pdf", "application/pdf", &b"%PDF"[..]);
    let contents = contents();
    let files = std::iter::once(extra).chain(contents.files().iter().cloned());
    refused(signed(&files.collect(), now), &package, "expected 2 documents, found 3");

    let without = contents.files().iter().filter(|file| file.name != "manifest.xml").cloned().collect();
    refused(signed(&without, now), &package, "a manifest.xml, found none");
}

#[test]
fn documents_over_the_limits_are_refused() {
    let now = World::new().now;
    let with_document = |content: &[u8]| -> PackageContents {
        let files = contents().files().to_vec().into_iter().map(|mut file| {
            if file.name.starts_with("0001") {
                file.content = Bytes::copy_from_slice(content);
            }
            file
        });
        files.collect()
    };
    let code = ErrorCode::AsiceValidationFailed;
    let large = signed(&with_document(&[b'x'; 10_485_760]), now);
    refused(large, &code, "at most 10485760 bytes together, found 10485777 bytes");
    refused(signed(&with_document(b""), now), &code, "expected documents with content, found an empty one");
}

#[test]
fn a_package_may_have_only_the_senders_own_certificate() {
    let mut world = World::new();
    let leaf = Packager::from_pem(leaf_pem(&certificates().sender)).unwrap();
    let send = |world: &mut World| {
        let package = leaf.package(&contents(), world.now).unwrap();
        let create = CreateDirectJob::new(number(SENDER), &direct_job().request(&sender()), package);
        world.sandbox.call(world.now, create)
    };
    assert!(send(&mut world).is_ok());
    let service =
        FakeService::new(ORIGIN, verifier().with_intermediates(Vec::new()), sealer(), ServiceSettings::default());
    let error = send(&mut World::of(service, Caller::organization(number(SENDER)))).unwrap_err();
    assert_eq!(error.code(), Some(&ErrorCode::AsiceValidationFailed));
}
