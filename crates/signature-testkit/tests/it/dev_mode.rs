//! Signing without a person, at the paths of the service's test environments.

use http::{Method, Request};
use signature_model::{JobId, JobStatus, SignerStatus};
use signature_protocol::{DirectStatusOutcome, GetDirectStatus};
use signature_testkit::Caller;

use crate::world::{KARI, OLA, SENDER, World, direct_job, number, portal_job};

fn sign(world: &mut World, caller: &str, path: &str, job: JobId, signer: &str) -> (u16, String) {
    let uri = format!("{path}/signature-jobs/{job}/devmodesign?signer={signer}");
    let request = Request::builder().method(Method::POST).uri(uri).body(bytes::Bytes::new()).unwrap();
    let caller = Caller::organization(number(caller));
    let response = world.sandbox.service().handle(world.now, &caller, &request);
    (response.status().as_u16(), String::from_utf8(response.body().to_vec()).unwrap())
}

#[test]
fn a_direct_signer_is_sent_to_an_exit_url() {
    let mut world = World::new();
    let created = world.create_direct(&direct_job()).unwrap();
    let (status, exit) = sign(&mut world, SENDER, "/web", created.job_id, "kunde%207");
    assert_eq!(status, 200);
    let (page, token) = exit.split_once("&status_query_token=").unwrap();
    assert_eq!(page, "https://sender.example/signed?case=1");
    let ask = GetDirectStatus::new(created.status_url.unwrap(), token.parse().unwrap());
    match world.sandbox.call(world.now, ask).unwrap() {
        DirectStatusOutcome::Status(status) => assert_eq!(status.signatures[1].status, SignerStatus::Signed),
        other => panic!("expected a status, found {other:?}"),
    }
    assert_eq!(sign(&mut world, SENDER, "/web", created.job_id, "kunde%207").0, 409, "only once");
}

#[test]
fn a_portal_signer_is_done() {
    let mut world = World::new();
    let created = world.create_portal(&portal_job()).unwrap();
    assert_eq!(sign(&mut world, SENDER, "/web", created.job_id, KARI).0, 404, "the path belongs to the other flow");
    for signer in [KARI, OLA] {
        assert_eq!(sign(&mut world, SENDER, "/web/portal", created.job_id, signer), (200, String::new()));
    }
    assert_eq!(world.change().status, JobStatus::CompletedSuccessfully);
}

#[test]
fn only_callers_who_may_act_for_the_sender_can_sign() {
    let mut world = World::new();
    let created = world.create_portal(&portal_job()).unwrap();
    let (status, error) = sign(&mut world, "310000009", "/web/portal", created.job_id, KARI);
    assert_eq!(status, 403);
    assert!(error.contains("BROKER_NOT_AUTHORIZED"), "{error}");
    let job = world.sandbox.service().job(created.job_id).unwrap();
    assert_eq!(job.signers[0].status, SignerStatus::Waiting);
}
