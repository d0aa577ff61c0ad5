//! One call through its states: any split of a body gives one outcome, and every break is an error that knows.

use signature_model::urls::{ConfirmationUrl, PadesUrl};
use signature_protocol::operations::{Confirm, FetchPades, GetRootResource};
use signature_protocol::{ErrorKind, Exchange, HeadStep, Never, Retry, Sent, TransportFault};

use crate::{head, root, sender};

fn ask() -> Exchange<GetRootResource> {
    Exchange::new(GetRootResource::new(sender().organization_number().clone()))
}

#[test]
fn every_split_of_a_body_gives_the_same_outcome() {
    let body = b"You are 123456789";
    for first in 0..=body.len() {
        for second in first..=body.len() {
            let (_, awaiting) = ask().plan(&root()).unwrap();
            let HeadStep::Collect(mut collecting) = awaiting.on_head(head(200, &[])).unwrap() else {
                panic!("expected a body")
            };
            for chunk in [&body[..first], &body[first..second], &body[second..]] {
                collecting.push(chunk).unwrap();
            }
            assert_eq!(collecting.finish().unwrap().text.as_bytes(), body);
        }
    }
}

#[test]
fn a_body_beyond_the_limit_is_refused_at_once() {
    let (_, awaiting) = ask().plan(&root()).unwrap();
    let HeadStep::Collect(mut collecting) = awaiting.on_head(head(200, &[])).unwrap() else {
        panic!("expected a body")
    };
    collecting.push(&vec![b'x'; 1 << 20]).unwrap();
    let error = collecting.push(b"x").unwrap_err();
    assert!(matches!(error.kind(), ErrorKind::TooLarge { limit: 1_048_576, .. }));
}

#[test]
fn a_break_knows_whether_bytes_may_have_left() {
    let confirm = || Exchange::new(Confirm::new(ConfirmationUrl::new("https://api.example/api/c").unwrap()));
    let broken = |sent| confirm().plan(&root()).unwrap().1.fail(TransportFault::new(sent, "connection refused"));
    assert_eq!((broken(Sent::No).sent(), broken(Sent::No).retry()), (Sent::No, Retry::Now));
    assert_eq!((broken(Sent::Maybe).sent(), broken(Sent::Maybe).retry()), (Sent::Maybe, Retry::Never));
    assert_eq!(broken(Sent::No).to_string(), "expected a reply, found a broken transport; nothing was sent");

    let (_, awaiting) = ask().plan(&root()).unwrap();
    let error = awaiting.fail(TransportFault::new(Sent::Maybe, "reset"));
    assert_eq!(error.retry(), Retry::Now, "a question may be asked twice");
}

#[test]
fn a_success_needs_no_body_and_a_download_keeps_its_own() {
    let confirm = Exchange::new(Confirm::new(ConfirmationUrl::new("https://api.example/api/c").unwrap()));
    let (_, awaiting) = confirm.plan(&root()).unwrap();
    assert!(matches!(awaiting.on_head(head(200, &[])).unwrap(), HeadStep::Done(())));

    let fetch = || Exchange::new(FetchPades::new(PadesUrl::new("https://api.example/api/p").unwrap()));
    let (_, awaiting) = fetch().plan(&root()).unwrap();
    assert!(matches!(awaiting.on_head(head(200, &[])).unwrap(), HeadStep::Stream(_)));
    let (_, awaiting) = fetch().plan(&root()).unwrap();
    let HeadStep::Collect(collecting) = awaiting.on_head(head(404, &[])).unwrap() else { panic!("expected a body") };
    let never: Result<Never, _> = collecting.finish();
    assert_eq!(never.unwrap_err().status().map(|status| status.as_u16()), Some(404));
}
