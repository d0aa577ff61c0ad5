//! The queue in which calls wait for their turn, so that the service's rate filter never blocks us.

use std::collections::VecDeque;
use std::future::poll_fn;
use std::sync::{Mutex, MutexGuard, PoisonError};
use std::task::{Context, Poll, Waker};

use signature_model::Timestamp;
use signature_protocol::RateLimiter;

use crate::Runtime;

/// One queue for all calls of an organization. Calls go out in the order in which they came.
#[derive(Debug)]
pub(crate) struct Turns {
    state: Mutex<State>,
}

#[derive(Debug)]
struct State {
    limiter: RateLimiter,
    line: VecDeque<Waiting>,
    next: u64,
}

#[derive(Debug)]
struct Waiting {
    number: u64,
    waker: Option<Waker>,
}

impl Turns {
    pub(crate) fn new(limiter: RateLimiter) -> Self {
        Self { state: Mutex::new(State { limiter, line: VecDeque::new(), next: 0 }) }
    }

    /// Waits for a turn, and takes it. A dropped future leaves the queue.
    pub(crate) async fn take(&self, runtime: &dyn Runtime) {
        let place = self.join();
        poll_fn(|context| place.poll_first(context)).await;
        loop {
            let now = now(runtime);
            let wait = {
                let mut state = self.lock();
                let until = state.limiter.wait_until(now);
                if until.is_none() {
                    state.limiter.record(now);
                }
                until
            };
            match wait {
                Some(until) => runtime.sleep(until.saturating_since(now)).await,
                None => return,
            }
        }
    }

    /// The rate filter has refused a call: all others wait.
    pub(crate) fn block(&self, runtime: &dyn Runtime) {
        self.lock().limiter.block(now(runtime));
    }

    fn join(&self) -> Place<'_> {
        let mut state = self.lock();
        let number = state.next;
        state.next = number.wrapping_add(1);
        state.line.push_back(Waiting { number, waker: None });
        Place { turns: self, number }
    }

    fn lock(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// The limiter's time: it begins anywhere, and setting the computer's clock does not move it.
fn now(runtime: &dyn Runtime) -> Timestamp {
    Timestamp::EPOCH.saturating_add(runtime.monotonic())
}

/// A place in the queue.
struct Place<'t> {
    turns: &'t Turns,
    number: u64,
}

impl Place<'_> {
    fn poll_first(&self, context: &mut Context<'_>) -> Poll<()> {
        let mut state = self.turns.lock();
        for (index, waiting) in state.line.iter_mut().enumerate() {
            if waiting.number == self.number {
                if index == 0 {
                    return Poll::Ready(());
                }
                waiting.waker = Some(context.waker().clone());
                return Poll::Pending;
            }
        }
        Poll::Ready(())
    }
}

impl Drop for Place<'_> {
    fn drop(&mut self) {
        let first = {
            let mut state = self.turns.lock();
            state.line.retain(|waiting| waiting.number != self.number);
            state.line.front_mut().and_then(|waiting| waiting.waker.take())
        };
        if let Some(waker) = first {
            waker.wake();
        }
    }
}
