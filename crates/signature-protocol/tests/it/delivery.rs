//! The delivery, by scripted time: documents before the change, the change before its confirmation.

use std::time::Duration;

use signature_model::portal::PortalJobStatusChange;
use signature_model::urls::{PadesUrl, XadesUrl};
use signature_model::{JobStatus, Timestamp};
use signature_protocol::{
    Delivered, Delivery, DeliveryStep, Error, FetchDocument, FetchId, Fetched, PollOutcome, PollPolicy, PollPortal,
    Poller, Replay, Sent, SignedDocument, TransportFault, Wanted,
};

use crate::poller::{broken, change};
use crate::{error_body, root, sender, time};

type Portal = Delivery<PollPortal>;

const NOW: &str = "2026-01-01T12:00:00Z";

/// A delivery that has just fetched this change.
fn with(wanted: Wanted, status: JobStatus) -> (Portal, Timestamp) {
    let now = time(NOW);
    let mut delivery = Delivery::new(Poller::new(PollPolicy::default(), [sender()], 7), wanted);
    brings(&mut delivery, status, now);
    (delivery, now)
}

/// The next poll brings the change in this state.
fn brings(delivery: &mut Portal, status: JobStatus, now: Timestamp) {
    let DeliveryStep::Poll(queue, _) = delivery.poll(now) else { panic!("expected a poll") };
    let mut change = change(1);
    change.status = status;
    change.signatures[0].xades_url = Some(XadesUrl::new("https://api.example/api/1/xades/1").unwrap());
    change.pades_url = Some(PadesUrl::new("https://api.example/api/1/pades").unwrap());
    let next = Some(now.saturating_add(Duration::from_secs(3600)));
    delivery.polled(now, queue, Ok(PollOutcome::Changed { change: Box::new(change), next }));
}

/// The path of the download to be run.
#[track_caller]
fn fetches(delivery: &mut Portal, now: Timestamp) -> (FetchId, String) {
    match delivery.poll(now) {
        DeliveryStep::Fetch(fetch, document) => {
            (fetch, document.fetch().plan(&root()).unwrap().0.head().uri.path().to_owned())
        }
        other => panic!("expected a download, found {other:?}"),
    }
}

#[track_caller]
fn delivers(delivery: &mut Portal, now: Timestamp) -> Delivered<PortalJobStatusChange> {
    match delivery.poll(now) {
        DeliveryStep::Deliver(delivered) => delivered,
        other => panic!("expected a delivery, found {other:?}"),
    }
}

/// What the service says of a document that is gone.
fn gone() -> Error {
    refused(404)
}

/// A reply without a document.
fn refused(status: u16) -> Error {
    let fetch = FetchDocument::pades(PadesUrl::new("https://api.example/api/1/pades").unwrap());
    fetch.plan(&root()).unwrap().1.answer(crate::head(status, &[]), error_body("GONE")).unwrap_err()
}

#[test]
fn what_a_proxy_sends_instead_of_a_document_is_not_a_refusal() {
    for (status, field, body) in [
        (200, ("content-type", "text/html"), &b"<html>"[..]),
        (200, ("x", ""), b"<html>"),
        (200, ("content-encoding", "gzip"), b"\x1F\x8B"),
        (206, ("x", ""), b"%PDF-1.7"),
    ] {
        let (mut delivery, now) = with(Wanted::Always, JobStatus::CompletedSuccessfully);
        let (xades, _) = fetches(&mut delivery, now);
        let (pades, _) = fetches(&mut delivery, now);
        delivery.fetched(now, xades, Fetched::Stored);
        let fetch = FetchDocument::pades(PadesUrl::new("https://api.example/api/1/pades").unwrap());
        let error = fetch.plan(&root()).unwrap().1.answer(crate::head(status, &[field]), body).unwrap_err();
        delivery.fetched(now, pades, Fetched::Refused(error));
        let DeliveryStep::WaitUntil(again) = delivery.poll(now) else { panic!("expected a wait") };
        assert_eq!(fetches(&mut delivery, again).1, "/api/1/pades", "{status} {field:?}");
    }
}

/// A connection that would fail again.
fn untrusted() -> Error {
    Error::transport(Replay::Safe, TransportFault::new(Sent::No, "untrusted").permanent())
}

#[test]
fn documents_come_before_the_change_and_the_change_before_its_confirmation() {
    let (mut delivery, now) = with(Wanted::WhenCompleted, JobStatus::CompletedSuccessfully);
    let (xades, path) = fetches(&mut delivery, now);
    assert_eq!(path, "/api/1/xades/1");
    let (pades, path) = fetches(&mut delivery, now);
    assert_eq!(path, "/api/1/pades", "side by side");
    delivery.fetched(now, pades, Fetched::Stored);
    assert!(delivery.persisted(now, xades.lease).is_err(), "the change was not handed over yet");
    assert!(matches!(delivery.poll(now), DeliveryStep::WaitUntil(_)));
    delivery.fetched(now, xades, Fetched::Stored);
    let delivered = delivers(&mut delivery, now);
    assert_eq!((delivered.fetched.len(), delivered.failed.len()), (2, 0));
    assert!(matches!(delivery.poll(now), DeliveryStep::WaitUntil(_)), "not confirmed by itself");
    delivery.persisted(now, delivered.lease).unwrap();
    assert!(matches!(delivery.poll(now), DeliveryStep::Confirm(lease, _) if lease == delivered.lease));
}

#[test]
fn what_is_wanted_decides_what_is_fetched() {
    for (wanted, status, documents) in [
        (Wanted::None, JobStatus::CompletedSuccessfully, 0),
        (Wanted::WhenCompleted, JobStatus::InProgress, 0),
        (Wanted::WhenCompleted, JobStatus::Failed, 2),
        (Wanted::Always, JobStatus::InProgress, 2),
    ] {
        let (mut delivery, now) = with(wanted, status);
        for _ in 0..documents {
            let (fetch, _) = fetches(&mut delivery, now);
            delivery.fetched(now, fetch, Fetched::Stored);
        }
        assert_eq!(delivers(&mut delivery, now).fetched.len(), documents, "{wanted:?} {status:?}");
    }
}

#[test]
fn a_broken_download_is_tried_again_and_a_refused_one_is_told() {
    let (mut delivery, now) = with(Wanted::WhenCompleted, JobStatus::CompletedSuccessfully);
    let (xades, _) = fetches(&mut delivery, now);
    let (pades, _) = fetches(&mut delivery, now);
    delivery.fetched(now, xades, Fetched::Refused(broken(Sent::Maybe)));
    delivery.fetched(now, pades, Fetched::Refused(gone()));
    let DeliveryStep::WaitUntil(again) = delivery.poll(now) else { panic!("expected a wait") };
    assert!(again > now);
    let (fetch, path) = fetches(&mut delivery, again);
    assert_eq!((fetch.document, fetch.attempt, path.as_str()), (xades.document, 2, "/api/1/xades/1"));
    delivery.fetched(again, xades, Fetched::Refused(gone()));
    delivery.fetched(again, fetch, Fetched::Stored);
    let delivered = delivers(&mut delivery, again);
    assert!(matches!(delivered.fetched.as_slice(), [SignedDocument::Xades { signer: 0, .. }]));
    assert!(matches!(delivered.failed.as_slice(), [(SignedDocument::Pades { .. }, _)]));
}

#[test]
fn downloads_that_take_longer_than_the_lease_give_the_change_back() {
    let (mut delivery, now) = with(Wanted::WhenCompleted, JobStatus::CompletedSuccessfully);
    let (first, _) = fetches(&mut delivery, now);
    let (second, _) = fetches(&mut delivery, now);
    let late = now.saturating_add(Duration::from_secs(600));
    delivery.fetched(late, first, Fetched::Stored);
    delivery.fetched(late, second, Fetched::Stored);
    assert!(matches!(delivery.poll(late), DeliveryStep::WaitUntil(_)), "nothing is delivered any more");
    assert!(delivery.persisted(late, first.lease).is_err());
}

#[test]
fn a_document_is_not_fetched_again_while_an_older_download_goes_on() {
    let (mut delivery, now) = with(Wanted::WhenCompleted, JobStatus::CompletedSuccessfully);
    let (slow, path) = fetches(&mut delivery, now);
    assert_eq!(path, "/api/1/xades/1");
    let (pades, _) = fetches(&mut delivery, now);
    delivery.fetched(now, pades, Fetched::Stored);
    let later = now.saturating_add(Duration::from_secs(3600));
    brings(&mut delivery, JobStatus::CompletedSuccessfully, later);
    let (pades, path) = fetches(&mut delivery, later);
    assert_eq!(path, "/api/1/pades");
    delivery.fetched(later, pades, Fetched::Stored);
    assert!(matches!(delivery.poll(later), DeliveryStep::WaitUntil(until) if until > later));
    delivery.fetched(later, slow, Fetched::Stored);
    let (again, path) = fetches(&mut delivery, later);
    assert_eq!((path.as_str(), again.attempt), ("/api/1/xades/1", 1), "the older one was not of this lease");
    delivery.fetched(later, again, Fetched::Stored);
    assert_eq!(delivers(&mut delivery, later).fetched.len(), 2);
}

#[test]
fn an_outage_never_leads_to_a_handover_without_a_document() {
    for failure in [
        || Fetched::StorageFailed,
        || Fetched::Refused(broken(Sent::Maybe)),
        || Fetched::Refused(broken(Sent::No)),
        || Fetched::Refused(untrusted()),
        || Fetched::Refused(refused(503)),
        || Fetched::Refused(refused(429)),
    ] {
        let (mut delivery, mut now) = with(Wanted::WhenCompleted, JobStatus::CompletedSuccessfully);
        let (xades, _) = fetches(&mut delivery, now);
        let (mut fetch, _) = fetches(&mut delivery, now);
        delivery.fetched(now, xades, Fetched::Stored);
        let lease_ends = now.saturating_add(PollPolicy::default().lease());
        let mut attempts = 1;
        delivery.fetched(now, fetch, failure());
        while now < lease_ends {
            assert!(delivery.persisted(now, fetch.lease).is_err(), "not handed over");
            match delivery.poll(now) {
                DeliveryStep::WaitUntil(until) => now = until,
                DeliveryStep::Fetch(next, _) => {
                    fetch = next;
                    delivery.fetched(now, fetch, failure());
                    attempts += 1;
                }
                other => panic!("expected a wait or a download, found {other:?}"),
            }
        }
        assert!(attempts > 10, "tried again as long as the lease runs, found {attempts} attempts");
        assert!(matches!(delivery.poll(lease_ends), DeliveryStep::WaitUntil(_)), "never handed over");
    }
}

#[test]
fn a_document_that_the_service_refuses_does_not_withhold_its_change() {
    for status in [204, 307, 403, 404, 410] {
        let (mut delivery, now) = with(Wanted::WhenCompleted, JobStatus::CompletedSuccessfully);
        let (xades, _) = fetches(&mut delivery, now);
        let (pades, _) = fetches(&mut delivery, now);
        delivery.fetched(now, xades, Fetched::Stored);
        delivery.fetched(now, pades, Fetched::Refused(refused(status)));
        let delivered = delivers(&mut delivery, now);
        assert_eq!((delivered.fetched.len(), delivered.failed.len()), (1, 1), "{status}");
    }
}

#[test]
fn downloads_are_limited_and_unknown_reports_change_nothing() {
    let (delivery, now) = with(Wanted::WhenCompleted, JobStatus::CompletedSuccessfully);
    let mut delivery = delivery.with_max_downloads(1);
    let (xades, _) = fetches(&mut delivery, now);
    assert!(matches!(delivery.poll(now), DeliveryStep::WaitUntil(_)), "one at a time");
    delivery.fetched(now, xades, Fetched::Stored);
    let (pades, _) = fetches(&mut delivery, now);
    delivery.fetched(now, pades, Fetched::Stored);
    delivery.fetched(now, pades, Fetched::Refused(refused(429)));
    assert_eq!(delivers(&mut delivery, now).fetched.len(), 2, "a repeated report blocks nothing");
}

#[test]
fn a_clock_that_is_set_back_does_not_hold_a_download_back() {
    for answer in [Fetched::StorageFailed, Fetched::Refused(broken(Sent::Maybe))] {
        let (mut delivery, now) = with(Wanted::WhenCompleted, JobStatus::CompletedSuccessfully);
        let (xades, _) = fetches(&mut delivery, now);
        let (pades, _) = fetches(&mut delivery, now);
        delivery.fetched(now, pades, Fetched::Stored);
        delivery.fetched(now, xades, answer);
        let before = time("2020-01-01T00:00:00Z");
        let DeliveryStep::WaitUntil(until) = delivery.poll(before) else { panic!("expected a wait") };
        assert!(until.saturating_since(before) <= Duration::from_secs(38), "{until}");
        assert_eq!(fetches(&mut delivery, until).0.document, xades.document);
    }
}

#[test]
fn a_document_is_stored_after_its_storage_failed() {
    let (mut delivery, now) = with(Wanted::WhenCompleted, JobStatus::CompletedSuccessfully);
    let (xades, _) = fetches(&mut delivery, now);
    let (pades, _) = fetches(&mut delivery, now);
    assert_eq!(delivery.change(pades.lease).map(|change| change.job_id), Some(signature_model::JobId::new(1)));
    delivery.fetched(now, xades, Fetched::StorageFailed);
    delivery.fetched(now, pades, Fetched::Stored);
    let DeliveryStep::WaitUntil(again) = delivery.poll(now) else { panic!("expected a wait") };
    let (xades, _) = fetches(&mut delivery, again);
    delivery.fetched(again, xades, Fetched::Stored);
    let delivered = delivers(&mut delivery, again);
    assert!(matches!(delivered.fetched.as_slice(), [SignedDocument::Xades { .. }, SignedDocument::Pades { .. }]));
}

#[test]
fn a_restart_begins_without_changes() {
    let (mut delivery, now) = with(Wanted::WhenCompleted, JobStatus::CompletedSuccessfully);
    let (fetch, _) = fetches(&mut delivery, now);
    delivery.fetched(now, fetch, Fetched::Stored);
    let poller = Poller::restore(PollPolicy::default(), delivery.poller().snapshot(), 8);
    let mut delivery: Portal = Delivery::new(poller, Wanted::WhenCompleted);
    assert!(
        matches!(delivery.poll(now), DeliveryStep::WaitUntil(_)),
        "nothing is fetched for a lease of the old process"
    );
}
