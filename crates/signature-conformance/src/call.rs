//! A call as case files write it, and what comes of it as text.

use bytes::Bytes;
use serde_json::{Value, json};
use signature_model::direct::DirectJobRequest;
use signature_model::portal::PortalJobRequest;
use signature_model::urls::{
    CancellationUrl, ConfirmationUrl, DeleteDocumentsUrl, PadesUrl, SignerUrl, StatusUrl, XadesUrl,
};
use signature_model::{ArchivedDocumentId, DocumentPackage, OrganizationNumber, ReadError, Sender, StatusQueryToken};
use signature_protocol::{
    Cancel, Confirm, CreateDirectJob, CreatePortalJob, DeleteDocuments, FetchDocument, GetDirectStatus,
    GetRootResource, Operation, PollDirect, PollPortal, RequestRedirectUrl,
};

use super::Driver;
use super::observation::{outcome, refusal};

/// Every call of the API with its arguments. A request is its XML; a package is any text, as nobody opens it.
#[derive(Debug, Clone, serde::Deserialize)]
#[serde(rename_all = "kebab-case", deny_unknown_fields)]
pub(super) enum Call {
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
    /// [`ReadError`] if the request in the case file is none.
    pub(super) fn run(self, driver: &mut impl Driver) -> Result<Value, ReadError> {
        Ok(match self {
            Self::CreateDirectJob { sender, request, package } => {
                let request = DirectJobRequest::from_xml(request.as_bytes())?;
                run(driver, CreateDirectJob::new(sender, &request, document_package(package)))
            }
            Self::CreatePortalJob { sender, request, package } => {
                let request = PortalJobRequest::from_xml(request.as_bytes())?;
                run(driver, CreatePortalJob::new(sender, &request, document_package(package)))
            }
            Self::RequestRedirectUrl { url } => run(driver, RequestRedirectUrl::new(url)),
            Self::GetDirectStatus { url, token } => run(driver, GetDirectStatus::new(url, token)),
            Self::PollDirect { sender } => run(driver, PollDirect::new(sender)),
            Self::PollPortal { sender } => run(driver, PollPortal::new(sender)),
            Self::Confirm { url } => run(driver, Confirm::new(url)),
            Self::Cancel { url } => run(driver, Cancel::new(url)),
            Self::DeleteDocuments { url } => run(driver, DeleteDocuments::new(url)),
            Self::FetchXades { url } => download(driver, &FetchDocument::xades(url)),
            Self::FetchPades { url } => download(driver, &FetchDocument::pades(url)),
            Self::FetchArchivedPades { owner, document } => {
                download(driver, &FetchDocument::archived_pades(owner, document))
            }
            Self::GetRootResource { sender } => run(driver, GetRootResource::new(sender)),
        })
    }
}

fn run<O>(driver: &mut impl Driver, operation: O) -> Value
where
    O: Operation<Outcome: serde::Serialize>,
{
    driver.call(operation).map_or_else(|error| refusal(&error), |found| outcome(&found))
}

fn download(driver: &mut impl Driver, document: &FetchDocument) -> Value {
    driver.download(document).map_or_else(
        |error| refusal(&error),
        |found| outcome(&json!({ "head": found.head, "body": String::from_utf8_lossy(&found.bytes) })),
    )
}

fn document_package(text: String) -> DocumentPackage {
    DocumentPackage::from(Bytes::from(text))
}
