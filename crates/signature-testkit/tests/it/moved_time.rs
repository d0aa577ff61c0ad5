//! The service's time moved forward, while its callers keep their clocks.

use std::time::Duration;

use signature_model::portal::{Availability, PortalJob};
use signature_model::{JobStatus, SignerStatus};
use signature_protocol::PollOutcome;

use crate::world::{KARI, World, portal_job, sender};

const MINUTE: Duration = Duration::from_secs(60);

#[test]
fn callers_sign_packages_and_wait_by_their_own_clocks() {
    let mut world = World::new();
    let created = world.create_portal(&portal_job()).unwrap();
    let now = world.now;
    world.sign(created.job_id, KARI).unwrap();
    let first = world.change();

    world.sandbox.service().advance(11 * MINUTE);
    assert!(world.create_portal(&portal_job()).is_ok(), "signed at the caller's time");
    match world.poll_portal(sender()) {
        PollOutcome::Changed { change, next } => assert_eq!((*change, next), (first, Some(now)), "the lease is over"),
        other => panic!("expected a change, found {other:?}"),
    }
    let next = Some(now.saturating_add(Duration::from_secs(5)));
    assert_eq!(world.poll_portal(sender()), PollOutcome::NoChange { next });
    world.pass(Duration::from_secs(2));
    assert_eq!(world.poll_portal(sender()), PollOutcome::TooEarly { next });
    world.sandbox.service().advance(Duration::from_secs(3));
    assert!(matches!(world.poll_portal(sender()), PollOutcome::NoChange { .. }), "the wait is over");
}

#[test]
fn deadlines_pass() {
    let mut world = World::new();
    let created = world.create_portal(&portal_job()).unwrap();
    world.sandbox.service().advance(Availability::DEFAULT);
    assert_eq!(world.change().status, JobStatus::Failed);
    let job = world.sandbox.service().job(created.job_id).unwrap();
    assert!(job.signers.iter().all(|signer| signer.status == SignerStatus::Expired));
    assert_eq!(job.signers[0].since, world.now.saturating_add(Availability::DEFAULT), "in the service's time");
}

#[test]
fn an_activation_time_is_in_the_callers_time() {
    let mut world = World::new();
    world.sandbox.service().advance(60 * MINUTE);
    let availability = Availability::new().with_activation_time(world.now.saturating_add(10 * MINUTE));
    let job: PortalJob = portal_job().with_availability(availability);
    let created = world.create_portal(&job).unwrap();
    world.pass(9 * MINUTE);
    assert!(world.sign(created.job_id, KARI).is_err(), "not active yet");
    world.pass(MINUTE);
    assert!(world.sign(created.job_id, KARI).is_ok());
}
