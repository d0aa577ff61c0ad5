//! Wakes all callers that wait for a report.

use std::future::{Future, poll_fn};
use std::sync::{Mutex, PoisonError};
use std::task::{Poll, Waker};

/// Counts what happens, so that nothing is missed between looking and waiting.
#[derive(Debug, Default)]
pub(super) struct Signal {
    state: Mutex<State>,
}

#[derive(Debug, Default)]
struct State {
    count: u64,
    waiting: Vec<Waker>,
}

impl Signal {
    /// How much has happened so far.
    pub(super) fn count(&self) -> u64 {
        self.state.lock().unwrap_or_else(PoisonError::into_inner).count
    }

    /// Something has happened.
    pub(super) fn raise(&self) {
        let waiting = {
            let mut state = self.state.lock().unwrap_or_else(PoisonError::into_inner);
            state.count = state.count.wrapping_add(1);
            std::mem::take(&mut state.waiting)
        };
        waiting.into_iter().for_each(Waker::wake);
    }

    /// Waits until more has happened than `seen`, or until `other` ends.
    pub(super) async fn raised_or(&self, seen: u64, other: impl Future<Output = ()>) {
        let mut other = std::pin::pin!(other);
        poll_fn(|context| {
            let mut state = self.state.lock().unwrap_or_else(PoisonError::into_inner);
            if state.count != seen {
                return Poll::Ready(());
            }
            if !state.waiting.iter().any(|waker| waker.will_wake(context.waker())) {
                state.waiting.push(context.waker().clone());
            }
            drop(state);
            other.as_mut().poll(context)
        })
        .await;
    }
}
