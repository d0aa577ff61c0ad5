//! The documents of a new job: compares the manifest with the files of the package.
//!
//! Source: `docs/package`, `clients/java`

use std::collections::BTreeSet;

use bytes::Bytes;
use signature_asice::Package;
use signature_model::{Documents, ManifestDocument};

use super::job::JobDocument;
use super::refusal::Refusal;

/// The documents that the manifest lists, each with its own file, no file without a document, within the limits of a
/// job. The package has been verified, so every file outside `META-INF` is signed.
pub(super) fn documents(listed: &[ManifestDocument], package: &Package) -> Result<Vec<JobDocument>, Refusal> {
    let mut files = BTreeSet::new();
    let mut documents = Vec::new();
    for document in listed {
        let file = package.document(document.href()).ok_or_else(|| {
            Refusal::package("expected a file for every document of the manifest, found none for one")
        })?;
        if !files.insert(file.name()) {
            return Err(Refusal::package("expected a file of its own for every document, found one for two"));
        }
        if !matches!(document.media_type(), "application/pdf" | "text/plain") {
            return Err(Refusal::package("expected documents of application/pdf or text/plain, found another type"));
        }
        if file.content().is_empty() {
            return Err(Refusal::package("expected documents with content, found an empty one"));
        }
        documents.push(JobDocument {
            title: document.title().clone(),
            media_type: document.media_type().to_owned(),
            content: Some(file.content().clone()),
        });
    }
    let files = package.documents().count();
    if files != documents.len() {
        return Err(Refusal::package(format!("expected {} documents, found {files}", documents.len())));
    }
    check_size(&documents)?;
    Ok(documents)
}

fn check_size(documents: &[JobDocument]) -> Result<(), Refusal> {
    let most = Documents::MAX_BYTES;
    let size: usize = documents.iter().filter_map(|document| document.content.as_ref()).map(Bytes::len).sum();
    if size <= most {
        return Ok(());
    }
    Err(Refusal::package(format!("expected documents of at most {most} bytes together, found {size} bytes")))
}
