//! Any JSON as what was stored: no panic, and what was read is unchanged when it is written and read again.
#![no_main]

use std::fmt::Debug;
use std::sync::LazyLock;

use libfuzzer_sys::fuzz_target;
use serde_json::{from_slice, to_vec};
use signature_model::direct::{DirectJob, DirectJobResponse, DirectJobStatus, DirectSignerResponse};
use signature_model::portal::{PortalJob, PortalJobResponse, PortalJobStatusChange};
use signature_model::{Sender, ServiceError};
use signature_protocol::{
    CancelOutcome, DirectStatusOutcome, DownloadHead, PollDirect, PollOutcome, PollPolicy, PollPortal, Poller,
    PollerSnapshot, RootResource,
};

fuzz_target!(|data: &[u8]| {
    let data = &fuzz::any_of(&STORED, data);
    check::<DirectJob>(data);
    check::<PortalJob>(data);
    check::<DirectJobResponse>(data);
    check::<DirectSignerResponse>(data);
    check::<PortalJobResponse>(data);
    check::<ServiceError>(data);
    check::<PollOutcome<DirectJobStatus>>(data);
    check::<PollOutcome<PortalJobStatusChange>>(data);
    check::<DirectStatusOutcome>(data);
    check::<CancelOutcome>(data);
    check::<DownloadHead>(data);
    check::<RootResource>(data);
    check::<PollerSnapshot>(data);
    if let Ok(snapshot) = from_slice::<PollerSnapshot>(data) {
        let _ = Poller::<PollDirect>::restore(PollPolicy::default(), snapshot.clone(), 0).poll(fuzz::now());
        let _ = Poller::<PollPortal>::restore(PollPolicy::default(), snapshot, 0).poll(fuzz::now());
    }
});

fn check<T: serde::de::DeserializeOwned + serde::Serialize + PartialEq + Debug>(data: &[u8]) {
    if let Ok(value) = from_slice::<T>(data) {
        let again = from_slice(&to_vec(&value).expect("JSON"));
        assert_eq!(again.ok(), Some(value));
    }
}

/// Something of each kind.
static STORED: LazyLock<Vec<Vec<u8>>> = LazyLock::new(|| {
    let sender: Sender = from_slice(br#"{"organization_number":"123456789","polling_queue":"a"}"#).expect("a sender");
    let snapshot = Poller::<PollDirect>::new(PollPolicy::default(), [sender], 0).snapshot();
    let mut stored = vec![to_vec(&fuzz::direct_job()), to_vec(&fuzz::portal_job()), to_vec(&snapshot)];
    for message in fuzz::messages().iter().map(|message| message.as_bytes()) {
        stored.extend(ServiceError::from_xml(message).map(|read| to_vec(&read)));
        stored.extend(DirectJobResponse::from_xml(message).map(|read| to_vec(&read)));
        stored.extend(DirectSignerResponse::from_xml(message).map(|read| to_vec(&read)));
        stored.extend(PortalJobResponse::from_xml(message).map(|read| to_vec(&read)));
        let changed = |change| to_vec(&PollOutcome::Changed { change: Box::new(change), next: None });
        stored.extend(DirectJobStatus::from_xml(message).map(changed));
        let changed = |change| to_vec(&PollOutcome::Changed { change: Box::new(change), next: None });
        stored.extend(PortalJobStatusChange::from_xml(message).map(changed));
    }
    stored.into_iter().map(|stored| stored.expect("JSON")).collect()
});
