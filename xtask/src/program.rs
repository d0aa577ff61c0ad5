//! Hands a task to the program that has it.
//!
//! They are separate programs so that `cargo xtask tidy` builds no TLS stack and no reader of the compiler's JSON.

use std::process::{Command, ExitCode};

use xtask::failure::{Context as _, Failure};

/// A program behind `cargo xtask`.
#[derive(Clone, Copy)]
pub(super) enum Program {
    /// `xtask-api`: the public interfaces.
    Api,
    /// `xtask-interop`: what needs the whole SDK or outside judges.
    Interop,
    /// The same, optimized: for measurements and for long runs.
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
