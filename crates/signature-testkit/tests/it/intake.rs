//! New jobs that the service must not take: nothing is kept of them, and the reply says what is wrong.

use std::time::Duration;

use bytes::Bytes;
use signature_asice::Packager;
use signature_model::direct::DirectJobManifest;
use signature_model::package::{PackageFile, Packaging as _};
use signature_model::{DocumentBundle, ErrorCode, PackageContents, Timestamp};
use signature_protocol::operations::CreateDirectJob;
use signature_protocol::{Error, ErrorKind};
use signature_testkit::pki::TestPki;
use signature_testkit::pki::enterprise::Enterprise;

use crate::world::{SENDER, World, certificates, direct_job, number, packager, sender};

/// Sends a direct job with this package.
fn send(world: &mut World, bundle: DocumentBundle) -> Error {
    let create = CreateDirectJob::new(number(SENDER), &direct_job().request(&sender()), bundle);
    let error = world.sandbox.call(world.now, create).unwrap_err();
    assert_eq!(world.sandbox.service().jobs().count(), 0);
    error
}

#[track_caller]
fn refused(bundle: DocumentBundle, code: &ErrorCode, expected: &str) {
    let error = send(&mut World::new(), bundle);
    assert_eq!(error.code(), Some(code));
    match error.kind() {
        ErrorKind::Refused { error, .. } => assert!(error.message.contains(expected), "{}", error.message),
        other => panic!("{other:?}"),
    }
}

fn contents() -> PackageContents {
    direct_job().package_contents(&sender())
}

fn signed(contents: &PackageContents, time: Timestamp) -> DocumentBundle {
    packager().package(contents, time).unwrap()
}

fn replace(bundle: &DocumentBundle, from: &[u8], to: &[u8]) -> DocumentBundle {
    let mut bytes = bundle.to_bytes();
    let at = bytes.windows(from.len()).position(|window| window == from).unwrap();
    bytes[at..at + from.len()].copy_from_slice(to);
    DocumentBundle::from(Bytes::from(bytes))
}

#[test]
fn a_package_that_is_none_or_was_changed() {
    let now = World::new().now;
    let code = ErrorCode::AsiceValidationFailed;
    refused(DocumentBundle::from(Bytes::from_static(b"not a zip")), &code, "Error when validating ASiCE");
    let good = signed(&contents(), now);
    // The digest in the signature changes, and with it what was signed.
    refused(replace(&good, b"<DigestValue>", b"<DigestValve>"), &code, "Error when validating ASiCE");
    refused(replace(&good, b"%PDF-1.7", b"%PDF-1.6"), &code, "Error when validating ASiCE");
}

#[test]
fn a_signature_of_another_time() {
    let world = World::new();
    let off = |seconds: u64| signed(&contents(), world.now.saturating_add(Duration::from_secs(seconds)));
    refused(off(6), &ErrorCode::AsiceValidationFailed, "expected a signing time within 5s");
    let create = CreateDirectJob::new(number(SENDER), &direct_job().request(&sender()), off(5));
    let mut world = World::new();
    assert!(world.sandbox.call(world.now, create).is_ok());
}

#[test]
fn a_signature_of_another_organization_or_another_pki() {
    let now = World::new().now;
    let other = certificates().pki.enterprise(&Enterprise::new("310000009", "Fremmed (SYNTHETIC TEST)")).unwrap();
    let other = Packager::from_pem(&other.to_pem()).unwrap().package(&contents(), now).unwrap();
    refused(other, &ErrorCode::AsiceValidationFailed, "expected a package signed by the sender or the caller");

    let foreign = TestPki::generate(now).unwrap().enterprise(&Enterprise::new(SENDER, "Falsk (SYNTHETIC TEST)"));
    let foreign = Packager::from_pem(&foreign.unwrap().to_pem()).unwrap().package(&contents(), now).unwrap();
    refused(foreign, &ErrorCode::AsiceValidationFailed, "anchor");
}

#[test]
fn a_manifest_that_does_not_fit() {
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
    refused(with_manifest(&|m| m.replace("<title>Leieavtale</title>", "")), &schema, "expected title");
    refused(with_manifest(&|m| m.replace(SENDER, "310000009")), &package, "expected the sender of the path");
    refused(with_manifest(&|m| m.replace("0000_leieavtale", "0000_avtale")), &package, "expected a file for every");
    refused(with_manifest(&|m| m.replace("application/pdf", "image/png")), &package, "expected documents of");

    let extra = PackageFile::new("0002_extra.pdf", "application/pdf", &b"%PDF"[..]);
    let contents = contents();
    let files = std::iter::once(extra).chain(contents.files().iter().cloned());
    refused(signed(&files.collect(), now), &package, "expected 2 documents and a manifest, found 4 files");

    let without = contents.files().iter().filter(|file| file.name != "manifest.xml").cloned().collect();
    refused(signed(&without, now), &package, "expected a manifest.xml, found none");
}

#[test]
fn documents_over_the_limit() {
    let now = World::new().now;
    let contents: PackageContents = contents()
        .files()
        .iter()
        .cloned()
        .map(|mut file| {
            if file.name.starts_with("0001") {
                file.content = vec![b'x'; 10_485_760].into();
            }
            file
        })
        .collect();
    assert!(DirectJobManifest::from_xml(&contents.files()[2].content).is_ok());
    refused(
        signed(&contents, now),
        &ErrorCode::AsiceValidationFailed,
        "at most 10485760 bytes together, found 10485777 bytes",
    );
}
