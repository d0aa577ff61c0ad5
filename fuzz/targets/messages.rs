//! Every message reader: no panic, and a message that was read is unchanged when it is written and read again.
#![no_main]

use std::fmt::Debug;

use libfuzzer_sys::fuzz_target;
use signature_model::ServiceError;
use signature_model::direct::{
    DirectJobManifest, DirectJobRequest, DirectJobResponse, DirectJobStatus, DirectSignerResponse,
    DirectSignerUpdateRequest,
};
use signature_model::portal::{PortalJobManifest, PortalJobRequest, PortalJobResponse, PortalJobStatusChange};

fn check<T: PartialEq + Debug, E>(data: &[u8], read: fn(&[u8]) -> Result<T, E>, write: fn(&T) -> Vec<u8>) {
    if let Ok(message) = read(data) {
        let again = read(&write(&message)).ok();
        assert_eq!(again, Some(message));
    }
}

fuzz_target!(|data: &[u8]| {
    let data = &fuzz::any_of(fuzz::messages(), data);
    check(data, ServiceError::from_xml, ServiceError::to_xml);
    check(data, DirectJobRequest::from_xml, DirectJobRequest::to_xml);
    check(data, DirectJobManifest::from_xml, DirectJobManifest::to_xml);
    check(data, DirectJobResponse::from_xml, DirectJobResponse::to_xml);
    check(data, DirectJobStatus::from_xml, DirectJobStatus::to_xml);
    check(data, DirectSignerResponse::from_xml, DirectSignerResponse::to_xml);
    check(data, DirectSignerUpdateRequest::from_xml, DirectSignerUpdateRequest::to_xml);
    check(data, PortalJobRequest::from_xml, PortalJobRequest::to_xml);
    check(data, PortalJobManifest::from_xml, PortalJobManifest::to_xml);
    check(data, PortalJobResponse::from_xml, PortalJobResponse::to_xml);
    check(data, PortalJobStatusChange::from_xml, PortalJobStatusChange::to_xml);
});
