//! A call in the form of case files, and its outcome in the words of the suite.

use bytes::Bytes;
use serde_json::{Value, json};
use signature_model::direct::DirectJobRequest;
use signature_model::portal::PortalJobRequest;
use signature_model::urls::{
    CancellationUrl, ConfirmationUrl, DeleteDocumentsUrl, PadesUrl, SignerUrl, StatusUrl, XadesUrl,
};
use signature_model::{
    ArchivedDocumentId, DocumentPackage, OrganizationNumber, ReadError, Sender, StatusQueryToken, Timestamp,
};
use signature_protocol::{
    Cancel, CancelOutcome, Confirm, ContentType, CreateDirectJob, CreatePortalJob, DeleteDocuments,
    DirectStatusOutcome, FetchDocument, GetDirectStatus, GetRootResource, Operation, PollDirect, PollOutcome,
    PollPortal, RequestRedirectUrl,
};

use crate::driver::Driver;
use crate::messages::normal;
use crate::observation::{Observation, outcome, refusal};
use crate::received::essence;

/// Every call of the API with its arguments. A request is its XML. A package is any text, because it is not opened.
#[derive(Debug, Clone, serde::Deserialize)]
#[serde(rename_all = "kebab-case", deny_unknown_fields)]
pub(crate) enum Call {
    CreateDirectJob { sender: OrganizationNumber, request: String, package: String },
    CreatePortalJob { sender: OrganizationNumber, request: String, package: String },
    RequestRedirectUrl { url: SignerUrl },
    GetDirectStatus { url: StatusUrl, token: StatusQueryToken },
    PollDirect { sender: Sender },
    PollPortal { sender: Sender },
    Confirm { url: ConfirmationUrl },
    Cancel { url: CancellationUrl },
    DeleteDocuments { url: DeleteDocumentsUrl },
    FetchXades { url: XadesUrl },
    FetchPades { url: PadesUrl },
    FetchArchivedPades { owner: OrganizationNumber, document: ArchivedDocumentId },
    GetRootResource { sender: OrganizationNumber },
}

impl Call {
    /// Runs the call over the driver.
    ///
    /// # Errors
    /// [`ReadError`] if the request in the case file cannot be read.
    pub(crate) fn run(self, driver: &mut impl Driver) -> Result<Observation, ReadError> {
        Ok(match self {
            Self::CreateDirectJob { sender, request, package } => {
                let request = DirectJobRequest::from_xml(request.as_bytes())?;
                let create = CreateDirectJob::new(sender, &request, document_package(package));
                run(driver, create, |created| message("created", &created.to_xml()))
            }
            Self::CreatePortalJob { sender, request, package } => {
                let request = PortalJobRequest::from_xml(request.as_bytes())?;
                let create = CreatePortalJob::new(sender, &request, document_package(package));
                run(driver, create, |created| message("created", &created.to_xml()))
            }
            Self::RequestRedirectUrl { url } => {
                run(driver, RequestRedirectUrl::new(url), |signer| message("signer", &signer.to_xml()))
            }
            Self::GetDirectStatus { url, token } => {
                run(driver, GetDirectStatus::new(url, token), |found| match found {
                    DirectStatusOutcome::Status(status) => message("status", &status.to_xml()),
                    DirectStatusOutcome::CeremonyNotCompleted => word("ceremony-not-completed"),
                    DirectStatusOutcome::InvalidToken => word("invalid-token"),
                    _ => word(ANOTHER),
                })
            }
            Self::PollDirect { sender } => {
                run(driver, PollDirect::new(sender), |found| polled(found, |change| change.to_xml()))
            }
            Self::PollPortal { sender } => {
                run(driver, PollPortal::new(sender), |found| polled(found, |change| change.to_xml()))
            }
            Self::Confirm { url } => run(driver, Confirm::new(url), |()| word("confirmed")),
            Self::Cancel { url } => run(driver, Cancel::new(url), |found| match found {
                CancelOutcome::Cancelled => word("cancelled"),
                CancelOutcome::AlreadyCompleted => word("already-completed"),
                _ => word(ANOTHER),
            }),
            Self::DeleteDocuments { url } => run(driver, DeleteDocuments::new(url), |()| word("deleted")),
            Self::FetchXades { url } => download(driver, &FetchDocument::xades(url)),
            Self::FetchPades { url } => download(driver, &FetchDocument::pades(url)),
            Self::FetchArchivedPades { owner, document } => {
                download(driver, &FetchDocument::archived_pades(owner, document))
            }
            Self::GetRootResource { sender } => {
                run(driver, GetRootResource::new(sender), |root| json!({ "kind": "text", "content": root.text }))
            }
        })
    }
}

fn run<O>(driver: &mut impl Driver, operation: O, words: impl FnOnce(&O::Outcome) -> Value) -> Observation
where
    O: Operation<Outcome: serde::Serialize>,
{
    driver.call(operation).map_or_else(|error| refusal(&error), |found| outcome(words(&found), &found))
}

fn download(driver: &mut impl Driver, document: &FetchDocument) -> Observation {
    match driver.download(document) {
        Ok(found) => {
            let content = String::from_utf8_lossy(&found.bytes);
            let kind = found.head.content_type.as_ref().map(ContentType::expose).map(essence);
            let normative = json!({ "kind": "document", "type": kind, "content": content });
            outcome(normative, &json!({ "head": found.head, "body": content }))
        }
        Err(error) => refusal(&error),
    }
}

/// An outcome without content.
fn word(kind: &str) -> Value {
    json!({ "kind": kind })
}

fn message(kind: &str, xml: &[u8]) -> Value {
    json!({ "kind": kind, "content": normal(xml) })
}

fn polled<C>(outcome: &PollOutcome<C>, xml: impl FnOnce(&C) -> Vec<u8>) -> Value {
    let (mut found, next) = match outcome {
        PollOutcome::Changed { change, next } => (message("changed", &xml(change)), next),
        PollOutcome::NoChange { next } => (word("no-change"), next),
        PollOutcome::TooEarly { next } => (word("too-early"), next),
        _ => return word(ANOTHER),
    };
    if let Some(found) = found.as_object_mut() {
        found.insert("next".to_owned(), next.as_ref().map(Timestamp::to_string).into());
    }
    found
}

/// An outcome that the suite has no word for. No expected result has it.
const ANOTHER: &str = "another";

fn document_package(text: String) -> DocumentPackage {
    DocumentPackage::from(Bytes::from(text))
}
