//! A signed package, archived again by common tools: our verifier must accept each of the archives.
//!
//! The forms that these tools write are also in `fixtures/package/archive.toml`; this shows that they still write them.

use std::fs;
use std::path::Path;
use std::process::Command;

use signature_asice::{Limits, Package, Verifier};
use signature_identity::Certificate;

use super::bench::{Bench, ask, sources};
use super::verdict::Verdict;
use xtask::failure::{Context as _, Failure};
use xtask::workspace;

const JUDGE: &str = "signature-asice";
/// The folder of the archives, relative to the folder of the unpacked package.
const FOLDER: &str = "../archives";

/// Each archive that the tools make from the unpacked package.
pub(super) fn of_tools(bench: &Bench) -> Result<Vec<Verdict>, Failure> {
    let package = bench.path("package");
    let archives = bench.path("archives");
    fs::create_dir_all(&archives).context("make a folder for archives")?;
    let files = workspace::files_below(&package)?;
    let names: Result<Vec<_>, _> = files.iter().map(|file| file.strip_prefix(&package)).collect();
    let names = names.context("take the names of the package's files")?;

    let mut tools = vec![
        tool(bench, "java", &["jdk/MakeArchives.java"]),
        tool(bench, "python3", &["make_archives.py"]),
        zip(bench, &["-q", "../archives/info-zip.zip"]),
        zip(bench, &["-q", "-X", "../archives/info-zip-without-extra-fields.zip"]),
        zip(bench, &["-q", "-9", "../archives/info-zip-best.zip"]),
        zip(bench, &["-q", "-0", "../archives/info-zip-stored.zip"]),
    ];
    let mut shell = bench.tool("sh");
    shell.args(["-c", "zip -q - \"$@\" | cat > ../archives/info-zip-to-a-pipe.zip", "sh"]);
    tools.push(shell);
    let has_go = Command::new("go").arg("version").output().is_ok();
    if has_go {
        tools.push(tool(bench, "go", &["run", "make_archives.go"]));
    }
    for mut tool in tools {
        let made = ask(tool.current_dir(&package).args(&names))?;
        made.map_err(|fault| {
            Failure::new(format!("expected archives of {}, found a fault: {fault}", tool.get_program().display()))
        })?;
    }
    let mut verdicts = judge(bench, &archives)?;
    if !has_go {
        verdicts.push(Verdict::skipped(JUDGE, "archives of Go", "Go is not installed"));
    }
    Ok(verdicts)
}

/// Our program for another language's library. It gets the folder and the names of the files.
fn tool(bench: &Bench, program: &str, arguments: &[&str]) -> Command {
    let mut tool = bench.tool(program);
    for argument in arguments {
        let is_source = argument.contains('.');
        if is_source {
            tool.arg(sources().join(argument))
        } else {
            tool.arg(argument)
        };
    }
    tool.arg(FOLDER);
    tool
}

fn zip(bench: &Bench, arguments: &[&str]) -> Command {
    let mut zip = bench.tool("zip");
    zip.args(arguments);
    zip
}

fn judge(bench: &Bench, archives: &Path) -> Result<Vec<Verdict>, Failure> {
    let anchor = Certificate::from_der(bench.pki.trust_anchor().to_vec()).context("read the trust anchor")?;
    let verifier = Verifier::new(vec![anchor]);
    let mut files = workspace::files_below(archives)?;
    files.sort();
    let verdict = |file: &std::path::PathBuf| {
        let archive = fs::read(file).context(format!("read {}", file.display()))?;
        let found = match Package::open(archive, &Limits::default()) {
            Err(refusal) => Err(refusal.to_string()),
            Ok(package) => {
                let report = verifier.verify(&package, bench.now);
                if report.is_valid() { Ok(()) } else { Err(report.to_string()) }
            }
        };
        let name = file.file_stem().unwrap_or_default().to_string_lossy();
        Ok(Verdict::accepts(JUDGE, format!("archive of {name}"), found))
    };
    files.iter().map(verdict).collect()
}
