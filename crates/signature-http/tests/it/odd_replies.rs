//! Replies that are not what they should be: each is its own error, and no job is sent twice.

use std::time::Duration;

use signature_http::{Error, FaultKind};
use signature_protocol::{ErrorKind, Retry, Sent};

use crate::raw_server::RawServer;
use crate::world::{JOBS, client, job};

fn call(error: &Error) -> &signature_protocol::Error {
    match error {
        Error::Call(error) => error,
        other => panic!("expected a call's error, found {other:?}"),
    }
}

#[tokio::test]
async fn a_reply_that_is_not_xml() {
    let mut server = mockito::Server::new_async().await;
    let mock = server.mock("POST", JOBS).with_body("<html>Welcome").expect(1).create_async().await;
    let error = client(&server.url(), |_| {}).portal().create(&job()).await.unwrap_err();
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
async fn a_proxys_error_page() {
    let mut server = mockito::Server::new_async().await;
    let mock = server
        .mock("POST", JOBS)
        .with_status(502)
        .with_header("content-type", "text/html")
        .with_body("<h1>01010100000</h1>")
        .expect(1)
        .create_async()
        .await;
    let error = client(&server.url(), |_| {}).portal().create(&job()).await.unwrap_err();
    assert_eq!(
        error.to_string(),
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
    let error = client(&server.url(), |_| {}).portal().create(&job()).await.unwrap_err();
    assert_eq!(call(&error).status().map(|status| status.as_u16()), Some(307));
    elsewhere.assert_async().await;
}

#[tokio::test]
async fn a_server_that_never_answers() {
    let server = RawServer::answering(None);
    let error = client(&server.origin(), |settings| settings.timeouts.call = Duration::from_millis(50))
        .portal()
        .create(&job())
        .await
        .unwrap_err();
    assert!(error.is_timeout());
    assert_eq!((call(&error).sent(), call(&error).retry()), (Sent::Maybe, Retry::Never));
    assert_eq!(error.fault().unwrap().to_string(), "expected an answer within 50ms, found none");
    assert_eq!(server.requests(), 1);
}

#[tokio::test]
async fn a_connection_that_breaks_instead_of_answering() {
    let server = RawServer::answering(Some(b""));
    let error = client(&server.origin(), |_| {}).portal().create(&job()).await.unwrap_err();
    assert_eq!(error.fault().unwrap().kind(), &FaultKind::Connection);
    assert_eq!((call(&error).sent(), call(&error).retry()), (Sent::Maybe, Retry::Never));
    assert_eq!(server.requests(), 1, "a job is never sent twice");
}

#[tokio::test]
async fn a_body_that_ends_too_soon() {
    let server = RawServer::answering(Some(b"HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\n<portal-"));
    let error = client(&server.origin(), |_| {}).portal().create(&job()).await.unwrap_err();
    assert_eq!(error.fault().unwrap().to_string(), "expected a whole reply, found a broken connection");
    assert_eq!((call(&error).sent(), call(&error).retry()), (Sent::Yes, Retry::Never));
    assert_eq!(server.requests(), 1);
}

#[tokio::test]
async fn an_answer_that_is_not_http() {
    let server = RawServer::answering(Some(b"SSH-2.0-OpenSSH_9.2\r\n"));
    let error = client(&server.origin(), |_| {}).portal().create(&job()).await.unwrap_err();
    assert_eq!(error.fault().unwrap().kind(), &FaultKind::Connection);
}

#[tokio::test]
async fn a_body_beyond_every_message() {
    let mut server = mockito::Server::new_async().await;
    server.mock("POST", JOBS).with_body(vec![b' '; (1 << 20) + 1]).create_async().await;
    let error = client(&server.url(), |_| {}).portal().create(&job()).await.unwrap_err();
    assert_eq!(
        error.to_string(),
        "the service replied with status 200 OK and more than the 1048576 bytes that are read"
    );
}

#[tokio::test]
async fn a_job_without_a_sender_goes_nowhere() {
    let mut server = mockito::Server::new_async().await;
    let nothing = server.mock("POST", mockito::Matcher::Any).expect(0).create_async().await;
    let client = client(&server.url(), |settings| settings.default_sender = None);
    let error = client.portal().create(&job()).await.unwrap_err();
    assert!(matches!(error, Error::MissingSender(_)));
    assert_eq!(
        error.to_string(),
        "a job must have a sender, found none on the job and no default sender on the client"
    );
    nothing.assert_async().await;
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
    let client = client(&server.url(), |settings| settings.user_agent = Some("invoices".to_owned()));
    client.portal().create(&job()).await.unwrap_err();
    mock.assert_async().await;
}
