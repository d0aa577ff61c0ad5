//! Environments with Python packages, which pip fetches from the network once.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

use xtask::failure::{Context as _, Failure};

/// Makes the environment in `folder` with exactly the versions in `requirements`, unless it already has them for this
/// Python, and gives its interpreter. The inner error is pip's message if it cannot fetch them.
pub(crate) fn environment(folder: &Path, requirements: &Path) -> Result<Result<PathBuf, String>, Failure> {
    let python = run(Command::new("python3").arg("--version"))?;
    let python = python.map_err(|fault| Failure::new(format!("expected a version of Python, found {fault}")))?;
    let versions = fs::read_to_string(requirements).context(format!("read {}", requirements.display()))?;
    let wanted = format!("# {python}{versions}");
    let (interpreter, installed) = (folder.join("bin/python"), folder.join("requirements.txt"));
    if fs::read_to_string(&installed).is_ok_and(|found| found == wanted) {
        return Ok(Ok(interpreter));
    }
    let made = run(Command::new("python3").args(["-m", "venv", "--clear"]).arg(folder))?;
    made.map_err(|fault| Failure::new(format!("expected a Python environment, found a fault: {fault}")))?;
    let mut pip = Command::new(&interpreter);
    pip.args(["-m", "pip", "install", "--quiet", "--disable-pip-version-check", "--only-binary=:all:", "--no-deps"]);
    if let Err(fault) = run(pip.arg("--requirement").arg(requirements))? {
        return Ok(Err(fault));
    }
    fs::write(installed, wanted).context("note which versions are installed")?;
    Ok(Ok(interpreter))
}

/// The output of a program if it succeeds, or its complaint.
fn run(program: &mut Command) -> Result<Result<String, String>, Failure> {
    let output = program.stdin(Stdio::null()).output();
    let output = output.context(format!("start {}", program.get_program().display()))?;
    let said = String::from_utf8_lossy(&output.stdout).into_owned();
    if output.status.success() { Ok(Ok(said)) } else { Ok(Err(String::from_utf8_lossy(&output.stderr).into_owned())) }
}
