//! What the targets share: real files to begin with, and changes to them.
//!
//! A fuzzer that begins with nothing does not get past the first checks of a reader: it would have to guess names of
//! elements, lengths and checksums.

use std::sync::LazyLock;

use signature_asice::{Limits, Package, Packager};
use signature_fixtures::{FILES, identities};
use signature_identity::Certificate;
use signature_model::direct::{DirectJob, DirectSigner, ExitUrls};
use signature_model::portal::{Notifications, PortalJob, PortalSigner};
use signature_model::urls::ExitUrl;
use signature_model::{
    Document, Documents, EmailAddress, PackageContents, PackageFile, PersonalIdentificationNumber, Signers, Timestamp,
    Title,
};

/// `file` with changes of 6 bytes each: where, how many bytes are removed there, and what is put in their place, which
/// is a byte or a part of `file`.
pub fn changed(file: &[u8], changes: &[u8]) -> Vec<u8> {
    let mut result = file.to_vec();
    for change in changes.as_chunks::<6>().0 {
        let [at_high, at_low, removed, from_high, from_low, inserted] = *change;
        let part = match inserted {
            1 => vec![from_low],
            _ => part(file, position(file, from_high, from_low), length(inserted)).to_vec(),
        };
        let at = position(&result, at_high, at_low);
        let end = at.saturating_add(length(removed)).min(result.len());
        result.splice(at..end, part);
    }
    result
}

fn position(file: &[u8], high: u8, low: u8) -> usize {
    usize::from(u16::from_be_bytes([high, low])) % file.len().max(1)
}

fn part(file: &[u8], from: usize, length: usize) -> &[u8] {
    &file[from..from.saturating_add(length).min(file.len())]
}

/// Half of the values are exact, the others reach over whole elements.
fn length(byte: u8) -> usize {
    let length = usize::from(byte);
    if length < 128 { length } else { (length - 127) * 32 }
}

/// One of `files` with changes, or other bytes: the first byte chooses.
pub fn any_of<F: AsRef<[u8]>>(files: &[F], data: &[u8]) -> Vec<u8> {
    let Some((choice, rest)) = data.split_first() else { return Vec::new() };
    match files.get(usize::from(*choice)) {
        Some(file) => changed(file.as_ref(), rest),
        None => rest.to_vec(),
    }
}

/// Every message of the API that the fixtures have, valid and not.
pub fn messages() -> &'static [&'static str] {
    static MESSAGES: LazyLock<Vec<&str>> = LazyLock::new(|| {
        let cases = FILES.iter().filter(|file| file.path.starts_with("xml/") && file.path.ends_with(".toml"));
        let texts = cases.map(|file| std::str::from_utf8(file.bytes).expect("UTF-8"));
        // Every second piece is between quotes.
        let messages: Vec<_> = texts.flat_map(|text| text.split("'''").skip(1).step_by(2)).map(str::trim).collect();
        assert!(messages.len() >= 11, "a message of each kind");
        messages
    });
    &MESSAGES
}

/// A job of the direct flow.
pub fn direct_job() -> DirectJob {
    let exit = |place| ExitUrl::new(format!("https://sender.example/{place}")).expect("a URL");
    let signers = Signers::new([DirectSigner::personal(person())]).expect("signers");
    let exits = ExitUrls::new(exit("done"), exit("rejected"), exit("error"));
    DirectJob::new(title(), documents(), signers, exits).expect("a job")
}

/// A job of the portal flow.
pub fn portal_job() -> PortalJob {
    let email = Notifications::Email(EmailAddress::new("kari@example.com").expect("an address"));
    PortalJob::new(title(), documents(), Signers::new([PortalSigner::personal(person(), email)]).expect("signers"))
}

fn title() -> Title {
    Title::new("Leieavtale").expect("a title")
}

fn person() -> PersonalIdentificationNumber {
    PersonalIdentificationNumber::new("01010100000").expect("a number")
}

fn documents() -> Documents {
    Documents::new([Document::pdf(title(), CONTENT)]).expect("documents")
}

/// Signs packages with a certificate below [`root`].
pub fn packager() -> Packager {
    let pem = [identities::SENDER_KEY, identities::SENDER, identities::ISSUER].concat();
    Packager::from_pem(&pem).expect("a certificate and its key")
}

/// When the package was signed, and arrives.
pub fn now() -> Timestamp {
    Timestamp::parse("2030-01-31T12:00:00Z").expect("a time")
}

/// The root of the certificate that signed the package.
pub fn root() -> Vec<Certificate> {
    Certificate::all_from_bytes(identities::ROOT).expect("a certificate")
}

/// The name of the one document in the package.
pub const DOCUMENT: &str = "0000_leieavtale.pdf";
/// The document.
pub const CONTENT: &[u8] = b"%PDF-1.7 invented";
/// The manifest in the package.
pub const MANIFEST: &[u8] = b"<manifest/>";

/// A valid package: its bytes, and what is in it.
pub fn package() -> &'static (Vec<u8>, Package) {
    static PACKAGE: LazyLock<(Vec<u8>, Package)> = LazyLock::new(|| {
        let contents = PackageContents::from_iter([
            PackageFile::new(DOCUMENT, "application/pdf", CONTENT),
            PackageFile::new("manifest.xml", "application/xml", MANIFEST),
        ]);
        let bytes = packager().package(&contents, now()).expect("a package").to_bytes();
        let package = Package::open(bytes.clone(), &Limits::default()).expect("a package");
        (bytes, package)
    });
    &PACKAGE
}

/// A ZIP archive of these files, not compressed.
pub fn archive(files: &[(&str, &[u8])]) -> Vec<u8> {
    let (mut archive, mut directory) = (Vec::new(), Vec::new());
    for (name, content) in files {
        let offset = size(archive.len());
        let mut facts = Vec::new();
        // Version, flags, method, time and date.
        [20_u16, 0x0800, 0, 0, 0x21].iter().for_each(|field| facts.extend(field.to_le_bytes()));
        let sizes = [crc32fast::hash(content), size(content.len()), size(content.len())];
        sizes.iter().for_each(|field| facts.extend(field.to_le_bytes()));
        facts.extend(u16::try_from(name.len()).expect("a short name").to_le_bytes());
        facts.extend([0; 2]);
        archive.extend([b"PK\x03\x04", &facts[..], name.as_bytes(), content].concat());
        // The version that wrote it, then the same; no comment, first disk, no attributes.
        directory
            .extend([b"PK\x01\x02\x14\x00", &facts[..], &[0; 10], &offset.to_le_bytes(), name.as_bytes()].concat());
    }
    let count = u16::try_from(files.len()).expect("few files").to_le_bytes();
    let (length, offset) = (size(directory.len()).to_le_bytes(), size(archive.len()).to_le_bytes());
    archive.extend(directory);
    archive.extend([b"PK\x05\x06\0\0\0\0", &count[..], &count, &length, &offset, &[0; 2]].concat());
    archive
}

fn size(length: usize) -> u32 {
    u32::try_from(length).expect("a small archive")
}
