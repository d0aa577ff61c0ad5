//! A server that answers with any bytes, also such that no HTTP library would send, or never.

use std::io::{Read as _, Write as _};
use std::net::{TcpListener, TcpStream};
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::mpsc::{Receiver, channel};
use std::time::Duration;

pub(crate) struct RawServer {
    address: std::net::SocketAddr,
    requests: Arc<AtomicUsize>,
    closed: Receiver<()>,
}

/// What a server does after its answer.
#[derive(Clone, Copy)]
enum Then {
    Close,
    KeepOpen,
    /// Sends these bytes until the client closes.
    Repeat(&'static [u8]),
}

impl RawServer {
    /// Answers each request with `answer` and closes; `None` keeps the connection open without an answer.
    pub(crate) fn answering(answer: Option<&'static [u8]>) -> Self {
        Self::start(answer.unwrap_or_default(), if answer.is_none() { Then::KeepOpen } else { Then::Close })
    }

    /// Answers each request with `answer` and keeps the connection open.
    pub(crate) fn stalling(answer: &'static [u8]) -> Self {
        Self::start(answer, Then::KeepOpen)
    }

    /// Answers each request with the same bytes without an end.
    pub(crate) fn repeating(answer: &'static [u8]) -> Self {
        Self::start(b"", Then::Repeat(answer))
    }

    /// Answers each request with `answer`, and the same bytes without an end.
    pub(crate) fn repeating_after(answer: &'static [u8], more: &'static [u8]) -> Self {
        Self::start(answer, Then::Repeat(more))
    }

    /// Waits until the client has closed a connection on which bytes were repeated.
    pub(crate) async fn closed_by_client(&self) {
        for _ in 0..400 {
            if self.closed.try_recv().is_ok() {
                return;
            }
            // The client's connection is a task of this runtime.
            tokio::time::sleep(Duration::from_millis(50)).await;
        }
        panic!("expected the client to close the connection");
    }

    #[expect(clippy::disallowed_methods, reason = "a blocking server needs a thread")]
    fn start(answer: &'static [u8], then: Then) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        let address = listener.local_addr().unwrap();
        let requests = Arc::new(AtomicUsize::new(0));
        let counter = Arc::clone(&requests);
        let (closing, closed) = channel();
        std::thread::spawn(move || {
            let mut silent = Vec::new();
            for stream in listener.incoming() {
                let Ok(mut stream) = stream else { return };
                if !read_request(&mut stream) {
                    continue;
                }
                counter.fetch_add(1, Ordering::SeqCst);
                let _ = stream.write_all(answer);
                match then {
                    Then::Close => {}
                    Then::KeepOpen => silent.push(stream),
                    Then::Repeat(bytes) => {
                        let many = bytes.repeat(100);
                        while stream.write_all(&many).is_ok() {}
                        let _ = closing.send(());
                    }
                }
            }
        });
        Self { address, requests, closed }
    }

    pub(crate) fn origin(&self) -> String {
        format!("http://{}", self.address)
    }

    /// How many requests have come.
    pub(crate) fn requests(&self) -> usize {
        self.requests.load(Ordering::SeqCst)
    }
}

/// Reads head and body; `false` if the client closed before that.
fn read_request(stream: &mut TcpStream) -> bool {
    let mut request = Vec::new();
    let mut buffer = [0; 4096];
    loop {
        match stream.read(&mut buffer) {
            Ok(0) | Err(_) => return false,
            Ok(read) => request.extend_from_slice(buffer.get(..read).unwrap_or_default()),
        }
        let text = String::from_utf8_lossy(&request).to_ascii_lowercase();
        if let Some((head, body)) = text.split_once("\r\n\r\n") {
            let length = head.split("content-length: ").nth(1).and_then(|rest| rest.lines().next()?.parse().ok());
            if body.len() >= length.unwrap_or(0) {
                return true;
            }
        }
    }
}
