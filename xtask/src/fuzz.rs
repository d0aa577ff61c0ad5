//! `cargo xtask fuzz`: random bytes for everything that reads bytes.
//!
//! Needs cargo-fuzz. The targets live in `fuzz/`, a workspace of their own, whose manifest is the only list of them;
//! what they find stays there.

use serde_json::Value;

use xtask::command;
use xtask::failure::{Context as _, Failure};

/// Half a minute is too short to begin with short inputs only, as the fuzzer does by default.
const SMOKE: &str = " -- -max_total_time=30 -len_control=0 -rss_limit_mb=2048";

/// With `--smoke` each target for half a minute; otherwise the target that is named, until it is stopped.
pub(crate) fn run(arguments: &[String]) -> Result<(), Failure> {
    let targets = targets()?;
    match arguments {
        [option] if option == "--smoke" => targets.iter().try_for_each(|target| fuzz(target, SMOKE)),
        [target] if targets.contains(target) => fuzz(target, ""),
        _ => Err(Failure::new(format!("expected --smoke or one of {}, found something else", targets.join(", ")))),
    }
}

/// Runs one target. The fuzzer needs unstable compiler flags, which the variable allows a stable compiler.
fn fuzz(target: &str, limits: &str) -> Result<(), Failure> {
    command::run(&format!("RUSTC_BOOTSTRAP=1 cargo fuzz run --fuzz-dir fuzz {target}{limits}"))
}

/// Every target, as `fuzz/Cargo.toml` lists them.
fn targets() -> Result<Vec<String>, Failure> {
    let metadata = command::output("cargo metadata --manifest-path fuzz/Cargo.toml --no-deps --format-version 1")?;
    let metadata: Value = serde_json::from_slice(&metadata).context("read the output of cargo metadata")?;
    let targets = metadata.pointer("/packages/0/targets").and_then(Value::as_array);
    let targets =
        targets.ok_or_else(|| Failure::new("expected targets in the output of cargo metadata, found none"))?;
    let programs = targets.iter().filter(|target| target.pointer("/kind/0").is_some_and(|kind| kind == "bin"));
    Ok(programs.filter_map(|target| target.get("name")?.as_str().map(str::to_owned)).collect())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_file_is_a_target() {
        let mut targets = targets().unwrap();
        targets.sort();
        let files = xtask::workspace::files_below(&xtask::workspace::root().join("fuzz/targets")).unwrap();
        let files: Vec<_> = files.iter().map(|file| file.file_stem().unwrap().to_str().unwrap()).collect();
        assert_eq!(targets, files);
    }

    #[test]
    fn an_unknown_target_is_refused() {
        let failure = run(&["no-such-target".to_owned()]).unwrap_err().to_string();
        assert!(failure.starts_with("expected --smoke or one of "), "{failure}");
    }
}
