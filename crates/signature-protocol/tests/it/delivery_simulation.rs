//! The delivery against a service in which anything gets lost at random, with several calls under way at once.

use std::collections::{BTreeMap, BTreeSet};
use std::time::Duration;

use proptest::prelude::*;
use signature_model::portal::PortalJobStatusChange;
use signature_model::urls::{PadesUrl, XadesUrl};
use signature_model::{JobStatus, Timestamp};
use signature_protocol::{
    Change as _, Delivered, Delivery, DeliveryStep, Error, FetchId, LeaseId, PollId, PollOutcome, PollPolicy,
    PollPortal, Poller, Retry, SignedDocument, Wanted,
};

use crate::delivery::gone;
use crate::poller::{broken, change, unconfirmed};
use crate::unreliable_service::{Luck, Service, job_of, luck, path_of, target};
use crate::{queue, root, time};

/// What the caller does next.
#[derive(Debug, Clone, Copy)]
enum Event {
    /// Asks what to do, and begins it.
    Ask(Luck),
    /// One of the calls under way is over.
    End(usize),
    /// What was delivered is stored.
    Store,
}

/// A call that has been begun and not been reported, with what will come of it.
#[derive(Debug)]
enum Call {
    Poll(PollId, Result<PollOutcome<PortalJobStatusChange>, Error>),
    Fetch(FetchId, String, Result<(), Error>),
    Confirm(LeaseId, i64, Result<(), Error>),
}

/// A caller with a delivery, whose memory is lost at a restart and whose storage is not.
struct Run {
    delivery: Delivery<PollPortal>,
    policy: PollPolicy,
    wanted: Wanted,
    service: Service,
    now: Timestamp,
    /// The rate filter refused a call, and this caller knows.
    blocked_until: Timestamp,
    under_way: Vec<Call>,
    /// How the downloads of each lease ended, by their URLs.
    fetched: BTreeSet<(LeaseId, String)>,
    given_up: BTreeSet<(LeaseId, String)>,
    in_memory: Vec<(LeaseId, i64)>,
    stored: BTreeSet<i64>,
    /// What the delivery was told to be stored in time.
    persisted: BTreeMap<LeaseId, i64>,
}

impl Run {
    fn new(queues: usize, jobs: i64, max_unconfirmed: usize, wanted: Wanted) -> Self {
        let now = time("2026-01-01T12:00:00Z");
        let policy = PollPolicy::default().with_max_unconfirmed(max_unconfirmed);
        let senders = (0..queues).map(|index| queue(&format!("q{index}")));
        Self {
            delivery: Delivery::new(Poller::new(policy, senders, 1), wanted),
            policy,
            wanted,
            service: Service::new(queues, jobs, now, change_with_documents),
            now,
            blocked_until: now,
            under_way: Vec::new(),
            fetched: BTreeSet::new(),
            given_up: BTreeSet::new(),
            in_memory: Vec::new(),
            stored: BTreeSet::new(),
            persisted: BTreeMap::new(),
        }
    }

    fn act(&mut self, event: Event) {
        match event {
            Event::Ask(luck) => self.ask(luck),
            Event::End(which) if self.under_way.is_empty() => _ = which,
            Event::End(which) => {
                let call = self.under_way.remove(which % self.under_way.len());
                self.end(call);
            }
            Event::Store => self.store(),
        }
        self.count_leases();
    }

    fn ask(&mut self, luck: Luck) {
        match self.delivery.poll(self.now) {
            DeliveryStep::Poll(poll, exchange) => {
                let target = self.call(target(&exchange)).unwrap();
                assert!(target.ends_with(&format!("polling_queue=q{}", poll.queue())), "{target}");
                let answer = luck.call(broken, || self.service.poll(poll.queue(), self.now));
                self.under_way.push(Call::Poll(poll, answer));
            }
            DeliveryStep::Fetch(fetch, document) => {
                let target = document.fetch().plan(&root()).map(|(request, _)| path_of(&request));
                self.fetch(fetch, target, luck);
            }
            DeliveryStep::Deliver(delivered) => self.deliver(&delivered),
            DeliveryStep::Confirm(lease, exchange) => {
                let job = job_of(&self.call(target(&exchange)).unwrap());
                assert_eq!(self.persisted.get(&lease), Some(&job), "confirmed what was not stored");
                let answer = luck.call(unconfirmed, || self.service.confirm(self.now, job));
                self.under_way.push(Call::Confirm(lease, job, answer));
            }
            DeliveryStep::WaitUntil(until) => {
                assert!(until > self.now, "a wait that is over");
                if self.under_way.is_empty() {
                    self.now = until;
                }
            }
            DeliveryStep::Idle => {
                let is_owed = !self.under_way.is_empty() || !self.in_memory.is_empty();
                assert!(is_owed, "waits for a report of nothing");
            }
        }
        match luck {
            Luck::Restart => self.restart(),
            Luck::Dawdle => self.now = self.now.saturating_add(Duration::from_secs(200)),
            Luck::Good | Luck::NotSent | Luck::ReplyLost | Luck::Limited => {}
            Luck::Forget => self.in_memory.clear(),
        }
    }

    /// Any call: none is made while the rate filter blocks.
    fn call(&self, target: Result<String, Error>) -> Result<String, Error> {
        assert!(self.now >= self.blocked_until, "called while blocked");
        target
    }

    fn fetch(&mut self, fetch: FetchId, target: Result<String, Error>, luck: Luck) {
        let (url, answer) = match self.call(target) {
            Ok(path) => {
                let is_gone = path.ends_with("/pades") && job_of(&path) % 3 == 2;
                let answer = luck.call(broken, || ()).and_then(|()| if is_gone { Err(gone()) } else { Ok(()) });
                (format!("https://api.example{path}"), answer)
            }
            // The one document that a change has elsewhere is not asked for, and that is what is reported.
            Err(error) => (ELSEWHERE.to_owned(), Err(error)),
        };
        let twice = self.under_way.iter().any(|call| matches!(call, Call::Fetch(_, other, _) if *other == url));
        assert!(!twice || url == ELSEWHERE, "{url} is fetched twice at the same time");
        self.under_way.push(Call::Fetch(fetch, url, answer));
    }

    fn deliver(&mut self, delivered: &Delivered<PortalJobStatusChange>) {
        assert!(delivered.deadline > self.now, "delivered too late");
        let wanted = match self.wanted {
            Wanted::Always => true,
            Wanted::WhenCompleted => delivered.change.is_terminal(),
            _ => false,
        };
        let expected = if wanted { delivered.change.documents() } else { Vec::new() };
        let known = |document: &SignedDocument, set: &BTreeSet<_>| set.contains(&(delivered.lease, url(document)));
        assert!(delivered.fetched.iter().all(|document| known(document, &self.fetched)), "not fetched");
        assert!(delivered.failed.iter().all(|(document, _)| known(document, &self.given_up)), "given up too soon");
        let all = delivered.fetched.iter().chain(delivered.failed.iter().map(|(document, _)| document));
        let [all, expected] = [all.map(url).collect::<BTreeSet<_>>(), expected.iter().map(url).collect()];
        assert_eq!(all, expected);
        self.in_memory.push((delivered.lease, delivered.change.job_id.get()));
    }

    fn end(&mut self, call: Call) {
        match call {
            Call::Poll(poll, answer) => {
                self.heed(answer.as_ref().err());
                if answer.is_ok() {
                    self.service.heard(poll.queue());
                }
                if let Ok(PollOutcome::Changed { change, .. }) = &answer {
                    // Another state of a job takes the place of the one that is being confirmed.
                    let job = change.job_id.get();
                    for call in &mut self.under_way {
                        if let Call::Confirm(_, confirmed, _) = call
                            && *confirmed == job
                        {
                            *confirmed = SUPERSEDED;
                        }
                    }
                }
                self.delivery.polled(self.now, poll, answer);
            }
            Call::Fetch(fetch, url, answer) => {
                self.heed(answer.as_ref().err());
                match &answer {
                    Ok(()) => _ = self.fetched.insert((fetch.lease, url)),
                    Err(error) if fetch.attempt == 5 || error.retry() == Retry::Never => {
                        self.given_up.insert((fetch.lease, url));
                    }
                    Err(_) => {}
                }
                self.delivery.fetched(self.now, fetch, answer);
            }
            Call::Confirm(lease, _, answer) => {
                self.heed(answer.as_ref().err());
                self.delivery.confirmed(self.now, lease, answer);
            }
        }
    }

    fn heed(&mut self, error: Option<&Error>) {
        if let Some(Retry::After(wait)) = error.map(Error::retry) {
            self.blocked_until = self.now.saturating_add(wait);
        }
    }

    fn store(&mut self) {
        for (lease, job) in std::mem::take(&mut self.in_memory) {
            self.stored.insert(job);
            if self.delivery.persisted(self.now, lease).is_ok() {
                self.persisted.insert(lease, job);
            }
        }
    }

    fn restart(&mut self) {
        self.under_way.clear();
        self.in_memory.clear();
        self.fetched.clear();
        self.given_up.clear();
        self.blocked_until = self.now;
        let stored = serde_json::to_string(&self.delivery.poller().snapshot()).unwrap();
        let poller = Poller::restore(self.policy, serde_json::from_str(&stored).unwrap(), 3);
        self.delivery = Delivery::new(poller, self.wanted);
    }

    /// Every lease is in the snapshot, except those that are being confirmed.
    fn count_leases(&self) {
        let snapshot = serde_json::to_value(self.delivery.poller().snapshot()).unwrap();
        let stored = snapshot["leases"].as_array().unwrap().len();
        let confirming =
            self.under_way.iter().filter(|call| matches!(call, Call::Confirm(_, job, _) if *job != SUPERSEDED)).count();
        assert!(stored + confirming <= self.policy.max_unconfirmed(), "{stored} and {confirming} leases");
    }

    /// The next thing that a caller does for whom all goes well.
    fn act_well(&mut self) {
        let event = if !self.in_memory.is_empty() {
            Event::Store
        } else if !self.under_way.is_empty() {
            Event::End(0)
        } else {
            Event::Ask(Luck::Good)
        };
        self.act(event);
    }
}

/// In place of the job of a confirmation whose lease is no more.
const SUPERSEDED: i64 = 0;

/// A document that somebody else would have to be asked for.
const ELSEWHERE: &str = "https://elsewhere.example/api/4/xades/1";

/// A change whose job has ended or not, with documents or without, one of them elsewhere.
fn change_with_documents(job: i64) -> PortalJobStatusChange {
    let mut change = change(job);
    if job % 2 == 0 {
        change.status = JobStatus::CompletedSuccessfully;
    }
    let xades = if job == 4 { ELSEWHERE.to_owned() } else { format!("https://api.example/api/{job}/xades/1") };
    change.signatures[0].xades_url = (job % 3 > 0).then(|| XadesUrl::new(xades).unwrap());
    change.pades_url = (job % 7 > 0).then(|| PadesUrl::new(format!("https://api.example/api/{job}/pades")).unwrap());
    change
}

fn url(document: &SignedDocument) -> String {
    match document {
        SignedDocument::Xades { url, .. } => url.to_string(),
        SignedDocument::Pades { url } => url.to_string(),
        other => panic!("expected a document that is known, found {other:?}"),
    }
}

fn event() -> impl Strategy<Value = Event> {
    prop_oneof![
        4 => luck().prop_map(Event::Ask),
        2 => (0..10_usize).prop_map(Event::End),
        1 => Just(Event::Store),
    ]
}

proptest! {
    #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::with_cases(512) })]

    #[test]
    fn whatever_gets_lost_every_change_is_delivered_with_its_documents_and_confirmed(
        queues in 1..4_usize,
        jobs in 1..9_i64,
        max_unconfirmed in 1..5_usize,
        wanted in prop::sample::select(&[Wanted::None, Wanted::WhenCompleted, Wanted::Always][..]),
        schedule in prop::collection::vec(event(), 0..200),
    ) {
        let mut run = Run::new(queues, jobs, max_unconfirmed, wanted);
        for event in schedule {
            run.act(event);
        }
        // From now on all goes well, so all must be done within a few leases.
        for _ in 0..400 {
            run.act_well();
        }
        let all: BTreeSet<i64> = (1..=jobs).collect();
        prop_assert_eq!(run.service.confirmed(), &all);
        prop_assert_eq!(&run.stored, &all);
    }
}
