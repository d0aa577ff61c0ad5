//! The messages of the API by their root elements: how XML cases are run, and the form in which expected XML is written.

use serde_json::json;
use signature_model::direct::{
    DirectJobManifest, DirectJobRequest, DirectJobResponse, DirectJobStatus, DirectSignerResponse,
    DirectSignerUpdateRequest,
};
use signature_model::portal::{PortalJobManifest, PortalJobRequest, PortalJobResponse, PortalJobStatusChange};
use signature_model::{ReadError, ServiceError};

use crate::fault;
use crate::observation::Observation;

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
    /// The document's text.
    pub xml: String,
    /// Why the official schema gives another verdict, if it does.
    pub beyond: Option<String>,
}

/// Reads a message by its root element and writes it again, in the order of the schema and without what was skipped;
/// `None` if no message has this name.
pub fn rewrite(message: &str, xml: &[u8]) -> Option<Result<Vec<u8>, ReadError>> {
    let (_, rewrite) = MESSAGES.iter().find(|(element, _)| *element == message)?;
    Some(rewrite(xml))
}

/// A message that we wrote, in the form of expected XML: without a declaration and without the deprecated elements,
/// which repeat other elements.
pub(crate) fn normal(xml: &[u8]) -> String {
    let text = String::from_utf8_lossy(xml);
    let text = text.strip_prefix(DECLARATION).unwrap_or(&text);
    let mut rest = text;
    let mut normal = String::new();
    // Only the deprecated element has this attribute.
    while let Some((before, after)) = rest.split_once("<redirect-url signer=") {
        normal.push_str(before);
        rest = after.split_once("</redirect-url>").map_or("", |(_, after)| after);
    }
    normal.push_str(rest);
    normal
}

/// The same for any document; `None` if it is not a message.
pub(crate) fn normal_of_any(xml: &[u8]) -> Option<String> {
    MESSAGES.iter().find_map(|(_, rewrite)| rewrite(xml).ok()).map(|xml| normal(&xml))
}

const DECLARATION: &str = "<?xml version=\"1.0\" encoding=\"UTF-8\" standalone=\"yes\"?>";

impl MessageDocument {
    /// The message in a document, or where and why it is refused.
    pub(crate) fn observe(&self) -> Observation {
        let Some(found) = rewrite(&self.message, self.xml.as_bytes()) else {
            return Observation::broken("no message has this name");
        };
        match found {
            Ok(xml) => Observation::accept()
                .with_normative("reads", normal(&xml))
                .with_snapshot("reads", String::from_utf8_lossy(&xml)),
            Err(error) => Observation::reject(fault::of(&error)).with_snapshot(
                "error",
                json!({ "path": error.path(), "offset": error.offset(), "text": error.kind().to_string() }),
            ),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn expected_xml_has_no_declaration_and_nothing_deprecated() {
        let written =
            format!("{DECLARATION}<a><redirect-url signer=\"1\">x</redirect-url><redirect-url>y</redirect-url></a>");
        assert_eq!(normal(written.as_bytes()), "<a><redirect-url>y</redirect-url></a>");
    }
}
