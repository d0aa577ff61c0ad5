//! One schedule: the events in order, until everything is done.

use std::collections::{BTreeMap, BTreeSet};
use std::time::Duration;

use signature_model::Timestamp;
use signature_protocol::{LeaseId, PollPolicy, Poller, Wanted};

use super::call::{Call, Luck, Orphan};
use super::machine::Machine;
use super::messages::{self, State};
use super::random::Random;
use super::service::Service;

/// A client with a machine. Its memory is lost when the process stops; what it stored is not.
#[derive(Debug)]
pub(crate) struct Run {
    pub(super) random: Random,
    pub(super) machine: Machine,
    pub(super) wanted: Option<Wanted>,
    policy: PollPolicy,
    pub(super) service: Service,
    /// By the service's clock.
    pub(super) now: Timestamp,
    /// By how many milliseconds the client's clock is ahead.
    skew: i64,
    clock_jumps: bool,
    pub(super) calls: Vec<Call>,
    /// Requests that arrive although their calls are over, each until when.
    pub(super) orphans: Vec<(Timestamp, Orphan)>,
    pub(super) memory: Vec<(LeaseId, State)>,
    pub(super) stored: BTreeSet<State>,
    /// What the machine was told in time to be stored.
    pub(super) persisted: BTreeMap<LeaseId, State>,
    /// How the downloads of each lease ended, by their addresses.
    pub(super) fetched: BTreeSet<(LeaseId, String)>,
    pub(super) given_up: BTreeSet<(LeaseId, String)>,
    /// The rate filter refused a call, and the client knows.
    pub(super) blocked_until: Timestamp,
    /// An older snapshot.
    snapshot: String,
    steps: u64,
    log: Option<Vec<String>>,
}

/// The number of events before the faults end.
const MAX_EVENTS: usize = 160;

/// The most events after that until everything is done.
const MAX_CALM: usize = 4000;

impl Run {
    pub(crate) fn new(seed: u64, keeps_log: bool) -> Self {
        let mut random = Random::new(seed);
        let now = Timestamp::from_unix_millis(1_767_268_800_000).unwrap();
        let (queues, jobs, max_states) = (1 + random.below(3), 1 + random.below(6), 1 + random.below(4));
        let policy = PollPolicy::default().with_max_unconfirmed(1 + random.below(5));
        let wanted = [None, Some(Wanted::None), Some(Wanted::WhenCompleted), Some(Wanted::Always)][random.below(4)];
        let has_own_urls = random.happens(1, 5);
        let clock_jumps = random.happens(1, 4);
        let poller = Poller::new(policy, (0..queues).map(messages::sender), seed);
        let machine = Machine::new(poller, wanted);
        Self {
            snapshot: machine.stored(),
            machine,
            wanted,
            policy,
            service: Service::new(queues, jobs, max_states, has_own_urls, now, &mut random),
            now,
            skew: 0,
            clock_jumps,
            calls: Vec::new(),
            orphans: Vec::new(),
            memory: Vec::new(),
            stored: BTreeSet::new(),
            persisted: BTreeMap::new(),
            fetched: BTreeSet::new(),
            given_up: BTreeSet::new(),
            blocked_until: now,
            steps: 0,
            log: keeps_log.then(Vec::new),
            random,
        }
    }

    pub(crate) fn steps(&self) -> u64 {
        self.steps
    }

    pub(crate) fn into_log(self) -> Vec<String> {
        self.log.unwrap_or_default()
    }

    /// First anything happens, then no more faults.
    ///
    /// # Errors
    /// What was lost.
    pub(crate) fn run(&mut self) -> Result<(), String> {
        for _ in 0..self.random.below(MAX_EVENTS) {
            self.happen()?;
        }
        self.calm()?;
        let lost = self.service.last_states().find(|state| !self.stored.contains(state));
        lost.map_or(Ok(()), |state| Err(format!("{state:?} was never stored")))
    }

    fn happen(&mut self) -> Result<(), String> {
        self.steps += 1;
        self.wander()?;
        match self.random.below(40) {
            0..16 => self.ask(),
            16..22 => self.arrive(),
            22..30 => self.report_any(),
            30..33 => self.store(),
            33..36 => {
                let changed = self.service.change(self.now, &mut self.random);
                self.note(|| format!("the service goes on to {changed:?}"));
                Ok(())
            }
            36 => {
                let seconds = 1 + self.random.next() % 300;
                self.pass(Duration::from_secs(seconds))
            }
            37 => {
                self.memory.clear();
                self.note(|| "nothing handed over is ever stored".to_owned());
                Ok(())
            }
            38 if self.clock_jumps => self.jump(),
            _ if self.random.happens(1, 3) => self.restart(),
            _ => self.ask(),
        }
    }

    /// One of the requests that are on their way arrives.
    fn arrive(&mut self) -> Result<(), String> {
        match self.calls.len() {
            0 => Ok(()),
            calls => {
                let which = self.random.below(calls);
                self.act(which)
            }
        }
    }

    /// One of the unfinished calls ends, with success or failure.
    fn report_any(&mut self) -> Result<(), String> {
        if self.calls.is_empty() {
            return Ok(());
        }
        let which = self.random.below(self.calls.len());
        let luck = match self.random.below(20) {
            0..11 => Luck::Good,
            11 => Luck::StorageFails,
            12..14 => Luck::NotSent,
            14..17 => Luck::Broken,
            17 => Luck::Garbled,
            18 => Luck::GatewayTimeout,
            _ => Luck::Limited,
        };
        self.report(which, luck)
    }

    /// From now on nothing goes wrong, so everything must be done after a while.
    fn calm(&mut self) -> Result<(), String> {
        self.note(|| "from now on all goes well".to_owned());
        while self.service.change(self.now, &mut self.random).is_some() {}
        self.set_clock(0)?;
        for _ in 0..MAX_CALM {
            if self.calls.is_empty() && self.service.unconfirmed().is_empty() {
                return Ok(());
            }
            self.steps += 1;
            if !self.memory.is_empty() {
                self.store()?;
            } else if !self.calls.is_empty() {
                self.act(0)?;
                self.report(0, Luck::Good)?;
            } else {
                self.ask()?;
            }
        }
        Err(format!("jobs {:?} are never confirmed", self.service.unconfirmed()))
    }

    /// Time passes. A request whose call has ended arrives before its time, or never.
    pub(super) fn pass(&mut self, length: Duration) -> Result<(), String> {
        let later = self.now.saturating_add(length);
        if self.orphans.iter().any(|(until, _)| *until <= later) {
            self.end_orphans()?;
        }
        self.now = later;
        Ok(())
    }

    /// The client's clock goes wrong.
    fn jump(&mut self) -> Result<(), String> {
        let hours = i64::try_from(self.random.below(49)).unwrap_or(0) - 24;
        self.set_clock(hours)
    }

    fn set_clock(&mut self, hours: i64) -> Result<(), String> {
        self.end_orphans()?;
        self.skew = hours * 3_600_000;
        self.service.forgive();
        self.blocked_until = self.client_time();
        self.note(|| format!("the client's clock is {hours} hours ahead"));
        Ok(())
    }

    /// The process stops, and another continues from the newest snapshot or an older one.
    fn restart(&mut self) -> Result<(), String> {
        for which in (0..self.calls.len()).rev() {
            if self.random.happens(1, 2) {
                self.act(which)?;
            }
        }
        if self.random.happens(1, 2) {
            // It knows of every call that ended.
            self.snapshot = self.machine.stored();
        } else {
            self.end_orphans()?;
            self.service.forgive();
        }
        self.calls.clear();
        self.memory.clear();
        self.fetched.clear();
        self.given_up.clear();
        self.persisted.clear();
        self.blocked_until = self.client_time();
        self.machine = Machine::restore(&self.snapshot, self.policy, self.wanted, self.random.next());
        self.note(|| "the process stops, and another continues".to_owned());
        Ok(())
    }

    /// The time that the client's clock shows.
    pub(super) fn client_time(&self) -> Timestamp {
        Timestamp::from_unix_millis(self.now.as_unix_millis() + self.skew).unwrap()
    }

    /// Whether the client's clock shows the service's time.
    pub(super) fn is_clock_right(&self) -> bool {
        self.skew == 0
    }

    pub(super) fn save_snapshot(&mut self) {
        if self.random.happens(1, 16) {
            self.snapshot = self.machine.stored();
        }
    }

    pub(super) fn note(&mut self, what: impl FnOnce() -> String) {
        if let Some(log) = &mut self.log {
            log.push(format!("{} {}", self.now, what()));
        }
    }
}
