//! Signs a package with a key that is elsewhere: in an HSM, a cloud service, or here in another process.
//!
//! This program starts itself a second time as that other process. Only that process uses the key; both contain it, so
//! that the example needs no files. It reads what is to be signed from its standard input and writes the signature to
//! its standard output, as an HSM does through its own interface. The two steps of the package, [`Draft::new`] and
//! [`Draft::finish`], stay here and need no key.
//!
//! Everything is synthetic. Run it with `cargo run -p signature-asice --example sign_elsewhere`.
#![expect(clippy::print_stdout, reason = "a program for the terminal")]

use std::io::{Read as _, Write as _};
use std::process::{Command, Stdio};

use signature_asice::{Draft, Limits, Package, Verifier};
use signature_fixtures::identities;
use signature_identity::{Certificate, CertificateChain, Identity};
use signature_model::{PackageContents, PackageFile, Timestamp};

/// Certificates are not secret, so the side that makes packages has them. The key belongs to the other process.
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
    // A signature by the wrong key, or of something else, fails here and not at the service.
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
    // The statement closes the pipe when it ends; the signer reads until then.
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

/// Why the program ends early. Made from any error.
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
