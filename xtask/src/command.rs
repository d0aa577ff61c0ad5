//! Running other programs, with the same line that a person would type.
#![expect(clippy::print_stdout, reason = "a tool for the terminal prints")]

use std::process::{Command, Stdio};

use crate::failure::{Context as _, Failure};
use crate::workspace;

/// Prints `line` and runs it in the workspace's folder.
///
/// # Errors
///
/// The program cannot be started, or fails.
pub fn run(line: &str) -> Result<(), Failure> {
    println!("$ {line}");
    let status = command(line)?.status().context(format!("start `{line}`"))?;
    if status.success() { Ok(()) } else { Err(Failure::new(format!("expected `{line}` to succeed, found {status}"))) }
}

/// What `line` prints to its standard output.
///
/// # Errors
///
/// The program cannot be started, or fails; the text has what it printed as errors.
pub fn output(line: &str) -> Result<Vec<u8>, Failure> {
    let output = command(line)?.output().context(format!("start `{line}`"))?;
    if output.status.success() {
        return Ok(output.stdout);
    }
    let errors = String::from_utf8_lossy(&output.stderr);
    Err(Failure::new(format!("expected `{line}` to succeed, found {}: {}", output.status, errors.trim())))
}

/// The program of `line` with its arguments and, before it, its `NAME=value` variables. Words have no quotes.
fn command(line: &str) -> Result<Command, Failure> {
    let mut words = line.split_whitespace().peekable();
    let mut variables = Vec::new();
    while let Some(variable) = words.peek().and_then(|word| word.split_once('=')) {
        variables.push(variable);
        words.next();
    }
    let program = words.next().ok_or_else(|| Failure::new(format!("expected a program in `{line}`, found none")))?;
    let mut command = Command::new(program);
    command.args(words).envs(variables).current_dir(workspace::root()).stdin(Stdio::null());
    Ok(command)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn variables_stand_before_the_program() {
        let command = command("RUSTDOCFLAGS=-Dwarnings cargo doc --no-deps").unwrap();
        assert_eq!(command.get_program(), "cargo");
        assert_eq!(command.get_args().collect::<Vec<_>>(), ["doc", "--no-deps"]);
        assert_eq!(command.get_envs().collect::<Vec<_>>(), [("RUSTDOCFLAGS".as_ref(), Some("-Dwarnings".as_ref()))]);
    }

    #[test]
    fn a_failing_program_is_named() {
        let failure = output("cargo no-such-subcommand").unwrap_err().to_string();
        assert!(failure.starts_with("expected `cargo no-such-subcommand` to succeed, found exit status: 101"));
    }
}
