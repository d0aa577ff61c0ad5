//! The seam between the client and time.

use std::fmt;
use std::time::Duration;

use signature_model::Timestamp;

use crate::BoxFuture;

/// Tells the time and sleeps, for the client's own waits and for the time in packages.
///
/// The feature `hyper` has one for tokio, `TokioRuntime`. The time limit of a connection is the transport's own.
pub trait Runtime: fmt::Debug + Send + Sync + 'static {
    /// The time of day, for packages and for the times that the service names: when to poll, when a lease ends. The
    /// service refuses packages whose time is more than five seconds off.
    fn now(&self) -> Timestamp;

    /// How much time has passed since a moment of your choice, such as the start of the program. The rate of calls
    /// follows it, so setting the computer's clock must not move it, and it must pass as it does for
    /// [`sleep`](Runtime::sleep). `std::time::Instant` is such a clock.
    fn monotonic(&self) -> Duration;

    /// Ends when this time has passed.
    fn sleep(&self, duration: Duration) -> BoxFuture<'static, ()>;
}
