//! Downloads: streamed, whole or not at all on disk, and never beyond what the caller wants in memory.

use std::path::Path;
use std::sync::{Arc, Mutex};
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
    server.mock("GET", mockito::Matcher::Any).with_body("%PDF-1.789").create_async().await;
    let client = client(&server.url(), |builder| builder);
    let url = pades(&server.url());
    assert_eq!(client.pades(&url).await.unwrap().bytes(10).await.unwrap(), b"%PDF-1.789");
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

/// Runs a test in an empty folder of its own, which must be empty again in the end.
async fn in_folder(name: &str, test: impl AsyncFnOnce(&Path)) {
    let folder = std::env::temp_dir().join(format!("signature-http-{name}-{}", std::process::id()));
    std::fs::create_dir_all(&folder).unwrap();
    test(&folder).await;
    assert_eq!(std::fs::read_dir(&folder).unwrap().count(), 0, "a file is left");
    std::fs::remove_dir_all(&folder).unwrap();
}

#[tokio::test]
async fn what_is_not_the_document_leaves_no_file() {
    const HEAD: &str = "HTTP/1.1 200 OK\r\nConnection: close\r\n";
    in_folder("wrong", async |folder| {
        for (reply, text) in [
            (format!("{HEAD}\r\n<!doctype html><title>Log in"), "expected a PDF, found an HTML page"),
            (format!("{HEAD}\r\n{}", "<html> ".repeat(1000)), "expected a PDF, found an HTML page"),
            (format!("{HEAD}\r\n%PDF"), "expected a PDF, found text"),
            (format!("{HEAD}Content-Type: text/html\r\n\r\n%PDF-1.7"), "expected a PDF, found an HTML page"),
            (
                format!("{HEAD}Content-Encoding: gzip\r\n\r\n%PDF-1.7"),
                "expected a PDF, found a body in the content encoding gzip",
            ),
            (
                format!("{HEAD}Content-Range: bytes 0-7/9\r\n\r\n%PDF-1.7"),
                "expected a PDF, found a part of a document (status 200 OK)",
            ),
        ] {
            let server = RawServer::answering(Some(reply.leak().as_bytes()));
            let client = client(&server.origin(), |builder| builder);
            let url = pades(&server.origin());
            let saved = async { client.pades(&url).await?.save_to(folder.join("pades.pdf")).await };
            assert_eq!(saved.await.unwrap_err().to_string(), text);
            let in_memory = async { client.pades(&url).await?.bytes(1 << 20).await };
            assert_eq!(in_memory.await.unwrap_err().to_string(), text);
        }
    })
    .await;
}

#[tokio::test]
async fn no_byte_is_given_before_the_first_ones_are_known() {
    // Each byte in its own chunk.
    let mut reply = "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n".to_owned();
    for byte in "%PDF-1.7".chars() {
        reply.push_str(&format!("1\r\n{byte}\r\n"));
    }
    reply.push_str("0\r\n\r\n");
    let server = RawServer::answering(Some(reply.leak().as_bytes()));
    let client = client(&server.origin(), |builder| builder);
    let mut download = client.pades(&pades(&server.origin())).await.unwrap();
    let mut pieces = Vec::new();
    while let Some(piece) = download.chunk().await.unwrap() {
        pieces.push(piece);
    }
    assert!(pieces[0].starts_with(b"%PDF-"), "{pieces:?}");
    assert_eq!(pieces.concat(), b"%PDF-1.7");
    assert_eq!(download.chunk().await.unwrap(), None, "the end stays the end");
}

#[tokio::test]
async fn a_saved_download_tells_its_progress_and_is_for_its_owner_alone() {
    let body = [&b"%PDF-1.7"[..], &[b' '; 300_000]].concat();
    let length = body.len() as u64;
    let mut server = mockito::Server::new_async().await;
    server.mock("GET", mockito::Matcher::Any).with_body(&body).create_async().await;
    let client = client(&server.url(), |builder| builder);
    in_folder("progress", async |folder| {
        let (file, seen) = (folder.join("pades.pdf"), Arc::new(Mutex::new(Vec::new())));
        let sink = Arc::clone(&seen);
        let download = client.pades(&pades(&server.url())).await.unwrap();
        let download = download.with_progress(move |received, total| sink.lock().unwrap().push((received, total)));
        assert_eq!(download.save_to(&file).await.unwrap(), length);
        assert_eq!(std::fs::read(&file).unwrap(), body);
        let seen = seen.lock().unwrap();
        assert!(seen.is_sorted() && seen[0].0 > 0, "{seen:?}");
        assert_eq!(seen.last(), Some(&(length, Some(length))));
        #[cfg(unix)]
        {
            use std::os::unix::fs::PermissionsExt as _;

            assert_eq!(std::fs::metadata(&file).unwrap().permissions().mode() & 0o777, 0o600);
        }
        std::fs::remove_file(&file).unwrap();
    })
    .await;
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
