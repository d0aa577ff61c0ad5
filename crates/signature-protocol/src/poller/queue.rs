//! One queue of a poller: whether a poll is under way, and when the next one may be.

use std::time::Duration;

use signature_model::{Sender, Timestamp};

use super::jitter::Jitter;
use crate::deadline::Deadline;
use crate::{Error, PollOutcome, PollPace, PollPolicy};

#[derive(Debug)]
pub(super) struct Queue {
    sender: Sender,
    pace: PollPace,
    /// The number of the poll under way, and when it was sent.
    under_way: Option<(u64, Timestamp)>,
    polls: u64,
    /// A request broke and may still arrive: no poll before this time.
    quiet_until: Option<Deadline>,
}

impl Queue {
    pub(super) fn new(policy: PollPolicy, sender: Sender, next: Option<Timestamp>) -> Self {
        Self { sender, pace: PollPace::resume(policy, next), under_way: None, polls: 0, quiet_until: None }
    }

    pub(super) fn sender(&self) -> &Sender {
        &self.sender
    }

    /// Begins a poll, if one may be sent now; gives its number.
    pub(super) fn begin(&mut self, now: Timestamp) -> Option<(u64, Sender)> {
        if self.next(now).is_none_or(|next| next > now) {
            return None;
        }
        self.polls = self.polls.saturating_add(1);
        self.under_way = Some((self.polls, now));
        Some((self.polls, self.sender.clone()))
    }

    /// Ends the poll with this number; gives when it was sent, or `None` if no such poll is under way.
    pub(super) fn end(&mut self, poll: u64, now: Timestamp) -> Option<Timestamp> {
        // A clock that was set back must not make a lease begin in the future.
        self.under_way.take_if(|(number, _)| *number == poll).map(|(_, sent)| sent.min(now))
    }

    /// Ends the poll with this number, which was not sent.
    pub(super) fn withdraw(&mut self, poll: u64) {
        self.under_way.take_if(|(number, _)| *number == poll);
    }

    pub(super) fn answered<C>(&mut self, now: Timestamp, outcome: &PollOutcome<C>) {
        self.pace.after_outcome(now, outcome);
    }

    pub(super) fn failed(&mut self, now: Timestamp, error: &Error, jitter: &mut Jitter) {
        self.pace.after_error_varied(now, error, |wait| jitter.around(wait));
    }

    /// Lets the next poll wait, as a request may still arrive.
    pub(super) fn rest(&mut self, now: Timestamp, wait: Duration) {
        self.quiet_until = Some(Deadline::after(now, wait));
    }

    pub(super) fn is_under_way(&self) -> bool {
        self.under_way.is_some()
    }

    /// When the next poll may be sent, perhaps in the past; `None` while one is under way.
    pub(super) fn next(&mut self, now: Timestamp) -> Option<Timestamp> {
        let permitted = self.pace.wait_until(now);
        let quiet = self.quiet_until.as_mut().map(|until| until.at(now));
        if self.under_way.is_some() { None } else { permitted.max(quiet).max(Some(now)) }
    }

    /// Its sender, and when the next poll may be sent.
    pub(super) fn stored(&self) -> (Sender, Option<Timestamp>) {
        (self.sender.clone(), self.pace.next().max(self.quiet_until.as_ref().map(Deadline::last_read)))
    }
}
