//! The portal flow in memory: queues, leases, poll times, chained signers, cancelling, deleting.

use std::time::Duration;

use signature_model::portal::{
    Availability, Notifications, PortalJob, PortalSigner, PortalSignerIdentification, SigningOrder,
};
use signature_model::{EmailAddress, JobReference, JobStatus, PollingQueue, SignerStatus, Signers};
use signature_protocol::{Cancel, CancelOutcome, Confirm, DeleteDocuments, FetchDocument, PollOutcome};

use crate::world::{KARI, OLA, World, documents, kari, ola, portal_job, sender, title};

const MINUTE: Duration = Duration::from_secs(60);
const DAY: Duration = Duration::from_secs(24 * 60 * 60);

fn states(world: &mut World, job: signature_model::JobId) -> Vec<SignerStatus> {
    world.sandbox.service().job(job).unwrap().signers.iter().map(|signer| signer.status.clone()).collect()
}

#[test]
fn both_sign_and_the_sender_collects() {
    let mut world = World::new();
    let job = portal_job().with_reference(JobReference::new("123-ABC").unwrap());
    let created = world.create_portal(&job).unwrap();
    let now = world.now;
    world.sign(created.job_id, KARI).unwrap();
    world.sign(created.job_id, OLA).unwrap();

    let change = world.change();
    assert_eq!((change.job_id, change.status), (created.job_id, JobStatus::CompletedSuccessfully));
    assert_eq!(change.reference, created.reference);
    assert!(change.cancellation_url.is_none() && change.delete_documents_url.is_none());
    let signature = change.signature_of(&PortalSignerIdentification::ContactInformation(ola())).unwrap();
    let xades = world.sandbox.download(now, &FetchDocument::xades(signature.xades_url.clone().unwrap())).unwrap();
    assert!(xades.starts_with(b"<?xml"));
    let pades = FetchDocument::pades(change.pades_url.clone().unwrap());
    assert!(world.sandbox.download(now, &pades).unwrap().starts_with(b"%PDF"));

    world.sandbox.call(now, Confirm::new(change.confirmation_url.clone())).unwrap();
    assert!(world.sandbox.download(now, &pades).is_err());
    world.sandbox.call(now, Confirm::new(change.confirmation_url)).unwrap();
    assert!(matches!(world.poll_portal(sender()), PollOutcome::NoChange { .. }));
}

#[test]
fn an_empty_queue_may_not_be_polled_at_once() {
    let mut world = World::new();
    let wait = Duration::from_secs(5);
    let next = Some(world.now.saturating_add(wait));
    assert_eq!(world.poll_portal(sender()), PollOutcome::NoChange { next });
    world.pass(wait - Duration::from_millis(1));
    assert_eq!(world.poll_portal(sender()), PollOutcome::TooEarly { next });
    let named = sender().with_polling_queue(PollingQueue::new("kø & b/c+d").unwrap());
    assert!(matches!(world.poll_portal(named), PollOutcome::NoChange { .. }), "each queue has its own time");
    world.pass(Duration::from_millis(1));
    assert!(matches!(world.poll_portal(sender()), PollOutcome::NoChange { .. }));
}

#[test]
fn changes_appear_only_in_the_queue_of_their_job() {
    let mut world = World::new();
    let named = sender().with_polling_queue(PollingQueue::new("kø & b/c+d").unwrap());
    let created = world.create_portal(&portal_job().with_sender(named.clone())).unwrap();
    world.sign(created.job_id, KARI).unwrap();
    assert!(matches!(world.poll_portal(sender()), PollOutcome::NoChange { .. }));
    assert!(matches!(world.poll_portal(named), PollOutcome::Changed { .. }));
}

#[test]
fn an_unconfirmed_change_comes_back_after_ten_minutes() {
    let mut world = World::new();
    let created = world.create_portal(&portal_job()).unwrap();
    world.sign(created.job_id, KARI).unwrap();
    let change = world.change();
    assert_eq!(change.status, JobStatus::InProgress);
    assert!(matches!(world.poll_portal(sender()), PollOutcome::NoChange { .. }), "nobody else gets it meanwhile");
    world.pass(10 * MINUTE - Duration::from_millis(1));
    assert!(matches!(world.poll_portal(sender()), PollOutcome::NoChange { .. }));
    world.pass(MINUTE);
    assert_eq!(world.change(), change);
}

#[test]
fn a_change_during_the_lease_is_not_lost_by_confirming() {
    let mut world = World::new();
    let created = world.create_portal(&portal_job()).unwrap();
    let now = world.now;
    world.sign(created.job_id, KARI).unwrap();
    let first = world.change();
    world.sign(created.job_id, OLA).unwrap();
    world.sandbox.call(now, Confirm::new(first.confirmation_url)).unwrap();
    assert_eq!(world.change().status, JobStatus::CompletedSuccessfully);
}

#[test]
fn a_change_during_the_lease_can_be_polled_at_once() {
    let mut world = World::new();
    let created = world.create_portal(&portal_job()).unwrap();
    let now = world.now;
    world.sign(created.job_id, KARI).unwrap();
    let first = world.change();
    world.sign(created.job_id, OLA).unwrap();
    let second = world.change();
    assert_eq!((first.status, second.status), (JobStatus::InProgress, JobStatus::CompletedSuccessfully));
    assert!(matches!(world.poll_portal(sender()), PollOutcome::NoChange { .. }), "both are out");

    world.sandbox.call(now, Confirm::new(first.confirmation_url)).unwrap();
    let pades = FetchDocument::pades(second.pades_url.unwrap());
    world.sandbox.download(now, &pades).expect("confirming an earlier state does not confirm the end");
    world.pass(10 * MINUTE);
    let again = world.change();
    world.sandbox.call(world.now, Confirm::new(again.confirmation_url)).unwrap();
    assert!(world.sandbox.download(world.now, &pades).is_err());
}

#[test]
fn two_people_behind_one_address_sign_one_after_the_other() {
    let mut world = World::new();
    let signers = [PortalSigner::contact_information(ola()), PortalSigner::contact_information(ola())];
    let job = PortalJob::new(title("To"), documents(), Signers::new(signers).unwrap());
    let created = world.create_portal(&job).unwrap();
    world.sign(created.job_id, OLA).unwrap();
    assert_eq!(states(&mut world, created.job_id), [SignerStatus::Signed, SignerStatus::Waiting]);
    world.sign(created.job_id, OLA).unwrap();
    let error = world.sign(created.job_id, OLA).unwrap_err();
    assert_eq!(error.to_string(), "expected a job in progress, found one that has ended");
}

#[test]
fn chained_signers_wait_for_their_turn_and_get_their_own_time() {
    let notify = || Notifications::Email(EmailAddress::new("kari@example.com").unwrap());
    let order = |order| SigningOrder::new(order).unwrap();
    let signers = Signers::new([
        PortalSigner::contact_information(ola()).with_order(order(7)),
        PortalSigner::personal(kari(), notify()).with_order(order(2)),
    ]);
    let mut world = World::new();
    let activation = world.now.saturating_add(DAY);
    let availability = Availability::new().with_activation_time(activation).with_length(7 * DAY).unwrap();
    let job = PortalJob::new(title("Kjede"), documents(), signers.unwrap()).with_availability(availability);
    let created = world.create_portal(&job).unwrap();

    assert!(world.sign(created.job_id, KARI).is_err(), "not active yet");
    world.pass(4 * DAY);
    let early = world.sign(created.job_id, OLA).unwrap_err();
    assert_eq!(early.to_string(), "expected a signer whose turn it is, found one who must wait");
    world.sign(created.job_id, KARI).unwrap();

    world.pass(7 * DAY - MINUTE);
    assert!(matches!(world.poll_portal(sender()), PollOutcome::Changed { .. }), "Ola's time began when Kari signed");
    assert_eq!(states(&mut world, created.job_id), [SignerStatus::Waiting, SignerStatus::Signed]);
    world.pass(MINUTE);
    assert_eq!(world.change().status, JobStatus::Failed);
    assert_eq!(states(&mut world, created.job_id), [SignerStatus::Expired, SignerStatus::Signed]);
}

#[test]
fn cancelling_ends_a_job_once() {
    let mut world = World::new();
    let created = world.create_portal(&portal_job()).unwrap();
    let now = world.now;
    world.sign(created.job_id, KARI).unwrap();
    let cancel = Cancel::new(created.cancellation_url);
    assert_eq!(world.sandbox.call(now, cancel.clone()).unwrap(), CancelOutcome::Cancelled);
    assert_eq!(world.sandbox.call(now, cancel).unwrap(), CancelOutcome::AlreadyCompleted);
    let change = world.change();
    assert_eq!(change.status, JobStatus::Failed);
    assert_eq!(states(&mut world, created.job_id), [SignerStatus::Signed, SignerStatus::Cancelled]);
}

#[test]
fn documents_can_be_deleted_a_day_after_the_last_signature() {
    let mut world = World::new();
    let created = world.create_portal(&portal_job()).unwrap();
    world.sign(created.job_id, KARI).unwrap();
    world.sign(created.job_id, OLA).unwrap();
    assert!(world.change().delete_documents_url.is_none());
    world.pass(DAY);
    let change = world.change();
    let delete = DeleteDocuments::new(change.delete_documents_url.unwrap());
    world.sandbox.call(world.now, delete.clone()).unwrap();
    assert!(world.sandbox.download(world.now, &FetchDocument::pades(change.pades_url.unwrap())).is_err());
    assert_eq!(world.sandbox.call(world.now, delete).unwrap_err().status().map(|s| s.as_u16()), Some(409));
}
