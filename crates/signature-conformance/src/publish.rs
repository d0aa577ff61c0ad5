//! The whole suite as plain files, for implementations in any language: every case complete, as JSON, with a schema for
//! each kind, and every archive, key and request body as a file.
//!
//! The same suite always gives the same bytes.

use std::collections::BTreeMap;

use serde_json::{Map, Value, json};

use crate::case::{Case, Input, Verdict};
use crate::error::Error;
use crate::origin::ORIGIN;
use crate::sha256::sha256;
use crate::suite::Suite;

/// A file of the published suite.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub struct PublishedFile {
    /// Its path in the folder of the suite, with `/` between folders.
    pub path: String,
    /// Its bytes.
    pub bytes: Vec<u8>,
}

/// What is published unchanged: paths below `fixtures/`, and their names in the published suite.
const COPIED: &[(&str, &str)] =
    &[("README.md", "README.md"), ("schemas/", "schemas/"), ("package/pki/", "package/pki/")];

impl Suite {
    /// Every file of the published suite, in order of the paths. `index.json` lists the others.
    ///
    /// # Errors
    /// [`ErrorKind::Recipe`](crate::ErrorKind::Recipe) if the archive of a case cannot be made.
    pub fn publish(&self) -> Result<Vec<PublishedFile>, Error> {
        let mut files = BTreeMap::new();
        let mut lists = BTreeMap::<&str, Vec<Value>>::new();
        let mut counts = BTreeMap::<&str, Counts>::new();
        for case in self.cases() {
            lists.entry(case.file()).or_default().push(publish(case, &mut files)?);
            counts.entry(case.kind()).or_default().add(case.verdict());
        }
        let mut index = Vec::new();
        for (file, cases) in &lists {
            let (kind, _) = file.split_once('/').unwrap_or_default();
            let path = format!("{file}.json");
            let schema = format!("schemas/{kind}.schema.json");
            let list = json!({ "$schema": format!("../{schema}"), "kind": kind, "cases": cases });
            let bytes = to_json(&list);
            index.push(json!({
                "path": path, "kind": kind, "schema": schema, "cases": cases.len(), "sha256": sha256(&bytes),
            }));
            files.insert(path, bytes);
        }
        for file in signature_fixtures::FILES {
            let target = COPIED.iter().find_map(|(from, to)| Some([to, file.path.strip_prefix(from)?].concat()));
            if let Some(target) = target {
                files.insert(target, file.bytes.to_vec());
            }
        }
        let listed: Vec<_> = lists.keys().map(|file| format!("{file}.json")).collect();
        let others = files.iter().filter(|(path, _)| !listed.contains(path));
        index.extend(others.map(|(path, bytes)| json!({ "path": path, "sha256": sha256(bytes) })));
        let counts: Map<_, _> = counts.iter().map(|(kind, counts)| ((*kind).to_owned(), counts.publish())).collect();
        let index = json!({
            "$schema": "schemas/index.schema.json",
            "suite": "signature-fixtures",
            "version": signature_fixtures::VERSION,
            "origin": ORIGIN,
            "cases": self.cases().len(),
            "counts": counts,
            "files": index,
        });
        files.insert("index.json".to_owned(), to_json(&index));
        Ok(files.into_iter().map(|(path, bytes)| PublishedFile { path, bytes }).collect())
    }
}

/// How many cases of a kind are accepted and refused.
#[derive(Debug, Default)]
struct Counts {
    accept: usize,
    reject: usize,
}

impl Counts {
    fn add(&mut self, verdict: Verdict) {
        match verdict {
            Verdict::Accept => self.accept = self.accept.saturating_add(1),
            Verdict::Reject => self.reject = self.reject.saturating_add(1),
        }
    }

    fn publish(&self) -> Value {
        json!({ "accept": self.accept, "reject": self.reject })
    }
}

/// A case with everything that it needs; content that is not text goes into a separate file.
fn publish(case: &Case, files: &mut BTreeMap<String, Vec<u8>>) -> Result<Value, Error> {
    let mut published = match &case.input {
        Input::Exchange(exchange) => json!({
            "call": exchange.call,
            "input": exchange.input,
            "reply": exchange.reply.as_ref().map(|reply| reply.publish()),
        }),
        Input::Package(package) => {
            let bytes = package.archive()?;
            let path = format!("package/archives/{}.asice", case.id().trim_start_matches("package/"));
            let published = json!({
                "archive": path,
                "sha256": sha256(&bytes),
                "arrives": package.arrives,
                "trust": ["package/pki/root.pem"],
                "beyond": package.beyond,
            });
            files.insert(path, bytes.to_vec());
            published
        }
        Input::Request(request) => {
            let path = format!("request/bodies/{}", case.id().trim_start_matches("request/"));
            let has_body = !request.body.is_empty();
            if has_body {
                files.insert(path.clone(), request.body.to_vec());
            }
            request.publish(has_body.then_some(path.as_str()))
        }
        Input::Trace(trace) => trace.publish(),
        Input::Xml(document) => {
            json!({ "message": document.message, "xml": document.xml, "beyond": document.beyond })
        }
    };
    if let Some(published) = published.as_object_mut() {
        published.insert("id".to_owned(), case.id().into());
        published.insert("source".to_owned(), case.source().into());
        for part in ["normative", "snapshot"] {
            published.insert(part.to_owned(), case.expected.get(part).cloned().unwrap_or(Value::Null));
        }
    }
    Ok(published)
}

/// JSON with a line for each member, and a final line end.
fn to_json(value: &Value) -> Vec<u8> {
    format!("{value:#}\n").into_bytes()
}
