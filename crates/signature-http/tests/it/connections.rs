//! Connections are kept, and bodies go through in pieces as they come.

use std::io::{Read as _, Write as _};
use std::net::TcpListener;
use std::sync::mpsc;

use signature_model::urls::PadesUrl;

use crate::world::{client, sender};

#[tokio::test]
#[expect(clippy::disallowed_methods, reason = "a blocking server needs a thread")]
async fn one_connection_serves_many_calls() {
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let origin = format!("http://{}", listener.local_addr().unwrap());
    std::thread::spawn(move || {
        // A second connection would fail.
        let (mut stream, _) = listener.accept().unwrap();
        drop(listener);
        let mut buffer = [0; 4096];
        while stream.read(&mut buffer).unwrap() > 0 {
            stream.write_all(b"HTTP/1.1 200 OK\r\nContent-Length: 7\r\n\r\nYou are").unwrap();
        }
    });
    let client = client(&origin, |builder| builder);
    for _ in 0..5 {
        client.root_resource(sender().organization_number()).await.unwrap();
    }
}

#[tokio::test]
#[expect(clippy::disallowed_methods, reason = "a blocking server needs a thread")]
async fn a_download_is_handed_on_before_it_is_whole() {
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let origin = format!("http://{}", listener.local_addr().unwrap());
    let (go_on, wait) = mpsc::channel::<()>();
    std::thread::spawn(move || {
        let (mut stream, _) = listener.accept().unwrap();
        let _ = stream.read(&mut [0; 4096]).unwrap();
        stream.write_all(b"HTTP/1.1 200 OK\r\nContent-Length: 10\r\n\r\n%PDF-").unwrap();
        wait.recv().unwrap();
        stream.write_all(b"1.7 \n").unwrap();
    });
    let client = client(&origin, |builder| builder);
    let url = PadesUrl::new(format!("{origin}/api/123456789/pades")).unwrap();
    let mut download = client.pades(&url).await.unwrap();
    assert_eq!(download.head().content_length, Some(10));
    assert_eq!(download.chunk().await.unwrap().unwrap(), &b"%PDF-"[..], "the rest has not been sent yet");
    go_on.send(()).unwrap();
    assert_eq!(download.chunk().await.unwrap().unwrap(), &b"1.7 \n"[..]);
    assert!(download.chunk().await.unwrap().is_none());
}
