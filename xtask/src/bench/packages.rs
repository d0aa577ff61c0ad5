//! Making signed packages.
//!
//! The floor is what nobody can leave out: one hash and one checksum of the document, and one RSA signature.

use std::hint::black_box;

use aws_lc_rs::rand::SystemRandom;
use aws_lc_rs::rsa::KeyPair;
use aws_lc_rs::signature::RSA_PKCS1_SHA256;
use sha2::{Digest as _, Sha256};
use signature_asice::Packager;
use signature_model::package::Packaging as _;
use signature_model::{Document, Documents, Timestamp};
use signature_testkit::pki::TestPki;
use signature_testkit::pki::credentials::Credentials;
use signature_testkit::pki::enterprise::Enterprise;

use super::samples;
use super::stopwatch::{allocations, beside};
use super::table::{Row, Table};
use crate::failure::{Context as _, Failure};

pub(super) fn packing() -> Result<Table, Failure> {
    let now = samples::now()?;
    let credentials = TestPki::generate(now)
        .context("make certificate authorities")?
        .enterprise(&Enterprise::new(samples::SENDER, "Bench Sender (SYNTHETIC TEST)"))
        .context("make the sender's certificate")?;
    let rows = vec![
        row("one document of 10 MB", samples::LARGE, &credentials, now)?,
        row("one document of 50 kB", samples::SMALL, &credentials, now)?,
    ];
    Ok(Table {
        title: "packages made",
        floor: Some("SHA-256 and CRC-32 of the document, one RSA-2048 signature"),
        rows,
    })
}

fn row(name: &'static str, size: usize, credentials: &Credentials, now: Timestamp) -> Result<Row, Failure> {
    let document = samples::bytes(size);
    let documents = Documents::new([Document::pdf(samples::title("Leieavtale")?, document.clone())]);
    let job = samples::portal_job(1, documents.context("collect documents")?)?;
    let contents = job.package_contents(&samples::sender()?);
    let packager = Packager::from_pem(&credentials.to_pem()).context("take the sender's certificate and key")?;
    let ours = || {
        black_box(packager.package(black_box(&contents), now).context("make a package")?);
        Ok(())
    };

    let key = KeyPair::from_pkcs8(credentials.private_key_pkcs8()).context("read the sender's key")?;
    let mut signature = vec![0; key.public_modulus_len()];
    let floor = || {
        let document: &[u8] = black_box(&document);
        let digest = Sha256::digest(document);
        black_box(crc32fast::hash(document));
        let signed = key.sign(&RSA_PKCS1_SHA256, &SystemRandom::new(), &digest, &mut signature);
        black_box(&signature);
        signed.context("sign")
    };

    let times = beside(ours, floor)?;
    let bytes = Some(document.len());
    Ok(Row { name, bytes, ours: times.ours, floor: Some(times.floor), allocated: allocations(ours)? })
}
