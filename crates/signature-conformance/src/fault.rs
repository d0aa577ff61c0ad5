//! What is wrong with XML, as a kind, a code and the path of an element: the words of the suite.
//!
//! The words and their meaning are listed in `fixtures/schemas/common.schema.json`.

use serde_json::{Value, json};
use signature_model::{ErrorKind, ReadError, ReadErrorKind};

/// The fault in the form of expected results. XML that is not well-formed has no path, because parsers differ in how
/// far they read.
pub(crate) fn of(error: &ReadError) -> Value {
    let (kind, code) = words(error.kind());
    if kind == NOT_XML {
        return json!({ "kind": kind, "code": code });
    }
    json!({ "kind": kind, "code": code, "path": error.path() })
}

const NOT_XML: &str = "not-xml";

fn words(kind: &ReadErrorKind) -> (&'static str, &'static str) {
    match kind {
        ReadErrorKind::NotUtf8 => (NOT_XML, "encoding"),
        ReadErrorKind::Character(_) | ReadErrorKind::NotWellFormed(_) => (NOT_XML, "not-well-formed"),
        ReadErrorKind::Doctype => (NOT_XML, "doctype"),
        ReadErrorKind::Root { .. } => ("structure", "root"),
        ReadErrorKind::Missing(_) => ("structure", "missing"),
        ReadErrorKind::Repeated { .. } => ("structure", "repeated"),
        ReadErrorKind::Unknown { .. } => ("structure", "unknown"),
        ReadErrorKind::Order { .. } => ("structure", "order"),
        ReadErrorKind::Content { .. } => ("structure", "content"),
        ReadErrorKind::Value(error) if matches!(error.kind(), ErrorKind::Length { .. }) => ("value", "length"),
        ReadErrorKind::Value(_) | ReadErrorKind::Lexical { .. } => ("value", "form"),
        ReadErrorKind::TooLarge { .. }
        | ReadErrorKind::TooDeep { .. }
        | ReadErrorKind::TooManyElements { .. }
        | ReadErrorKind::TooManyAttributes { .. } => ("limit", "too-large"),
        _ => ("another", "another"),
    }
}
