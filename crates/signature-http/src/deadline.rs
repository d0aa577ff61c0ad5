//! A time limit on several steps of one call.

use std::future::{Future, poll_fn};
use std::pin::pin;
use std::task::Poll;
use std::time::Duration;

use signature_protocol::Sent;

use crate::{BoxFuture, Fault, FaultKind, Runtime};

/// When a call must have ended.
pub(crate) struct Deadline {
    limit: Duration,
    timer: Timer,
}

enum Timer {
    Never,
    Running(BoxFuture<'static, ()>),
    Over,
}

impl Deadline {
    /// `limit` from now; `Duration::MAX` is no limit.
    pub(crate) fn after(runtime: &dyn Runtime, limit: Duration) -> Self {
        let timer = if limit == Duration::MAX { Timer::Never } else { Timer::Running(runtime.sleep(limit)) };
        Self { limit, timer }
    }

    /// The output of a future, or `None` if the time is over first.
    pub(crate) async fn reach<F: Future>(&mut self, future: F) -> Option<F::Output> {
        let mut future = pin!(future);
        poll_fn(|context| {
            if let Poll::Ready(output) = future.as_mut().poll(context) {
                return Poll::Ready(Some(output));
            }
            let over = match &mut self.timer {
                Timer::Never => false,
                Timer::Running(timer) => timer.as_mut().poll(context).is_ready(),
                Timer::Over => true,
            };
            if over {
                self.timer = Timer::Over;
                return Poll::Ready(None);
            }
            Poll::Pending
        })
        .await
    }

    /// The fault for a call that took too long.
    pub(crate) fn missed(&self, sent: Sent) -> Fault {
        Fault::new(FaultKind::Timeout { after: self.limit }, sent)
    }
}
