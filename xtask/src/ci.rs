//! `cargo xtask ci`: everything that CI runs, in order. There is no other list.

use std::time::{Duration, Instant};

use xtask::failure::Failure;
use xtask::{arguments, command};

/// Cheap checks first, so that most mistakes are found within seconds.
const STEPS: &[&str] = &[
    "cargo fmt --all --check",
    "cargo xtask tidy",
    "cargo clippy --workspace --all-targets -- -D warnings",
    "cargo clippy -p signature-identity -p signature-asice -p signature-http --no-default-features --all-targets -- -D warnings",
    "cargo xtask layers",
    "cargo xtask api --check",
    "cargo xtask fixtures check",
    "cargo xtask test",
    // Polling and delivery lose nothing in 20,000 schedules in which anything is slow or lost. Not optimized: building
    // takes longer than running.
    "cargo run --quiet -p signature-protocol --example simulate -- --schedules 20000",
    // Every fuzz target still fits our interfaces, and its lock file our dependencies; nothing runs. No linker needs the
    // fuzzer's library, so the path of another one saves building it with a C++ compiler.
    "cargo fmt --manifest-path fuzz/Cargo.toml --check",
    "CUSTOM_LIBFUZZER_PATH=fuzz/none RUSTFLAGS=--cfg=fuzzing cargo check --locked --manifest-path fuzz/Cargo.toml",
    "cargo xtask conformance --online",
    "cargo xtask interop --online",
    "cargo xtask demo",
    "RUSTDOCFLAGS=-Dwarnings cargo doc --workspace --no-deps",
];

/// Stops at the first step that fails; the summary shows how far it came.
pub(crate) fn run(arguments: &[String]) -> Result<(), Failure> {
    arguments::none(arguments)?;
    let mut times = Vec::new();
    let mut outcome = Ok(());
    for step in STEPS {
        let start = Instant::now();
        outcome = command::run(step);
        times.push(start.elapsed());
        println!();
        if outcome.is_err() {
            break;
        }
    }
    print_summary(&times, outcome.is_ok());
    outcome
}

/// The steps that have a time are the ones that ran; only the last of them can have failed.
fn print_summary(times: &[Duration], passed: bool) {
    for (index, step) in STEPS.iter().enumerate() {
        let verdict = if passed || index + 1 < times.len() { "ok" } else { "failed" };
        match times.get(index) {
            Some(time) => println!("{verdict:<8}{:>7.1} s  {step}", time.as_secs_f64()),
            None => println!("{:<8}{:>9}  {step}", "not run", ""),
        }
    }
}
