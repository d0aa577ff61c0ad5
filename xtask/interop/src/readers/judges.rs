//! The other readers, each in one process that reads all archives.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

use super::corpus::Corpus;
use crate::python;
use xtask::failure::{Context as _, Failure};
use xtask::workspace;

/// The most differences that are reported for a reader.
const MOST_TOLD: usize = 20;

/// A reader and its command, without the last arguments: the file of archives and a folder for its own use.
struct Judge {
    name: &'static str,
    command: Vec<PathBuf>,
}

/// Lets every reader read all archives, and gives a text for each difference.
pub(super) fn ask_all(corpus: &Corpus, online: bool) -> Result<Vec<String>, Failure> {
    let folder = workspace::root().join("target/readers");
    fs::create_dir_all(&folder).context("make target/readers")?;
    let archives = folder.join("archives.bin");
    fs::write(&archives, in_one(corpus)?).context("write the archives")?;
    let mut holes = Vec::new();
    for judge in judges(&folder, online)? {
        let said = judge.hear(&archives, &folder)?;
        let differences = differences(corpus, &said)?;
        println!("{:<24}{} archives read, {} differently", judge.name, corpus.accepted.len(), differences.len());
        for (index, line) in differences.into_iter().take(MOST_TOLD) {
            let Some(accepted) = corpus.accepted.get(index) else { continue };
            let file = folder.join(format!("difference-{index}.zip"));
            fs::write(&file, &accepted.archive).context("write an archive that is read differently")?;
            let (name, found) = (&accepted.name, &accepted.found);
            holes.push(format!("{name}: we found {found}, {} found {line}; see {}", judge.name, file.display()));
        }
    }
    Ok(holes)
}

/// Each archive after its length in four bytes.
fn in_one(corpus: &Corpus) -> Result<Vec<u8>, Failure> {
    let mut all = Vec::new();
    for accepted in &corpus.accepted {
        let length = u32::try_from(accepted.archive.len()).context("write the length of an archive")?;
        all.extend(length.to_be_bytes());
        all.extend(&accepted.archive);
    }
    Ok(all)
}

fn judges(folder: &Path, online: bool) -> Result<Vec<Judge>, Failure> {
    let sources = workspace::root().join("xtask/interop/src/readers");
    let java = |reader: &'static str| -> Vec<PathBuf> {
        vec!["java".into(), sources.join("ReadArchives.java"), reader.into()]
    };
    let script = sources.join("read_archives.py");
    let mut judges = vec![
        Judge { name: "JDK ZipFile", command: java("ZipFile") },
        Judge { name: "JDK ZipInputStream", command: java("ZipInputStream") },
        Judge { name: "Python zipfile", command: vec!["python3".into(), script.clone(), "zipfile".into()] },
    ];
    match python::environment(&folder.join("python"), &sources.join("requirements.txt"))? {
        Ok(interpreter) => {
            judges.push(Judge { name: "stream-unzip", command: vec![interpreter, script, "stream-unzip".into()] });
        }
        Err(fault) if online => {
            return Err(Failure::new(format!("expected stream-unzip from PyPI, found a fault: {fault}")));
        }
        Err(fault) => println!("{:<24}skipped, pip cannot install it: {fault}", "stream-unzip"),
    }
    Ok(judges)
}

impl Judge {
    /// Its output: a line for each archive.
    fn hear(&self, archives: &Path, folder: &Path) -> Result<String, Failure> {
        let (program, arguments) = self.command.split_first().ok_or_else(|| Failure::new("expected a command"))?;
        let mut command = Command::new(program);
        command.args(arguments).arg(archives).arg(folder).stdin(Stdio::null()).stderr(Stdio::inherit());
        let output = command.output().context(format!("start {}", program.display()))?;
        if !output.status.success() {
            return Err(Failure::new(format!("expected {} to succeed, found {}", self.name, output.status)));
        }
        Ok(String::from_utf8_lossy(&output.stdout).into_owned())
    }
}

/// The numbers of the archives with another result.
fn differences(corpus: &Corpus, said: &str) -> Result<Vec<(usize, String)>, Failure> {
    let lines: Vec<_> = said.lines().collect();
    if lines.len() != corpus.accepted.len() {
        let (expected, found) = (corpus.accepted.len(), lines.len());
        return Err(Failure::new(format!("expected a line for each of {expected} archives, found {found}")));
    }
    let pairs = lines.iter().zip(&corpus.accepted).enumerate();
    let others = pairs.filter(|(_, (line, accepted))| **line != accepted.found);
    Ok(others.map(|(index, (line, _))| (index, (*line).to_owned())).collect())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_reader_with_another_result_is_reported() {
        let corpus = Corpus::make(0, 1).unwrap();
        let agreed: Vec<_> = corpus.accepted.iter().map(|accepted| accepted.found.as_str()).collect();
        assert!(agreed.len() > 60);
        assert_eq!(differences(&corpus, &agreed.join("\n")).unwrap(), []);
        let mut lines = agreed.clone();
        lines[7] = "error: x";
        assert_eq!(differences(&corpus, &lines.join("\n")).unwrap(), [(7, "error: x".to_owned())]);
        assert!(differences(&corpus, &agreed[1..].join("\n")).is_err());
    }
}
