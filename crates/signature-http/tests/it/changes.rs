//! When the client sends what, in the paused time of the runtime.

use std::time::Duration;

use crate::scripted::{START, answer, client};
use crate::world::{job, sender};

const CHANGE: &str = r#"<portal-signature-job-status-change-response xmlns="http://signering.posten.no/schema/v1">
<signature-job-id>1</signature-job-id><status>FAILED</status>
<confirmation-url>https://api.example/api/1/complete</confirmation-url><signatures><signature>
<status since="2026-01-01T00:00:00Z">EXPIRED</status>
<personal-identification-number>01010100000</personal-identification-number></signature></signatures>
</portal-signature-job-status-change-response>"#;

fn seconds(sent: &crate::scripted::Sent) -> Vec<u64> {
    sent.lock().unwrap().iter().map(|(when, _)| when.as_secs()).collect()
}

#[tokio::test(start_paused = true)]
async fn a_refused_poll_is_repeated_when_it_is_permitted_and_no_earlier() {
    let (client, sent, _) = client([
        answer(429, Some("2026-01-01T12:00:30Z"), ""),
        answer(429, Some("2026-01-01T12:00:40Z"), ""),
        answer(200, Some(START), CHANGE),
        answer(204, Some("2026-01-01T12:10:00Z"), ""),
    ]);
    let mut changes = client.portal().changes(&sender());
    assert!(changes.next().await.unwrap().is_some());
    assert!(changes.next().await.unwrap().is_none());
    assert_eq!(seconds(&sent), [0, 30, 40, 40]);
}

#[tokio::test(start_paused = true)]
async fn the_permitted_time_outlives_whoever_polls() {
    let (client, sent, _) = client([answer(204, Some("2026-01-01T12:10:00Z"), "")]);
    for _ in 0..2 {
        assert!(client.portal().changes(&sender()).next().await.unwrap().is_none());
    }
    assert!(client.direct().changes(&sender()).next().await.unwrap().is_none(), "another queue has its own time");
    assert_eq!(seconds(&sent), [0, 600, 600]);
}

#[tokio::test(start_paused = true)]
async fn an_error_slows_polling_down() {
    let (client, sent, _) = client([answer(503, None, ""), answer(204, None, "")]);
    let mut changes = client.portal().changes(&sender());
    assert_eq!(changes.next().await.unwrap_err().status().map(|status| status.as_u16()), Some(503));
    assert!(changes.next().await.unwrap().is_none());
    assert_eq!(seconds(&sent), [0, 30]);
}

#[tokio::test(start_paused = true)]
async fn a_burst_stays_below_the_services_rate_and_packages_are_signed_when_they_are_sent() {
    let (client, sent, packaging) = client([answer(503, None, "")]);
    let jobs: Vec<_> = (0..60).map(|_| job()).collect();
    let portal = client.portal();
    for created in futures::join_all(jobs.iter().map(|job| portal.create(job))).await {
        assert!(created.is_err());
    }
    let sent: Vec<Duration> = sent.lock().unwrap().iter().map(|(when, _)| *when).collect();
    assert_eq!(sent.len(), 60);
    for window in sent.windows(10) {
        assert!(window[9] - window[0] >= Duration::from_secs(1), "{window:?}");
    }
    let start = signature_model::Timestamp::parse(START).unwrap();
    for (when, signed) in sent.iter().zip(packaging.0.lock().unwrap().iter()) {
        let off = when.abs_diff(signed.saturating_since(start));
        assert!(off < Duration::from_secs(1), "signed {off:?} before it was sent");
    }
}

#[tokio::test(start_paused = true)]
async fn a_call_that_is_given_up_keeps_no_place_in_the_line() {
    let (client, sent, _) = client([answer(200, None, "You are")]);
    let organization = sender().organization_number().clone();
    for _ in 0..100 {
        let _ = tokio::time::timeout(Duration::from_millis(1), client.root_resource(&organization)).await;
    }
    let before = tokio::time::Instant::now();
    client.root_resource(&organization).await.unwrap();
    assert!(before.elapsed() <= Duration::from_millis(1_100));
    assert!(sent.lock().unwrap().len() < 30);
}

/// As much of joining futures as a test needs.
mod futures {
    use std::future::{Future, poll_fn};
    use std::pin::Pin;
    use std::task::Poll;

    pub(super) async fn join_all<F: Future>(futures: impl Iterator<Item = F>) -> Vec<F::Output> {
        let mut pending: Vec<Pin<Box<F>>> = futures.map(Box::pin).collect();
        let mut done = Vec::new();
        poll_fn(move |context| {
            pending.retain_mut(|future| match future.as_mut().poll(context) {
                Poll::Ready(output) => {
                    done.push(output);
                    false
                }
                Poll::Pending => true,
            });
            if pending.is_empty() { Poll::Ready(std::mem::take(&mut done)) } else { Poll::Pending }
        })
        .await
    }
}
