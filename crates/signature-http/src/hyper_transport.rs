//! The transport that comes with the crate: hyper over rustls, HTTP/1.1 with keep-alive, on tokio.

mod chunks;
mod interim;
mod tcp;
#[cfg(test)]
mod tests;
mod timed_connector;
mod tls_fault;
mod unknown_issuer;
mod verifier;

use std::fmt;
use std::future::{Future as _, poll_fn};
use std::pin::Pin;
use std::sync::Arc;
use std::task::{Poll, ready};

use http::HeaderValue;
use http::header::USER_AGENT;
use http_body::Body as _;
use hyper::body::Incoming;
use hyper_rustls::{HttpsConnector, HttpsConnectorBuilder};
use hyper_util::client::legacy::connect::{CaptureConnection, Connect, capture_connection};
use hyper_util::client::legacy::{Client, Error as ClientError};
use hyper_util::rt::{TokioExecutor, TokioTimer};
use rustls::ClientConfig;
use rustls::crypto::aws_lc_rs;
use rustls_pki_types::{CertificateDer, PrivateKeyDer, PrivatePkcs8KeyDer};
use signature_identity::Identity;
use signature_protocol::{RequestPlan, Sent};

use crate::configuration_error::ConfigurationErrorKind;
use crate::{
    BoxFuture, ConfigurationError, Connections, Environment, Fault, FaultKind, Progress, ReplyBody, Timeouts, Transport,
};
use chunks::Chunks;
use interim::Interim;
use tcp::{NoTunnel, Tcp, address};
use timed_connector::{ConnectTimeout, TimedConnector};
use verifier::Verifier;

/// A pool of connections to one service. Clones share it.
#[derive(Clone)]
pub struct HyperTransport {
    client: Client<TimedConnector<HttpsConnector<Tcp>>, Chunks>,
    user_agent: HeaderValue,
    /// How many certificates identify us.
    certificates_sent: usize,
}

impl HyperTransport {
    /// Connections as `identity` to the service of `environment`. Needs a tokio runtime when used, not here.
    ///
    /// # Errors
    /// [`ConfigurationError`] if TLS cannot use the identity or a trust anchor, or the environment variables name another
    /// kind of proxy.
    pub fn new(
        environment: &Environment,
        identity: &Identity,
        timeouts: &Timeouts,
        connections: &Connections,
    ) -> Result<Self, ConfigurationError> {
        let unfit = |error: rustls::Error| ConfigurationErrorKind::Identity.caused_by(error);
        let provider = Arc::new(aws_lc_rs::default_provider());
        let verifier = Verifier::new(environment.server.clone(), Arc::clone(&provider))?;
        let chain = identity.chain().iter().map(|certificate| CertificateDer::from(certificate.der().to_vec()));
        let certificates_sent = identity.chain().iter().count();
        let key = PrivatePkcs8KeyDer::from(identity.private_key_for_tls().to_vec());
        let tls = ClientConfig::builder_with_provider(provider)
            .with_safe_default_protocol_versions()
            .map_err(unfit)?
            .dangerous()
            .with_custom_certificate_verifier(Arc::new(verifier))
            .with_client_auth_cert(chain.collect(), PrivateKeyDer::from(key))
            .map_err(unfit)?;

        let hop = connections.proxy().map(|proxy| proxy.hop_to(&environment.root.origin())).transpose()?;
        let tcp = Tcp::new(hop.flatten());
        // `ServiceRoot` lets plain HTTP through for loopback alone.
        let connector =
            HttpsConnectorBuilder::new().with_tls_config(tls).https_or_http().enable_http1().wrap_connector(tcp);
        let connector = TimedConnector::new(connector, timeouts.connect());
        let client = Client::builder(TokioExecutor::new())
            .pool_timer(TokioTimer::new())
            .pool_max_idle_per_host(connections.max_idle())
            .pool_idle_timeout(connections.idle_time())
            .build(connector);
        Ok(Self { client, user_agent: HeaderValue::from_static(USER_AGENT_OF_THIS_CRATE), certificates_sent })
    }

    /// Appends a text to the `User-Agent`, in parentheses.
    ///
    /// # Errors
    /// [`ConfigurationError`] if `addition` has other characters than visible ASCII ones and spaces, or parentheses.
    pub fn with_user_agent(self, addition: &str) -> Result<Self, ConfigurationError> {
        // The addition is in a comment, which parentheses would end.
        if !addition.bytes().all(|b| matches!(b, b' '..=b'~') && !matches!(b, b'(' | b')' | b'\\')) {
            return Err(ConfigurationErrorKind::UserAgent.into());
        }
        let user_agent = HeaderValue::try_from(format!("{USER_AGENT_OF_THIS_CRATE} ({addition})"));
        let user_agent = user_agent.map_err(|error| ConfigurationErrorKind::UserAgent.caused_by(error))?;
        Ok(Self { user_agent, ..self })
    }
}

const USER_AGENT_OF_THIS_CRATE: &str = concat!("signature-http/", env!("CARGO_PKG_VERSION"), " (Rust)");

impl fmt::Debug for HyperTransport {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("HyperTransport").finish_non_exhaustive()
    }
}

impl Transport for HyperTransport {
    fn send<'a>(
        &'a self,
        request: RequestPlan,
        progress: &'a Progress,
    ) -> BoxFuture<'a, Result<http::Response<ReplyBody>, Fault>> {
        let (mut head, body) = request.into_parts();
        head.headers.insert(USER_AGENT, self.user_agent.clone());
        let request = http::Request::from_parts(head, Chunks::new(body.into_chunks()));
        Box::pin(exchange(&self.client, request, progress, self.certificates_sent))
    }
}

async fn exchange<C>(
    client: &Client<C, Chunks>,
    mut request: http::Request<Chunks>,
    progress: &Progress,
    certificates_sent: usize,
) -> Result<http::Response<ReplyBody>, Fault>
where
    C: Connect + Clone + Send + Sync + 'static,
{
    let address = address(request.uri());
    let connection = capture_connection(&mut request);
    let interim = Interim::of(&mut request);
    progress.nothing_sent();
    let faults = Faults { certificates_sent };
    let mut reply = client.request(request);
    let reply = poll_fn(|context| {
        let reply = Pin::new(&mut reply).poll(context);
        // The request was given to a connection, which sends it at once.
        if connection.connection_metadata().is_some() {
            progress.sending();
        }
        match interim.poll_excess(context) {
            Poll::Ready(excess) => Poll::Ready(Err(Fault::new(FaultKind::Connection, Sent::Maybe).with_source(excess))),
            Poll::Pending => reply.map_err(|error| faults.of_client(error, &connection, address.clone())),
        }
    });
    Ok(reply.await?.map(|body| reply_body(body, faults)))
}

fn reply_body(mut body: Incoming, faults: Faults) -> ReplyBody {
    ReplyBody::new(move |context| {
        loop {
            match ready!(Pin::new(&mut body).poll_frame(context)) {
                None => return None.into(),
                Some(Err(error)) => return Some(Err(faults.of(error, FaultKind::Connection, Sent::Yes))).into(),
                Some(Ok(frame)) => {
                    // Other frames are trailers, which the service does not use.
                    if let Ok(data) = frame.into_data() {
                        return Some(Ok(data)).into();
                    }
                }
            }
        }
    })
}

/// Makes faults of errors.
#[derive(Clone, Copy)]
struct Faults {
    certificates_sent: usize,
}

impl Faults {
    /// What broke before a reply began; `connection` is the one that the request was given to, if any.
    fn of_client(self, error: ClientError, connection: &CaptureConnection, address: String) -> Fault {
        let connecting = error.is_connect() || connection.connection_metadata().is_none();
        // hyper calls a request canceled only if its connection ended before it took the request up.
        let untouched = tls_fault::find::<hyper::Error>(&error).is_some_and(hyper::Error::is_canceled);
        let sent = if connecting || untouched { Sent::No } else { Sent::Maybe };
        let kind = match (tls_fault::find::<ConnectTimeout>(&error), tls_fault::find::<NoTunnel>(&error)) {
            (Some(late), _) => FaultKind::Timeout { after: late.after },
            (None, Some(NoTunnel { address, found, .. })) => FaultKind::Proxy { address: address.clone(), found },
            (None, None) if connecting => FaultKind::Connect { address },
            (None, None) => FaultKind::Connection,
        };
        self.of(error, kind, sent)
    }

    /// A fault of the kind that TLS names somewhere in its cause, or else of the kind `otherwise`.
    ///
    /// The kind never changes what was sent: with TLS 1.3 a server judges our certificate after we may have sent a
    /// whole request.
    fn of(self, error: impl std::error::Error + Send + Sync + 'static, otherwise: FaultKind, sent: Sent) -> Fault {
        let kind = tls_fault::kind(&error, self.certificates_sent).unwrap_or(otherwise);
        Fault::new(kind, sent).with_source(error)
    }
}
