//! The tasks that need the whole SDK, or tools that we did not write.
//!
//! `cargo xtask <task>` starts this program and lists the tasks; this file only maps their names.
#![expect(
    clippy::print_stdout,
    clippy::disallowed_methods,
    reason = "a tool for the terminal prints, and measures how long things take"
)]

mod bench;
mod bless;
mod conformance;
mod demo;
mod fixtures;
mod interop;
mod python;
mod readers;
mod trust_anchors;

use std::process::ExitCode;

use xtask::failure::Failure;
use xtask::task::{self, Run};

/// Every task, by the name that `cargo xtask` has for it.
const TASKS: &[(&str, Run)] = &[
    ("demo", demo::run),
    ("interop", interop::run),
    ("conformance", conformance::run),
    ("fixtures", fixtures::run),
    ("bless", bless::run),
    ("bench", bench::run),
    ("trust-anchors", trust_anchors::run),
];

fn main() -> ExitCode {
    let (name, arguments) = task::from_command_line();
    task::exit_code(&name, run(&name, &arguments).map(|()| ExitCode::SUCCESS))
}

fn run(name: &str, arguments: &[String]) -> Result<(), Failure> {
    let task = TASKS.iter().find(|(task, _)| *task == name);
    let (_, run) = task.ok_or_else(|| Failure::new("no such task here; `cargo xtask help` lists all"))?;
    run(arguments)
}
