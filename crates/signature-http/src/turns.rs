//! The line in which calls wait for their turn, so that the service's rate filter never blocks us.

use std::future::{Future, poll_fn};
use std::pin::pin;
use std::sync::{Mutex, PoisonError};
use std::task::Poll;
use std::time::Duration;

use signature_model::Timestamp;
use signature_protocol::{RateLimiter, Reservation, Sent};

use crate::{Fault, Progress, Runtime};

/// One line for all calls of an organization. Calls go out in the order in which they came, but each waits alone: one
/// whose future is not polled holds up no other.
#[derive(Debug)]
pub(crate) struct Turns {
    limiter: Mutex<RateLimiter>,
}

impl Turns {
    pub(crate) fn new(limiter: RateLimiter) -> Self {
        Self { limiter: Mutex::new(limiter) }
    }

    /// A place at the end of the line.
    pub(crate) fn join<'t>(&'t self, runtime: &'t dyn Runtime) -> Turn<'t> {
        let reservation = self.with(runtime, RateLimiter::reserve);
        Turn { turns: self, runtime, reservation: Some(reservation) }
    }

    /// The rate filter has refused a call: all others wait for this long.
    pub(crate) fn block(&self, runtime: &dyn Runtime, wait: Duration) {
        self.with(runtime, |limiter, now| limiter.block(now, wait));
    }

    /// Asks the limiter. Its time begins anywhere, and setting the computer's clock does not move it.
    fn with<T>(&self, runtime: &dyn Runtime, ask: impl FnOnce(&mut RateLimiter, Timestamp) -> T) -> T {
        let mut limiter = self.limiter.lock().unwrap_or_else(PoisonError::into_inner);
        // Read behind the lock, so that the limiter's time never goes back.
        let now = Timestamp::EPOCH.saturating_add(runtime.monotonic());
        ask(&mut limiter, now)
    }
}

/// A call's place in the line, and then its turn. Dropping it gives it back, unless the call was sent.
#[must_use = "dropping it gives the turn back"]
pub(crate) struct Turn<'t> {
    turns: &'t Turns,
    runtime: &'t dyn Runtime,
    /// `None` once the call was sent.
    reservation: Option<Reservation>,
}

impl Turn<'_> {
    /// How often a turn must be renewed until the call is sent; it lasts a second.
    const RENEWAL: Duration = Duration::from_millis(500);

    /// Whether the call may be sent now.
    fn has_come(&self) -> bool {
        self.wait().is_none()
    }

    /// Waits until the call may be sent.
    pub(crate) async fn come(&self) {
        while let Some(wait) = self.wait() {
            self.runtime.sleep(wait).await;
        }
    }

    /// Sends the call. It counts from when its `progress` says that it is being sent, and from its turn if the
    /// transport says nothing. If that takes long, the turn is kept for as long as this future is polled; otherwise
    /// `sending` rests until the turn has come again.
    pub(crate) async fn send<R>(
        mut self,
        progress: &Progress,
        sending: impl Future<Output = Result<R, Fault>>,
    ) -> Result<R, Fault> {
        let mut sending = pin!(sending);
        loop {
            self.come().await;
            let mut renewal = None;
            let ended = poll_fn(|context| {
                if !self.has_come() {
                    return Poll::Ready(None);
                }
                if let Poll::Ready(reply) = sending.as_mut().poll(context) {
                    return Poll::Ready(Some(reply));
                }
                if progress.sent() == Sent::No {
                    let renewal = renewal.get_or_insert_with(|| self.runtime.sleep(Self::RENEWAL));
                    return renewal.as_mut().poll(context).map(|()| None);
                }
                self.sent();
                Poll::Pending
            });
            let Some(reply) = ended.await else { continue };
            if reply.as_ref().err().is_none_or(|fault| fault.sent() != Sent::No) {
                self.sent();
            }
            return reply;
        }
    }

    /// How long to wait until the call may be sent.
    fn wait(&self) -> Option<Duration> {
        let reservation = self.reservation.as_ref()?;
        self.turns.with(self.runtime, |limiter, now| {
            limiter.wait_until(now, reservation).map(|until| until.saturating_since(now))
        })
    }

    fn sent(&mut self) {
        if let Some(reservation) = self.reservation.take() {
            self.turns.with(self.runtime, |limiter, now| limiter.sent(now, reservation));
        }
    }
}

impl Drop for Turn<'_> {
    fn drop(&mut self) {
        if let Some(reservation) = self.reservation.take() {
            self.turns.with(self.runtime, |limiter, _| limiter.release(reservation));
        }
    }
}
