//! What every check needs: the folder, the tools, the schemas, and the certificates that sign our packages.

use std::ffi::OsStr;
use std::fs;
use std::io::{self, ErrorKind};
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::time::{SystemTime, UNIX_EPOCH};

use signature_model::Timestamp;
use signature_testkit::{Credentials, Enterprise, TestPki};

use super::verdict::Verdict;
use xtask::failure::{Context as _, Failure};
use xtask::workspace;

/// Every tool that we use, and its Debian package.
const TOOLS: &[(&str, &str)] = &[
    ("javac", "default-jdk-headless"),
    ("openssl", "openssl"),
    ("pdfinfo", "poppler-utils"),
    ("pdfsig", "poppler-utils"),
    ("python3", "python3-venv"),
    ("unzip", "unzip"),
    ("xmllint", "libxml2-utils"),
    ("xmlsec1", "xmlsec1"),
    ("zip", "zip"),
];

/// The default folder of the official schemas, relative to the workspace's folder.
const SCHEMAS: &str = "../shared/reference/xsd";

/// The start of the names of folders with Python packages, which are kept between runs.
pub(super) const PYTHON: &str = "python";

/// Why a check that needs the official schemas or examples was skipped.
pub(super) const NO_SCHEMAS: &str = "no folder of official schemas; name one with --schemas DIR";

/// The options of the command line.
#[derive(Debug, Default)]
pub(super) struct Options<'a> {
    /// The folder of the official schemas.
    pub(super) schemas: Option<&'a str>,
    /// Whether checks that need the network must run.
    pub(super) online: bool,
}

impl<'a> Options<'a> {
    pub(super) fn read(arguments: &'a [String]) -> Result<Self, Failure> {
        let mut options = Self::default();
        let mut words = arguments.iter().map(String::as_str);
        while let Some(word) = words.next() {
            match (word, options.schemas) {
                ("--online", _) => options.online = true,
                ("--schemas", None) => options.schemas = words.next(),
                _ => return Err(Failure::new(format!("expected --schemas DIR and --online, found {word}"))),
            }
        }
        Ok(options)
    }
}

/// Everything that a check needs.
#[derive(Debug)]
pub(super) struct Bench {
    folder: PathBuf,
    schemas: Option<PathBuf>,
    online: bool,
    pub(super) now: Timestamp,
    pub(super) sender: Credentials,
    pub(super) pki: TestPki,
}

/// The folder of the sources of judges in other languages.
pub(super) fn sources() -> PathBuf {
    workspace::root().join("xtask/interop/src/interop")
}

impl Bench {
    /// Empties the folder, checks that all tools are installed, and makes a sender's certificate `sender.der` and its
    /// key with `root.der` and `issuing.der` above it, and somebody else's key.
    pub(super) fn prepare(options: &Options<'_>) -> Result<Self, Failure> {
        require_tools()?;
        let schemas = find_schemas(options.schemas)?;
        let folder = workspace::root().join("target/interop");
        empty(&folder).context("empty target/interop")?;
        let now = now()?;
        let pki = TestPki::generate(now).context("make certificate authorities")?;
        let sender = pki
            .enterprise(&Enterprise::new("310000001", "Interop Sender (SYNTHETIC TEST)"))
            .context("make the sender's certificate")?;
        let other = pki.enterprise(&Enterprise::new("310000002", "Interop Stranger (SYNTHETIC TEST)"));
        let bench = Self { folder, schemas, online: options.online, now, sender, pki };
        bench.write("root.der", bench.pki.trust_anchor())?;
        bench.write("issuing.der", bench.pki.issuing_ca())?;
        let leaf = bench.sender.chain().first().ok_or_else(|| Failure::new("expected a certificate, found none"))?;
        bench.write("sender.der", leaf)?;
        bench.write("key.pk8", bench.sender.private_key_pkcs8())?;
        bench.write("other.pk8", other.context("make somebody else's key")?.private_key_pkcs8())?;
        Ok(bench)
    }

    /// Writes a file below the folder, and gives its path.
    pub(super) fn write(&self, name: &str, content: impl AsRef<[u8]>) -> Result<PathBuf, Failure> {
        let path = self.path(name);
        let parent = path.parent().unwrap_or(&path);
        fs::create_dir_all(parent).context(format!("make the folder {}", parent.display()))?;
        fs::write(&path, content).context(format!("write {}", path.display()))?;
        Ok(path)
    }

    /// A path below the folder.
    pub(super) fn path(&self, name: &str) -> PathBuf {
        self.folder.join(name)
    }

    /// The folder of the official schemas, if there is one.
    pub(super) fn schemas(&self) -> Option<&Path> {
        self.schemas.as_deref()
    }

    /// The verdict if a check needs the network and there is none.
    pub(super) fn without_network(&self, judge: &'static str, subject: &str, reason: &'static str) -> Verdict {
        if self.online {
            Verdict::accepts(judge, subject, Err(reason.to_owned()))
        } else {
            Verdict::skipped(judge, subject, reason)
        }
    }

    /// What xmllint says about `document` with `schema`. Nothing is fetched.
    pub(super) fn validate(&self, schema: &Path, document: &Path) -> Result<Result<(), String>, Failure> {
        ask(self.xmllint(schema).arg(document))
    }

    /// Everything that xmllint says about `documents` with `schema`, with a line for each. Nothing is fetched.
    pub(super) fn validate_all(&self, schema: &Path, documents: &[PathBuf]) -> Result<String, Failure> {
        answer(self.xmllint(schema).args(documents))
    }

    fn xmllint(&self, schema: &Path) -> Command {
        let mut xmllint = self.tool("xmllint");
        if let Some(schemas) = self.schemas() {
            xmllint.env("XML_CATALOG_FILES", schemas.join("catalog.xml"));
        }
        xmllint.args(["--nonet", "--noout", "--schema"]).arg(schema);
        xmllint
    }

    /// A tool that runs in the folder.
    pub(super) fn tool(&self, name: impl AsRef<OsStr>) -> Command {
        let mut tool = Command::new(name);
        tool.current_dir(&self.folder).stdin(Stdio::null());
        tool
    }
}

/// Removes everything except the Python packages, which come from the network and are checked before use.
fn empty(folder: &Path) -> io::Result<()> {
    let entries = match fs::read_dir(folder) {
        Err(error) if error.kind() == ErrorKind::NotFound => return Ok(()),
        entries => entries?,
    };
    for entry in entries {
        let entry = entry?;
        if entry.file_name().to_string_lossy().starts_with(PYTHON) {
            continue;
        }
        if entry.file_type()?.is_dir() { fs::remove_dir_all(entry.path())? } else { fs::remove_file(entry.path())? }
    }
    Ok(())
}

/// Runs a tool: whether it accepts, or the first lines of its complaint.
pub(super) fn ask(tool: &mut Command) -> Result<Result<(), String>, Failure> {
    Ok(hear(tool)?.map(drop))
}

/// Runs a tool: its output if it accepts, or the first lines of its complaint.
pub(super) fn hear(tool: &mut Command) -> Result<Result<String, String>, Failure> {
    let output = tool.output().context(format!("start {}", tool.get_program().display()))?;
    if output.status.success() {
        return Ok(Ok(String::from_utf8_lossy(&output.stdout).into_owned()));
    }
    let text = if output.stderr.is_empty() { output.stdout } else { output.stderr };
    let text = String::from_utf8_lossy(&text);
    Ok(Err(text.lines().filter(|line| !line.is_empty()).take(3).collect::<Vec<_>>().join("; ")))
}

/// Runs a tool: its whole output, whether it accepts or not.
pub(super) fn answer(tool: &mut Command) -> Result<String, Failure> {
    let output = tool.output().context(format!("start {}", tool.get_program().display()))?;
    Ok(String::from_utf8_lossy(&[output.stdout, output.stderr].concat()).into_owned())
}

/// Fails with all missing tools, and the packages to install.
fn require_tools() -> Result<(), Failure> {
    let is_missing = |name: &str| {
        let start = Command::new(name).arg("--version").stdin(Stdio::null()).output();
        start.is_err_and(|error| error.kind() == ErrorKind::NotFound)
    };
    let missing: Vec<_> = TOOLS
        .iter()
        .filter(|(name, _)| is_missing(name))
        .map(|(name, package)| format!("\n  {name:<8} in the Debian package {package}"))
        .collect();
    if missing.is_empty() {
        return Ok(());
    }
    Err(Failure::new(format!("expected every tool to be installed, found these missing:{}", missing.concat())))
}

/// A folder that was named must exist; the default one need not.
fn find_schemas(asked_for: Option<&str>) -> Result<Option<PathBuf>, Failure> {
    match asked_for {
        Some(folder) => fs::canonicalize(folder).context(format!("find the schemas in {folder}")).map(Some),
        None => Ok(fs::canonicalize(workspace::root().join(SCHEMAS)).ok()),
    }
}

fn now() -> Result<Timestamp, Failure> {
    let elapsed = SystemTime::now().duration_since(UNIX_EPOCH).context("read the clock")?;
    let millis = i64::try_from(elapsed.as_millis()).context("read the clock")?;
    Timestamp::from_unix_millis(millis).context("read the clock")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn options_come_in_any_order() {
        let check = |line: &str| {
            let words: Vec<_> = line.split_whitespace().map(str::to_owned).collect();
            Options::read(&words).map(|options| (options.schemas.map(str::to_owned), options.online))
        };
        assert_eq!(check("").unwrap(), (None, false));
        assert_eq!(check("--online --schemas xsd").unwrap(), (Some("xsd".to_owned()), true));
        assert!(check("--schemas xsd --offline").is_err());
    }
}
