//! One call through its states: any split of a body gives one outcome, and every break is an error that knows.

use signature_model::urls::ConfirmationUrl;
use signature_protocol::http::Method;
use signature_protocol::http::response::Parts;
use signature_protocol::{
    BodyPlan, BodyPolicy, Confirm, Error, ErrorKind, Exchange, GetRootResource, HeadStep, Operation, Replay, Reply,
    RequestPlan, Retry, Sent, ServiceRoot, TransportFault, with_query,
};

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
    assert_eq!(broken(Sent::No).to_string(), "the connection to the service failed; nothing was sent");

    let (_, awaiting) = ask().plan(&root()).unwrap();
    let error = awaiting.fail(TransportFault::new(Sent::Maybe, "reset"));
    assert_eq!(error.retry(), Retry::Now, "a question may be asked twice");
}

#[test]
fn a_success_that_says_all_in_its_status_needs_no_body() {
    let confirm = || Exchange::new(Confirm::new(ConfirmationUrl::new("https://api.example/api/c").unwrap()));
    let (_, awaiting) = confirm().plan(&root()).unwrap();
    assert!(matches!(awaiting.on_head(head(204, &[])).unwrap(), HeadStep::Done(())));

    let unread = std::iter::repeat_with(|| -> Result<Vec<u8>, TransportFault> { panic!("expected no read") });
    confirm().plan(&root()).unwrap().1.receive(head(204, &[]), unread).unwrap();
}

#[test]
fn a_body_has_no_more_pieces_than_its_limit() {
    let mut asked = 0_usize;
    let endless = std::iter::repeat_with(|| {
        asked += 1;
        Ok::<_, TransportFault>(b"")
    });
    let (_, awaiting) = ask().plan(&root()).unwrap();
    let error = awaiting.receive(head(200, &[]), endless).unwrap_err();
    assert!(matches!(error.kind(), ErrorKind::TooLarge { limit: 1_048_576, .. }));
    assert_eq!(asked, (1 << 20) + 2);
}

#[test]
fn a_whole_reply_and_one_in_pieces_give_the_same_outcome() {
    let body = b"You are 123456789";
    let awaiting = || ask().plan(&root()).unwrap().1;
    let whole = awaiting().answer(head(200, &[]), body).unwrap();
    for size in 1..=body.len() {
        assert_eq!(awaiting().receive(head(200, &[]), body.chunks(size).map(Ok)).unwrap(), whole);
    }
    let error = awaiting().answer(head(200, &[]), vec![b'x'; (1 << 20) + 1]).unwrap_err();
    assert!(matches!(error.kind(), ErrorKind::TooLarge { .. }));
    let broken = [Ok(&body[..4]), Err(TransportFault::new(Sent::Maybe, "reset"))];
    let error = awaiting().receive(head(200, &[]), broken).unwrap_err();
    assert_eq!((error.sent(), error.retry()), (Sent::Yes, Retry::Now), "its head had come");
}

#[test]
fn a_body_that_is_coming_in_does_not_print_itself() {
    let (_, awaiting) = ask().plan(&root()).unwrap();
    let HeadStep::Collect(mut collecting) = awaiting.on_head(head(200, &[])).unwrap() else {
        panic!("expected a body")
    };
    collecting.push(b"01010100000").unwrap();
    let text = format!("{collecting:?}");
    assert!(text.contains("11 of at most 1048576 bytes") && !text.contains("01010100000"), "{text}");
}

/// A custom operation that asks any address.
#[derive(Debug, Clone)]
struct Anywhere(&'static str);

impl Operation for Anywhere {
    const REPLAY: Replay = Replay::Safe;
    type Outcome = usize;

    fn plan(&self, root: &ServiceRoot) -> Result<RequestPlan, Error> {
        let uri = match self.0 {
            "" => with_query(&root.resource(sender().organization_number(), "/new-call")?, "q", "a b")?,
            elsewhere => elsewhere.parse().map_err(|_| ErrorKind::Url)?,
        };
        Ok(RequestPlan::new(Method::GET, uri, None, BodyPlan::Empty))
    }

    fn body_policy(&self, _head: &Parts) -> BodyPolicy {
        BodyPolicy::MESSAGE
    }

    fn interpret(&self, reply: Reply) -> Result<usize, Error> {
        let length = reply.body.len();
        reply.acknowledgement().map(|()| length)
    }
}

#[test]
fn a_call_of_ones_own_runs_like_any_other() {
    let (request, awaiting) = Exchange::new(Anywhere("")).plan(&root()).unwrap();
    assert_eq!(request.head().uri, "https://api.example/api/123456789/new-call?q=a%20b");
    let HeadStep::Collect(mut collecting) = awaiting.on_head(head(200, &[])).unwrap() else {
        panic!("expected a body")
    };
    collecting.push(b"12345").unwrap();
    assert_eq!(collecting.finish().unwrap(), 5);
    assert_eq!(crate::reply(&Anywhere(""), 503, b"").unwrap_err().retry(), Retry::Now, "asking again is safe");
}

#[test]
fn no_call_leads_to_another_origin() {
    let error = Exchange::new(Anywhere("https://evil.example/api")).plan(&root()).unwrap_err();
    assert!(matches!(error.kind(), ErrorKind::ForeignOrigin { .. }));
    assert_eq!((error.sent(), error.retry()), (Sent::No, Retry::Never));
}

#[test]
fn what_would_break_again_is_not_worth_repeating() {
    let (_, awaiting) = ask().plan(&root()).unwrap();
    let error = awaiting.fail(TransportFault::new(Sent::No, "not trusted").permanent());
    assert_eq!((error.sent(), error.retry()), (Sent::No, Retry::Never));
}
