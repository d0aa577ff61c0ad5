//! What a time limit means, in each phase in which it can end.

use std::time::Duration;

use signature_http::Timeouts;
use signature_http::protocol::{Retry, Sent};
use signature_model::JobReference;
use signature_model::urls::PadesUrl;

use crate::scripted::{Answer, Scripted, answer};
use crate::world::{job, sender};

const LIMIT: Duration = Duration::from_secs(20);

#[test]
fn the_phase_says_what_was_sent_of_a_job() {
    for (phase, sent, retry) in [
        (Answer::Silence { sending: false }, Sent::No, Retry::Now),
        (Answer::Silence { sending: true }, Sent::Maybe, Retry::Never),
        (Answer::Stalls("<portal-signature"), Sent::Yes, Retry::Never),
    ] {
        let world = Scripted::new([phase]);
        let client = world.client(|builder| builder.with_timeouts(Timeouts::new().with_call(LIMIT)));
        let job = job().with_reference(JobReference::new("123-ABC").unwrap());
        let error = world.run(client.portal().create(&job)).unwrap_err();
        assert!(error.is_timeout());
        assert_eq!(error.fault().unwrap().to_string(), "timed out after 20 s");
        assert_eq!((error.sent(), error.retry()), (sent, retry));
        assert_eq!(world.time.elapsed(), LIMIT);
        assert_eq!(world.requests().len(), 1, "a job is never sent twice");

        assert_eq!(error.is_outcome_unknown(), sent != Sent::No);
        if error.is_outcome_unknown() {
            assert_eq!(error.job_reference().map(JobReference::as_str), Some("123-ABC"));
            let how_far = match sent {
                Sent::Yes => "the reply of the service broke off: timed out after 20 s; the service replied",
                _ => "no reply from the service: timed out after 20 s; the service may have acted on the request",
            };
            assert_eq!(
                error.to_string(),
                format!(
                    "it is unknown whether the service created the job with reference 123-ABC ({how_far}); \
                     look for it before creating it again"
                )
            );
        }
    }
}

#[test]
fn waiting_for_a_turn_is_not_part_of_a_call() {
    let world = Scripted::new([answer(429, None, ""), answer(200, None, "You are")]);
    let client = world.client(|builder| builder.with_timeouts(Timeouts::new().with_call(Duration::from_secs(1))));
    assert!(world.run(client.root_resource(sender().organization_number())).is_err());
    assert!(world.run(client.root_resource(sender().organization_number())).is_ok(), "thirty seconds later");
}

#[test]
fn a_download_has_a_limit_for_its_head_and_one_between_its_pieces() {
    let timeouts = Timeouts::new().with_download(LIMIT).with_idle(Duration::from_secs(5));
    let url = PadesUrl::new("https://api.example/api/123456789/pades").unwrap();

    let world = Scripted::new([Answer::Silence { sending: true }]);
    let error = world.run(world.client(|builder| builder.with_timeouts(timeouts)).pades(&url)).unwrap_err();
    assert!(error.is_timeout() && error.retry() == Retry::Now, "asking again for a document is safe");
    assert_eq!(world.time.elapsed(), LIMIT);

    let world = Scripted::new([Answer::Stalls("%PDF-1.7")]);
    let client = world.client(|builder| builder.with_timeouts(timeouts));
    let mut download = world.run(client.pades(&url)).unwrap();
    assert_eq!(world.run(download.chunk()).unwrap().unwrap(), &b"%PDF-1.7"[..]);
    let error = world.run(download.chunk()).unwrap_err();
    assert_eq!((error.is_timeout(), error.sent(), error.retry()), (true, Sent::Yes, Retry::Now));
    assert_eq!(world.time.elapsed(), Duration::from_secs(5));
}

#[test]
fn a_download_has_a_limit_for_all_of_its_bytes() {
    let timeouts = Timeouts::new().with_idle(Duration::MAX).with_whole_download(LIMIT);
    let url = PadesUrl::new("https://api.example/api/123456789/pades").unwrap();
    let world = Scripted::new([Answer::Stalls("%PDF-1.7")]);
    let client = world.client(|builder| builder.with_timeouts(timeouts));
    let mut download = world.run(client.pades(&url)).unwrap();
    assert!(world.run(download.chunk()).is_ok());
    let error = world.run(download.chunk()).unwrap_err();
    assert_eq!(error.fault().unwrap().to_string(), "timed out after 20 s");
    assert_eq!((error.sent(), error.retry(), world.time.elapsed()), (Sent::Yes, Retry::Now, LIMIT));
    assert!(world.run(download.chunk()).is_err(), "the time stays over");
}

#[test]
fn without_a_limit_there_is_no_timer() {
    let world = Scripted::new([answer(200, None, "You are")]);
    let timeouts = Timeouts::new().with_call(Duration::MAX);
    let client = world.client(|builder| builder.with_timeouts(timeouts));
    assert!(world.run(client.root_resource(sender().organization_number())).is_ok());
}
