//! Signs a package with a key that is elsewhere: in an HSM, a cloud service, or here in another process.
//!
//! This program starts itself a second time as that other process, which alone uses the key, although both have it in
//! them so that the example needs no files. It gets what is to be signed through its standard input and gives a
//! signature through its standard output, as an HSM would through its own interface. The two steps of the package,
//! [`Draft::new`] and [`Draft::finish`], are what remains here, and know nothing of a key.
//!
//! Everything is synthetic. Run it with `cargo run -p signature-asice --example sign_elsewhere`.
#![expect(clippy::print_stdout, reason = "a program for the terminal")]

use std::io::{Read as _, Write as _};
use std::process::{Command, Stdio};

use signature_asice::{Draft, Limits, Package, Verifier};
use signature_fixtures::identities;
use signature_identity::{Certificate, CertificateChain, Identity};
use signature_model::{PackageContents, PackageFile, Timestamp};

/// Certificates are no secret, so whoever makes packages has them at hand; the key is the other process's.
const CERTIFICATES: [&str; 3] = [identities::SENDER, identities::ISSUER, identities::ROOT];

/// The argument that makes this program the signer.
const SIGNER: &str = "signer";

fn main() -> Result<(), Failure> {
    match std::env::args().nth(1).as_deref() {
        Some(SIGNER) => serve_one_signature(),
        _ => make_package(),
    }
}

/// The side that sends jobs.
fn make_package() -> Result<(), Failure> {
    let contents = PackageContents::from_iter([
        PackageFile::new("0000_leieavtale.pdf", "application/pdf", &b"%PDF-1.7 invented"[..]),
        PackageFile::new("manifest.xml", "application/xml", &b"<manifest/>"[..]),
    ]);
    let chain = CertificateChain::from_bytes(CERTIFICATES.concat())?;
    // The service allows five seconds between this and the arrival; a real program asks its clock here.
    let now = Timestamp::parse("2030-01-31T12:00:00Z")?;

    let draft = Draft::new(contents, chain, now)?;
    let signature = ask_signer(draft.to_be_signed())?;
    // A signature by another key, or of something else, is found here and not at the service.
    let package = draft.finish(&signature)?;

    let package = Package::open(package.to_bytes(), &Limits::default())?;
    let report = Verifier::new(Certificate::all_from_bytes(CERTIFICATES[2])?).verify(&package, now);
    print!("{report}");
    if report.is_valid() { Ok(()) } else { Err(Failure("expected a valid package, found the faults above".to_owned())) }
}

/// Sends what is to be signed through a pipe, and waits for the signature.
///
/// An HSM may want the SHA-256 digest instead: then hash here, and ask for RSASSA-PKCS1-v1_5 of that digest.
fn ask_signer(to_be_signed: &[u8]) -> Result<Vec<u8>, Failure> {
    let mut signer =
        Command::new(std::env::current_exe()?).arg(SIGNER).stdin(Stdio::piped()).stdout(Stdio::piped()).spawn()?;
    // The pipe is closed at the end of the statement, which tells the signer that this is all.
    let pipe = signer.stdin.take();
    pipe.ok_or_else(|| Failure("expected a pipe to the signer, found none".to_owned()))?.write_all(to_be_signed)?;
    let output = signer.wait_with_output()?;
    match output.status.success() {
        true => Ok(output.stdout),
        false => Err(Failure(format!("expected a signature, found that the signer ended with {}", output.status))),
    }
}

/// The side that has the key: one message in, one signature out.
fn serve_one_signature() -> Result<(), Failure> {
    // The synthetic key, which `openssl` or an HSM would keep.
    let identity = Identity::from_pem([identities::SENDER_KEY, identities::SENDER].concat(), None)?;
    let mut message = Vec::new();
    std::io::stdin().read_to_end(&mut message)?;
    std::io::stdout().write_all(&identity.signing_key().sign(&message)?)?;
    Ok(())
}

/// Why the program ends early. Any error becomes one.
struct Failure(String);

impl<E: std::error::Error> From<E> for Failure {
    fn from(error: E) -> Self {
        Self(error.to_string())
    }
}

/// What Rust prints if `main` fails.
impl std::fmt::Debug for Failure {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(&self.0)
    }
}
