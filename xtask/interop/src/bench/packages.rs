//! Making and verifying signed packages, on one core.
//!
//! The floor is the necessary work: one hash and one checksum of the documents, and one RSA signature, or the
//! verification of it and of the signatures on the certificates.

use std::hint::black_box;

use aws_lc_rs::rand::SystemRandom;
use aws_lc_rs::rsa::KeyPair;
use aws_lc_rs::signature::{KeyPair as _, RSA_PKCS1_2048_8192_SHA256, RSA_PKCS1_SHA256, UnparsedPublicKey};
use bytes::Bytes;
use sha2::{Digest as _, Sha256};
use signature_asice::{Limits, Package, Packager, Verifier};
use signature_identity::Certificate;
use signature_model::{Document, Documents, PackageContents, Timestamp};
use signature_testkit::{Credentials, Enterprise, TestPki};

use super::samples;
use super::stopwatch::{allocations, beside};
use super::table::{Row, Table};
use xtask::failure::{Context as _, Failure};

/// The sets of documents: how many, and how long each is.
const SETS: &[(&str, u8, usize)] = &[
    ("one document of 10 MB", 1, samples::LARGE),
    ("20 documents of 0.5 MB", 20, samples::LARGE / 20),
    ("one document of 50 kB", 1, samples::SMALL),
];

/// The signature of the package, of the signer's certificate and of its issuer's.
const SIGNATURES: usize = 3;

pub(super) fn packing() -> Result<Table, Failure> {
    let signer = Signer::new()?;
    Ok(Table {
        title: "packages made",
        floor: Some("SHA-256 and CRC-32 of the documents, one RSA-2048 signature"),
        rows: SETS.iter().map(|set| signer.pack(set)).collect::<Result<_, _>>()?,
    })
}

pub(super) fn verifying() -> Result<Table, Failure> {
    let signer = Signer::new()?;
    Ok(Table {
        title: "packages opened and verified",
        floor: Some("SHA-256 and CRC-32 of the documents, three RSA-2048 verifications"),
        rows: SETS.iter().map(|set| signer.verify(set)).collect::<Result<_, _>>()?,
    })
}

/// Who signs, and when.
struct Signer {
    pki: TestPki,
    credentials: Credentials,
    packager: Packager,
    now: Timestamp,
}

impl Signer {
    fn new() -> Result<Self, Failure> {
        let now = samples::now()?;
        let pki = TestPki::generate(now).context("make certificate authorities")?;
        let enterprise = Enterprise::new(samples::SENDER, "Bench Sender (SYNTHETIC TEST)");
        let credentials = pki.enterprise(&enterprise).context("make the sender's certificate")?;
        let packager = Packager::from_pem(credentials.to_pem()).context("take the sender's certificate and key")?;
        Ok(Self { pki, credentials, packager, now })
    }

    fn pack(&self, &(name, count, size): &(&'static str, u8, usize)) -> Result<Row, Failure> {
        let (documents, contents) = contents(count, size)?;
        let ours = || {
            black_box(self.packager.package(black_box(&contents), self.now).context("make a package")?);
            Ok(())
        };
        let key = KeyPair::from_pkcs8(self.credentials.private_key_pkcs8()).context("read the sender's key")?;
        let mut signature = vec![0; key.public_modulus_len()];
        let floor = || {
            let digest = read_all(&documents);
            let signed = key.sign(&RSA_PKCS1_SHA256, &SystemRandom::new(), &digest, &mut signature);
            black_box(&signature);
            signed.context("sign")
        };
        let times = beside(ours, floor)?;
        let bytes = Some(documents.iter().map(Bytes::len).sum());
        Ok(Row { name, bytes, ours: times.ours, floor: Some(times.floor), allocated: Some(allocations(ours)?) })
    }

    fn verify(&self, &(name, count, size): &(&'static str, u8, usize)) -> Result<Row, Failure> {
        let (documents, contents) = contents(count, size)?;
        let archive = self.packager.package(&contents, self.now).context("make a package")?.to_bytes();
        let archive = Bytes::from(archive);
        let anchor = Certificate::from_der(self.pki.trust_anchor().to_vec()).context("read the trust anchor")?;
        let verifier = Verifier::new(vec![anchor]);
        let ours = || {
            let package = Package::open(black_box(&archive).clone(), &Limits::default()).context("open a package")?;
            let report = black_box(verifier.verify(&package, self.now));
            if report.is_valid() { Ok(()) } else { Err(Failure::new(format!("expected a good package:\n{report}"))) }
        };
        let key = KeyPair::from_pkcs8(self.credentials.private_key_pkcs8()).context("read the sender's key")?;
        let mut signature = vec![0; key.public_modulus_len()];
        let message = [0; 32];
        key.sign(&RSA_PKCS1_SHA256, &SystemRandom::new(), &message, &mut signature).context("sign")?;
        let floor = || {
            black_box(read_all(&documents));
            for _ in 0..SIGNATURES {
                let public = UnparsedPublicKey::new(&RSA_PKCS1_2048_8192_SHA256, key.public_key());
                public.verify(black_box(&message), &signature).context("verify")?;
            }
            Ok(())
        };
        let times = beside(ours, floor)?;
        let bytes = Some(documents.iter().map(Bytes::len).sum());
        Ok(Row { name, bytes, ours: times.ours, floor: Some(times.floor), allocated: Some(allocations(ours)?) })
    }
}

/// Documents, and the package's contents that share them.
fn contents(count: u8, size: usize) -> Result<(Vec<Bytes>, PackageContents), Failure> {
    let bytes: Vec<_> = (0..count).map(|_| samples::bytes(size)).collect();
    let document = |(index, bytes): (usize, &Bytes)| {
        Ok(Document::pdf(samples::title(&format!("Leieavtale {index}"))?, bytes.clone()))
    };
    let documents = bytes.iter().enumerate().map(document).collect::<Result<Vec<_>, Failure>>()?;
    let job = samples::portal_job(1, Documents::new(documents).context("collect documents")?)?;
    Ok((bytes, job.package_contents(&samples::sender()?)))
}

/// One hash and one checksum of each; gives the last hash.
fn read_all(documents: &[Bytes]) -> [u8; 32] {
    let mut digest = [0; 32];
    for document in documents {
        let document: &[u8] = black_box(document);
        digest = Sha256::digest(document).into();
        black_box(crc32fast::hash(document));
    }
    digest
}
