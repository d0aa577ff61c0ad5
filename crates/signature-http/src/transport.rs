//! The seam between the client and the network.

use std::future::Future;

use bytes::Bytes;
use http_body::Body;
use signature_protocol::RequestPlan;

use crate::Fault;

/// Sends one request and gives back one reply. hyper is one implementation; bring another for a runtime of your own.
///
/// A transport follows no redirects, keeps no cookies, decompresses nothing and repeats nothing by itself, except a
/// request of which not a byte was sent.
pub trait Transport: Send + Sync {
    /// The reply's body, in whatever pieces it comes. Dropping it frees the connection or closes it.
    type Body: Body<Data = Bytes, Error = Fault> + Send + Unpin;

    /// Sends a request; the future ends when the head of the reply has come.
    fn send(&self, request: RequestPlan) -> impl Future<Output = Result<http::Response<Self::Body>, Fault>> + Send;
}
