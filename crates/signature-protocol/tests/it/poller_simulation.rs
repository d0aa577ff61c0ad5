//! The poller against a service in which replies, requests and processes get lost at random.

use std::collections::BTreeSet;
use std::time::Duration;

use proptest::prelude::*;
use signature_model::Timestamp;
use signature_protocol::{LeaseId, PollPolicy, PollPortal, Poller, PollerStep};

use crate::poller::{broken, change, unconfirmed};
use crate::unreliable_service::{Luck, Service, job_of, luck, target};
use crate::{sender, time};

/// A caller with a poller, whose memory is lost at a restart and whose storage is not.
struct Run {
    poller: Poller<PollPortal>,
    service: Service,
    now: Timestamp,
    in_memory: Vec<(LeaseId, i64)>,
    stored: BTreeSet<i64>,
}

impl Run {
    fn step(&mut self, luck: Luck) {
        match self.poller.poll(self.now) {
            PollerStep::Poll(queue, exchange) => {
                target(&exchange).unwrap();
                let answer = luck.call(broken, || self.service.poll(0, self.now));
                if answer.is_ok() {
                    self.service.heard(0);
                }
                self.poller.polled(self.now, queue, answer);
            }
            PollerStep::Deliver(leased) => {
                if !matches!(luck, Luck::Forget) {
                    self.in_memory.push((leased.lease, leased.change.job_id.get()));
                }
                if !matches!(luck, Luck::Dawdle) {
                    self.persist();
                }
            }
            PollerStep::Confirm(lease, exchange) => {
                let job = job_of(&target(&exchange).unwrap());
                assert!(self.stored.contains(&job), "confirmed what was never stored");
                let answer = luck.call(unconfirmed, || self.service.confirm(self.now, job));
                self.poller.confirmed(self.now, lease, answer);
            }
            PollerStep::WaitUntil(until) => {
                self.persist();
                self.now = self.now.max(until);
            }
            PollerStep::Idle => {
                assert!(!self.in_memory.is_empty(), "waits for a report that nobody owes");
                self.persist();
            }
        }
        if matches!(luck, Luck::Restart) {
            self.in_memory.clear();
            let stored = serde_json::to_string(&self.poller.snapshot()).unwrap();
            self.poller = Poller::restore(policy(), serde_json::from_str(&stored).unwrap(), 3);
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
}

/// So few leases that they run out.
fn policy() -> PollPolicy {
    PollPolicy::default().with_max_unconfirmed(2)
}

proptest! {
    #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::with_cases(512) })]

    #[test]
    fn whatever_gets_lost_every_change_is_stored_and_confirmed_and_no_poll_is_early(
        jobs in 1..6_i64,
        schedule in prop::collection::vec(luck(), 0..80),
    ) {
        let now = time("2026-01-01T12:00:00Z");
        let mut run = Run {
            poller: Poller::new(policy(), [sender()], 1),
            service: Service::new(1, jobs, now, change),
            now,
            in_memory: Vec::new(),
            stored: BTreeSet::new(),
        };
        for luck in schedule {
            run.step(luck);
        }
        // From now on all goes well, so all must be done within a few leases.
        for _ in 0..200 {
            run.step(Luck::Good);
        }
        let all: BTreeSet<i64> = (1..=jobs).collect();
        prop_assert_eq!(run.service.confirmed(), &all);
        prop_assert_eq!(&run.stored, &all);
    }
}
