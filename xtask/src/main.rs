//! Every task a contributor or CI runs: `cargo xtask <task>`.
//!
//! One file per task; this one only knows their names. Each task finds what it needs from outside, and prints its
//! result. If it fails, it also prints the cause, and the exit code is not zero.
//!
//! Tasks that need the whole SDK, outside judges, or much to build are in programs of their own, which [`program`]
//! starts.
#![expect(
    clippy::print_stdout,
    clippy::disallowed_methods,
    reason = "a tool for the terminal prints, and measures how long things take"
)]

mod ci;
mod fuzz;
mod layers;
mod program;
mod simulate;
mod test;
mod tidy;

use std::process::ExitCode;

use program::Program;
use xtask::failure::Failure;
use xtask::task::{self, Run};

/// A task by the name it is called by.
struct Task {
    name: &'static str,
    summary: &'static str,
    place: Place,
}

/// The program that runs a task.
enum Place {
    /// In this program.
    Here(Run),
    /// In a separate program.
    Elsewhere(Program),
}

/// In the order of the help text.
const TASKS: &[Task] = &[
    Task {
        name: "demo",
        summary: "run the main job against a sandbox, from start to finish",
        place: Place::Elsewhere(Program::Interop),
    },
    Task { name: "test", summary: "run every test that needs only Rust", place: Place::Here(test::run) },
    Task {
        name: "layers",
        summary: "check which crate may depend on what, and build the pure ones for wasm",
        place: Place::Here(layers::run),
    },
    Task {
        name: "api",
        summary: "write the public interface of each crate to docs/api [--check]",
        place: Place::Elsewhere(Program::Api),
    },
    Task {
        name: "interop",
        summary: "let outside tools check packages and messages [--schemas DIR] [--online]",
        place: Place::Elsewhere(Program::Interop),
    },
    Task {
        name: "conformance",
        summary: "test clients with our conformance suite, and compare ZIP readers with ours [readers] [--mutations N] [--seed N]",
        place: Place::Elsewhere(Program::Interop),
    },
    Task {
        name: "fixtures",
        summary: "check the fixtures, and how much of the schema they cover [check | publish DIR]",
        place: Place::Elsewhere(Program::Interop),
    },
    Task {
        name: "bless",
        summary: "write the results of the conformance cases as the expected ones [--check]",
        place: Place::Elsewhere(Program::Interop),
    },
    Task {
        name: "bench",
        summary: "measure our speed, and the least that the work can cost",
        place: Place::Elsewhere(Program::OptimizedInterop),
    },
    Task {
        name: "trust-anchors",
        summary: "take the certificates that the service is certified with from Maven [--check | --expiry]",
        place: Place::Elsewhere(Program::Interop),
    },
    Task {
        name: "tidy",
        summary: "check headers, file lengths, words, white space and links",
        place: Place::Here(tidy::run),
    },
    Task {
        name: "simulate",
        summary: "lose any message between poller and service --schedules N [--seed S] [--log]",
        place: Place::Here(simulate::run),
    },
    Task { name: "fuzz", summary: "feed readers with random bytes [--smoke | TARGET]", place: Place::Here(fuzz::run) },
    Task { name: "ci", summary: "run everything that CI runs, in its order", place: Place::Here(ci::run) },
    Task { name: "help", summary: "print this list", place: Place::Here(help) },
];

fn main() -> ExitCode {
    let (name, arguments) = task::from_command_line();
    task::exit_code(&name, run(&name, &arguments))
}

fn run(name: &str, arguments: &[String]) -> Result<ExitCode, Failure> {
    let task = TASKS.iter().find(|task| task.name == name);
    let task = task.ok_or_else(|| Failure::new("no such task; `cargo xtask help` lists them"))?;
    match task.place {
        Place::Here(run) => run(arguments).map(|()| ExitCode::SUCCESS),
        Place::Elsewhere(program) => program.run(task.name, arguments),
    }
}

fn help(_: &[String]) -> Result<(), Failure> {
    println!("usage: cargo xtask <task>\n");
    for Task { name, summary, .. } in TASKS {
        println!("  {name:<14} {summary}");
    }
    Ok(())
}
