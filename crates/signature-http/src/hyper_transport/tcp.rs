//! Connections before TLS: straight to the service, or through a proxy's tunnel.

use std::error::Error;
use std::future::Future;
use std::pin::Pin;
use std::task::{Context, Poll};

use http::Uri;
use hyper_util::client::legacy::connect::HttpConnector;
use hyper_util::client::legacy::connect::proxy::Tunnel;
use hyper_util::rt::TokioIo;
use tokio::net::TcpStream;
use tower_service::Service;

use crate::proxy::Hop;

#[derive(Clone)]
pub(super) enum Tcp {
    Direct(HttpConnector),
    Tunnel(Box<Tunnel<HttpConnector>>, Uri),
}

/// The proxy opened no tunnel.
#[derive(Debug, thiserror::Error)]
#[error("the proxy opened no tunnel")]
pub(super) struct NoTunnel {
    /// The proxy's host and port.
    pub(super) address: String,
    /// Why, in words.
    pub(super) found: &'static str,
    source: TunnelFault,
}

type TunnelFault = <Tunnel<HttpConnector> as Service<Uri>>::Error;
type Failure = Box<dyn Error + Send + Sync>;

impl Tcp {
    pub(super) fn new(hop: Option<Hop>) -> Self {
        let mut tcp = HttpConnector::new();
        tcp.enforce_http(false);
        tcp.set_nodelay(true);
        let Some(Hop { address, authorization }) = hop else { return Self::Direct(tcp) };
        let tunnel = Tunnel::new(address.clone(), tcp);
        let through = match authorization {
            Some(authorization) => tunnel.with_auth(authorization),
            None => tunnel,
        };
        Self::Tunnel(through.into(), address)
    }
}

impl Service<Uri> for Tcp {
    type Response = TokioIo<TcpStream>;
    type Error = Failure;
    type Future = Pin<Box<dyn Future<Output = Result<Self::Response, Failure>> + Send>>;

    fn poll_ready(&mut self, context: &mut Context<'_>) -> Poll<Result<(), Failure>> {
        match self {
            Self::Direct(tcp) => tcp.poll_ready(context).map_err(Into::into),
            Self::Tunnel(through, _) => through.poll_ready(context).map_err(Into::into),
        }
    }

    fn call(&mut self, service: Uri) -> Self::Future {
        match self {
            Self::Direct(tcp) => {
                let connecting = tcp.call(service);
                Box::pin(async { Ok(connecting.await?) })
            }
            Self::Tunnel(through, address) => {
                let (connecting, address) = (through.call(service), self::address(address));
                Box::pin(async move {
                    let no_tunnel = |source: TunnelFault| NoTunnel { address, found: found(&source), source };
                    connecting.await.map_err(|fault| no_tunnel(fault).into())
                })
            }
        }
    }
}

/// Host and port.
pub(super) fn address(uri: &Uri) -> String {
    let port = uri.port_u16().unwrap_or(if uri.scheme_str() == Some("http") { 80 } else { 443 });
    format!("{}:{port}", uri.host().unwrap_or_default())
}

fn found(fault: &TunnelFault) -> &'static str {
    match fault {
        TunnelFault::ProxyAuthRequired => "that it asks for credentials (status 407)",
        TunnelFault::ConnectFailed(_) => "no connection to it",
        TunnelFault::Io(_) | TunnelFault::TunnelUnexpectedEof => "a connection that broke",
        TunnelFault::MissingHost | TunnelFault::ProxyHeadersTooLong | TunnelFault::TunnelUnsuccessful => {
            "that it refuses the tunnel"
        }
    }
}
