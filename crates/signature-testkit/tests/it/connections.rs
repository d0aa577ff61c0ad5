//! The sandbox's connections, below what our client does: chunks, limits, time-outs, and their end.

use std::sync::{Arc, mpsc};

use signature_http::{Runtime as _, TokioRuntime};
use signature_model::direct::DirectJobResponse;
use signature_model::{OrganizationNumber, ServiceError};
use signature_testkit::{Sandbox, SandboxOptions};
use tokio::io::AsyncReadExt as _;
use tokio::net::TcpStream;

use crate::https::{client, sandbox};
use crate::raw_tls::{RawTls, port};
use crate::wire::{JAVA_CREATE, create_body};
use crate::world::SENDER;

/// The head of a request of the official Java client.
fn java_head(method: &str, path: &str, content_type: &str) -> String {
    format!(
        "{method} {path} HTTP/1.1\r\nAccept: application/xml\r\nAccept-Encoding: gzip, deflate, x-gzip\r\n\
         Host: localhost\r\nTransfer-Encoding: chunked\r\nContent-Type: {content_type}\r\nConnection: keep-alive\r\n\r\n"
    )
}

fn create_path() -> String {
    format!("/api/{SENDER}/direct/signature-jobs")
}

#[tokio::test]
async fn bodies_in_chunks() {
    let (sandbox, credentials) = sandbox().await;
    let mut connection = RawTls::connect(&sandbox, &credentials).await;
    connection.send(java_head("POST", &create_path(), JAVA_CREATE)).await;
    // The sandbox has its own PKI, so the package is signed with these credentials.
    let body = create_body(&credentials.to_pem(), TokioRuntime.now(), JAVA_CREATE, "");
    connection.send_chunked(&body, 2048).await;
    let (status, head, body) = connection.reply().await;
    assert_eq!(status, 200, "{head}{}", String::from_utf8_lossy(&body));
    let created = DirectJobResponse::from_xml(&body).unwrap();

    let signer = created.signers[0].signer_url.as_str();
    let path = &signer[signer.find("/api").unwrap()..];
    let head = java_head("POST", path, "application/xml; charset=UTF-8\r\nContent-Encoding: UTF-8");
    connection.send(head).await;
    let update = r#"<direct-signer-update-request xmlns="http://signering.posten.no/schema/v1"><redirect-url/></direct-signer-update-request>"#;
    connection.send_chunked(update.as_bytes(), 50).await;
    assert_eq!(connection.reply().await.0, 200);
}

#[tokio::test]
async fn a_body_over_every_limit_is_refused() {
    let (sandbox, credentials) = sandbox().await;
    let mut connection = RawTls::connect(&sandbox, &credentials).await;
    connection.send(java_head("POST", &create_path(), JAVA_CREATE)).await;
    connection.send_chunked(&vec![b'x'; 20 * 1024 * 1024 + 1], 1024 * 1024).await;
    let (status, head, body) = connection.reply().await;
    assert_eq!(status, 413);
    assert!(head.contains("content-type: application/xml"), "{head}");
    let error = ServiceError::from_xml(&body).unwrap();
    assert_eq!(error.code.as_str(), "REQUEST_TOO_LARGE");
    assert_eq!(error.message, "expected a body of at most 20971520 bytes, found a larger one");
}

#[tokio::test]
async fn a_client_without_a_tls_handshake_is_dropped() {
    let (sandbox, _) = sandbox().await;
    let mut silent = TcpStream::connect(("127.0.0.1", port(&sandbox))).await.unwrap();
    // From here on, time passes at once when nothing else happens.
    tokio::time::pause();
    assert_eq!(silent.read(&mut [0; 1]).await.unwrap(), 0);
}

#[tokio::test]
async fn a_client_without_a_request_is_dropped() {
    let (sandbox, credentials) = sandbox().await;
    let mut silent = RawTls::connect(&sandbox, &credentials).await;
    silent.send("GET /api/").await;
    tokio::time::pause();
    silent.closed().await;
}

#[tokio::test]
async fn other_clients_can_connect_during_a_slow_call() {
    let (sandbox, credentials) = sandbox().await;
    let sandbox = Arc::new(sandbox);
    let (release, released) = mpsc::channel();
    let (hold, held) = mpsc::channel();
    let busy = Arc::clone(&sandbox);
    let busy = tokio::task::spawn_blocking(move || {
        busy.with_service(|_, _| {
            hold.send(()).unwrap();
            released.recv().unwrap();
        });
    });
    held.recv().unwrap();
    let mut first = RawTls::connect(&sandbox, &credentials).await;
    first.send(format!("GET /api/{SENDER} HTTP/1.1\r\nHost: localhost\r\n\r\n")).await;
    let mut second = RawTls::connect(&sandbox, &credentials).await;
    release.send(()).unwrap();
    assert_eq!(first.reply().await.0, 200);
    second.send(format!("GET /api/{SENDER} HTTP/1.1\r\nHost: localhost\r\n\r\n")).await;
    assert_eq!(second.reply().await.0, 200);
    busy.await.unwrap();
}

#[tokio::test]
async fn a_dropped_sandbox_breaks_its_connections_and_frees_its_port() {
    let (sandbox, credentials) = sandbox().await;
    let mut connection = RawTls::connect(&sandbox, &credentials).await;
    let options = SandboxOptions::default().with_port(port(&sandbox));
    drop(sandbox);
    connection.closed().await;
    let again = Sandbox::start(options).await.unwrap();
    let credentials =
        again.enterprise(&signature_testkit::Enterprise::new(SENDER, "Avsender (SYNTHETIC TEST)")).unwrap();
    client(&again, &credentials).root_resource(&OrganizationNumber::new(SENDER).unwrap()).await.unwrap();
}
