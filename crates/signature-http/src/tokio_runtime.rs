//! The computer's clock and tokio's timer: the only file of the client that reads a clock.

use std::sync::LazyLock;
use std::time::{Duration, SystemTime};

use signature_model::Timestamp;
use tokio::time::Instant;

use crate::{BoxFuture, Runtime};

/// The computer's clock and tokio's timer. Sleeping needs a tokio runtime with its timer.
#[derive(Debug, Clone, Copy, Default)]
#[expect(clippy::exhaustive_structs, reason = "nothing to add")]
pub struct TokioRuntime;

impl Runtime for TokioRuntime {
    #[expect(clippy::disallowed_methods, reason = "the one place that reads the clock")]
    fn now(&self) -> Timestamp {
        SystemTime::now().into()
    }

    fn monotonic(&self) -> Duration {
        static START: LazyLock<Instant> = LazyLock::new(Instant::now);
        START.elapsed()
    }

    fn sleep(&self, duration: Duration) -> BoxFuture<'static, ()> {
        Box::pin(tokio::time::sleep(duration))
    }
}
