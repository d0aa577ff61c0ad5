//! The type of a task, and how a program reports its end.
#![expect(clippy::print_stderr, reason = "a tool for the terminal prints")]

use std::process::ExitCode;

use crate::failure::Failure;

/// Does a task, given what follows its name on the command line.
pub type Run = fn(&[String]) -> Result<(), Failure>;

/// The task's name and its arguments from the command line; `help` if there is no name.
#[must_use]
pub fn from_command_line() -> (String, Vec<String>) {
    let mut arguments = std::env::args().skip(1);
    let name = arguments.next().unwrap_or_else(|| "help".to_owned());
    (name, arguments.collect())
}

/// Prints the failure of the task called `name`, and gives the exit code of the program.
#[must_use]
pub fn exit_code(name: &str, outcome: Result<ExitCode, Failure>) -> ExitCode {
    outcome.unwrap_or_else(|failure| {
        eprintln!("xtask {name}: {failure}");
        ExitCode::FAILURE
    })
}
