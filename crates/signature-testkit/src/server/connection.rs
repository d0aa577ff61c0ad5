//! Connections: from the socket to the service and back.

use std::convert::Infallible;
use std::sync::{Arc, Mutex, PoisonError};

use bytes::Bytes;
use http::{Request, Response, StatusCode};
use http_body_util::{BodyExt as _, Full, Limited};
use hyper::body::Incoming;
use hyper::server::conn::http1;
use hyper::service::service_fn;
use hyper_util::rt::TokioIo;
use signature_asice::Certificate;
use tokio::net::{TcpListener, TcpStream};
use tokio::task::JoinSet;
use tokio_rustls::TlsAcceptor;

use super::SandboxClock;
use crate::{Caller, FakeService};

/// Twice what a job may have: enough to say no in the service's own words, and no more.
const MAX_BODY: usize = 20 * 1024 * 1024;

type Service = Arc<Mutex<FakeService>>;

/// Serves every connection, until dropped.
pub(super) async fn accept(listener: TcpListener, acceptor: TlsAcceptor, service: Service, clock: SandboxClock) {
    let mut connections = JoinSet::new();
    loop {
        tokio::select! {
            accepted = listener.accept() => {
                if let Ok((stream, _)) = accepted {
                    connections.spawn(serve(stream, acceptor.clone(), Arc::clone(&service), clock.clone()));
                }
            }
            Some(_) = connections.join_next() => {}
        }
    }
}

async fn serve(stream: TcpStream, acceptor: TlsAcceptor, service: Service, clock: SandboxClock) {
    // A client that breaks off, or whose certificate is refused, is told so by TLS; nobody else needs to know.
    let _ = stream.set_nodelay(true);
    let Ok(stream) = acceptor.accept(stream).await else { return };
    let peer = stream.get_ref().1.peer_certificates().and_then(|chain| chain.first());
    let Some(Ok(certificate)) = peer.map(|certificate| Certificate::from_der(certificate.to_vec())) else { return };
    let caller = Caller::of(&certificate);
    let answer = |request| answer(request, &caller, &service, &clock);
    let _ = http1::Builder::new().serve_connection(TokioIo::new(stream), service_fn(answer)).await;
}

async fn answer(
    request: Request<Incoming>,
    caller: &Caller,
    service: &Service,
    clock: &SandboxClock,
) -> Result<Response<Full<Bytes>>, Infallible> {
    let (head, body) = request.into_parts();
    let body = match Limited::new(body, MAX_BODY).collect().await {
        Ok(body) => body.to_bytes(),
        Err(_) => {
            let mut response = Response::new(Full::default());
            *response.status_mut() = StatusCode::PAYLOAD_TOO_LARGE;
            return Ok(response);
        }
    };
    let request = Request::from_parts(head, body);
    let mut service = service.lock().unwrap_or_else(PoisonError::into_inner);
    Ok(service.handle(clock.now(), caller, &request).map(Full::new))
}
