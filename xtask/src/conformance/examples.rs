//! The official example documents: we read them, and what we write of them is valid again.

use std::fs;
use std::path::Path;
use std::process::Command;

use signature_model::direct::{
    DirectJobManifest, DirectJobRequest, DirectJobResponse, DirectJobStatus, DirectSignerResponse,
    DirectSignerUpdateRequest,
};
use signature_model::portal::{PortalJobManifest, PortalJobRequest, PortalJobResponse, PortalJobStatusChange};
use signature_model::xml::ReadError;

use super::bench::{Bench, NO_SCHEMAS};
use super::messages::SCHEMA;
use super::verdict::Verdict;
use crate::failure::{Context as _, Failure, chain};
use crate::workspace;

/// Reads a message and writes it again.
type Rewrite = fn(&[u8]) -> Result<Vec<u8>, ReadError>;

/// Every message that an example may hold, by its root element.
const MESSAGES: &[(&str, Rewrite)] = &[
    (DirectJobManifest::ELEMENT, |xml| Ok(DirectJobManifest::from_xml(xml)?.to_xml())),
    (DirectJobRequest::ELEMENT, |xml| Ok(DirectJobRequest::from_xml(xml)?.to_xml())),
    (DirectJobResponse::ELEMENT, |xml| Ok(DirectJobResponse::from_xml(xml)?.to_xml())),
    (DirectJobStatus::ELEMENT, |xml| Ok(DirectJobStatus::from_xml(xml)?.to_xml())),
    (DirectSignerResponse::ELEMENT, |xml| Ok(DirectSignerResponse::from_xml(xml)?.to_xml())),
    (DirectSignerUpdateRequest::ELEMENT, |xml| Ok(DirectSignerUpdateRequest::from_xml(xml)?.to_xml())),
    (PortalJobManifest::ELEMENT, |xml| Ok(PortalJobManifest::from_xml(xml)?.to_xml())),
    (PortalJobRequest::ELEMENT, |xml| Ok(PortalJobRequest::from_xml(xml)?.to_xml())),
    (PortalJobResponse::ELEMENT, |xml| Ok(PortalJobResponse::from_xml(xml)?.to_xml())),
    (PortalJobStatusChange::ELEMENT, |xml| Ok(PortalJobStatusChange::from_xml(xml)?.to_xml())),
];

/// Every example of both flows, in the folder `examples` beside the schemas.
pub(super) fn readers(bench: &Bench) -> Result<Vec<Verdict>, Failure> {
    let Some(schemas) = bench.schemas() else {
        return Ok(vec![Verdict::skipped("signature-model", "official examples", NO_SCHEMAS)]);
    };
    let examples = schemas.with_file_name("examples");
    let mut verdicts = Vec::new();
    for flow in ["direct", "portal"] {
        for file in workspace::files_below(&examples.join(flow))? {
            let name = file.strip_prefix(&examples).unwrap_or(&file).display().to_string();
            let xml = fs::read(&file).context(format!("read the example {name}"))?;
            let rewritten = rewrite(&root_element(&file)?, &xml);
            verdicts.push(Verdict::accepts(
                "signature-model",
                &name,
                rewritten.as_ref().map(drop).map_err(Clone::clone),
            ));
            if let Ok(xml) = rewritten {
                let file = bench.write(&format!("examples/{name}"), xml)?;
                let found = bench.validate(&schemas.join(SCHEMA), &file)?;
                verdicts.push(Verdict::accepts("xmllint", format!("{name}, written by us"), found));
            }
        }
    }
    Ok(verdicts)
}

fn rewrite(element: &str, xml: &[u8]) -> Result<Vec<u8>, String> {
    let (_, rewrite) = MESSAGES
        .iter()
        .find(|(name, _)| *name == element)
        .ok_or_else(|| format!("expected an element that we know, found {element}"))?;
    rewrite(xml).map_err(|error| chain(&error))
}

/// The name of a document's root element, as xmllint reads it.
fn root_element(file: &Path) -> Result<String, Failure> {
    let mut xmllint = Command::new("xmllint");
    let output = xmllint.args(["--nonet", "--xpath", "local-name(/*)"]).arg(file).output().context("start xmllint")?;
    Ok(String::from_utf8_lossy(&output.stdout).trim().to_owned())
}
