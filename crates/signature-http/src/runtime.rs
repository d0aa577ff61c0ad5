//! The seam between the client and time.

use std::fmt;
use std::time::Duration;

use signature_model::Timestamp;

use crate::BoxFuture;

/// Tells the time and sleeps, for the client's own waits: pace, time limits, and the time in packages.
///
/// The feature `hyper` has one for tokio, `TokioRuntime`. The time limit of a connection is the transport's own.
pub trait Runtime: fmt::Debug + Send + Sync + 'static {
    /// The time now. The service refuses packages whose time is more than five seconds off.
    fn now(&self) -> Timestamp;

    /// Ends when this much time has passed.
    fn sleep(&self, duration: Duration) -> BoxFuture<'static, ()>;
}
