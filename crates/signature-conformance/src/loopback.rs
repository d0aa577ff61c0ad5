//! A peer behind HTTP/1.1 on loopback, without TLS.

use std::net::Ipv4Addr;
use std::pin::Pin;
use std::task::{Context, Poll};

use bytes::Bytes;
use http::{Request, Response};
use http_body_util::BodyExt as _;
use hyper::body::{Body, Frame, Incoming};
use hyper::server::conn::http1;
use hyper::service::service_fn;
use hyper_util::rt::TokioIo;
use tokio::net::{TcpListener, TcpStream};
use tokio::task::{JoinHandle, JoinSet};

use super::Peer;
use crate::answer::Answer;

/// A running server. Dropping it stops it and breaks its connections off.
#[derive(Debug)]
pub struct Loopback {
    peer: Peer,
    server: JoinHandle<()>,
}

impl Loopback {
    /// Serves a peer on any free port of 127.0.0.1. Needs a tokio runtime with I/O.
    ///
    /// # Errors
    /// What the system says if there is no port.
    pub async fn start() -> std::io::Result<Self> {
        let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).await?;
        let peer = Peer::new(&format!("http://{}", listener.local_addr()?)).map_err(std::io::Error::other)?;
        let served = peer.clone();
        let server = tokio::spawn(accept(listener, served));
        Ok(Self { peer, server })
    }

    /// The peer that answers.
    pub fn peer(&self) -> &Peer {
        &self.peer
    }
}

impl Drop for Loopback {
    fn drop(&mut self) {
        self.server.abort();
    }
}

/// Serves every connection, until dropped, which breaks them off.
async fn accept(listener: TcpListener, peer: Peer) {
    let mut connections = JoinSet::new();
    while let Ok((stream, _)) = listener.accept().await {
        connections.spawn(serve(stream, peer.clone()));
        while connections.try_join_next().is_some() {}
    }
}

async fn serve(stream: TcpStream, peer: Peer) {
    let answer = |request| answer(request, peer.clone());
    // Connections that break are what some cases are about.
    let _ = http1::Builder::new().serve_connection(TokioIo::new(stream), service_fn(answer)).await;
}

/// Fails, and with that ends the connection, if the peer has no reply.
async fn answer(request: Request<Incoming>, peer: Peer) -> Result<Response<Scripted>, Broken> {
    let (head, body) = request.into_parts();
    let body = body.collect().await.map_err(|_| Broken)?.to_bytes();
    match peer.answer(&Request::from_parts(head, body)) {
        Answer::Reply { head, body, breaks } => Ok(Response::from_parts(head, Scripted::new(body, breaks))),
        Answer::Nothing => Err(Broken),
    }
}

#[derive(Debug, thiserror::Error)]
#[error("the connection breaks, as the case demands")]
struct Broken;

/// A body that may break after its bytes.
///
/// Whether its length is told is the head's business: without a size hint, hyper frames what the head leaves open.
struct Scripted {
    bytes: Option<Bytes>,
    breaks: bool,
    flushed: bool,
}

impl Scripted {
    fn new(bytes: Bytes, breaks: bool) -> Self {
        Self { bytes: Some(bytes).filter(|bytes| !bytes.is_empty()), breaks, flushed: false }
    }
}

impl Body for Scripted {
    type Data = Bytes;
    type Error = Broken;

    fn poll_frame(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<Option<Result<Frame<Bytes>, Broken>>> {
        if let Some(bytes) = self.bytes.take() {
            return Poll::Ready(Some(Ok(Frame::data(bytes))));
        }
        if !self.breaks {
            return Poll::Ready(None);
        }
        if self.flushed {
            return Poll::Ready(Some(Err(Broken)));
        }
        // A pause in the body lets hyper send what it has, so that the break comes after it.
        self.flushed = true;
        context.waker().wake_by_ref();
        Poll::Pending
    }
}
