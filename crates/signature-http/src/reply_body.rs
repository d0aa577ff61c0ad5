//! The body of a reply as it comes in.

use std::fmt;
use std::future::poll_fn;
use std::task::{Context, Poll};

use bytes::Bytes;

use crate::Fault;

/// The body of a reply, in pieces of any size. Dropping it ends the reply, and with it usually the connection.
pub struct ReplyBody {
    next: Box<Next>,
}

/// Polls for the next piece, like a future.
type Next = dyn FnMut(&mut Context<'_>) -> Poll<Option<Result<Bytes, Fault>>> + Send;

impl ReplyBody {
    /// A body that gets its pieces from `next`, which is called like [`Future::poll`](Future::poll); `None` ends it.
    pub fn new(next: impl FnMut(&mut Context<'_>) -> Poll<Option<Result<Bytes, Fault>>> + Send + 'static) -> Self {
        Self { next: Box::new(next) }
    }

    /// A body that is in memory.
    pub fn whole(bytes: impl Into<Bytes>) -> Self {
        let mut bytes = Some(bytes.into()).filter(|bytes| !bytes.is_empty());
        Self::new(move |_| Poll::Ready(bytes.take().map(Ok)))
    }

    /// No body.
    pub fn empty() -> Self {
        Self::whole(Bytes::new())
    }

    /// The next piece; `None` at the end.
    ///
    /// # Errors
    /// [`Fault`] if the connection breaks before the end.
    ///
    /// # Cancel safety
    /// Dropping the future loses nothing.
    pub async fn piece(&mut self) -> Result<Option<Bytes>, Fault> {
        poll_fn(|context| (self.next)(context)).await.transpose()
    }
}

impl fmt::Debug for ReplyBody {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("ReplyBody").finish_non_exhaustive()
    }
}
