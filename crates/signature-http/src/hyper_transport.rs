//! The transport that comes with the crate: hyper over rustls, HTTP/1.1 with keep-alive.

use std::collections::VecDeque;
use std::convert::Infallible;
use std::pin::Pin;
use std::sync::Arc;
use std::task::{Context, Poll};

use bytes::Bytes;
use http::header::USER_AGENT;
use http_body::{Body, Frame, SizeHint};
use http_body_util::BodyExt as _;
use http_body_util::combinators::MapErr;
use hyper::body::Incoming;
use hyper_rustls::{HttpsConnector, HttpsConnectorBuilder};
use hyper_util::client::legacy::connect::{CaptureConnection, Connect, HttpConnector, capture_connection};
use hyper_util::client::legacy::{Client, Error as ClientError};
use hyper_util::rt::{TokioExecutor, TokioTimer};
use rustls::ClientConfig;
use rustls::crypto::aws_lc_rs;
use signature_protocol::{RequestPlan, Sent};

use crate::fault;
use crate::server_identity::Verifier;
use crate::timed_connector::{ConnectTimeout, TimedConnector};
use crate::{ClientIdentity, Environment, Fault, FaultKind, Settings, Transport};

/// A pool of connections to one service.
#[derive(Clone)]
pub struct HyperTransport {
    client: Client<TimedConnector<HttpsConnector<HttpConnector>>, Chunks>,
    user_agent: http::HeaderValue,
}

impl HyperTransport {
    /// Connections as `identity` to the service of `environment`. Needs a tokio runtime when used, not here.
    ///
    /// # Errors
    /// [`InvalidConfiguration`] if TLS cannot use the identity, or the user agent has characters a header cannot carry.
    pub fn new(
        environment: &Environment,
        identity: ClientIdentity,
        settings: &Settings,
    ) -> Result<Self, InvalidConfiguration> {
        let provider = Arc::new(aws_lc_rs::default_provider());
        let verifier = Verifier::new(environment.server.clone(), Arc::clone(&provider));
        let tls = ClientConfig::builder_with_provider(provider)
            .with_safe_default_protocol_versions()
            .map_err(InvalidConfiguration::Tls)?
            .dangerous()
            .with_custom_certificate_verifier(Arc::new(verifier))
            .with_client_auth_cert(identity.chain, identity.key)
            .map_err(InvalidConfiguration::Tls)?;

        let mut tcp = HttpConnector::new();
        tcp.enforce_http(false);
        tcp.set_nodelay(true);
        // `ServiceRoot` lets plain HTTP through for loopback alone.
        let connector =
            HttpsConnectorBuilder::new().with_tls_config(tls).https_or_http().enable_http1().wrap_connector(tcp);
        let connector = TimedConnector::new(connector, settings.timeouts.connect);
        let client = Client::builder(TokioExecutor::new()).pool_timer(TokioTimer::new()).build(connector);
        Ok(Self { client, user_agent: user_agent(settings)? })
    }
}

fn user_agent(settings: &Settings) -> Result<http::HeaderValue, InvalidConfiguration> {
    let mut text = format!("signature-http/{} (Rust)", env!("CARGO_PKG_VERSION"));
    if let Some(addition) = &settings.user_agent {
        // Parentheses would end the comment that the addition stands in.
        if !addition.bytes().all(|b| matches!(b, b' '..=b'~') && !matches!(b, b'(' | b')' | b'\\')) {
            return Err(InvalidConfiguration::UserAgent);
        }
        text.push_str(&format!(" ({addition})"));
    }
    http::HeaderValue::try_from(text).map_err(|_| InvalidConfiguration::UserAgent)
}

impl std::fmt::Debug for HyperTransport {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("HyperTransport").finish_non_exhaustive()
    }
}

impl Transport for HyperTransport {
    type Body = HyperBody;

    async fn send(&self, request: RequestPlan) -> Result<http::Response<Self::Body>, Fault> {
        let (mut head, body) = request.into_parts();
        head.headers.insert(USER_AGENT, self.user_agent.clone());
        let request = http::Request::from_parts(head, Chunks::new(body.into_chunks()));
        exchange(&self.client, request).await
    }
}

/// A reply's body, with the faults of this crate.
type HyperBody = MapErr<Incoming, fn(hyper::Error) -> Fault>;

async fn exchange<C>(
    client: &Client<C, Chunks>,
    mut request: http::Request<Chunks>,
) -> Result<http::Response<HyperBody>, Fault>
where
    C: Connect + Clone + Send + Sync + 'static,
{
    let connection = capture_connection(&mut request);
    let reply = client.request(request).await.map_err(|error| client_fault(error, &connection))?;
    Ok(reply.map(|body| body.map_err(body_fault as fn(hyper::Error) -> Fault)))
}

/// What broke before a reply began; `connection` is the one that the request was given to, if any.
fn client_fault(error: ClientError, connection: &CaptureConnection) -> Fault {
    let connecting = error.is_connect() || connection.connection_metadata().is_none();
    // hyper calls a request canceled only if its connection ended before it took the request up.
    let untouched = fault::find::<hyper::Error>(&error).is_some_and(hyper::Error::is_canceled);
    let sent = if connecting || untouched { Sent::No } else { Sent::Maybe };
    let kind = match fault::find::<ConnectTimeout>(&error) {
        Some(late) => FaultKind::Timeout { after: late.after },
        None if connecting => FaultKind::Connect,
        None => FaultKind::Connection,
    };
    Fault::from_source(error, kind, sent)
}

fn body_fault(error: hyper::Error) -> Fault {
    Fault::from_source(error, FaultKind::Connection, Sent::Yes)
}

/// A body of chunks that are there already, with its exact length.
#[derive(Debug)]
struct Chunks {
    chunks: VecDeque<Bytes>,
    remaining: u64,
}

impl Chunks {
    fn new(chunks: Vec<Bytes>) -> Self {
        let remaining = chunks.iter().map(|chunk| chunk.len() as u64).sum();
        Self { chunks: chunks.into_iter().filter(|chunk| !chunk.is_empty()).collect(), remaining }
    }
}

impl Body for Chunks {
    type Data = Bytes;
    type Error = Infallible;

    fn poll_frame(
        mut self: Pin<&mut Self>,
        _context: &mut Context<'_>,
    ) -> Poll<Option<Result<Frame<Bytes>, Infallible>>> {
        let next = self.chunks.pop_front();
        self.remaining -= next.as_ref().map_or(0, |chunk| chunk.len() as u64);
        Poll::Ready(next.map(|chunk| Ok(Frame::data(chunk))))
    }

    fn is_end_stream(&self) -> bool {
        self.chunks.is_empty()
    }

    fn size_hint(&self) -> SizeHint {
        SizeHint::with_exact(self.remaining)
    }
}

/// Why there is no transport.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum InvalidConfiguration {
    /// The certificate and the key do not go together, or TLS cannot use them.
    #[error("expected a certificate and key that TLS can use")]
    Tls(#[source] rustls::Error),
    /// The addition to the user agent.
    #[error("expected a user agent of visible ASCII characters without parentheses, found others")]
    UserAgent,
}

#[cfg(test)]
mod tests;
