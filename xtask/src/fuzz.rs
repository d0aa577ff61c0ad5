//! `cargo xtask fuzz`: random bytes for everything that reads bytes.
//!
//! Needs cargo-fuzz. The targets live in `fuzz/`, a workspace of their own; what they find stays there.

use xtask::command;
use xtask::failure::Failure;

/// Every target, in the order they run.
const TARGETS: &[&str] =
    &["messages", "exchanges", "sandbox", "packages", "certificates", "canonical_forms", "key_files", "pdfs"];

/// With `--smoke` each target for half a minute; otherwise the target that is named, until it is stopped.
pub(crate) fn run(arguments: &[String]) -> Result<(), Failure> {
    match arguments {
        [option] if option == "--smoke" => {
            TARGETS.iter().try_for_each(|target| fuzz(target, " -- -max_total_time=30 -rss_limit_mb=2048"))
        }
        [target] if TARGETS.contains(&target.as_str()) => fuzz(target, ""),
        _ => Err(Failure::new(format!("expected --smoke or one of {}, found something else", TARGETS.join(", ")))),
    }
}

/// Runs one target. The fuzzer needs unstable compiler flags, which the variable allows a stable compiler.
fn fuzz(target: &str, limits: &str) -> Result<(), Failure> {
    command::run(&format!("RUSTC_BOOTSTRAP=1 cargo fuzz run --fuzz-dir fuzz {target}{limits}"))
}
