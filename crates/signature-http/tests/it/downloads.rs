//! Downloads: streamed, whole or not at all on disk, and never beyond what the caller wants in memory.

use std::time::Duration;

use signature_http::{FaultKind, Timeouts};
use signature_model::urls::PadesUrl;
use signature_protocol::Retry;

use crate::raw_server::RawServer;
use crate::world::client;

fn pades(origin: &str) -> PadesUrl {
    PadesUrl::new(format!("{origin}/api/123456789/pades")).unwrap()
}

#[tokio::test]
async fn the_limit_in_memory_holds() {
    let mut server = mockito::Server::new_async().await;
    server.mock("GET", mockito::Matcher::Any).with_body("0123456789").create_async().await;
    let client = client(&server.url(), |builder| builder);
    let url = pades(&server.url());
    assert_eq!(client.pades(&url).await.unwrap().bytes(10).await.unwrap(), b"0123456789");
    let error = client.pades(&url).await.unwrap().bytes(9).await.unwrap_err();
    assert_eq!(error.to_string(), "expected a download of at most 9 bytes, found more");
}

#[tokio::test]
async fn a_broken_download_leaves_no_file() {
    let server = RawServer::answering(Some(b"HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\n%PDF-1.7"));
    let client = client(&server.origin(), |builder| builder);
    let folder = std::env::temp_dir().join(format!("signature-http-{}", std::process::id()));
    std::fs::create_dir_all(&folder).unwrap();
    let file = folder.join("pades.pdf");
    let download = client.pades(&pades(&server.origin())).await.unwrap();
    let error = download.save_to(&file).await.unwrap_err();
    assert_eq!(error.fault().unwrap().kind(), &FaultKind::Connection);
    assert!(error.retry() == Retry::Now, "fetching again is safe");
    assert_eq!(std::fs::read_dir(&folder).unwrap().count(), 0, "no other file is left");
    std::fs::remove_dir_all(&folder).unwrap();
}

#[tokio::test]
async fn an_empty_download_is_an_error() {
    let mut server = mockito::Server::new_async().await;
    let client = client(&server.url(), |builder| builder);
    let url = pades(&server.url());
    server.mock("GET", mockito::Matcher::Any).with_body("").create_async().await;
    let error = client.pades(&url).await.unwrap().bytes(10).await.unwrap_err();
    assert_eq!(error.to_string(), "expected a document, found no bytes");
    server.mock("GET", mockito::Matcher::Any).with_status(204).create_async().await;
    assert_eq!(client.pades(&url).await.unwrap_err().status().map(|status| status.as_u16()), Some(204));
}

#[tokio::test]
async fn a_download_that_stops_is_given_up() {
    let server = RawServer::stalling(b"HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\n%PDF-1.7");
    let client =
        client(&server.origin(), |builder| builder.with_timeouts(Timeouts::new().with_idle(Duration::from_millis(50))));
    let mut download = client.pades(&pades(&server.origin())).await.unwrap();
    assert_eq!(download.chunk().await.unwrap().unwrap(), &b"%PDF-1.7"[..]);
    let error = download.chunk().await.unwrap_err();
    assert!(error.is_timeout() && error.retry() == Retry::Now);
}

#[tokio::test]
async fn a_refused_download_is_an_error_with_its_reason() {
    let mut server = mockito::Server::new_async().await;
    let body = r#"<error xmlns="http://signering.posten.no/schema/v1"><error-code>GONE</error-code>
        <error-message>deleted</error-message><error-type>CLIENT</error-type></error>"#;
    server.mock("GET", mockito::Matcher::Any).with_status(404).with_body(body).create_async().await;
    let error = client(&server.url(), |builder| builder).pades(&pades(&server.url())).await.unwrap_err();
    assert_eq!(error.to_string(), "the service refused the request: status 404 Not Found, error code GONE");
}

#[tokio::test]
async fn a_stored_url_of_another_service_is_not_asked() {
    let mut server = mockito::Server::new_async().await;
    let nothing = server.mock("GET", mockito::Matcher::Any).expect(0).create_async().await;
    let client = client("http://127.0.0.1:1", |builder| builder);
    let error = client.pades(&pades(&server.url())).await.unwrap_err();
    assert_eq!(error.to_string(), "a URL must begin with http://127.0.0.1:1, found another origin; nothing was sent");
    nothing.assert_async().await;
}
