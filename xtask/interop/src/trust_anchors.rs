//! The certificates below which the service's own is issued, as data of `signature-http`.
//!
//! Taken from the newest release of the official Java library that carries them, and compared with our list. Maven
//! fetches the library.

use std::collections::BTreeMap;
use std::fs::{self, File};
use std::io::Read as _;
use std::path::{Path, PathBuf};
use std::process::Command;
use std::time::{Duration, SystemTime};

use serde::Deserialize;
use sha2::{Digest as _, Sha256};
use signature_identity::Certificate;
use signature_model::Timestamp;

use xtask::failure::{Context as _, Failure};
use xtask::workspace;

/// What [`run`] is told.
const USAGE: &str = "expected nothing, --check or --expiry, found something else";

const ARTIFACT: &str = "no.digipost:certificate-validator";

/// Where the certificates are in the library.
const FOLDER: &str = "certificates/";

/// An anchor that ends earlier is worth a warning.
const SOON: Duration = Duration::from_secs(365 * 24 * 60 * 60);

/// The list beside the data.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct List {
    certificate: Vec<Listed>,
}

/// One certificate of the library.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct Listed {
    /// Its name in the library.
    file: String,
    subject: String,
    sha256: String,
    not_after: Timestamp,
    /// The file of ours that has it, without its ending.
    into: Option<String>,
    /// Why we do not use it.
    left_out: Option<String>,
}

/// Writes the files of certificates anew; with `--check` compares them with the library, and with `--expiry` says when
/// each ends.
pub(crate) fn run(arguments: &[String]) -> Result<(), Failure> {
    let arguments: Vec<_> = arguments.iter().map(String::as_str).collect();
    let list = read_list()?;
    match arguments[..] {
        [] => write(&made(&list)?),
        ["--check"] => compare(&made(&list)?),
        ["--expiry"] => expiry(&list, SystemTime::now().into()),
        _ => Err(Failure::new(USAGE)),
    }
}

fn folder() -> PathBuf {
    workspace::root().join("crates/signature-http/trust-anchors")
}

fn read_list() -> Result<List, Failure> {
    let text = fs::read_to_string(folder().join("list.toml")).context("read the list of trust anchors")?;
    toml::from_str(&text).context("read the list of trust anchors")
}

/// The text of each file, by its name, from the newest release of the library.
fn made(list: &List) -> Result<BTreeMap<String, String>, Failure> {
    let (version, found) = fetch()?;
    let mut files = BTreeMap::new();
    let mut unknown: Vec<_> = found.keys().collect();
    for listed in &list.certificate {
        unknown.retain(|name| **name != listed.file);
        let der = found.get(&listed.file).ok_or_else(|| wrong(listed, &version, "no such file"))?;
        let hexadecimal: String = Sha256::digest(der).iter().map(|byte| format!("{byte:02x}")).collect();
        if hexadecimal != listed.sha256 {
            return Err(wrong(listed, &version, &format!("one with SHA-256 {hexadecimal}")));
        }
        let certificate = Certificate::from_der(der.clone()).context(format_args!("read {}", listed.file))?;
        if certificate.not_after() != listed.not_after {
            return Err(wrong(listed, &version, &format!("one that ends at {}", certificate.not_after())));
        }
        let Some(into) = &listed.into else {
            listed.left_out.as_ref().ok_or_else(|| Failure::new(format!("{} has no reason", listed.file)))?;
            continue;
        };
        let file = files.entry(format!("{into}.pem")).or_insert_with(|| header(&version));
        file.push_str(&format!("\n# {}, until {}\n{}", listed.subject, listed.not_after, pem(der)));
    }
    match unknown.first() {
        None => Ok(files),
        Some(name) => {
            Err(Failure::new(format!("expected every certificate of {ARTIFACT}:{version} in the list, found {name}")))
        }
    }
}

fn wrong(listed: &Listed, version: &str, found: &str) -> Failure {
    let Listed { file, sha256, .. } = listed;
    Failure::new(format!("expected {file} with SHA-256 {sha256} in {ARTIFACT}:{version}, found {found}"))
}

fn header(version: &str) -> String {
    format!(
        "# Written by `cargo xtask trust-anchors` from {ARTIFACT}:{version}; every fingerprint is in list.toml.\n\
         # Do not edit.\n"
    )
}

fn pem(der: &[u8]) -> String {
    use base64::Engine as _;
    let base64 = base64::engine::general_purpose::STANDARD.encode(der);
    let lines: Vec<_> = base64.as_bytes().chunks(64).map(String::from_utf8_lossy).collect();
    format!("-----BEGIN CERTIFICATE-----\n{}\n-----END CERTIFICATE-----\n", lines.join("\n"))
}

/// The version of the newest release, and its certificates in DER by their names.
fn fetch() -> Result<(String, BTreeMap<String, Vec<u8>>), Failure> {
    let folder = workspace::root().join("target/trust-anchors");
    // A release that was fetched before would stand beside the newest.
    _ = fs::remove_dir_all(&folder);
    let mut maven = Command::new("mvn");
    maven.args(["-q", "-B", "-U", "org.apache.maven.plugins:maven-dependency-plugin:3.8.1:copy"]);
    maven.arg(format!("-Dartifact={ARTIFACT}:RELEASE")).arg(format!("-DoutputDirectory={}", folder.display()));
    let output = maven.output().context("start mvn; it is in Debian's package maven")?;
    if !output.status.success() {
        let text = String::from_utf8_lossy(&output.stdout);
        return Err(Failure::new(format!("mvn could not fetch {ARTIFACT}: {}", text.trim())));
    }
    let archive = only_file(&folder)?;
    let name = archive.file_stem().unwrap_or_default().to_string_lossy().into_owned();
    let version = name.rsplit('-').next().unwrap_or_default().to_owned();
    let mut archive = zip::ZipArchive::new(File::open(&archive).context("open the library")?).context("open it")?;
    let mut found = BTreeMap::new();
    for index in 0..archive.len() {
        let mut file = archive.by_index(index).context("read the library")?;
        let name = file.name().context("read the library")?.into_owned();
        if file.is_dir() || !name.starts_with(FOLDER) {
            continue;
        }
        let mut bytes = Vec::new();
        file.read_to_end(&mut bytes).context(format_args!("read {name}"))?;
        let certificates = Certificate::all_from_bytes(&bytes).context(format_args!("read {name}"))?;
        let [certificate] = &certificates[..] else {
            return Err(Failure::new(format!("expected one certificate in {name}, found {}", certificates.len())));
        };
        found.insert(name, certificate.der().to_vec());
    }
    Ok((version, found))
}

fn only_file(folder: &Path) -> Result<PathBuf, Failure> {
    let files = fs::read_dir(folder).context("look for the library")?;
    let files: Vec<_> = files.filter_map(|file| Some(file.ok()?.path())).collect();
    match &files[..] {
        [file] => Ok(file.clone()),
        _ => Err(Failure::new(format!("expected one file from Maven, found {}", files.len()))),
    }
}

fn write(files: &BTreeMap<String, String>) -> Result<(), Failure> {
    for (name, text) in files {
        fs::write(folder().join(name), text).context(format_args!("write {name}"))?;
        println!("wrote   {name}: {} certificates", text.matches("BEGIN").count());
    }
    Ok(())
}

fn compare(files: &BTreeMap<String, String>) -> Result<(), Failure> {
    for (name, text) in files {
        let ours = fs::read_to_string(folder().join(name)).context(format_args!("read {name}"))?;
        if ours != *text {
            return Err(Failure::new(format!(
                "expected {name} as `cargo xtask trust-anchors` writes it, found another"
            )));
        }
        println!("ok      {name}: {} certificates", text.matches("BEGIN").count());
    }
    Ok(())
}

/// Prints when each certificate that we use ends, and warns of those that end soon.
fn expiry(list: &List, now: Timestamp) -> Result<(), Failure> {
    let mut soon = 0;
    for Listed { subject, not_after, .. } in list.certificate.iter().filter(|listed| listed.into.is_some()) {
        let word = match not_after.saturating_since(now) < SOON {
            true => "warning",
            false => "ok",
        };
        soon += usize::from(word == "warning");
        println!("{word:<8}until {not_after}  {subject}");
    }
    println!("{soon} of them end within a year");
    Ok(())
}
