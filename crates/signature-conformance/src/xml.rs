//! XML cases: a document, and the message that is read from it.

use serde_json::{Value, json};
use signature_model::direct::{
    DirectJobManifest, DirectJobRequest, DirectJobResponse, DirectJobStatus, DirectSignerResponse,
    DirectSignerUpdateRequest,
};
use signature_model::portal::{PortalJobManifest, PortalJobRequest, PortalJobResponse, PortalJobStatusChange};
use signature_model::{ReadError, ServiceError};

use super::observation::ERROR;

/// Reads a message and writes it again.
type Rewrite = fn(&[u8]) -> Result<Vec<u8>, ReadError>;

/// Every message by its root element.
const MESSAGES: &[(&str, Rewrite)] = &[
    (ServiceError::ELEMENT, |xml| Ok(ServiceError::from_xml(xml)?.to_xml())),
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

/// The document of an `xml` case.
#[derive(Debug, Clone)]
#[non_exhaustive]
pub struct MessageDocument {
    /// The root element that it is read as.
    pub message: String,
    /// What is there.
    pub xml: String,
    /// Why the verdict is not that of the official schema, where it is not.
    pub beyond: Option<String>,
}

/// Reads a message by its root element and writes it anew, in the order of the schema and without what was skipped;
/// `None` if no message is called so.
pub fn rewrite(message: &str, xml: &[u8]) -> Option<Result<Vec<u8>, ReadError>> {
    let (_, rewrite) = MESSAGES.iter().find(|(element, _)| *element == message)?;
    Some(rewrite(xml))
}

/// What is read from a document, or where and why it is refused.
pub(super) fn observe(document: &MessageDocument) -> Value {
    let Some(found) = rewrite(&document.message, document.xml.as_bytes()) else {
        return json!({ ERROR: "expected a message of the schema, found another name" });
    };
    match found {
        Ok(xml) => json!({ "reads": String::from_utf8_lossy(&xml) }),
        Err(error) => {
            json!({ ERROR: { "path": error.path(), "offset": error.offset(), "text": error.kind().to_string() } })
        }
    }
}
