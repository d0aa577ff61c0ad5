//! Files of `xml` cases.

use std::collections::BTreeMap;

use super::subject;
use crate::case::{Head, Input, Verdict};
use crate::error::Fault;
use crate::messages::MessageDocument;

pub(super) fn read(stem: &str, text: &str) -> Result<Vec<(Head, Input)>, Fault> {
    let file: XmlFile = toml::from_str(text)?;
    subject::require(&file.message, stem)?;
    file.cases()
}

/// Documents of one message.
#[derive(Debug, serde::Deserialize)]
#[serde(deny_unknown_fields)]
struct XmlFile {
    message: String,
    case: Vec<XmlCase>,
}

/// A document: whole, or the document of another case with parts of it replaced.
#[derive(Debug, serde::Deserialize)]
#[serde(deny_unknown_fields)]
struct XmlCase {
    name: String,
    verdict: Verdict,
    source: String,
    xml: Option<String>,
    from: Option<String>,
    #[serde(default)]
    replace: Vec<(String, String)>,
    beyond: Option<String>,
}

impl XmlFile {
    fn cases(self) -> Result<Vec<(Head, Input)>, Fault> {
        let whole: BTreeMap<_, _> =
            self.case.iter().filter_map(|case| Some((case.name.clone(), case.xml.clone()?))).collect();
        let resolve = |case: XmlCase| {
            let fault = |text: String| Fault::from(format!("{}: {text}", case.name));
            let document = match (case.xml, case.from) {
                (Some(xml), None) if case.replace.is_empty() => xml,
                (None, Some(from)) if !case.replace.is_empty() => {
                    let base =
                        whole.get(&from).ok_or_else(|| fault(format!("expected a case with xml, found {from}")))?;
                    replace(base, &case.replace).map_err(fault)?
                }
                _ => return Err(fault("expected either xml, or from and replace".to_owned())),
            };
            let head = Head { name: case.name, verdict: case.verdict, source: case.source };
            Ok((
                head,
                Input::Xml(MessageDocument { message: self.message.clone(), xml: document, beyond: case.beyond }),
            ))
        };
        self.case.into_iter().map(resolve).collect()
    }
}

/// Replaces each pair's first by its second, in order; each first must be there exactly once.
fn replace(xml: &str, pairs: &[(String, String)]) -> Result<String, String> {
    pairs.iter().try_fold(xml.to_owned(), |xml, (old, new)| match xml.matches(old.as_str()).count() {
        1 => Ok(xml.replacen(old, new, 1)),
        count => Err(format!("expected {old:?} once, found it {count} times")),
    })
}
