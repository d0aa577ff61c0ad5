//! The poller against a service in which replies, requests and processes get lost at random.

use std::collections::{BTreeMap, BTreeSet};
use std::time::Duration;

use proptest::prelude::*;
use signature_model::portal::PortalJobStatusChange;
use signature_model::{JobId, Timestamp};
use signature_protocol::operations::{PollOutcome, PollPortal};
use signature_protocol::poller::{LeaseId, Step};
use signature_protocol::{Error, ErrorKind, PollPolicy, Poller, Sent};

use crate::poller::{broken, change, unconfirmed};
use crate::{root, sender, time};

/// What happens to one step.
#[derive(Debug, Clone, Copy)]
enum Luck {
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
}

/// The service's side: a queue with leases of ten minutes and a permitted poll time.
#[derive(Debug)]
struct Service {
    available_from: BTreeMap<i64, Timestamp>,
    permitted_from: Timestamp,
    /// Whether the poller knows that time: the answer that said so may have got lost.
    told: bool,
}

impl Service {
    /// Answers a poll; `heard` is whether the answer arrives.
    fn poll(&mut self, now: Timestamp, heard: bool) -> PollOutcome<PortalJobStatusChange> {
        if now < self.permitted_from {
            assert!(!self.told, "polled too early");
            self.told = heard;
            return PollOutcome::TooEarly { next: Some(self.permitted_from) };
        }
        let found = self.available_from.iter_mut().find(|(_, from)| **from <= now);
        match found {
            Some((job, from)) => {
                *from = now.saturating_add(Duration::from_secs(600));
                PollOutcome::Changed { change: Box::new(change(*job)), next: Some(now) }
            }
            None => {
                self.permitted_from = now.saturating_add(Duration::from_secs(600));
                self.told = heard;
                PollOutcome::NoChange { next: Some(self.permitted_from) }
            }
        }
    }
}

/// A caller with a poller, whose memory is lost at a restart and whose storage is not.
struct Run {
    poller: Poller<PollPortal>,
    service: Service,
    now: Timestamp,
    in_memory: Vec<(LeaseId, JobId)>,
    stored: BTreeSet<JobId>,
    confirmed: BTreeSet<i64>,
}

impl Run {
    fn step(&mut self, luck: Luck) {
        match self.poller.poll(self.now) {
            Step::Poll(queue, _) => {
                let answer: Result<_, Error> = match luck {
                    Luck::Limited => Err(ErrorKind::RateLimited.into()),
                    Luck::NotSent => Err(broken(Sent::No)),
                    Luck::ReplyLost => {
                        self.service.poll(self.now, false);
                        Err(broken(Sent::Maybe))
                    }
                    Luck::Good | Luck::Restart | Luck::Dawdle => Ok(self.service.poll(self.now, true)),
                };
                self.poller.polled(self.now, queue, answer);
            }
            Step::Deliver(leased) => {
                self.in_memory.push((leased.lease, leased.change.job_id));
                if !matches!(luck, Luck::Dawdle) {
                    self.persist();
                }
            }
            Step::Confirm(lease, exchange) => {
                let path = exchange.plan(&root()).unwrap().0.head().uri.path().to_owned();
                let job: i64 = path.trim_start_matches("/api/").split('/').next().unwrap().parse().unwrap();
                assert!(self.stored.contains(&JobId::new(job)), "confirmed what was never stored");
                let answer = match luck {
                    Luck::Limited => Err(ErrorKind::RateLimited.into()),
                    Luck::NotSent => Err(unconfirmed(Sent::No)),
                    Luck::ReplyLost => {
                        self.confirm(job);
                        Err(unconfirmed(Sent::Maybe))
                    }
                    Luck::Good | Luck::Restart | Luck::Dawdle => {
                        self.confirm(job);
                        Ok(())
                    }
                };
                self.poller.confirmed(self.now, lease, answer);
            }
            Step::WaitUntil(until) => {
                self.persist();
                self.now = self.now.max(until);
            }
            Step::Idle => {
                self.persist();
                self.now = self.now.saturating_add(Duration::from_secs(60));
            }
        }
        if matches!(luck, Luck::Restart) {
            self.in_memory.clear();
            let stored = serde_json::to_string(&self.poller.snapshot()).unwrap();
            self.poller = Poller::restore(PollPolicy::default(), serde_json::from_str(&stored).unwrap(), 3);
        }
        if matches!(luck, Luck::Dawdle) {
            self.now = self.now.saturating_add(Duration::from_secs(200));
        }
    }

    /// Stores whatever was delivered and forgotten about.
    fn persist(&mut self) {
        for (lease, job) in std::mem::take(&mut self.in_memory) {
            self.stored.insert(job);
            let _ = self.poller.persisted(self.now, lease);
        }
    }

    fn confirm(&mut self, job: i64) {
        let back = self.service.available_from.get(&job);
        assert!(back.is_none_or(|back| self.now < *back), "confirmed after the service took the change back");
        self.service.available_from.remove(&job);
        self.confirmed.insert(job);
    }
}

fn luck() -> impl Strategy<Value = Luck> {
    prop_oneof![
        4 => Just(Luck::Good),
        1 => Just(Luck::NotSent),
        1 => Just(Luck::ReplyLost),
        1 => Just(Luck::Restart),
        1 => Just(Luck::Dawdle),
        1 => Just(Luck::Limited),
    ]
}

proptest! {
    #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::with_cases(512) })]

    #[test]
    fn whatever_gets_lost_every_change_is_stored_and_confirmed_and_no_poll_is_early(
        jobs in 1..6_i64,
        schedule in prop::collection::vec(luck(), 0..80),
    ) {
        let now = time("2026-01-01T12:00:00Z");
        let available_from = (1..=jobs).map(|job| (job, now)).collect();
        let mut run = Run {
            poller: Poller::new(PollPolicy::default(), [sender()], 1),
            service: Service { available_from, permitted_from: now, told: true },
            now,
            in_memory: Vec::new(),
            stored: BTreeSet::new(),
            confirmed: BTreeSet::new(),
        };
        for luck in schedule {
            run.step(luck);
        }
        // From now on all goes well, so all must be done within a few leases.
        for _ in 0..200 {
            run.step(Luck::Good);
        }
        prop_assert_eq!(run.confirmed.len() as i64, jobs);
        prop_assert_eq!(run.stored.len() as i64, jobs);
    }
}
