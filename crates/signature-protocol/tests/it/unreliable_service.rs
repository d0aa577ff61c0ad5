//! A service that loses requests and answers: what the simulations of the poller and of the delivery have in common.

use std::collections::{BTreeMap, BTreeSet};
use std::time::Duration;

use proptest::prelude::*;
use signature_model::Timestamp;
use signature_model::portal::PortalJobStatusChange;
use signature_protocol::{Error, ErrorKind, Operation, PollOutcome, RequestPlan, Sent};

use crate::root;

/// What happens to one step.
#[derive(Debug, Clone, Copy)]
pub(crate) enum Luck {
    Good,
    /// The request never left.
    NotSent,
    /// The service acted, and its answer got lost.
    ReplyLost,
    /// The process stops after the step, and starts again from its snapshot.
    Restart,
    /// The caller takes its time.
    Dawdle,
    /// The rate filter refuses the request.
    Limited,
    /// The caller cannot store what was handed over, and never says so.
    Forget,
}

impl Luck {
    /// What comes of a call: `act` is what the service does if the request arrives, `broken` the error if it breaks.
    pub(crate) fn call<T>(self, broken: fn(Sent) -> Error, act: impl FnOnce() -> T) -> Result<T, Error> {
        match self {
            Self::Limited => Err(ErrorKind::RateLimited.into()),
            Self::NotSent => Err(broken(Sent::No)),
            Self::ReplyLost => {
                act();
                Err(broken(Sent::Maybe))
            }
            Self::Good | Self::Restart | Self::Dawdle | Self::Forget => Ok(act()),
        }
    }
}

pub(crate) fn luck() -> impl Strategy<Value = Luck> {
    prop_oneof![
        4 => Just(Luck::Good),
        1 => Just(Luck::NotSent),
        1 => Just(Luck::ReplyLost),
        1 => Just(Luck::Restart),
        1 => Just(Luck::Dawdle),
        1 => Just(Luck::Limited),
        1 => Just(Luck::Forget),
    ]
}

/// The service's side: queues of one change for each job, with leases of ten minutes and permitted poll times.
#[derive(Debug)]
pub(crate) struct Service {
    queues: Vec<Queue>,
    change: fn(i64) -> PortalJobStatusChange,
    confirmed: BTreeSet<i64>,
}

#[derive(Debug)]
struct Queue {
    available_from: BTreeMap<i64, Timestamp>,
    permitted_from: Timestamp,
    /// Whether the poller knows that time: the answer that said so may have got lost.
    told: bool,
}

impl Service {
    /// With jobs 1 to `jobs`, spread over its queues.
    pub(crate) fn new(queues: usize, jobs: i64, now: Timestamp, change: fn(i64) -> PortalJobStatusChange) -> Self {
        let in_queue = |queue: usize| (1..=jobs).filter(move |job| usize::try_from(*job).unwrap() % queues == queue);
        let queue = |queue| Queue {
            available_from: in_queue(queue).map(|job| (job, now)).collect(),
            permitted_from: now,
            told: true,
        };
        Self { queues: (0..queues).map(queue).collect(), change, confirmed: BTreeSet::new() }
    }

    /// Answers a poll.
    pub(crate) fn poll(&mut self, queue: usize, now: Timestamp) -> PollOutcome<PortalJobStatusChange> {
        let queue = &mut self.queues[queue];
        if now < queue.permitted_from {
            assert!(!queue.told, "polled too early");
            return PollOutcome::TooEarly { next: Some(queue.permitted_from) };
        }
        let found = queue.available_from.iter_mut().find(|(_, from)| **from <= now);
        match found {
            Some((job, from)) => {
                *from = now.saturating_add(Duration::from_secs(600));
                PollOutcome::Changed { change: Box::new((self.change)(*job)), next: Some(now) }
            }
            None => {
                queue.permitted_from = now.saturating_add(Duration::from_secs(600));
                queue.told = false;
                PollOutcome::NoChange { next: Some(queue.permitted_from) }
            }
        }
    }

    /// The answer to the last poll has arrived.
    pub(crate) fn heard(&mut self, queue: usize) {
        self.queues[queue].told = true;
    }

    /// Takes a confirmation.
    pub(crate) fn confirm(&mut self, now: Timestamp, job: i64) {
        for queue in &mut self.queues {
            let back = queue.available_from.remove(&job);
            assert!(back.is_none_or(|back| now < back), "confirmed after the service took the change back");
        }
        self.confirmed.insert(job);
    }

    /// The jobs that are done with.
    pub(crate) fn confirmed(&self) -> &BTreeSet<i64> {
        &self.confirmed
    }
}

/// Path and query of a call, which must be one of the service.
pub(crate) fn target(operation: &impl Operation) -> Result<String, Error> {
    Ok(path_of(&operation.plan(&root())?))
}

pub(crate) fn path_of(request: &RequestPlan) -> String {
    let uri = &request.head().uri;
    assert_eq!((uri.scheme_str(), uri.authority().unwrap().as_str()), (Some("https"), "api.example"));
    uri.path_and_query().unwrap().as_str().to_owned()
}

/// The job in the path of a call.
pub(crate) fn job_of(path: &str) -> i64 {
    path.trim_start_matches("/api/").split('/').next().unwrap().parse().unwrap()
}
