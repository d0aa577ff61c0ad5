//! Lets the compiler describe each published crate in JSON.
//!
//! Cargo starts this program instead of `rustdoc`, and this program starts `rustdoc` with permission to use unstable
//! features. If cargo got the permission, it would rebuild every dependency, because their build scripts look at it.

use std::path::PathBuf;
use std::process::{Command, ExitCode, Stdio};
use std::time::{SystemTime, UNIX_EPOCH};

use serde_json::Value;
use xtask::failure::{Context as _, Failure};
use xtask::{command, workspace};

/// The variable that tells this program that cargo started it.
const AS_RUSTDOC: &str = "XTASK_API_IS_RUSTDOC";

/// A published crate and its description.
pub(super) struct Crate {
    /// As in its manifest.
    pub(super) name: String,
    /// As in code.
    pub(super) identifier: String,
    /// The file that `rustdoc` wrote.
    pub(super) json: PathBuf,
}

/// Whether cargo started this program.
pub(super) fn is_wanted() -> bool {
    std::env::var_os(AS_RUSTDOC).is_some()
}

/// Does what cargo expects from `rustdoc`.
pub(super) fn run() -> Result<ExitCode, Failure> {
    let mut rustdoc = Command::new("rustdoc");
    rustdoc.args(std::env::args_os().skip(1)).env("RUSTC_BOOTSTRAP", "1").env_remove(AS_RUSTDOC);
    let status = rustdoc.status().context("start rustdoc")?;
    Ok(if status.success() { ExitCode::SUCCESS } else { ExitCode::FAILURE })
}

/// Every library of the workspace that may be published, with its default features.
pub(super) fn crates() -> Result<Vec<Crate>, Failure> {
    let metadata = command::output("cargo metadata --format-version 1 --no-deps")?;
    let metadata: Value = serde_json::from_slice(&metadata).context("read the output of cargo metadata")?;
    let text = |value: &Value, key: &str| value.get(key).and_then(Value::as_str).map(str::to_owned);
    let folder = text(&metadata, "target_directory").ok_or_else(|| missing("target_directory"))?;
    let packages = metadata.get("packages").and_then(Value::as_array).ok_or_else(|| missing("packages"))?;
    let mut crates = Vec::new();
    for package in packages.iter().filter(|package| package.get("publish").is_some_and(Value::is_null)) {
        let name = text(package, "name").ok_or_else(|| missing("name"))?;
        let identifier = name.replace('-', "_");
        let json = PathBuf::from(&folder).join(format!("doc/{identifier}.json"));
        crates.push(Crate { name, identifier, json });
    }
    describe(&crates)?;
    Ok(crates)
}

fn describe(crates: &[Crate]) -> Result<(), Failure> {
    let mut cargo = Command::new("cargo");
    cargo.args(["doc", "--quiet", "--lib", "--no-deps"]);
    cargo.args(crates.iter().flat_map(|krate| ["--package", &krate.name]));
    cargo.env("RUSTDOC", std::env::current_exe().context("find this program")?);
    // Cargo does not know these files, and would not write them again if it considers the crate up to date. So the
    // flags differ in every run.
    let nonce = SystemTime::now().duration_since(UNIX_EPOCH).context("read the clock")?.as_nanos();
    let flags = format!("-Z unstable-options --output-format json --cfg xtask_api=\"{nonce}\"");
    cargo.env("RUSTDOCFLAGS", flags).env(AS_RUSTDOC, "1");
    let status = cargo.current_dir(workspace::root()).stdin(Stdio::null()).status().context("start cargo")?;
    if status.success() { Ok(()) } else { Err(Failure::new("rustdoc failed, as printed above")) }
}

fn missing(what: &str) -> Failure {
    Failure::new(format!("expected {what} in the output of cargo metadata, found none"))
}
