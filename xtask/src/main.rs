//! Every task a contributor or CI runs: `cargo xtask <task>`.
//!
//! One file per task; this one only knows their names. What a task needs from the outside is found by the task, and
//! what it found is printed: on failure with the cause, and with a non-zero exit code.
#![expect(
    clippy::print_stdout,
    clippy::print_stderr,
    clippy::disallowed_methods,
    reason = "a tool for the terminal prints, and measures how long things take"
)]

mod arguments;
mod bench;
mod bless;
mod ci;
mod command;
mod conformance;
mod demo;
mod failure;
mod fixtures;
mod fuzz;
mod layers;
mod test;
mod tidy;
mod workspace;

use std::process::ExitCode;

use failure::Failure;

/// A task by the name it is called by.
struct Task {
    name: &'static str,
    summary: &'static str,
    run: fn(&[String]) -> Result<(), Failure>,
}

/// In the order of the help text.
const TASKS: &[Task] = &[
    Task { name: "demo", summary: "run the main job against a sandbox, from start to finish", run: demo::run },
    Task { name: "test", summary: "run every test that needs nothing but Rust", run: test::run },
    Task {
        name: "layers",
        summary: "check which crate may depend on what, and build the pure ones for wasm",
        run: layers::run,
    },
    Task {
        name: "conformance",
        summary: "let outside tools judge packages and messages [--schemas DIR] [--online]",
        run: conformance::run,
    },
    Task {
        name: "fixtures",
        summary: "check the fixtures, and how much of the schema they cover [check | packages DIR]",
        run: fixtures::run,
    },
    Task { name: "bless", summary: "write what the conformance cases come to [--check]", run: bless::run },
    Task { name: "bench", summary: "measure how fast we are, beside the least it can cost", run: bench::run },
    Task { name: "tidy", summary: "check headers, file lengths, words, white space and links", run: tidy::run },
    Task {
        name: "fuzz",
        summary: "feed readers with bytes that nobody meant to send [--smoke | TARGET]",
        run: fuzz::run,
    },
    Task { name: "ci", summary: "run everything that CI runs, in its order", run: ci::run },
    Task { name: "help", summary: "print this list", run: help },
];

fn main() -> ExitCode {
    let mut arguments = std::env::args().skip(1);
    let name = arguments.next().unwrap_or_else(|| "help".to_owned());
    match run(&name, &arguments.collect::<Vec<_>>()) {
        Ok(()) => ExitCode::SUCCESS,
        Err(failure) => {
            eprintln!("xtask {name}: {failure}");
            ExitCode::FAILURE
        }
    }
}

fn run(name: &str, arguments: &[String]) -> Result<(), Failure> {
    let task = TASKS
        .iter()
        .find(|task| task.name == name)
        .ok_or_else(|| Failure::new("expected a task that `cargo xtask help` lists, found another"))?;
    (task.run)(arguments)
}

fn help(_: &[String]) -> Result<(), Failure> {
    println!("usage: cargo xtask <task>\n");
    for Task { name, summary, .. } in TASKS {
        println!("  {name:<12} {summary}");
    }
    Ok(())
}
