//! The form of case files: TOML, with one file for each message, call or machine.

mod exchange;
mod package;
mod request;
mod subject;
mod trace;
mod xml;

use std::collections::BTreeSet;

use crate::case::{Head, Input};
use crate::error::Fault;

/// The cases of the file at `path`. The folder says which kind they are.
///
/// # Errors
/// What is wrong with the file.
pub(crate) fn read(path: &str, text: &str, every_call: &str) -> Result<Vec<(Head, Input)>, Fault> {
    let (kind, stem) = path.split_once('/').unwrap_or_default();
    let cases = match kind {
        "exchange" => exchange::read(stem, text, every_call)?,
        "package" => package::read(text)?,
        "request" => request::read(text)?,
        "trace" => trace::read(text)?,
        "xml" => xml::read(stem, text)?,
        _ => return Err("expected the folder of a kind, found another".into()),
    };
    let mut names = BTreeSet::new();
    for (Head { name, .. }, _) in &cases {
        if !is_kebab(name) || !names.insert(name) {
            return Err(format!("expected a name in kebab-case and no second one like it, found {name}").into());
        }
    }
    Ok(cases)
}

fn is_kebab(name: &str) -> bool {
    let is_part = |part: &str| !part.is_empty() && part.bytes().all(|b| b.is_ascii_lowercase() || b.is_ascii_digit());
    name.split('-').all(is_part)
}

#[cfg(test)]
mod tests {
    use super::*;

    const FILE: &str = r#"
        message = "error"
        [[case]]
        name = "whole"
        verdict = "accept"
        source = "common.xsd#error"
        xml = "<a>1</a>"
        [[case]]
        name = "changed"
        verdict = "reject"
        source = "common.xsd#error"
        from = "whole"
        replace = [["1", "2"], ["2", "3"]]
    "#;

    #[test]
    fn replacements_are_made_in_order() {
        let cases = read("xml/error", FILE, "").unwrap();
        assert!(
            matches!(&cases[1], (head, Input::Xml(document)) if head.name == "changed" && document.xml == "<a>3</a>")
        );
    }

    #[test]
    fn a_file_is_exact() {
        let check = |old: &str, new: &str, expected: &str| {
            assert_eq!(read("xml/error", &FILE.replacen(old, new, 1), "").unwrap_err().to_string(), expected);
        };
        check("\"error\"", "\"other\"", "expected cases of error, found some of other");
        check("\"changed\"", "\"whole\"", "expected a name in kebab-case and no second one like it, found whole");
        check("\"changed\"", "\"A-b\"", "expected a name in kebab-case and no second one like it, found A-b");
        check("from = \"whole\"", "from = \"b\"", "changed: expected a case with xml, found b");
        check("from = \"whole\"", "xml = \"\"", "changed: expected either xml, or from and replace");
        check("[\"1\", \"2\"]", "[\"a\", \"b\"]", "changed: expected \"a\" once, found it 2 times");
    }
}
