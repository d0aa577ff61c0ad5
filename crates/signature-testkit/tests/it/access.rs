//! Who may call, and how often.

use std::time::Duration;

use signature_model::{ArchivedDocumentId, ErrorCode};
use signature_protocol::{ErrorKind, FetchDocument, GetRootResource, PollPortal, Retry};
use signature_testkit::{Caller, ServiceSettings};

use crate::world::{SENDER, World, number, portal_job, sender};

const BROKER: &str = "310000003";

#[test]
fn an_organization_acts_for_itself_and_a_broker_for_its_senders() {
    let ask = || GetRootResource::new(number(SENDER));
    let mut own = World::new();
    assert_eq!(own.sandbox.call(own.now, ask()).unwrap().text, "You are 310000002");

    let mut stranger = World::called_by(ServiceSettings::default(), Caller::organization(number(BROKER)));
    let error = stranger.sandbox.call(stranger.now, ask()).unwrap_err();
    assert_eq!(error.code(), Some(&ErrorCode::BrokerNotAuthorized));

    let registered = ServiceSettings::default().with_broker(number(BROKER), [number(SENDER)]);
    let mut broker = World::called_by(registered, Caller::organization(number(BROKER)));
    assert_eq!(
        broker.sandbox.call(broker.now, ask()).unwrap().text,
        "You are 310000003, operating on behalf of 310000002"
    );
    assert!(broker.create_portal(&portal_job()).is_ok(), "a package the sender signed is the sender's");
}

#[test]
fn the_archive_is_empty() {
    let mut world = World::new();
    let id = ArchivedDocumentId::new("1234").unwrap();
    let error = world.sandbox.download(world.now, &FetchDocument::archived_pades(number(SENDER), id)).unwrap_err();
    assert_eq!(error.code(), Some(&ErrorCode::ArchivedDocumentNotFound));
}

#[test]
fn an_organization_without_access_is_refused() {
    let mut world = World::with(ServiceSettings::default().with_organizations([]));
    let error = world.sandbox.call(world.now, GetRootResource::new(number(SENDER))).unwrap_err();
    assert_eq!(error.code(), Some(&ErrorCode::NotAuthorized));
}

#[test]
fn the_eleventh_call_in_a_second_is_blocked_for_thirty() {
    let mut world = World::new();
    let ask = || GetRootResource::new(number(SENDER));
    for _ in 0..10 {
        world.sandbox.call(world.now, ask()).unwrap();
    }
    let error = world.sandbox.call(world.now, PollPortal::new(sender())).unwrap_err();
    assert!(matches!(error.kind(), ErrorKind::RateLimited), "not taken for a poll that came too early");
    assert_eq!(error.retry(), Retry::After(Duration::from_secs(30)));
    world.pass(Duration::from_secs(29));
    assert!(world.sandbox.call(world.now, ask()).is_err());
    world.pass(Duration::from_secs(1));
    assert!(world.sandbox.call(world.now, ask()).is_ok());
}
