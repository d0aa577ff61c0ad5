//! Clients behind a proxy: TLS to the sandbox through its tunnel, and what they say if there is none.

use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};

use signature_http::{Client, Connections, Environment, FaultKind, Proxy, TrustAnchors};
use signature_protocol::Sent;
use signature_testkit::{Credentials, Sandbox};
use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _, copy_bidirectional};
use tokio::net::{TcpListener, TcpStream};

use crate::https::sandbox;
use crate::world::{SENDER, number};

/// A proxy that opens tunnels for those who have the right credentials, if any are asked for, and counts them.
struct TestProxy {
    url: String,
    tunnels: Arc<AtomicUsize>,
}

impl TestProxy {
    async fn start(answer: Option<&'static str>, authorization: Option<&'static str>) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let url = format!("http://{}", listener.local_addr().unwrap());
        let tunnels = Arc::new(AtomicUsize::new(0));
        let counter = Arc::clone(&tunnels);
        tokio::spawn(async move {
            while let Ok((stream, _)) = listener.accept().await {
                tokio::spawn(serve(stream, answer, authorization, Arc::clone(&counter)));
            }
        });
        Self { url, tunnels }
    }

    fn tunnels(&self) -> usize {
        self.tunnels.load(Ordering::SeqCst)
    }
}

async fn serve(
    mut client: TcpStream,
    answer: Option<&'static str>,
    authorization: Option<&'static str>,
    tunnels: Arc<AtomicUsize>,
) {
    let mut head = Vec::new();
    while !head.ends_with(b"\r\n\r\n") {
        head.push(client.read_u8().await.unwrap());
    }
    let head = String::from_utf8(head).unwrap();
    let (target, _) = head.strip_prefix("CONNECT ").unwrap().split_once(' ').unwrap();
    let is_known = authorization.is_none_or(|expected| head.contains(&format!("Proxy-Authorization: {expected}\r\n")));
    if let Some(answer) = answer.or((!is_known).then_some("407 Proxy Authentication Required")) {
        client.write_all(format!("HTTP/1.1 {answer}\r\nContent-Length: 0\r\n\r\n").as_bytes()).await.unwrap();
        return;
    }
    let mut server = TcpStream::connect(target).await.unwrap();
    tunnels.fetch_add(1, Ordering::SeqCst);
    client.write_all(b"HTTP/1.1 200 Connection established\r\n\r\n").await.unwrap();
    let _ = copy_bidirectional(&mut client, &mut server).await;
}

fn client(sandbox: &Sandbox, credentials: &Credentials, proxy: Proxy) -> Client {
    let anchors = TrustAnchors::from_der([sandbox.trust_anchor()]).unwrap();
    let environment = Environment::custom(&sandbox.root(), anchors).unwrap();
    Client::builder(environment, &credentials.identity().unwrap())
        .with_connections(Connections::new().with_proxy(proxy))
        .build()
        .unwrap()
}

#[tokio::test]
async fn calls_go_through_one_tunnel_to_the_service_itself() {
    let (sandbox, credentials) = sandbox().await;
    let proxy = TestProxy::start(None, None).await;
    let client = client(&sandbox, &credentials, Proxy::new(&proxy.url).unwrap());
    for _ in 0..3 {
        assert_eq!(client.root_resource(&number(SENDER)).await.unwrap().text, "You are 310000002");
    }
    assert_eq!(proxy.tunnels(), 1);
}

#[tokio::test]
async fn credentials_are_given_and_missing_ones_are_an_error() {
    let (sandbox, credentials) = sandbox().await;
    let proxy = TestProxy::start(None, Some("Basic a2FyaTpo8g==")).await;
    let given = |user: &str, password: &str| Proxy::new(&proxy.url).unwrap().with_credentials(user, password);
    let error = client(&sandbox, &credentials, given("kari", "hemmelig")).root_resource(&number(SENDER)).await;
    let error = error.unwrap_err();
    let fault = error.fault().unwrap();
    assert!(matches!(fault.kind(), FaultKind::Proxy { .. }), "{fault:?}");
    assert_eq!(fault.sent(), Sent::No);
    let text = fault.to_string();
    assert!(text.ends_with("found that it asks for credentials (status 407)"), "{text}");
    assert!(!format!("{error:?} {error}").contains("hemmelig"));

    let proxy = TestProxy::start(None, Some("Basic a2FyaTpoZW1tZWxpZw==")).await;
    let known = Proxy::new(&proxy.url).unwrap().with_credentials("kari", "hemmelig");
    assert!(client(&sandbox, &credentials, known).root_resource(&number(SENDER)).await.is_ok());
}

#[tokio::test]
async fn a_proxy_without_a_tunnel_is_named() {
    let (sandbox, credentials) = sandbox().await;
    let refusing = TestProxy::start(Some("403 Forbidden"), None).await;
    let free = std::net::TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap();
    for (url, found) in
        [(refusing.url.clone(), "that it refuses the tunnel"), (format!("http://{free}"), "no connection to it")]
    {
        let client = client(&sandbox, &credentials, Proxy::new(&url).unwrap());
        let error = client.root_resource(&number(SENDER)).await.unwrap_err();
        let address = url.strip_prefix("http://").unwrap();
        let expected = format!("expected a tunnel through the proxy {address}, found {found}");
        assert_eq!(error.fault().unwrap().to_string(), expected);
        assert_eq!(error.sent(), Sent::No);
    }
}

#[tokio::test]
async fn an_exception_is_reached_directly() {
    let (sandbox, credentials) = sandbox().await;
    let proxy = TestProxy::start(Some("403 Forbidden"), None).await;
    let except = Proxy::new(&proxy.url).unwrap().with_exceptions("example.com,localhost");
    assert!(client(&sandbox, &credentials, except).root_resource(&number(SENDER)).await.is_ok());
    assert_eq!(proxy.tunnels(), 0);
}
