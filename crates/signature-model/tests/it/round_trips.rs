//! Every message that can be made keeps what it says through XML in any style, and every job and reply through JSON.

use proptest::prelude::*;
use proptest::test_runner::TestCaseError;
use serde::Serialize;
use serde::de::DeserializeOwned;
use signature_model::direct::{
    DirectJobManifest, DirectJobRequest, DirectJobResponse, DirectJobStatus, DirectSignerResponse,
    DirectSignerUpdateRequest,
};
use signature_model::portal::{PortalJobManifest, PortalJobRequest, PortalJobResponse, PortalJobStatusChange};
use signature_model::{ReadError, ServiceError, Timestamp};

use crate::restyle::restyle;
use crate::strategies;

/// Written, read back and written again, and read from another XML text of the same message.
fn through_xml<T: PartialEq>(
    value: &T,
    write: fn(&T) -> Vec<u8>,
    read: fn(&[u8]) -> Result<T, ReadError>,
    choices: &[u8],
) -> Result<(), TestCaseError> {
    let written = write(value);
    let again = same(value, &written, read)?;
    prop_assert_eq!(&write(&again), &written);
    same(value, restyle(&written, choices).as_bytes(), read)?;
    Ok(())
}

fn same<T: PartialEq>(value: &T, document: &[u8], read: fn(&[u8]) -> Result<T, ReadError>) -> Result<T, TestCaseError> {
    let shown = String::from_utf8_lossy(document);
    let again = read(document).map_err(|error| TestCaseError::fail(format!("{error}: {shown}")))?;
    prop_assert!(again == *value, "read as another message: {shown}");
    Ok(again)
}

fn through_json<T: PartialEq + Serialize + DeserializeOwned>(value: &T) -> Result<(), TestCaseError> {
    let stored = serde_json::to_string(value).unwrap();
    let again: T = serde_json::from_str(&stored).map_err(|error| TestCaseError::fail(format!("{error}: {stored}")))?;
    prop_assert!(again == *value, "stored as another: {stored}");
    Ok(())
}

/// The choices between ways to write XML.
fn choices() -> impl Strategy<Value = Vec<u8>> {
    prop::collection::vec(any::<u8>(), 1..100)
}

proptest! {
    #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::with_cases(512) })]

    #[test]
    fn direct_jobs(job in strategies::direct_job(), sender in strategies::sender(), choices in choices()) {
        through_xml(&job.request(&sender), DirectJobRequest::to_xml, DirectJobRequest::from_xml, &choices)?;
        through_xml(&job.manifest(&sender), DirectJobManifest::to_xml, DirectJobManifest::from_xml, &choices)?;
        through_json(&job)?;
        let job = job.with_sender(sender);
        prop_assert!(strategies::direct_rebuilt(&job) == job, "a getter gives something else");
    }

    #[test]
    fn portal_jobs(job in strategies::portal_job(), sender in strategies::sender(), choices in choices()) {
        through_xml(&job.request(&sender), PortalJobRequest::to_xml, PortalJobRequest::from_xml, &choices)?;
        through_xml(&job.manifest(&sender), PortalJobManifest::to_xml, PortalJobManifest::from_xml, &choices)?;
        through_json(&job)?;
        let job = job.with_sender(sender);
        prop_assert!(strategies::portal_rebuilt(&job) == job, "a getter gives something else");
    }

    #[test]
    fn direct_responses(response in strategies::direct_response(), choices in choices()) {
        through_xml(&response, DirectJobResponse::to_xml, DirectJobResponse::from_xml, &choices)?;
        through_json(&response)?;
    }

    #[test]
    fn direct_signer_responses(response in strategies::direct_signer_response(), choices in choices()) {
        through_xml(&response, DirectSignerResponse::to_xml, DirectSignerResponse::from_xml, &choices)?;
        through_json(&response)?;
    }

    #[test]
    fn direct_signer_update_requests(choices in choices()) {
        let request = DirectSignerUpdateRequest::default();
        through_xml(&request, DirectSignerUpdateRequest::to_xml, DirectSignerUpdateRequest::from_xml, &choices)?;
    }

    #[test]
    fn direct_statuses(status in strategies::direct_status(), choices in choices()) {
        through_xml(&status, DirectJobStatus::to_xml, DirectJobStatus::from_xml, &choices)?;
        through_json(&status)?;
    }

    #[test]
    fn portal_responses(response in strategies::portal_response(), choices in choices()) {
        through_xml(&response, PortalJobResponse::to_xml, PortalJobResponse::from_xml, &choices)?;
        through_json(&response)?;
    }

    #[test]
    fn portal_changes(change in strategies::portal_change(), choices in choices()) {
        through_xml(&change, PortalJobStatusChange::to_xml, PortalJobStatusChange::from_xml, &choices)?;
        through_json(&change)?;
    }

    #[test]
    fn service_errors(error in strategies::service_error(), choices in choices()) {
        through_xml(&error, ServiceError::to_xml, ServiceError::from_xml, &choices)?;
        through_json(&error)?;
    }

    #[test]
    fn senders_and_times(sender in strategies::sender(), time in strategies::time()) {
        through_json(&sender)?;
        through_json(&time)?;
        prop_assert_eq!(Timestamp::parse(&time.to_string()), Ok(time));
        let millis = time.to_millis();
        prop_assert_eq!(Timestamp::parse(&millis.to_xml(signature_model::UtcOffset::UTC)), Ok(millis));
    }

    #[test]
    fn errors_of_any_text_are_written_so_that_they_can_be_read(message in prop::collection::vec(any::<char>(), 0..50)) {
        let message: String = message.into_iter().chain(['\u{0}', '\u{FFFF}']).collect();
        let error = ServiceError::client("CODE".to_owned().into(), message);
        prop_assert!(ServiceError::from_xml(&error.to_xml()).is_ok());
    }
}
