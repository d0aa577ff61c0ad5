//! Wrong replies: each is its own error, and no job is sent twice.

use std::time::Duration;

use signature_http::{Client, ClientBuilder, Error, ErrorKind as ClientErrorKind, FaultKind, Timeouts};
use signature_model::DocumentPackage;
use signature_protocol::{ErrorKind, Retry, Sent, ServiceRoot};

use crate::raw_server::RawServer;
use crate::scripted::{Answer, Scripted, answer};
use crate::world::{JOBS, client, job, job_with};

fn call(error: &Error) -> &signature_protocol::Error {
    error.call().unwrap_or_else(|| panic!("expected a call's error, found {error:?}"))
}

#[tokio::test]
async fn a_reply_that_is_not_xml_is_an_error() {
    let mut server = mockito::Server::new_async().await;
    let mock = server.mock("POST", JOBS).with_body("<html>Welcome").expect(1).create_async().await;
    let error = client(&server.url(), |builder| builder).portal().create(&job()).await.unwrap_err();
    match call(&error).kind() {
        ErrorKind::Unreadable { status, error, body } => {
            assert_eq!((status.as_u16(), body.expose()), (200, &b"<html>Welcome"[..]));
            assert_eq!(
                error.to_string(),
                "at /, byte 6: expected the root element portal-signature-job-response of the signering namespace, found an HTML page"
            );
        }
        other => panic!("{other:?}"),
    }
    assert_eq!((call(&error).sent(), call(&error).retry()), (Sent::Yes, Retry::Never));
    mock.assert_async().await;
}

#[tokio::test]
async fn a_proxys_error_page_is_an_error() {
    let mut server = mockito::Server::new_async().await;
    let mock = server
        .mock("POST", JOBS)
        .with_status(502)
        .with_header("content-type", "text/html")
        .with_body("<h1>01010100000</h1>")
        .expect(1)
        .create_async()
        .await;
    let error = client(&server.url(), |builder| builder).portal().create(&job()).await.unwrap_err();
    assert_eq!(
        call(&error).to_string(),
        "the service gave an undocumented reply: status 502 Bad Gateway, 20 bytes of text/html"
    );
    assert!(!format!("{error:?}").contains("01010100000"));
    mock.assert_async().await;
}

#[tokio::test]
async fn redirects_are_not_followed() {
    let mut server = mockito::Server::new_async().await;
    let elsewhere = server.mock("POST", "/elsewhere").expect(0).create_async().await;
    server.mock("POST", JOBS).with_status(307).with_header("location", "/elsewhere").create_async().await;
    let error = client(&server.url(), |builder| builder).portal().create(&job()).await.unwrap_err();
    assert_eq!(call(&error).status().map(|status| status.as_u16()), Some(307));
    elsewhere.assert_async().await;
}

#[tokio::test]
async fn a_server_that_never_answers_is_a_timeout() {
    // Long enough for a busy computer to send the request.
    const LIMIT: Duration = Duration::from_secs(2);
    let server = RawServer::answering(None);
    let error = client(&server.origin(), |builder| builder.with_timeouts(Timeouts::new().with_call(LIMIT)))
        .portal()
        .create(&job())
        .await
        .unwrap_err();
    assert!(error.is_timeout());
    assert_eq!((call(&error).sent(), call(&error).retry()), (Sent::Maybe, Retry::Never));
    assert_eq!(error.fault().unwrap().to_string(), "timed out after 2 s");
    assert_eq!(server.requests(), 1);
}

#[tokio::test]
async fn a_connection_that_breaks_without_an_answer_is_an_error() {
    let server = RawServer::answering(Some(b""));
    let error = client(&server.origin(), |builder| builder).portal().create(&job()).await.unwrap_err();
    assert_eq!(error.fault().unwrap().kind(), &FaultKind::Connection);
    assert_eq!((call(&error).sent(), call(&error).retry()), (Sent::Maybe, Retry::Never));
    assert_eq!(server.requests(), 1, "a job is never sent twice");
}

#[tokio::test]
async fn a_body_that_ends_too_soon_is_an_error() {
    let server = RawServer::answering(Some(b"HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\n<portal-"));
    let error = client(&server.origin(), |builder| builder).portal().create(&job()).await.unwrap_err();
    assert_eq!(error.fault().unwrap().to_string(), "the connection broke");
    assert_eq!((call(&error).sent(), call(&error).retry()), (Sent::Yes, Retry::Never));
    assert_eq!(server.requests(), 1);
}

#[tokio::test]
async fn an_answer_that_is_not_http_is_an_error() {
    let server = RawServer::answering(Some(b"SSH-2.0-OpenSSH_9.2\r\n"));
    let error = client(&server.origin(), |builder| builder).portal().create(&job()).await.unwrap_err();
    assert_eq!(error.fault().unwrap().kind(), &FaultKind::Connection);
}

#[tokio::test]
async fn a_body_that_is_too_large_for_a_message_is_an_error() {
    let mut server = mockito::Server::new_async().await;
    server.mock("POST", JOBS).with_body(vec![b' '; (1 << 20) + 1]).create_async().await;
    let error = client(&server.url(), |builder| builder).portal().create(&job()).await.unwrap_err();
    assert_eq!(
        call(&error).to_string(),
        "the service replied with status 200 OK and more than the 1048576 bytes that are read"
    );
}

#[tokio::test]
async fn interim_replies_have_a_limit() {
    const ONE: &str = "HTTP/1.1 103 Early Hints\r\n\r\n";
    let few = format!("{}HTTP/1.1 404 Not Found\r\nContent-Length: 0\r\n\r\n", ONE.repeat(16));
    let server = RawServer::answering(Some(few.leak().as_bytes()));
    let error = client(&server.origin(), |builder| builder).portal().create(&job()).await.unwrap_err();
    assert_eq!(error.status().map(|status| status.as_u16()), Some(404), "hints are skipped");

    let server = RawServer::repeating(ONE.as_bytes());
    let error = client(&server.origin(), |builder| builder).portal().create(&job()).await.unwrap_err();
    assert_eq!(error.fault().unwrap().kind(), &FaultKind::Connection);
    assert_eq!(
        error.fault().and_then(std::error::Error::source).map(ToString::to_string).as_deref(),
        Some("expected at most 16 interim replies (status 100 to 199), found more")
    );
    assert_eq!((call(&error).sent(), call(&error).retry()), (Sent::Maybe, Retry::Never));
    server.closed_by_client().await;
}

#[tokio::test]
async fn an_endless_body_of_tiny_chunks_has_a_limit() {
    let server = RawServer::repeating_after(b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n", b"1\r\n \r\n");
    let error = client(&server.origin(), |builder| builder).portal().create(&job()).await.unwrap_err();
    assert!(matches!(call(&error).kind(), ErrorKind::TooLarge { limit: 1_048_576, .. }), "{error:?}");
    server.closed_by_client().await;
}

#[test]
fn a_job_without_a_sender_is_not_sent() {
    let world = Scripted::new([]);
    let root = ServiceRoot::new("https://api.example/api").unwrap();
    let client = Client::over(root, world.clone(), world.time.clone()).build().unwrap();
    let error = world.run(client.portal().create(&job())).unwrap_err();
    assert!(matches!(error.kind(), ClientErrorKind::MissingSender));
    assert_eq!((error.sent(), error.retry()), (Sent::No, Retry::Never));
    assert_eq!(
        error.to_string(),
        "a job must have a sender, found none on the job and no default sender on the client"
    );
    assert!(world.requests().is_empty());
}

#[test]
fn a_client_without_a_packager_creates_only_packaged_jobs() {
    let world = Scripted::new([answer(503, None, "")]);
    let client = world.client(ClientBuilder::without_packages);
    let error = world.run(client.portal().create(&job())).unwrap_err();
    assert!(matches!(error.kind(), ClientErrorKind::NoPackager));
    assert!(world.requests().is_empty());
    let package = DocumentPackage::from(bytes::Bytes::from_static(b"PK"));
    let error = world.run(client.portal().create_packaged(&job(), package)).unwrap_err();
    assert_eq!(error.status().map(|status| status.as_u16()), Some(503));
}

#[test]
fn a_document_that_the_service_refuses_is_not_sent() {
    let world = Scripted::new([answer(503, None, "")]);
    let job = job_with(b"<html>");
    let client = world.client(|builder| builder);
    let error = world.run(client.portal().create(&job)).unwrap_err();
    assert_eq!(error.sent(), Sent::No);
    assert_eq!(
        error.to_string(),
        "document 0 (counted from 0) cannot be sent, and nothing was: a document must be a PDF from its first byte, \
         found an HTML page"
    );
    assert!(world.requests().is_empty());
    let client = world.client(ClientBuilder::without_document_check);
    let error = world.run(client.portal().create(&job)).unwrap_err();
    assert_eq!(error.status().map(|status| status.as_u16()), Some(503), "sent unchecked");
}

#[test]
fn only_a_job_that_may_have_been_created_has_an_unknown_outcome() {
    let refusal = r#"<error xmlns="http://signering.posten.no/schema/v1"><error-code>BROKER_NOT_AUTHORIZED</error-code>
        <error-message>no</error-message><error-type>CLIENT</error-type></error>"#;
    for (answer, unknown) in [
        (answer(200, None, "<html>Welcome"), true),
        (answer(502, None, "<h1>Bad gateway"), true),
        (answer(404, None, "<h1>Nothing here"), false),
        (answer(307, None, ""), false),
        (answer(403, None, refusal), false),
        (answer(503, None, refusal), true),
        (answer(429, None, ""), false),
        (Answer::Fault(FaultKind::Connection, Sent::Maybe), true),
        (Answer::Fault(FaultKind::Connection, Sent::No), false),
    ] {
        let world = Scripted::new([answer.clone()]);
        let error = world.run(world.client(|builder| builder).portal().create(&job())).unwrap_err();
        assert_eq!(error.is_outcome_unknown(), unknown, "{answer:?}");
        if unknown {
            assert_eq!(error.retry(), Retry::Never, "{answer:?}");
            let text = error.to_string();
            assert!(text.starts_with("it is unknown whether the service created the job ("), "{text}");
            assert!(text.ends_with("); look for it before creating it again"), "{text}");
            assert!(text.contains(&error.call().unwrap().sent().to_string()) || error.status().is_some(), "{text}");
        }
    }
}

#[tokio::test]
async fn the_request_says_who_sends_it() {
    let mut server = mockito::Server::new_async().await;
    let mock = server
        .mock("POST", JOBS)
        .match_header("user-agent", mockito::Matcher::Regex(r"^signature-http/\S+ \(Rust\) \(invoices\)$".to_owned()))
        .match_header("accept", "application/xml")
        .match_header("content-type", mockito::Matcher::Regex("^multipart/mixed; boundary=signature-".to_owned()))
        .match_header("content-length", mockito::Matcher::Regex("^[0-9]+$".to_owned()))
        .expect(1)
        .create_async()
        .await;
    let client = client(&server.url(), |builder| builder.with_user_agent("invoices"));
    client.portal().create(&job()).await.unwrap_err();
    mock.assert_async().await;
}
