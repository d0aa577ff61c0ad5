//! Verifies document packages and prints what it finds: who signed, when, and each rule with its result.
//!
//! ```text
//! cargo run --release -p signature-asice --example verify -- [--root FILE]... [--at TIME] FILE...
//! ```
//!
//! `--root` names a file with certificates to trust, in PEM or DER; without it the certificate chain is not judged.
//! `--at` is when the packages arrived, such as `2030-01-31T12:00:00Z`; without it certificates are judged by the clock
//! of this computer, and the signing time is not judged.
//!
//! The exit code is 0 if no rule is broken, 1 if a package is refused or cannot be read, and 2 for wrong arguments. The
//! output names the rules that were skipped.
#![expect(clippy::print_stdout, clippy::print_stderr, reason = "a program for the terminal")]

use std::fs;
use std::path::{Path, PathBuf};
use std::process::ExitCode;
use std::time::SystemTime;

use signature_asice::{Check, Limits, Outcome, Package, Report, Verifier};
use signature_identity::Certificate;
use signature_model::Timestamp;

const USAGE: &str = "usage: verify [--root FILE]... [--at TIME] FILE...";

fn main() -> ExitCode {
    let arguments = match Arguments::read(std::env::args().skip(1)) {
        Ok(arguments) => arguments,
        Err(Failure(text)) => {
            eprintln!("{text}\n{USAGE}");
            return ExitCode::from(2);
        }
    };
    let mut are_refused = false;
    for file in &arguments.files {
        println!("{}", file.display());
        are_refused |= match verify(file, &arguments) {
            Ok(report) => {
                print(&report);
                report.is_refused()
            }
            Err(Failure(text)) => {
                println!("  refused     {text}");
                true
            }
        };
    }
    if are_refused { ExitCode::FAILURE } else { ExitCode::SUCCESS }
}

/// What is asked for on the command line.
struct Arguments {
    verifier: Verifier,
    at: Timestamp,
    files: Vec<PathBuf>,
}

impl Arguments {
    fn read(mut words: impl Iterator<Item = String>) -> Result<Self, Failure> {
        let (mut roots, mut at, mut files) = (Vec::new(), None, Vec::new());
        while let Some(word) = words.next() {
            let mut value =
                || words.next().ok_or_else(|| Failure(format!("expected a value after {word}, found none")));
            match word.as_str() {
                "--root" => roots.extend(certificates(Path::new(&value()?))?),
                "--at" => at = Some(Timestamp::parse(&value()?)?),
                option if option.starts_with("--") => {
                    return Err(Failure(format!("expected --root or --at, found {option}")));
                }
                file => files.push(PathBuf::from(file)),
            }
        }
        if files.is_empty() {
            return Err(Failure("expected a file to verify, found none".to_owned()));
        }
        let verifier = Verifier::new(roots);
        // Without `--at` the time of arrival is unknown.
        let verifier = if at.is_some() { verifier } else { verifier.with_signing_time_tolerance(None) };
        Ok(Self { verifier, at: at.unwrap_or_else(now), files })
    }
}

/// The certificates in a file.
fn certificates(path: &Path) -> Result<Vec<Certificate>, Failure> {
    let bytes = fs::read(path).map_err(|error| Failure(format!("could not read {}: {error}", path.display())))?;
    Certificate::all_from_bytes(bytes).map_err(|error| Failure(format!("could not read {}: {error}", path.display())))
}

#[expect(clippy::disallowed_methods, reason = "a program may read the clock; the library takes times as arguments")]
fn now() -> Timestamp {
    SystemTime::now().into()
}

fn verify(file: &Path, arguments: &Arguments) -> Result<Report, Failure> {
    let archive = fs::read(file)?;
    let package = Package::open(archive, &Limits::default())?;
    Ok(arguments.verifier.verify(&package, arguments.at))
}

/// Prints a report.
fn print(report: &Report) {
    if let Some(signer) = report.signer() {
        let organization = signer.organization_number();
        let organization = organization.as_ref().map_or("no organization number", |number| number.as_str());
        let name = signer.organization_name().unwrap_or_else(|| signer.subject_name());
        println!("  signed by   {name} ({organization})");
        println!("  issued by   {}", signer.issuer_name());
    }
    if let Some(time) = report.signing_time() {
        println!("  signed at   {time}");
    }
    report.checks().iter().for_each(print_check);
    let verdict = match (report.is_valid(), report.is_refused()) {
        (true, _) => "valid: every rule holds",
        (_, true) => "refused: a rule is broken",
        _ => "no rule is broken, but not every rule was checked",
    };
    println!("  {verdict}");
}

fn print_check(check: &Check) {
    match check.outcome() {
        Outcome::Passed => println!("  pass        {}", check.kind()),
        Outcome::Failed(failure) => println!("  fail        {}: {failure}", check.kind()),
        Outcome::Skipped(reason) => println!("  skipped     {}: {reason}", check.kind()),
        other => println!("  {other}: {}", check.kind()),
    }
}

/// Why something cannot be done, for the person at the terminal.
struct Failure(String);

/// Any error, with its causes.
impl<E: std::error::Error> From<E> for Failure {
    fn from(error: E) -> Self {
        let mut text = error.to_string();
        let mut cause = error.source();
        while let Some(error) = cause {
            text.push_str(": ");
            text.push_str(&error.to_string());
            cause = error.source();
        }
        Self(text)
    }
}
