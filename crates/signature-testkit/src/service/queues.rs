//! Queues of changed jobs, with leases and permitted poll times.
//!
//! Source: `docs/polling`

use std::collections::{BTreeMap, VecDeque};
use std::time::Duration;

use signature_model::{JobId, OrganizationNumber, PollingQueue, Timestamp};

use super::job::{Flow, Job};

/// All queues; a queue need not be declared.
#[derive(Debug, Default)]
pub(super) struct Queues {
    queues: BTreeMap<QueueKey, Queue>,
}

/// A queue's key: the sender, the flow, and the name, if it is not the default queue.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct QueueKey {
    pub(super) sender: OrganizationNumber,
    pub(super) flow: Flow,
    pub(super) name: Option<PollingQueue>,
}

impl QueueKey {
    /// The queue that a job's changes arrive in; `None` for direct jobs that wait for the callback.
    fn of(job: &Job) -> Option<Self> {
        job.is_polled().then(|| Self { sender: job.sender.clone(), flow: job.flow(), name: job.polling_queue.clone() })
    }
}

#[derive(Debug, Default)]
struct Queue {
    entries: VecDeque<Entry>,
    permitted_from: Option<Timestamp>,
}

/// A changed job. It is in its queue once, however often it changed: a reply shows its whole state anyway.
///
/// *Sandbox choice*: whether the service merges changes is not documented.
#[derive(Debug)]
struct Entry {
    job: JobId,
    /// In the future while the entry is leased.
    available_from: Timestamp,
    /// The last delivered state of the job.
    delivered: Option<u64>,
}

/// The result of a poll.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum Polled {
    TooEarly { permitted_from: Timestamp },
    Empty { permitted_from: Timestamp },
    Job(JobId),
}

impl Queues {
    /// A job has changed, and the next poll must see it, even while an older state of it is leased.
    pub(super) fn changed(&mut self, job: &Job, now: Timestamp) {
        let Some(key) = QueueKey::of(job) else { return };
        let queue = self.queues.entry(key).or_default();
        match queue.entries.iter_mut().find(|entry| entry.job == job.id) {
            Some(entry) if entry.delivered == Some(job.version) => {}
            Some(entry) => entry.available_from = entry.available_from.min(now),
            None => queue.entries.push_back(Entry { job: job.id, available_from: now, delivered: None }),
        }
    }

    /// Takes the next change from a queue, for the time of a lease.
    pub(super) fn poll(
        &mut self,
        key: QueueKey,
        now: Timestamp,
        lease: Duration,
        empty_wait: Duration,
        version: impl Fn(JobId) -> u64,
    ) -> Polled {
        let queue = self.queues.entry(key).or_default();
        if let Some(permitted_from) = queue.permitted_from.filter(|from| now < *from) {
            return Polled::TooEarly { permitted_from };
        }
        match queue.entries.iter_mut().find(|entry| entry.available_from <= now) {
            Some(entry) => {
                entry.available_from = now.saturating_add(lease);
                entry.delivered = Some(version(entry.job));
                queue.permitted_from = None;
                Polled::Job(entry.job)
            }
            None => {
                // Rounded to milliseconds, like the header.
                let permitted_from = now.saturating_add(empty_wait).to_millis();
                queue.permitted_from = Some(permitted_from);
                Polled::Empty { permitted_from }
            }
        }
    }

    /// Removes a change if it is the job's latest state and has been delivered. `true` if this confirmed the job's
    /// latest state, or if the job needs no queue.
    ///
    /// *Sandbox choice*: confirming twice, an older state, or a state that was never delivered has no effect.
    pub(super) fn confirm(&mut self, job: &Job, change: u64) -> bool {
        let Some(key) = QueueKey::of(job) else { return true };
        let Some(queue) = self.queues.get_mut(&key) else { return false };
        let confirmed = |entry: &Entry| entry.job == job.id && entry.delivered == Some(change);
        match queue.entries.iter().position(confirmed) {
            Some(position) if change == job.version => queue.entries.remove(position).is_some(),
            _ => false,
        }
    }
}
