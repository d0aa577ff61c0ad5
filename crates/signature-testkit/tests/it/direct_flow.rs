//! The direct flow in memory: signing, declining, failing, polling, and the tokens in between.

use std::time::Duration;

use signature_model::direct::{DirectJobStatus, DirectSignerIdentification, StatusRetrievalMethod};
use signature_model::{JobStatus, SignerIdentifier, SignerStatus, StatusQueryToken};
use signature_protocol::{
    Confirm, DeleteDocuments, DirectStatusOutcome, Error, FetchDocument, GetDirectStatus, PollDirect, PollOutcome,
    RequestRedirectUrl,
};

use signature_testkit::ExitLink;

use crate::world::{KARI, World, direct_job, kari, sender};

fn token(exit: Option<ExitLink>, page: &str) -> StatusQueryToken {
    let exit = exit.unwrap();
    let token = exit.token().clone();
    let expected = format!("https://sender.example/{page}?case=1&status_query_token={}", token.expose());
    assert_eq!(exit.expose(), expected);
    token
}

fn status(outcome: DirectStatusOutcome) -> DirectJobStatus {
    match outcome {
        DirectStatusOutcome::Status(status) => *status,
        other => panic!("expected a status, found {other:?}"),
    }
}

#[test]
fn two_people_sign_and_the_sender_collects() {
    let mut world = World::new();
    let created = world.create_direct(&direct_job()).unwrap();
    let status_url = created.status_url.clone().unwrap();
    let ask = |token| GetDirectStatus::new(status_url.clone(), token);

    let early = StatusQueryToken::new("too-early").unwrap();
    assert_eq!(world.sandbox.call(world.now, ask(early)).unwrap(), DirectStatusOutcome::CeremonyNotCompleted);

    let now = world.now;
    let first = token(world.sign(created.job_id, KARI).unwrap(), "signed");
    let wrong = StatusQueryToken::new("wrong").unwrap();
    assert_eq!(world.sandbox.call(now, ask(wrong)).unwrap(), DirectStatusOutcome::InvalidToken);

    let in_progress = status(world.sandbox.call(now, ask(first.clone())).unwrap());
    assert_eq!(in_progress.status, JobStatus::InProgress);
    let kari = DirectSignerIdentification::Personal(kari());
    let other = DirectSignerIdentification::Custom(SignerIdentifier::new("kunde 7").unwrap());
    assert_eq!(in_progress.signature_of(&kari).unwrap().status, SignerStatus::Signed);
    assert_eq!(in_progress.signature_of(&other).unwrap().status, SignerStatus::Waiting);
    let xades = in_progress.signature_of(&kari).unwrap().xades_url.clone().unwrap();
    let xades = world.sandbox.download(now, &FetchDocument::xades(xades)).unwrap();
    assert!(std::str::from_utf8(&xades).unwrap().contains(KARI));

    world.sign(created.job_id, "kunde 7").unwrap();
    let completed = status(world.sandbox.call(now, ask(first)).unwrap());
    assert_eq!(completed.status, JobStatus::CompletedSuccessfully);
    let pades_url = completed.pades_url.unwrap();
    let pades = world.sandbox.download(now, &FetchDocument::pades(pades_url.clone())).unwrap();
    assert!(pades.starts_with(b"%PDF-1.7"));
    assert_eq!(world.sandbox.download(now, &FetchDocument::pades(pades_url.clone())).unwrap(), pades);

    world.sandbox.call(now, Confirm::new(completed.confirmation_url.unwrap())).unwrap();
    let gone = world.sandbox.download(now, &FetchDocument::pades(pades_url)).unwrap_err();
    assert_eq!(gone.status().map(|status| status.as_u16()), Some(404), "the documents are gone");
}

#[test]
fn each_redirect_url_is_new() {
    let mut world = World::new();
    let created = world.create_direct(&direct_job()).unwrap();
    let signer = created.signer(&DirectSignerIdentification::Personal(kari())).unwrap();
    let again = world.sandbox.call(world.now, RequestRedirectUrl::new(signer.signer_url.clone())).unwrap();
    assert_ne!(again.redirect_url, signer.redirect_url);
    assert_eq!((&again.identification, &again.signer_url), (&signer.identification, &signer.signer_url));
}

#[test]
fn there_is_no_redirect_url_for_a_signer_who_is_done() {
    let mut world = World::new();
    let created = world.create_direct(&direct_job()).unwrap();
    let now = world.now;
    let ask = |index: usize| RequestRedirectUrl::new(created.signers[index].signer_url.clone());
    let refused = |error: Error| (error.status().unwrap().as_u16(), error.code().unwrap().as_str().to_owned());
    let expected = (409, "CANNOT_SIGN".to_owned());
    world.sign(created.job_id, KARI).unwrap();
    assert_eq!(refused(world.sandbox.call(now, ask(0)).unwrap_err()), expected, "has signed");
    world.sandbox.call(now, ask(1)).unwrap();
    world.sandbox.service().fail(now, created.job_id, "kunde 7").unwrap();
    world.sandbox.call(now, ask(1)).expect("may try again");
    world.sandbox.service().reject(now, created.job_id, "kunde 7").unwrap();
    assert_eq!(refused(world.sandbox.call(now, ask(1)).unwrap_err()), expected, "the job has ended");
}

#[test]
fn documents_can_be_deleted_by_whoever_has_a_token() {
    let mut world = World::new();
    let created = world.create_direct(&direct_job()).unwrap();
    let now = world.now;
    world.sign(created.job_id, KARI).unwrap();
    let token = token(world.sign(created.job_id, "kunde 7").unwrap(), "signed");
    let ask = GetDirectStatus::new(created.status_url.unwrap(), token);
    assert!(status(world.sandbox.call(now, ask.clone()).unwrap()).delete_documents_url.is_none());
    world.pass(Duration::from_secs(24 * 60 * 60));
    let url = status(world.sandbox.call(world.now, ask.clone()).unwrap()).delete_documents_url.unwrap();
    world.sandbox.call(world.now, DeleteDocuments::new(url)).unwrap();
    let deleted = status(world.sandbox.call(world.now, ask).unwrap());
    assert!(deleted.delete_documents_url.is_none() && deleted.pades_url.is_none());
    let job = world.sandbox.service().job(created.job_id).unwrap();
    assert!(job.documents.iter().all(|document| document.content.is_none()));
}

#[test]
fn declining_ends_the_job_for_everybody() {
    let mut world = World::new();
    let created = world.create_direct(&direct_job()).unwrap();
    let now = world.now;
    let token = token(world.sandbox.service().reject(now, created.job_id, KARI).unwrap(), "rejected");
    let failed = status(world.sandbox.call(now, GetDirectStatus::new(created.status_url.unwrap(), token)).unwrap());
    assert_eq!(failed.status, JobStatus::Failed);
    let states: Vec<_> = failed.signatures.into_iter().map(|signer| signer.status).collect();
    assert_eq!(states, [SignerStatus::Rejected, SignerStatus::NotApplicable]);
    assert!(failed.pades_url.is_none());
    let error = world.sign(created.job_id, "kunde 7").unwrap_err();
    assert_eq!(error.to_string(), "expected a job in progress, found one that has ended");
}

#[test]
fn an_error_in_the_ceremony_can_be_tried_again() {
    let mut world = World::new();
    let created = world.create_direct(&direct_job()).unwrap();
    let now = world.now;
    let token = token(world.sandbox.service().fail(now, created.job_id, KARI).unwrap(), "failed");
    let ask = GetDirectStatus::new(created.status_url.unwrap(), token);
    let failed = status(world.sandbox.call(now, ask.clone()).unwrap());
    assert_eq!((failed.status, &failed.signatures[0].status), (JobStatus::InProgress, &SignerStatus::Failed));
    world.sign(created.job_id, KARI).unwrap();
    assert_eq!(status(world.sandbox.call(now, ask).unwrap()).signatures[0].status, SignerStatus::Signed);
}

#[test]
fn a_job_ends_after_thirty_days() {
    let mut world = World::new();
    let created = world.create_direct(&direct_job()).unwrap();
    world.pass(Duration::from_secs(30 * 24 * 60 * 60));
    let now = world.now;
    assert_eq!(world.sandbox.service().job(created.job_id).unwrap().status(), JobStatus::InProgress, "nobody looked");
    world.sandbox.service().pass_time(now);
    let job = world.sandbox.service().job(created.job_id).unwrap();
    assert_eq!(job.status(), JobStatus::Failed);
    assert!(job.signers.iter().all(|signer| signer.status == SignerStatus::Expired));
}

#[test]
fn a_polled_job_arrives_in_its_queue() {
    let mut world = World::new();
    let job = direct_job().with_status_retrieval_method(StatusRetrievalMethod::Polling);
    let created = world.create_direct(&job).unwrap();
    assert!(created.status_url.is_none());
    let now = world.now;
    world.sign(created.job_id, KARI).unwrap();
    match world.sandbox.call(now, PollDirect::new(sender())).unwrap() {
        PollOutcome::Changed { change, next } => {
            assert_eq!((change.job_id, next), (created.job_id, Some(now)));
            world.sandbox.call(now, Confirm::new(change.confirmation_url.unwrap())).unwrap();
        }
        other => panic!("expected a change, found {other:?}"),
    }
    assert!(matches!(world.sandbox.call(now, PollDirect::new(sender())).unwrap(), PollOutcome::NoChange { .. }));
}
