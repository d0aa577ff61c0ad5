//! The seam between the client and the network.
//!
//! ```
//! use signature_http::protocol::{RequestPlan, Sent, http};
//! use signature_http::{BoxFuture, Fault, FaultKind, Progress, ReplyBody, Transport};
//!
//! /// Answers every request with the same text.
//! #[derive(Debug)]
//! struct Echo(&'static str);
//!
//! impl Transport for Echo {
//!     fn send<'a>(
//!         &'a self,
//!         request: RequestPlan,
//!         progress: &'a Progress,
//!     ) -> BoxFuture<'a, Result<http::Response<ReplyBody>, Fault>> {
//!         Box::pin(async move {
//!             progress.nothing_sent();
//!             let (head, body) = request.into_parts();
//!             // … connect here; from the first byte on, the service may act on the request.
//!             progress.sending();
//!             let _ = (head.method, head.uri, head.headers, body.into_chunks());
//!             let reply = http::Response::builder().status(200).body(ReplyBody::whole(self.0));
//!             reply.map_err(|_| Fault::new(FaultKind::Connection, Sent::Maybe))
//!         })
//!     }
//! }
//! ```

use std::fmt;
use std::future::Future;
use std::pin::Pin;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

use signature_protocol::{RequestPlan, Sent};

use crate::{Fault, ReplyBody};

/// A future on the heap that may move between threads.
pub type BoxFuture<'a, T> = Pin<Box<dyn Future<Output = T> + Send + 'a>>;

/// Sends one request and gives back one reply. The feature `hyper` has one, `HyperTransport`.
///
/// A transport follows no redirects, keeps no cookies, decompresses nothing and repeats nothing, except a request
/// that cannot have reached the other side, not even in part. Dropping the future ends the request.
pub trait Transport: fmt::Debug + Send + Sync + 'static {
    /// Sends a request; the future ends when the head of the reply has come.
    ///
    /// A transport that reports its `progress` lets the client say that nothing was sent when a time limit ends early,
    /// and count the call in the rate when it leaves instead of when its turn comes.
    fn send<'a>(
        &'a self,
        request: RequestPlan,
        progress: &'a Progress,
    ) -> BoxFuture<'a, Result<http::Response<ReplyBody>, Fault>>;
}

impl<T: Transport + ?Sized> Transport for Arc<T> {
    fn send<'a>(
        &'a self,
        request: RequestPlan,
        progress: &'a Progress,
    ) -> BoxFuture<'a, Result<http::Response<ReplyBody>, Fault>> {
        (**self).send(request, progress)
    }
}

/// How far a request has got, for the rate of calls and for the case that the client stops waiting for it.
///
/// Until a transport says otherwise, the service may have acted on the request, and it counts in the rate from its turn.
#[derive(Debug, Default)]
pub struct Progress {
    unsent: AtomicBool,
}

impl Progress {
    /// No byte of the request has been given to a connection yet. Call it first, before connecting: the request then
    /// counts in the rate from [`sending`](Progress::sending).
    pub fn nothing_sent(&self) {
        self.unsent.store(true, Ordering::Release);
    }

    /// From here on the service may act on the request. Call it before the first byte is written.
    pub fn sending(&self) {
        self.unsent.store(false, Ordering::Release);
    }

    /// Whether the service may have acted on a request whose transport is dropped now.
    pub(crate) fn sent(&self) -> Sent {
        if self.unsent.load(Ordering::Acquire) { Sent::No } else { Sent::Maybe }
    }
}
