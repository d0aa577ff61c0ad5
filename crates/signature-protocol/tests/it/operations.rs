//! Every call: what it sends, each documented reply, and what any other reply becomes.

use bytes::Bytes;
use signature_model::direct::{DirectJob, DirectSigner, ExitUrls};
use signature_model::portal::PortalJobRequest;
use signature_model::urls::{CancellationUrl, ConfirmationUrl, DeleteDocumentsUrl, ExitUrl, SignerUrl, StatusUrl};
use signature_model::{
    Document, DocumentPackage, Documents, ErrorCode, JobId, PersonalIdentificationNumber, Signers, StatusQueryToken,
    Title,
};
use signature_protocol::{
    BodyPolicy, Cancel, CancelOutcome, Confirm, CreateDirectJob, CreatePortalJob, DeleteDocuments, DirectStatusOutcome,
    ErrorKind, GetDirectStatus, GetRootResource, Operation, PollDirect, PollOutcome, PollPortal, Replay,
    RequestRedirectUrl, Retry, Sent,
};

use crate::{error_body, head, plan, queue, reply, root, sender, time};

const DIRECT_STATUS: &[u8] = br#"<direct-signature-job-status-response xmlns="http://signering.posten.no/schema/v1">
<signature-job-id>1</signature-job-id><signature-job-status>COMPLETED_SUCCESSFULLY</signature-job-status>
<status since="2026-01-01T00:00:00Z">SIGNED</status></direct-signature-job-status-response>"#;

const PORTAL_CHANGE: &[u8] =
    br#"<portal-signature-job-status-change-response xmlns="http://signering.posten.no/schema/v1">
<signature-job-id>1</signature-job-id><status>FAILED</status>
<confirmation-url>https://api.example/api/1/complete</confirmation-url><signatures><signature>
<status since="2026-01-01T00:00:00Z">EXPIRED</status>
<personal-identification-number>01010100000</personal-identification-number></signature></signatures>
</portal-signature-job-status-change-response>"#;

/// What every call makes of replies that it does not document.
fn refuses_the_rest<O: Operation + Clone>(operation: &O)
where
    O::Outcome: std::fmt::Debug,
{
    let error = reply(operation, 403, &error_body("BROKER_NOT_AUTHORIZED")).unwrap_err();
    assert_eq!(error.code(), Some(&ErrorCode::BrokerNotAuthorized));
    assert_eq!((error.sent(), error.retry()), (Sent::Yes, Retry::Never));
    assert!(!format!("{error} {error:?}").contains("01010100000"), "an error quotes the service: {error:?}");

    let error = reply(operation, 429, b"").unwrap_err();
    assert_eq!(error.retry(), Retry::After(std::time::Duration::from_secs(30)));

    let error = reply(operation, 502, b"<html>bad gateway</html>").unwrap_err();
    match error.kind() {
        ErrorKind::Unexpected { status, body, .. } => {
            assert_eq!((status.as_u16(), body.expose()), (502, &b"<html>bad gateway</html>"[..]));
        }
        _ => panic!("{error:?}"),
    }
    assert!(!format!("{error} {error:?}").contains("bad gateway"));
    let retry = if O::REPLAY == Replay::Safe { Retry::Now } else { Retry::Never };
    assert_eq!((error.replay(), error.retry()), (O::REPLAY, retry));

    let error = crate::answer(operation, head(200, &[("content-encoding", "gzip")]), b"\x1F\x8B").unwrap_err();
    match error.kind() {
        ErrorKind::Unexpected { body, .. } => assert_eq!(body.expose(), b"\x1F\x8B"),
        _ => panic!("{error:?}"),
    }
    assert_eq!(
        error.to_string(),
        "the service gave an undocumented reply: status 200 OK, 2 bytes of no content type in the content encoding gzip"
    );
    for status in [201, 202, 203, 205, 206] {
        let error = reply(operation, status, b"").unwrap_err();
        assert!(matches!(error.kind(), ErrorKind::Unexpected { .. }), "{error:?}");
        assert!(!error.is_without_effect());
    }

    let error = reply(operation, 400, &error_body("01010100000\n")).unwrap_err();
    assert!(!format!("{error} {error:?}").contains("01010100000"), "only a code that looks like one is printed");
}

#[test]
fn creating_a_direct_job() {
    let document = Document::pdf(Title::new("T").unwrap(), Bytes::from_static(b"%PDF"));
    let signer = DirectSigner::personal(PersonalIdentificationNumber::new("01010100000").unwrap());
    let job = DirectJob::new(
        Title::new("T").unwrap(),
        Documents::new([document]).unwrap(),
        Signers::new([signer]).unwrap(),
        ExitUrls::single(ExitUrl::new("https://sender.example/").unwrap()),
    )
    .unwrap();
    let request = job.request(&queue("q"));
    let package = DocumentPackage::from(Bytes::from_static(b"PK"));
    let create = CreateDirectJob::new(sender().organization_number().clone(), &request, package);

    let planned = plan(&create);
    assert_eq!(planned.head().method, "POST");
    assert_eq!(planned.head().uri, "https://api.example/api/123456789/direct/signature-jobs");
    assert_eq!(planned.head().headers["accept"], "application/xml");
    assert_eq!(planned.head().headers["content-length"], planned.body().len().to_string());
    assert_eq!(CreateDirectJob::REPLAY, Replay::Unsafe);
    let body = planned.into_parts().1.into_chunks().concat();
    assert!(String::from_utf8(body).unwrap().contains("<polling-queue>q</polling-queue>"));

    let created = br#"<direct-signature-job-response xmlns="http://signering.posten.no/schema/v1">
        <signature-job-id>7</signature-job-id><signer href="https://api.example/api/s/1">
        <personal-identification-number>01010100000</personal-identification-number>
        <redirect-url>https://s.example#/r</redirect-url></signer></direct-signature-job-response>"#;
    assert_eq!(reply(&create, 200, created).unwrap().job_id, JobId::new(7));
    let unreadable = [created.as_slice(), &[b'x'; 10_000]].concat();
    match reply(&create, 200, &unreadable).unwrap_err().kind() {
        ErrorKind::Unreadable { body, .. } => assert_eq!(body.expose(), unreadable, "the only trace of the job"),
        _ => panic!("unexpected kind"),
    }
    assert!(matches!(reply(&create, 204, b"").unwrap_err().kind(), ErrorKind::Unexpected { .. }));
    match reply(&create, 201, created).unwrap_err().kind() {
        ErrorKind::Unexpected { body, .. } => assert_eq!(body.expose(), created, "the only trace of the job"),
        _ => panic!("unexpected kind"),
    }
    refuses_the_rest(&create);
}

#[test]
fn creating_a_portal_job() {
    let package = DocumentPackage::from(Bytes::from_static(b"PK"));
    let create = CreatePortalJob::new(sender().organization_number().clone(), &PortalJobRequest::default(), package);
    assert_eq!(plan(&create).head().uri, "https://api.example/api/123456789/portal/signature-jobs");
    let created = br#"<portal-signature-job-response xmlns="http://signering.posten.no/schema/v1">
        <signature-job-id>7</signature-job-id><cancellation-url>https://api.example/api/c</cancellation-url>
        </portal-signature-job-response>"#;
    assert_eq!(reply(&create, 200, created).unwrap().job_id, JobId::new(7));
    refuses_the_rest(&create);
}

#[test]
fn asking_for_a_redirect_url() {
    let ask = RequestRedirectUrl::new(SignerUrl::new("https://api.example/api/s/1").unwrap());
    let planned = plan(&ask);
    assert_eq!((planned.head().method.as_str(), planned.head().uri.path()), ("POST", "/api/s/1"));
    assert_eq!(planned.head().headers["content-type"], "application/xml");
    let answer = br#"<direct-signer-response xmlns="http://signering.posten.no/schema/v1"
        href="https://api.example/api/s/1"><signer-identifier>a</signer-identifier>
        <redirect-url>https://s.example#/r2</redirect-url></direct-signer-response>"#;
    assert_eq!(reply(&ask, 200, answer).unwrap().redirect_url.expose(), "https://s.example#/r2");
    refuses_the_rest(&ask);
}

#[test]
fn asking_for_a_direct_status() {
    let url = StatusUrl::new("https://api.example/api/1/status?v=1").unwrap();
    let ask = GetDirectStatus::new(url, StatusQueryToken::new("a+b/c=d _-~").unwrap());
    let planned = plan(&ask);
    assert_eq!(planned.head().uri, "https://api.example/api/1/status?v=1&status_query_token=a%2Bb%2Fc%3Dd%20_-~");
    assert!(!format!("{planned:?} {ask:?}").contains("a%2B"));
    assert!(matches!(reply(&ask, 200, DIRECT_STATUS).unwrap(), DirectStatusOutcome::Status(_)));
    assert_eq!(reply(&ask, 403, &error_body("INVALID_STATUS_QUERY_TOKEN")).unwrap(), DirectStatusOutcome::InvalidToken);
    assert_eq!(
        reply(&ask, 404, &error_body("SIGNING_CEREMONY_NOT_COMPLETED")).unwrap(),
        DirectStatusOutcome::CeremonyNotCompleted
    );
    assert!(reply(&ask, 404, &error_body("OTHER")).is_err());
    refuses_the_rest(&ask);
}

#[test]
fn polling() {
    const NEXT: &str = "X-Next-permitted-poll-time";
    let poll = PollPortal::new(queue("kø & b/c+d"));
    assert_eq!(
        plan(&poll).head().uri,
        "https://api.example/api/123456789/portal/signature-jobs?polling_queue=k%C3%B8%20%26%20b%2Fc%2Bd"
    );
    let direct = PollDirect::new(sender());
    assert_eq!(plan(&direct).head().uri, "https://api.example/api/123456789/direct/signature-jobs");

    let next = Some(time("2026-01-01T11:10:00Z"));
    let answer = |status, headers: &[(&str, &str)], body: &[u8]| crate::answer(&poll, head(status, headers), body);
    let at = [(NEXT, "2026-01-01T12:10:00+01:00")];
    assert_eq!(answer(204, &at, b"").unwrap(), PollOutcome::NoChange { next });
    assert_eq!(answer(429, &at, b"").unwrap(), PollOutcome::TooEarly { next });
    assert_eq!(answer(204, &[], b"").unwrap(), PollOutcome::NoChange { next: None });
    assert_eq!(answer(429, &[(NEXT, "soon")], b"").unwrap(), PollOutcome::TooEarly { next: None });
    assert!(matches!(
        answer(200, &at, PORTAL_CHANGE).unwrap(),
        PollOutcome::Changed { change, next: n } if n == next && change.job_id == JobId::new(1)
    ));
    assert!(matches!(answer(429, &[("DoSFilter", "1")], b"").unwrap_err().kind(), ErrorKind::RateLimited));
    assert!(matches!(reply(&direct, 200, DIRECT_STATUS).unwrap(), PollOutcome::Changed { .. }));
    refuses_the_rest(&poll);
    refuses_the_rest(&direct);
}

#[test]
fn confirming_cancelling_and_deleting() {
    let confirm = Confirm::new(ConfirmationUrl::new("https://api.example/api/1/complete").unwrap());
    let planned = plan(&confirm);
    assert_eq!((planned.head().method.as_str(), planned.body().len()), ("POST", 0));
    assert_eq!(planned.head().headers["content-length"], "0");
    assert_eq!(confirm.body_policy(&head(204, &[])), BodyPolicy::Discard);
    reply(&confirm, 200, b"anything").unwrap();
    refuses_the_rest(&confirm);

    let cancel = Cancel::new(CancellationUrl::new("https://api.example/api/1/cancel").unwrap());
    assert_eq!(reply(&cancel, 200, b"").unwrap(), CancelOutcome::Cancelled);
    assert_eq!(reply(&cancel, 409, b"").unwrap(), CancelOutcome::AlreadyCompleted);
    assert_eq!(reply(&cancel, 409, &error_body("X")).unwrap(), CancelOutcome::AlreadyCompleted);
    refuses_the_rest(&cancel);

    let delete = DeleteDocuments::new(DeleteDocumentsUrl::new("https://api.example/api/1/delete").unwrap());
    assert_eq!(plan(&delete).head().method, "DELETE");
    reply(&delete, 204, b"").unwrap();
    refuses_the_rest(&delete);
}

#[test]
fn a_proxys_page_acknowledges_nothing() {
    fn check<O: Operation + Clone>(operation: &O)
    where
        O::Outcome: std::fmt::Debug,
    {
        let typed = |content_type| head(200, &[("content-type", content_type)]);
        for (head, body) in [
            (head(200, &[]), &b"\n<!doctype HTML><title>Log in</title>"[..]),
            (typed("application/xml"), b"<html>"),
            (typed("text/html"), b"Log in"),
            (typed("text/html; charset=utf-8"), b""),
        ] {
            let error = crate::answer(operation, head, body).unwrap_err();
            match error.kind() {
                ErrorKind::Unexpected { body: evidence, .. } => assert_eq!(evidence.expose(), body),
                _ => panic!("{error:?}"),
            }
            assert!(!error.is_without_effect() && error.retry() == Retry::Never);
        }
        crate::answer(operation, typed("text/plain"), b"OK").unwrap();
        reply(operation, 200, b"").unwrap();
        reply(operation, 204, b"").unwrap();
    }
    check(&Confirm::new(ConfirmationUrl::new("https://api.example/api/1/complete").unwrap()));
    check(&Cancel::new(CancellationUrl::new("https://api.example/api/1/cancel").unwrap()));
    check(&DeleteDocuments::new(DeleteDocumentsUrl::new("https://api.example/api/1/delete").unwrap()));
}

#[test]
fn a_reply_may_ask_for_a_longer_wait() {
    let after = |seconds| Retry::After(std::time::Duration::from_secs(seconds));
    let poll = PollPortal::new(sender());
    let confirm = Confirm::new(ConfirmationUrl::new("https://api.example/api/1/complete").unwrap());
    let date = ("date", "Fri, 31 Dec 1999 23:59:30 GMT");
    let in_a_minute = ("retry-after", "Sat, 01 Jan 2000 00:00:30 GMT");
    for (status, fields, polling, confirming) in [
        (429, &[("retry-after", "10")][..], after(30), after(30)),
        (429, &[("retry-after", "120")], after(120), after(120)),
        (429, &[("retry-after", "86400")], after(3600), after(3600)),
        (429, &[date, in_a_minute], after(60), after(60)),
        (429, &[in_a_minute], after(30), after(30)),
        (503, &[("retry-after", "10")], after(10), Retry::Never),
        (503, &[("retry-after", "86400")], after(3600), Retry::Never),
        (503, &[("retry-after", "soon")], Retry::Now, Retry::Never),
        (503, &[], Retry::Now, Retry::Never),
        (404, &[("retry-after", "10")], Retry::Never, Retry::Never),
    ] {
        let error = |answer: Result<(), signature_protocol::Error>| answer.unwrap_err().retry();
        let polled = error(crate::answer(&poll, head(status, fields), b"").map(drop));
        let confirmed = error(crate::answer(&confirm, head(status, fields), b""));
        assert_eq!((polled, confirmed), (polling, confirming), "{status} {fields:?}");
    }
    let error = crate::answer(&poll, head(429, &[("retry-after", "120")]), b"").unwrap_err();
    assert_eq!(error.to_string(), "rate limited; retry after 120 s");
}

#[test]
fn asking_who_we_are() {
    let ask = GetRootResource::new(sender().organization_number().clone());
    assert_eq!(plan(&ask).head().uri, "https://api.example/api/123456789");
    assert_eq!(reply(&ask, 200, b"You are 123456789\n").unwrap().text, "You are 123456789");
    let refused = reply(&ask, 200, &error_body("NOT_AUTHORIZED")).unwrap_err();
    assert_eq!(refused.code(), Some(&ErrorCode::NotAuthorized));
    refuses_the_rest(&ask);
}

#[test]
fn a_stored_url_of_another_host_is_not_followed() {
    let confirm = Confirm::new(ConfirmationUrl::new("https://evil.example/api/1/complete").unwrap());
    let error = confirm.plan(&root()).unwrap_err();
    assert!(matches!(error.kind(), ErrorKind::ForeignOrigin { expected } if expected == "https://api.example"));
    assert_eq!(error.to_string(), "a URL must begin with https://api.example, found another origin; nothing was sent");
}
