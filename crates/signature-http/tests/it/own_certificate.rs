//! Our own certificate is checked before anything is sent, at the runtime's time.

use signature_http::identity::Identity;
use signature_http::{Client, ClientBuilder, Error, ErrorKind, FaultKind, OwnCertificateFault, danger};
use signature_model::Timestamp;
use signature_protocol::{Retry, Sent, ServiceRoot};

use crate::scripted::{Scripted, answer};
use crate::world::{SYNTHETIC, environment, job, sender};

fn identity() -> Identity {
    Identity::from_pem(SYNTHETIC, None).unwrap()
}

/// A client over hyper at this time of day. Nothing listens at its address.
fn over_tls(now: &str, adjust: impl FnOnce(ClientBuilder) -> ClientBuilder) -> (Client, Scripted) {
    let world = Scripted::new([]);
    world.time.set_clock(now);
    let builder = Client::builder(environment("https://127.0.0.1:1"), &identity()).with_runtime(world.time.clone());
    (adjust(builder.with_sender(sender())).build().unwrap(), world)
}

/// A client over a script at this time of day, which signs packages.
fn with_packages(now: &str, adjust: impl FnOnce(ClientBuilder) -> ClientBuilder) -> (Client, Scripted) {
    let world = Scripted::new([answer(503, None, "")]);
    world.time.set_clock(now);
    let root = ServiceRoot::new("https://api.example/api").unwrap();
    let builder = Client::over(root, world.clone(), world.time.clone()).with_identity(&identity());
    (adjust(builder.with_sender(sender())).build().unwrap(), world)
}

const BEFORE: &str = "2026-01-01T12:00:00.250Z";
const AFTER: &str = "2200-01-01T12:00:00Z";
const INSIDE: &str = "2027-01-01T12:00:00Z";

#[track_caller]
fn nothing_was_sent(error: &Error, expected: &str) {
    assert_eq!((error.sent(), error.retry()), (Sent::No, Retry::Never));
    assert!(!error.is_client_certificate() && !error.is_tls());
    assert_eq!(error.to_string(), expected);
}

#[test]
fn a_connection_is_not_opened_with_a_certificate_outside_its_validity() {
    let certificate = identity();
    let (not_before, not_after) = (certificate.chain().leaf().not_before(), certificate.chain().leaf().not_after());
    let organization = sender().organization_number().clone();

    let (client, world) = over_tls(AFTER, |builder| builder);
    let error = world.run(client.root_resource(&organization)).unwrap_err();
    let now = Timestamp::parse(AFTER).unwrap();
    assert_eq!(error.own_certificate(), Some(OwnCertificateFault::Expired { not_after, now }));
    assert!(matches!(error.fault().unwrap().kind(), FaultKind::OwnCertificate(_)));
    nothing_was_sent(
        &error,
        "could not reach the service: our certificate expired at 2126-10-28T21:53:02Z, \
         and our clock says 2200-01-01T12:00:00Z; order a new one; nothing was sent",
    );

    let (client, world) = over_tls(BEFORE, |builder| builder);
    let error = world.run(client.root_resource(&organization)).unwrap_err();
    let now = Timestamp::parse(BEFORE).unwrap();
    assert_eq!(error.own_certificate(), Some(OwnCertificateFault::NotValidYet { not_before, now }));
    nothing_was_sent(
        &error,
        "could not reach the service: our certificate is valid from 2026-11-21T21:53:02Z, \
         and our clock says 2026-01-01T12:00:00Z; check the clock; nothing was sent",
    );
}

#[tokio::test]
async fn a_valid_certificate_and_an_unfit_one_on_request_open_connections() {
    let organization = sender().organization_number().clone();
    for (now, danger) in [(INSIDE, false), (AFTER, true), (BEFORE, true)] {
        let adjust = |builder| if danger { danger::use_unfit_certificate(builder) } else { builder };
        let (client, _world) = over_tls(now, adjust);
        let error = client.root_resource(&organization).await.unwrap_err();
        assert!(error.is_connect() && error.own_certificate().is_none(), "{now}: {error}");
    }
}

#[test]
fn a_package_is_not_made_with_a_certificate_outside_its_validity() {
    for (now, expected) in [
        (
            AFTER,
            "the document package was not made: our certificate expired at 2126-10-28T21:53:02Z, \
             and our clock says 2200-01-01T12:00:00Z; order a new one; nothing was sent",
        ),
        (
            BEFORE,
            "the document package was not made: our certificate is valid from 2026-11-21T21:53:02Z, \
             and our clock says 2026-01-01T12:00:00Z; check the clock; nothing was sent",
        ),
    ] {
        let (client, world) = with_packages(now, |builder| builder);
        let error = world.run(client.portal().create(&job())).unwrap_err();
        assert!(matches!(error.kind(), ErrorKind::OwnCertificate(_)) && error.own_certificate().is_some());
        nothing_was_sent(&error, expected);
        assert!(world.requests().is_empty());

        let (client, world) = with_packages(now, danger::use_unfit_certificate);
        world.run(client.portal().create(&job())).unwrap_err();
        assert_eq!(world.requests().len(), 1, "{now}");
    }
    let (client, world) = with_packages(INSIDE, |builder| builder);
    world.run(client.portal().create(&job())).unwrap_err();
    assert_eq!(world.requests().len(), 1);
}
