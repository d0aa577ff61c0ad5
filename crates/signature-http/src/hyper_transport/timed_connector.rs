//! A time limit for making a connection, including the TLS handshake.

use std::error::Error;
use std::future::Future;
use std::pin::Pin;
use std::task::{Context, Poll};
use std::time::Duration;

use http::Uri;
use tower_service::Service;

/// A connector that gives up.
#[derive(Debug, Clone)]
pub(super) struct TimedConnector<C> {
    inner: C,
    limit: Duration,
}

impl<C> TimedConnector<C> {
    pub(super) fn new(inner: C, limit: Duration) -> Self {
        Self { inner, limit }
    }
}

type Failure = Box<dyn Error + Send + Sync>;

impl<C> Service<Uri> for TimedConnector<C>
where
    C: Service<Uri>,
    C::Error: Into<Failure>,
    C::Future: Send + 'static,
{
    type Response = C::Response;
    type Error = Failure;
    type Future = Pin<Box<dyn Future<Output = Result<C::Response, Failure>> + Send>>;

    fn poll_ready(&mut self, context: &mut Context<'_>) -> Poll<Result<(), Failure>> {
        self.inner.poll_ready(context).map_err(Into::into)
    }

    fn call(&mut self, uri: Uri) -> Self::Future {
        let (connecting, limit) = (self.inner.call(uri), self.limit);
        Box::pin(async move {
            match tokio::time::timeout(limit, connecting).await {
                Ok(connected) => connected.map_err(Into::into),
                Err(_) => Err(ConnectTimeout { after: limit }.into()),
            }
        })
    }
}

/// No connection in time.
#[derive(Debug, thiserror::Error)]
#[error("no connection within {after:?}")]
pub(super) struct ConnectTimeout {
    pub(super) after: Duration,
}
