//! One queue of a poller: whether a poll is under way, and when the next one may be.

use signature_model::{Sender, Timestamp};

use super::jitter::Jitter;
use crate::{Error, PollOutcome, PollPace, PollPolicy};

#[derive(Debug)]
pub(super) struct Queue {
    sender: Sender,
    pace: PollPace,
    /// The number of the poll under way, and when it was sent.
    under_way: Option<(u64, Timestamp)>,
    polls: u64,
}

impl Queue {
    pub(super) fn new(policy: PollPolicy, sender: Sender, next: Option<Timestamp>) -> Self {
        Self { sender, pace: PollPace::resume(policy, next), under_way: None, polls: 0 }
    }

    /// Begins a poll, if one may be sent now; gives its number.
    pub(super) fn begin(&mut self, now: Timestamp) -> Option<(u64, Sender)> {
        if self.pace.wait_until(now).is_some() || self.under_way.is_some() {
            return None;
        }
        self.polls = self.polls.saturating_add(1);
        self.under_way = Some((self.polls, now));
        Some((self.polls, self.sender.clone()))
    }

    /// Ends the poll with this number; gives when it was sent, or `None` if another one or none is under way.
    pub(super) fn end(&mut self, poll: u64) -> Option<Timestamp> {
        self.under_way.take_if(|(number, _)| *number == poll).map(|(_, sent)| sent)
    }

    pub(super) fn answered<C>(&mut self, now: Timestamp, outcome: &PollOutcome<C>) {
        self.pace.after_outcome(now, outcome);
    }

    pub(super) fn failed(&mut self, now: Timestamp, error: &Error, jitter: &mut Jitter) {
        self.pace.after_error_varied(now, error, |wait| jitter.around(wait));
    }

    pub(super) fn is_under_way(&self) -> bool {
        self.under_way.is_some()
    }

    /// When the next poll may be sent; `None` while one is under way.
    pub(super) fn next(&self) -> Option<Timestamp> {
        if self.under_way.is_some() { None } else { self.pace.next() }
    }

    pub(super) fn stored(&self) -> (Sender, Option<Timestamp>) {
        (self.sender.clone(), self.pace.next())
    }
}
