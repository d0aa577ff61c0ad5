//! Drives one queue: does what protocol's `Poller` asks for, and reports the results.
//!
//! The engine has no task of its own. Each caller that waits for a change or for a confirmation drives it one step at a
//! time, and several may do so at once. A step whose future is dropped is reported as failed, so that the poller goes
//! on. Callers fetch the documents of a change themselves, so protocol's `Delivery` is not needed.

use std::collections::{BTreeMap, VecDeque};
use std::sync::{Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use signature_model::{Sender, Timestamp};
use signature_protocol::{
    Change as _, Confirm, Error as CallError, LeaseId, Leased, Poll, PollId, PollOutcome, PollPolicy, Poller,
    PollerStep, Replay, Sent, TransportFault,
};

use super::signal::Signal;
use crate::Error;
use crate::calls::Calls;
use crate::error::ErrorKind;

/// One queue and its leases.
pub(crate) struct Engine<P: Poll> {
    state: Mutex<State<P>>,
    signal: Signal,
}

struct State<P: Poll> {
    poller: Poller<P>,
    /// What steps found that were not taken by [`Changes::next`](super::Changes::next).
    news: VecDeque<News<P>>,
    /// The confirmations that callers wait for, each with its result once it is known.
    confirmations: BTreeMap<LeaseId, Option<Result<(), CallError>>>,
}

/// What a step found.
pub(super) enum News<P: Poll> {
    Change(Box<Leased<P::Change>>),
    Empty,
    Failed(CallError),
}

impl<P: Poll> Engine<P> {
    pub(crate) fn new(policy: PollPolicy, sender: Sender, now: Timestamp) -> Self {
        // Waits after errors should differ between processes; this need not be secret.
        let seed = now.as_unix_millis().unsigned_abs() ^ (u64::from(std::process::id()) << 32);
        let poller = Poller::new(policy, [sender], seed);
        let state = State { poller, news: VecDeque::new(), confirmations: BTreeMap::new() };
        Self { state: Mutex::new(state), signal: Signal::default() }
    }

    /// What a step of another caller found.
    pub(super) fn take_news(&self) -> Option<News<P>> {
        self.lock().news.pop_front()
    }

    /// Takes the next step, and gives what it found. Waits until `at_most` at the latest.
    pub(super) async fn advance(&self, calls: &Calls, at_most: Option<Timestamp>) -> Option<News<P>> {
        let now = calls.runtime().now();
        let seen = self.signal.count();
        let step = self.lock().poller.poll(now);
        match step {
            PollerStep::Deliver(leased) => return Some(News::Change(Box::new(leased))),
            PollerStep::Poll(id, poll) => return self.poll(calls, id, poll).await,
            PollerStep::Confirm(lease, confirm) => self.send_confirmation(calls, lease, confirm).await,
            PollerStep::WaitUntil(until) => {
                let until = at_most.map_or(until, |at_most| until.min(at_most));
                self.wait(calls, seen, until.saturating_since(now)).await;
            }
            PollerStep::Idle => match at_most {
                Some(at_most) => self.wait(calls, seen, at_most.saturating_since(now)).await,
                None => self.signal.raised_or(seen, std::future::pending()).await,
            },
        }
        None
    }

    /// Confirms a change that has been stored.
    pub(super) async fn confirm(&self, calls: &Calls, leased: &Leased<P::Change>) -> Result<(), Error> {
        let lease = leased.lease;
        let waiting = Waiting { engine: self, lease };
        self.lock().confirmations.insert(lease, None);
        loop {
            {
                let mut state = self.lock();
                if let Some(ended) = state.confirmations.get_mut(&lease).and_then(Option::take) {
                    return Ok(ended?);
                }
                let stored = state.poller.persisted(calls.runtime().now(), lease);
                stored.map_err(|_| ErrorKind::LeaseEnded)?;
            }
            if leased.change.confirmation_url().is_none() {
                drop(waiting);
                return Ok(());
            }
            if let Some(news) = self.advance(calls, Some(leased.deadline)).await {
                self.lock().news.push_back(news);
                self.signal.raise();
            }
        }
    }

    async fn poll(&self, calls: &Calls, id: PollId, poll: P) -> Option<News<P>> {
        let mut open = Open { engine: self, calls, call: Some(Call::Poll(id)), is_sent: false };
        let turn = calls.turn().await;
        open.is_sent = true;
        let answer = calls.run_in(turn, poll).await;
        open.call = None;
        let now = calls.runtime().now();
        match answer {
            Ok(outcome) => {
                let news = matches!(outcome, PollOutcome::NoChange { .. }).then_some(News::Empty);
                self.report(|poller| poller.polled(now, id, Ok(outcome)));
                news
            }
            Err(error) => {
                self.report(|poller| poller.polled(now, id, Err(&error)));
                Some(News::Failed(error))
            }
        }
    }

    async fn send_confirmation(&self, calls: &Calls, lease: LeaseId, confirm: Confirm) {
        let mut open = Open { engine: self, calls, call: Some(Call::Confirm(lease)), is_sent: false };
        let turn = calls.turn().await;
        // The turn may have come too late; then `open` reports that nothing was sent.
        let deadline = self.lock().poller.deadline(lease);
        if deadline.is_none_or(|deadline| deadline <= calls.runtime().now()) {
            return;
        }
        open.is_sent = true;
        let answer = calls.run_in(turn, confirm).await;
        open.call = None;
        self.confirmed(calls.runtime().now(), lease, answer);
    }

    /// Tells the poller and the waiting caller at the same time: otherwise the caller could find the lease ended before
    /// the result is there.
    fn confirmed(&self, now: Timestamp, lease: LeaseId, answer: Result<(), CallError>) {
        {
            let mut state = self.lock();
            state.poller.confirmed(now, lease, answer.as_ref().copied());
            if let Some(end) = state.confirmations.get_mut(&lease) {
                *end = Some(answer);
            }
        }
        self.signal.raise();
    }

    fn report(&self, report: impl FnOnce(&mut Poller<P>)) {
        report(&mut self.lock().poller);
        self.signal.raise();
    }

    async fn wait(&self, calls: &Calls, seen: u64, length: Duration) {
        self.signal.raised_or(seen, calls.runtime().sleep(length)).await;
    }

    fn lock(&self) -> MutexGuard<'_, State<P>> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// A caller waits for the result of a confirmation.
struct Waiting<'e, P: Poll> {
    engine: &'e Engine<P>,
    lease: LeaseId,
}

impl<P: Poll> Drop for Waiting<'_, P> {
    fn drop(&mut self) {
        self.engine.lock().confirmations.remove(&self.lease);
    }
}

/// A call under way. Dropped while it waits for its turn, it is reported as not sent; dropped later, as one with an
/// unknown effect.
struct Open<'e, P: Poll> {
    engine: &'e Engine<P>,
    calls: &'e Calls,
    call: Option<Call>,
    is_sent: bool,
}

enum Call {
    Poll(PollId),
    Confirm(LeaseId),
}

impl<P: Poll> Drop for Open<'_, P> {
    fn drop(&mut self) {
        let Some(call) = self.call.take() else { return };
        let now = self.calls.runtime().now();
        let dropped = |replay| CallError::transport(replay, TransportFault::new(Sent::Maybe, "the future was dropped"));
        match call {
            Call::Poll(id) if self.is_sent => {
                self.engine.report(|poller| poller.polled(now, id, Err(&dropped(Replay::Safe))));
            }
            Call::Poll(id) => self.engine.report(|poller| poller.not_polled(id)),
            Call::Confirm(lease) if self.is_sent => {
                self.engine.confirmed(now, lease, Err(dropped(Replay::Ambiguous)));
            }
            // The poller sends it again; the waiting caller goes on waiting.
            Call::Confirm(lease) => self.engine.report(|poller| poller.not_confirmed(now, lease)),
        }
    }
}
