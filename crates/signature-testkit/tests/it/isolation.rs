//! One sender cannot reach what belongs to another, whatever URLs they know.

use signature_model::ErrorCode;
use signature_model::direct::StatusRetrievalMethod;
use signature_protocol::{
    Cancel, Confirm, DeleteDocuments, GetDirectStatus, Operation, PollDirect, PollOutcome, PollPortal,
    RequestRedirectUrl,
};
use signature_testkit::Caller;

use crate::world::{KARI, OLA, World, direct_job, number, portal_job, sender};

fn stranger() -> Caller {
    Caller::organization(number("310000009"))
}

#[track_caller]
fn refused<O: Operation>(world: &mut World, operation: O) {
    let error = world.sandbox.call_as(&stranger(), world.now, operation).map(drop).unwrap_err();
    assert_eq!(error.code(), Some(&ErrorCode::BrokerNotAuthorized));
}

#[test]
fn a_stranger_cannot_use_the_urls_of_others() {
    let mut world = World::new();
    let created = world.create_portal(&portal_job()).unwrap();
    world.sign(created.job_id, KARI).unwrap();
    refused(&mut world, PollPortal::new(sender()));
    let change = world.change();
    refused(&mut world, Confirm::new(change.confirmation_url));
    refused(&mut world, Cancel::new(created.cancellation_url));
    world.sign(created.job_id, OLA).unwrap();
    world.pass(std::time::Duration::from_secs(24 * 60 * 60));
    let change = world.change();
    refused(&mut world, DeleteDocuments::new(change.delete_documents_url.unwrap()));

    let created = world.create_direct(&direct_job()).unwrap();
    refused(&mut world, RequestRedirectUrl::new(created.signers[0].signer_url.clone()));
    let exit = world.sign(created.job_id, KARI).unwrap().unwrap();
    refused(&mut world, GetDirectStatus::new(created.status_url.unwrap(), exit.token().clone()));
}

#[test]
fn queues_with_the_same_name_belong_to_their_senders() {
    let mut world = World::new();
    let job = direct_job().with_status_retrieval_method(StatusRetrievalMethod::Polling);
    let created = world.create_direct(&job).unwrap();
    let now = world.now;
    world.sign(created.job_id, KARI).unwrap();
    let own = PollDirect::new(signature_model::Sender::new(number("310000009")));
    let answer = world.sandbox.call_as(&stranger(), now, own).unwrap();
    assert!(matches!(answer, PollOutcome::NoChange { .. }));
    assert!(matches!(world.sandbox.call(now, PollDirect::new(sender())).unwrap(), PollOutcome::Changed { .. }));
}
