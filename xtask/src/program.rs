//! Hands a task to the program that has it.
//!
//! They are programs of their own so that `cargo xtask tidy` builds neither a TLS stack nor a reader of the compiler's
//! JSON.

use std::process::{Command, ExitCode};

use xtask::failure::{Context as _, Failure};

/// A program behind `cargo xtask`.
#[derive(Clone, Copy)]
pub(super) enum Program {
    /// `xtask-api`: the public interfaces.
    Api,
    /// `xtask-interop`: what needs the whole SDK or outside judges.
    Interop,
    /// The same, built to run fast: for what is measured, or done very often.
    OptimizedInterop,
}

impl Program {
    /// Builds the program, and runs the task in it. The task has printed the reason if the exit code is not zero.
    pub(super) fn run(self, task: &str, arguments: &[String]) -> Result<ExitCode, Failure> {
        let options: &[_] = match self {
            Self::Api => &["--package", "xtask-api"],
            Self::Interop => &["--package", "xtask-interop"],
            Self::OptimizedInterop => &["--package", "xtask-interop", "--release"],
        };
        let mut cargo = Command::new("cargo");
        cargo.args(["run", "--quiet"]).args(options).arg("--").arg(task).args(arguments);
        let status = cargo.status().context("start cargo")?;
        Ok(if status.success() { ExitCode::SUCCESS } else { ExitCode::FAILURE })
    }
}
