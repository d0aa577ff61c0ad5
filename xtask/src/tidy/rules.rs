//! The rules: each finds one kind of fault in a file's text.

use std::collections::BTreeSet;
use std::fmt;
use std::path::{Component, Path, PathBuf};

/// A text file of the workspace.
pub(super) struct Source<'a> {
    /// Below the workspace's folder, with `/` between the parts.
    pub(super) path: &'a str,
    pub(super) text: &'a str,
}

/// What is wrong, and where.
#[derive(Debug)]
pub(super) struct Finding {
    path: String,
    line: usize,
    fault: String,
}

impl fmt::Display for Finding {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}:{}: {}", self.path, self.line, self.fault)
    }
}

/// Most lines of a file of Rust, its tests not counted.
const MAX_LINES: usize = 700;

/// Words that mark unfinished work. Each is in two parts, because this file is checked too.
const BANNED_WORDS: &[&str] =
    &[concat!("TO", "DO"), concat!("FIX", "ME"), concat!("XX", "X"), concat!("unimple", "mented!")];

/// Words and phrases that are not plain international English. Each is in two parts, because this file is checked too.
///
/// The list has only phrases that plain prose almost never needs.
const ARCHAIC: &[&str] = &[
    concat!("albe", "it"),
    concat!("amongs", "t"),
    concat!("be ", "it"),
    concat!("can be ", "had"),
    concat!("cannot be ", "had"),
    concat!("hen", "ce"),
    concat!("here", "by"),
    concat!("here", "in"),
    concat!("hith", "erto"),
    concat!("is none ", "of"),
    concat!("le", "st"),
    concat!("none ", "but"),
    concat!("nor ", "is"),
    concat!("of ", "which"),
    concat!("save ", "for"),
    concat!("sha", "ll"),
    concat!("such as ", "are"),
    concat!("that is ", "none"),
    concat!("then", "ce"),
    concat!("there", "by"),
    concat!("there", "in"),
    concat!("there", "of"),
    concat!("to be ", "had"),
    concat!("up", "on"),
    concat!("what became ", "of"),
    concat!("what came ", "of"),
    concat!("what comes ", "of"),
    concat!("what has become ", "of"),
    concat!("when", "ce"),
    concat!("where", "by"),
    concat!("where", "in"),
    concat!("where", "of"),
    concat!("whereu", "pon"),
    concat!("which is ", "none"),
    concat!("which ", "see"),
    concat!("whils", "t"),
    concat!("who", "m"),
];

/// Whether the rules apply to this file: Rust, Markdown and TOML.
pub(super) fn is_ours(path: &str) -> bool {
    ["rs", "md", "toml"].iter().any(|extension| has_extension(path, extension))
}

/// What the rules know besides the file itself.
pub(super) struct Facts<'a> {
    /// Answers for paths below the workspace's folder.
    pub(super) exists: &'a dyn Fn(&Path) -> bool,
    /// The keys that `Source:` lines may use.
    pub(super) source_keys: BTreeSet<&'a str>,
}

/// Everything wrong with a file.
pub(super) fn findings(source: &Source<'_>, facts: &Facts<'_>) -> Vec<Finding> {
    let mut findings = Vec::new();
    let mut report = |line: usize, fault: String| findings.push(Finding { path: source.path.to_owned(), line, fault });
    if is_code(source.path) && !source.text.starts_with("//!") {
        report(1, "must start with //! that says what lives here".to_owned());
    }
    let length = lines_without_tests(source);
    if length > MAX_LINES {
        report(MAX_LINES, format!("must have at most {MAX_LINES} lines without tests, found {length}"));
    }
    for (line, number) in source.text.lines().zip(1..) {
        if line.contains('\t') {
            report(number, "must have no tabs".to_owned());
        }
        if line.trim_end() != line {
            report(number, "must have no white space at the end of the line".to_owned());
        }
        // A manifest may contain a lint with the name of a banned word.
        if !has_extension(source.path, "toml") {
            for word in BANNED_WORDS.iter().filter(|word| has_word(line, word)) {
                report(number, format!("must not say {word}"));
            }
        }
        // Names of tests are prose too.
        let prose = line.replace('_', " ");
        for words in ARCHAIC.iter().filter(|words| has_word(&prose, words)) {
            report(number, format!("must be plain English, found \"{words}\""));
        }
    }
    if is_code(source.path) {
        for (key, number) in cited_keys(source.text).filter(|(key, _)| !facts.source_keys.contains(key)) {
            report(number, format!("must cite a source that docs/manual/sources.md lists, found {key}"));
        }
    }
    if has_extension(source.path, "md") {
        for (link, number) in links(source.text) {
            if !resolve(source.path, link).is_some_and(|target| (facts.exists)(&target)) {
                report(number, format!("must link to a file of the repository, found {link}"));
            }
        }
    }
    findings
}

fn has_extension(path: &str, extension: &str) -> bool {
    Path::new(path).extension().is_some_and(|found| found == extension)
}

/// Rust that is not an integration test.
fn is_code(path: &str) -> bool {
    has_extension(path, "rs")
        && ["xtask/", "crates/"].iter().any(|folder| path.starts_with(folder))
        && path.contains("/src/")
}

/// The lines of a file of Rust up to the tests at its end; zero for files that contain only tests.
fn lines_without_tests(source: &Source<'_>) -> usize {
    if !has_extension(source.path, "rs") || source.path.ends_with("tests.rs") || source.path.contains("/tests/") {
        return 0;
    }
    let code = source.text.split_once("#[cfg(test)]\nmod tests {").map_or(source.text, |(code, _)| code);
    code.lines().count()
}

/// Whether `line` has `word` in any case, with no letter, digit or underscore next to it.
fn has_word(line: &str, word: &str) -> bool {
    let (line, word) = (line.to_lowercase(), word.to_lowercase());
    let is_word = |c: char| c.is_alphanumeric() || c == '_';
    line.match_indices(&word).any(|(at, _)| {
        let (before, rest) = line.split_at(at);
        !before.ends_with(is_word) && !rest.strip_prefix(&word).is_some_and(|after| after.starts_with(is_word))
    })
}

/// The keys in `Source:` lines, without the part after `#`, each with its line. Standards have no keys.
fn cited_keys(code: &str) -> impl Iterator<Item = (&str, usize)> {
    code.lines().zip(1..).flat_map(|(line, number)| {
        let cited = line.split_once(concat!("Sou", "rce: ")).map_or("", |(_, cited)| cited);
        let keys = cited.split('`').skip(1).step_by(2).map(|key| key.split('#').next().unwrap_or(key));
        let keys = keys.filter(|key| key.ends_with(".xsd") || key.starts_with("docs/") || key.starts_with("clients/"));
        keys.map(move |key| (key, number))
    })
}

/// The targets of links to files, without their fragments, each with its line. Code has no links.
fn links(markdown: &str) -> Vec<(&str, usize)> {
    let mut links = Vec::new();
    let mut in_code = false;
    for (line, number) in markdown.lines().zip(1..) {
        if line.trim_start().starts_with("```") {
            in_code = !in_code;
        }
        if in_code {
            continue;
        }
        let targets = line.split("](").skip(1).filter_map(|rest| rest.split_once(')'));
        let files = targets.map(|(target, _)| target.split('#').next().unwrap_or(target));
        links.extend(files.filter(|file| !file.is_empty() && !file.contains(':')).map(|file| (file, number)));
    }
    links
}

/// The target of `link` in the file at `path`, as a path below the workspace's folder; `None` if it is outside.
fn resolve(path: &str, link: &str) -> Option<PathBuf> {
    let mut target = Path::new(path).parent()?.to_owned();
    for component in Path::new(link).components() {
        match component {
            Component::CurDir => {}
            Component::ParentDir => target = target.parent()?.to_owned(),
            Component::Normal(name) => target.push(name),
            Component::RootDir | Component::Prefix(_) => return None,
        }
    }
    Some(target)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(path: &str, text: &str, expected: &[&str]) {
        let exists = |path: &Path| path == Path::new("docs/a.md");
        let page = "| key | what it is |\n| `docs/tls` | mutual TLS |\n";
        let facts = Facts { exists: &exists, source_keys: xtask::sources::keys(page) };
        let found: Vec<_> = findings(&Source { path, text }, &facts).iter().map(Finding::to_string).collect();
        assert_eq!(found, expected);
    }

    #[test]
    fn code_starts_with_its_header() {
        check("crates/a/src/b.rs", "//! Header.\n", &[]);
        check(
            "crates/a/src/b.rs",
            "use std;\n",
            &["crates/a/src/b.rs:1: must start with //! that says what lives here"],
        );
        check("crates/a/tests/it/main.rs", "mod a;\n", &[]);
    }

    #[test]
    fn only_lines_outside_tests_count() {
        let header = "//! Header.\n";
        let long = format!("{header}{}", "// a line\n".repeat(700));
        check("xtask/src/a.rs", &long, &["xtask/src/a.rs:700: must have at most 700 lines without tests, found 701"]);
        check("xtask/src/a/tests.rs", &long, &[]);
        check("crates/a/tests/it/b.rs", &long, &[]);
        check("xtask/src/a.rs", &format!("{header}#[cfg(test)]\nmod tests {{\n{long}}}\n"), &[]);
    }

    #[test]
    fn banned_words_stand_alone_and_have_any_case() {
        let [word, macro_name] = [concat!("to", "do"), concat!("unimple", "mented!")];
        check("a.md", word, &[concat!("a.md:1: must not say TO", "DO")]);
        check("a.md", &format!("{macro_name}()"), &[concat!("a.md:1: must not say unimple", "mented!")]);
        check("a.md", &format!("mas{word}n, {word}_list"), &[]);
        check("a.toml", &format!("{word} = \"warn\""), &[]);
    }

    #[test]
    fn archaic_words_are_refused() {
        check(
            "a.md",
            concat!("the sender for who", "m it is"),
            &[concat!("a.md:1: must be plain English, found \"who", "m\"")],
        );
        check(
            "a.toml",
            concat!("# Sha", "ll be read."),
            &[concat!("a.toml:1: must be plain English, found \"sha", "ll\"")],
        );
        let in_a_name = concat!("fn what_came_", "of_it() {}");
        check(
            "crates/a/tests/it/b.rs",
            in_a_name,
            &[concat!("crates/a/tests/it/b.rs:1: must be plain English, found \"what came ", "of\"")],
        );
        check("a.md", "once, a shell, the coupon, wholesome; it is none", &[]);
    }

    #[test]
    fn white_space_is_plain() {
        check("a.toml", "a = 1 \n", &["a.toml:1: must have no white space at the end of the line"]);
        check("a.md", "one\na\tb\n", &["a.md:2: must have no tabs"]);
    }

    #[test]
    fn cited_sources_are_explained() {
        let cite = |keys: &str| format!("//! Header.\n//! Sour{}: {keys}\n", "ce");
        check("crates/a/src/b.rs", &cite("`RFC 2253`, `docs/tls#versions`"), &[]);
        check(
            "crates/a/src/b.rs",
            &cite("`docs/tls`, `direct.xsd#url`"),
            &["crates/a/src/b.rs:2: must cite a source that docs/manual/sources.md lists, found direct.xsd"],
        );
    }

    #[test]
    fn links_lead_to_files() {
        check("docs/b.md", "[a](a.md#part) [b](../docs/a.md) [c](#here) [d](https://example.com)", &[]);
        check("b.md", "[a](a.md)", &["b.md:1: must link to a file of the repository, found a.md"]);
        check("b.md", "[a](../a.md)", &["b.md:1: must link to a file of the repository, found ../a.md"]);
        check("b.md", "```\n[a](a.md)\n```\n", &[]);
    }
}
