//! Which type reads which message.

use signature_model::direct::{
    DirectJobManifest, DirectJobRequest, DirectJobResponse, DirectJobStatus, DirectSignerResponse,
    DirectSignerUpdateRequest,
};
use signature_model::portal::{PortalJobManifest, PortalJobRequest, PortalJobResponse, PortalJobStatusChange};
use signature_model::{ServiceError, xml::ReadError};

use crate::failure::chain;

/// Reads a message and writes it again.
type Rewrite = fn(&[u8]) -> Result<Vec<u8>, ReadError>;

/// Every message there is, by its root element.
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

/// What our reader makes of a message, written again; or what it has against it.
pub(crate) fn rewrite(element: &str, xml: &[u8]) -> Result<Vec<u8>, String> {
    let (_, rewrite) = MESSAGES
        .iter()
        .find(|(name, _)| *name == element)
        .ok_or_else(|| format!("expected an element that we know, found {element}"))?;
    rewrite(xml).map_err(|error| chain(&error))
}
