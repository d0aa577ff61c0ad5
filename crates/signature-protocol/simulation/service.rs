//! The service's side: jobs with several states each, queues with leases of ten minutes and permitted poll times.

use std::time::Duration;

use signature_model::Timestamp;
use signature_model::portal::PortalJobStatusChange;
use signature_protocol::PollOutcome;

use super::messages::{self, State};
use super::random::Random;

#[derive(Debug)]
pub(crate) struct Service {
    queues: Vec<Queue>,
    jobs: Vec<Job>,
    /// Whether each state has its own confirmation URL. Otherwise a job has one, which confirms the state that was
    /// handed out last.
    has_own_urls: bool,
}

#[derive(Debug)]
struct Queue {
    permitted_from: Timestamp,
    /// Whether the client knows that time: the reply that said so may have got lost.
    told: bool,
}

#[derive(Debug)]
struct Job {
    queue: usize,
    /// How many states there will be.
    states: u32,
    /// The newest one, counted from 1.
    current: u32,
    entry: Option<Entry>,
    confirmed: u32,
}

/// A job in its queue.
#[derive(Debug)]
struct Entry {
    available_from: Timestamp,
    /// The state that was handed out last.
    delivered: Option<u32>,
}

const LEASE: Duration = Duration::from_secs(600);
const EMPTY_WAIT: Duration = Duration::from_secs(600);

impl Service {
    /// With jobs of one to `max_states` states each, spread over its queues.
    pub(crate) fn new(
        queues: usize,
        jobs: usize,
        max_states: usize,
        has_own_urls: bool,
        now: Timestamp,
        random: &mut Random,
    ) -> Self {
        let job = |queue: usize, states: usize| Job {
            queue,
            states: u32::try_from(states).unwrap_or(1),
            current: 1,
            entry: Some(Entry { available_from: now, delivered: None }),
            confirmed: 0,
        };
        let jobs = (0..jobs).map(|number| job(number % queues, 1 + random.below(max_states))).collect();
        let queues = (0..queues).map(|_| Queue { permitted_from: now, told: true }).collect();
        Self { queues, jobs, has_own_urls }
    }

    /// A job goes on to its next state, which is seen at once. `None` if none has another.
    pub(crate) fn change(&mut self, now: Timestamp, random: &mut Random) -> Option<State> {
        let open: Vec<_> =
            (0..self.jobs.len()).filter(|index| self.jobs[*index].current < self.jobs[*index].states).collect();
        let index = *open.get(random.below(open.len().max(1)))?;
        let job = &mut self.jobs[index];
        job.current += 1;
        match &mut job.entry {
            Some(entry) => entry.available_from = entry.available_from.min(now),
            None => job.entry = Some(Entry { available_from: now, delivered: None }),
        }
        Some(State { job: number(index), number: job.current })
    }

    /// A poll arrives.
    ///
    /// # Errors
    /// If it is early and the client knew.
    pub(crate) fn poll(
        &mut self,
        queue: usize,
        now: Timestamp,
        random: &mut Random,
    ) -> Result<PollOutcome<PortalJobStatusChange>, String> {
        let known = &mut self.queues[queue];
        if now < known.permitted_from {
            if known.told {
                return Err(format!("queue {queue} is polled too early"));
            }
            return Ok(PollOutcome::TooEarly { next: Some(known.permitted_from) });
        }
        let there =
            |job: &Job| job.queue == queue && job.entry.as_ref().is_some_and(|entry| entry.available_from <= now);
        let found: Vec<_> = (0..self.jobs.len()).filter(|index| there(&self.jobs[*index])).collect();
        let Some(index) = found.get(random.below(found.len().max(1))).copied() else {
            known.permitted_from = now.saturating_add(EMPTY_WAIT);
            known.told = false;
            return Ok(PollOutcome::NoChange { next: Some(known.permitted_from) });
        };
        let job = &mut self.jobs[index];
        job.entry = Some(Entry { available_from: now.saturating_add(LEASE), delivered: Some(job.current) });
        let state = State { job: number(index), number: job.current };
        let change = messages::change(state, job.current == job.states, self.has_own_urls);
        Ok(PollOutcome::Changed { change: Box::new(change), next: Some(now) })
    }

    /// The reply to the last poll of a queue has arrived.
    pub(crate) fn heard(&mut self, queue: usize) {
        self.queues[queue].told = true;
    }

    /// The client's clock or memory may have lost the times that it got.
    pub(crate) fn forgive(&mut self) {
        self.queues.iter_mut().for_each(|queue| queue.told = false);
    }

    /// A confirmation arrives; gives the state that is confirmed by it and will not come again.
    pub(crate) fn confirm(&mut self, job: i64, own: Option<u32>) -> Option<State> {
        let found = self.jobs.get_mut(usize::try_from(job - 1).ok()?)?;
        let delivered = found.entry.as_ref()?.delivered?;
        if own.is_some_and(|own| own != delivered) {
            return None;
        }
        // Later states must still be handed out.
        if delivered == found.current {
            found.entry = None;
        }
        found.confirmed = found.confirmed.max(delivered);
        Some(State { job, number: delivered })
    }

    /// The jobs with a last state that is not confirmed.
    pub(crate) fn unconfirmed(&self) -> Vec<i64> {
        let open = |index: &usize| self.jobs[*index].confirmed < self.jobs[*index].states;
        (0..self.jobs.len()).filter(open).map(number).collect()
    }

    /// The last state of every job.
    pub(crate) fn last_states(&self) -> impl Iterator<Item = State> {
        self.jobs.iter().enumerate().map(|(index, job)| State { job: number(index), number: job.states })
    }
}

/// Jobs are counted from 1.
fn number(index: usize) -> i64 {
    i64::try_from(index).unwrap_or(0) + 1
}
