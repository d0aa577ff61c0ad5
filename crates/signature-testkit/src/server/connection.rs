//! Connections: from the socket to the service and back.

use std::sync::Arc;
use std::time::Duration;

use bytes::{Bytes, BytesMut};
use http::{Request, Response};
use http_body_util::{BodyExt as _, Full};
use hyper::body::Incoming;
use hyper::server::conn::http1;
use hyper::service::service_fn;
use hyper_util::rt::{TokioIo, TokioTimer};
use signature_identity::Certificate;
use tokio::net::TcpStream;
use tokio::task::spawn_blocking;
use tokio::time::timeout;
use tokio_rustls::TlsAcceptor;

use super::shared_service::SharedService;
use crate::Caller;
use crate::service::body_too_large;

/// Twice the limit of a job: enough to read a job that is too large and refuse it with the service's own error.
const MAX_BODY: usize = 20 * 1024 * 1024;
/// How much more is read and discarded, because a client that is still sending may not see an answer.
const MAX_REST: usize = 10 * MAX_BODY;
/// How long a client may take for the TLS handshake.
const HANDSHAKE_TIMEOUT: Duration = Duration::from_secs(10);
/// How long a connection may wait for a whole request head.
const HEAD_TIMEOUT: Duration = Duration::from_secs(60);
/// Does the TLS handshake, and answers requests until the client leaves.
pub(super) async fn serve(stream: TcpStream, acceptor: TlsAcceptor, service: SharedService) {
    // TLS itself tells a client that its certificate is refused; nobody else needs to know.
    let _ = stream.set_nodelay(true);
    let Ok(Ok(stream)) = timeout(HANDSHAKE_TIMEOUT, acceptor.accept(stream)).await else { return };
    let peer = stream.get_ref().1.peer_certificates().and_then(|chain| chain.first());
    let Some(Ok(certificate)) = peer.map(|certificate| Certificate::from_der(certificate.to_vec())) else { return };
    let caller = Arc::new(Caller::of(&certificate));
    let answer = |request| answer(request, Arc::clone(&caller), service.clone());
    let mut http = http1::Builder::new();
    http.timer(TokioTimer::new()).header_read_timeout(HEAD_TIMEOUT);
    let _ = http.serve_connection(TokioIo::new(stream), service_fn(answer)).await;
}

/// Fails, which breaks the connection, if the client breaks it or the service panics.
async fn answer(
    request: Request<Incoming>,
    caller: Arc<Caller>,
    service: SharedService,
) -> Result<Response<Full<Bytes>>, Broken> {
    let (head, body) = request.into_parts();
    let response = match read(body).await? {
        Some(body) => {
            let request = Request::from_parts(head, body);
            // Signatures and PDFs take time, and other connections must not wait for them.
            let handle = move || service.with(|service, now| service.handle(now, &caller, &request));
            spawn_blocking(handle).await?
        }
        None => body_too_large(MAX_BODY),
    };
    Ok(response.map(Full::new))
}

/// The whole body, or `None` if it is too large.
async fn read(mut body: Incoming) -> Result<Option<Bytes>, hyper::Error> {
    let mut content = BytesMut::new();
    let mut length = 0_usize;
    while let Some(frame) = body.frame().await {
        let Ok(data) = frame?.into_data() else { continue };
        length = length.saturating_add(data.len());
        if length <= MAX_BODY {
            content.extend_from_slice(&data);
        } else if length > MAX_BODY + MAX_REST {
            break;
        }
    }
    Ok((length <= MAX_BODY).then(|| content.freeze()))
}

/// Why a request got no answer.
#[derive(Debug, thiserror::Error)]
enum Broken {
    #[error("the request broke off")]
    Request(#[from] hyper::Error),
    #[error("the service broke off")]
    Service(#[from] tokio::task::JoinError),
}
