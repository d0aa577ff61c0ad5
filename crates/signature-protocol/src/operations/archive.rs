//! Fetch a document from the service's long-term archive.

use http::Method;
use percent_encoding::utf8_percent_encode;
use signature_model::{ArchivedDocumentId, OrganizationNumber};

use super::download::{ACCEPT, streamed_document};
use crate::service_root::ESCAPED;
use crate::{BodyPlan, Operation, PlanError, RequestPlan, ServiceRoot};

/// Fetches the PAdES of an archived document.
#[derive(Debug, Clone)]
pub struct FetchArchivedPades {
    owner: OrganizationNumber,
    document: ArchivedDocumentId,
}

impl FetchArchivedPades {
    /// For the organization that owns the document, whatever the client's default sender.
    pub fn new(owner: OrganizationNumber, document: ArchivedDocumentId) -> Self {
        Self { owner, document }
    }
}

impl Operation for FetchArchivedPades {
    streamed_document!();

    fn plan(&self, root: &ServiceRoot) -> Result<RequestPlan, PlanError> {
        let document = utf8_percent_encode(self.document.as_str(), ESCAPED);
        let uri = root.resource(&self.owner, &format!("/archive/documents/{document}/pades"))?;
        Ok(RequestPlan::new(Method::GET, uri, Some(ACCEPT), BodyPlan::Empty))
    }
}
