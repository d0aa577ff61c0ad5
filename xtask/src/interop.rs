//! Hands a task to `xtask-interop`, the program of the tasks that need the whole SDK or outside judges.
//!
//! It is a program of its own so that `cargo xtask tidy` does not build a TLS stack.

use std::process::{Command, ExitCode};

use xtask::failure::{Context as _, Failure};

/// How the program is built before it runs.
#[derive(Clone, Copy)]
pub(super) enum Build {
    /// Fast to build.
    Debug,
    /// Fast to run: for what is measured, or done very often.
    Release,
}

/// Builds the program, and runs the task in it. The task has printed the reason if the exit code is not zero.
pub(super) fn run(build: Build, task: &str, arguments: &[String]) -> Result<ExitCode, Failure> {
    let mut cargo = Command::new("cargo");
    cargo.args(["run", "--quiet", "--package", "xtask-interop"]);
    if matches!(build, Build::Release) {
        cargo.arg("--release");
    }
    let status = cargo.arg("--").arg(task).args(arguments).status().context("start cargo")?;
    Ok(if status.success() { ExitCode::SUCCESS } else { ExitCode::FAILURE })
}
