//! A limit for interim replies (status 100 to 199): hyper reads any number of them before the reply.

use std::fmt;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, Mutex, PoisonError};
use std::task::{Context, Poll, Waker};

/// How many interim replies a server may send before its reply. The service sends none.
const LIMIT: usize = 16;

/// Counts the interim replies of one request.
#[derive(Debug, Default)]
pub(super) struct Interim {
    count: AtomicUsize,
    waker: Mutex<Option<Waker>>,
}

impl Interim {
    /// Counts those of `request`.
    pub(super) fn of<B>(request: &mut http::Request<B>) -> Arc<Self> {
        let interim = Arc::new(Self::default());
        let counter = Arc::clone(&interim);
        hyper::ext::on_informational(request, move |_| counter.add());
        interim
    }

    fn add(&self) {
        if self.count.fetch_add(1, Ordering::AcqRel) == LIMIT
            && let Some(waker) = self.waker.lock().unwrap_or_else(PoisonError::into_inner).take()
        {
            waker.wake();
        }
    }

    /// Ends once there are too many.
    pub(super) fn poll_excess(&self, context: &Context<'_>) -> Poll<TooManyInterimReplies> {
        *self.waker.lock().unwrap_or_else(PoisonError::into_inner) = Some(context.waker().clone());
        if self.count.load(Ordering::Acquire) > LIMIT { Poll::Ready(TooManyInterimReplies) } else { Poll::Pending }
    }
}

/// More interim replies than a server has a reason for.
#[derive(Debug)]
pub(super) struct TooManyInterimReplies;

impl fmt::Display for TooManyInterimReplies {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "expected at most {LIMIT} interim replies (status 100 to 199), found more")
    }
}

impl std::error::Error for TooManyInterimReplies {}
