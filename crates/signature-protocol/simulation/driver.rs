//! The client: asks the machine, runs its calls, stores what it hands over. Each step is checked.

use std::collections::BTreeSet;
use std::time::Duration;

use signature_protocol::{
    Change as _, Error, ErrorKind, FetchId, Fetched, Replay, Retry, Sent, SignedDocument, Wanted,
};

use super::call::{Call, Confirmation, Luck, Orphan};
use super::machine::{HandedOver, Step};
use super::messages::{broken, confirmed, download_path, garbled, gone, path, state_of};
use super::run::Run;

/// How long a request may still be on its way after its connection broke: less than the wait after an error.
const LINGER: Duration = Duration::from_secs(20);

impl Run {
    /// Asks the machine what to do, and starts it.
    pub(super) fn ask(&mut self) -> Result<(), String> {
        let now = self.client_time();
        self.save_snapshot();
        let step = self.machine.poll(now);
        self.note(|| format!("{step:?}"));
        match step {
            Step::Poll(id, poll) => {
                self.may_call()?;
                let target = path(&poll).map_err(|error| error.to_string())?;
                ensure(target.ends_with(&format!("polling_queue=q{}", id.queue())), || format!("{target} for {id:?}"))?;
                let twice =
                    self.calls.iter().any(|call| matches!(call, Call::Poll(other, _) if other.queue() == id.queue()));
                ensure(!twice, || format!("queue {} is polled twice at the same time", id.queue()))?;
                self.calls.push(Call::Poll(id, None));
            }
            Step::Fetch(id, document) => {
                self.may_call()?;
                let same = |call: &Call| matches!(call, Call::Fetch(_, other) if *other == document);
                ensure(!self.calls.iter().any(same), || format!("{document:?} is fetched twice at the same time"))?;
                self.calls.push(Call::Fetch(id, document));
            }
            Step::HandOver(handed_over) => {
                ensure(handed_over.deadline > now, || "a change is handed over too late".to_owned())?;
                self.check_documents(&handed_over)?;
                self.memory.push((handed_over.lease, state_of(&handed_over.change)));
            }
            Step::Confirm(lease, confirm) => {
                self.may_call()?;
                let (job, own) = confirmed(&path(&confirm).map_err(|error| error.to_string())?);
                let stored = self.persisted.get(&lease).copied();
                let is_stored =
                    stored.is_some_and(|stored| stored.job == job && own.is_none_or(|own| own == stored.number));
                ensure(is_stored, || format!("job {job} is confirmed for a lease of {stored:?}"))?;
                self.calls.push(Call::Confirm(Confirmation { lease, job, own, has_arrived: false }));
            }
            Step::WaitUntil(until) => {
                ensure(until > now, || "a wait that is over".to_owned())?;
                if self.calls.is_empty() && self.memory.is_empty() {
                    self.pass(until.saturating_since(now))?;
                }
            }
            Step::Idle => {
                let is_owed = !self.calls.is_empty() || !self.memory.is_empty();
                ensure(is_owed, || "the machine waits, and nothing is to be reported".to_owned())?;
            }
        }
        Ok(())
    }

    /// Checks that no call is made while the rate filter blocks.
    fn may_call(&self) -> Result<(), String> {
        ensure(self.client_time() >= self.blocked_until, || "a call while the rate filter blocks".to_owned())
    }

    /// A change has the documents that are wanted: each was stored, or the service refused it to the end.
    fn check_documents(&self, handed_over: &HandedOver) -> Result<(), String> {
        let HandedOver { lease, change, fetched, failed, .. } = handed_over;
        let wanted = match self.wanted {
            Some(Wanted::Always) => true,
            Some(Wanted::WhenCompleted) => change.is_terminal(),
            _ => false,
        };
        let expected: BTreeSet<_> = if wanted { change.documents() } else { Vec::new() }.iter().map(address).collect();
        let found: BTreeSet<_> = fetched.iter().chain(failed).map(address).collect();
        ensure(found == expected, || format!("{found:?} instead of {expected:?}"))?;
        let known = |document: &SignedDocument, among: &BTreeSet<_>| among.contains(&(*lease, address(document)));
        ensure(fetched.iter().all(|document| known(document, &self.fetched)), || "not fetched".to_owned())?;
        ensure(failed.iter().all(|document| known(document, &self.given_up)), || "given up too soon".to_owned())
    }

    /// A request arrives at the service, if it has not arrived yet.
    pub(super) fn act(&mut self, which: usize) -> Result<(), String> {
        match &mut self.calls[which] {
            Call::Poll(id, answer @ None) => {
                let queue = id.queue();
                *answer = Some(self.service.poll(queue, self.now, &mut self.random)?);
                let Call::Poll(_, answer) = &self.calls[which] else { return Ok(()) };
                let text = format!("the service answers the poll of queue {queue}: {answer:?}");
                self.note(|| text);
                Ok(())
            }
            Call::Confirm(Confirmation { job, own, has_arrived: has_arrived @ false, .. }) => {
                *has_arrived = true;
                let (job, own) = (*job, *own);
                self.confirm(job, own)
            }
            Call::Poll(..) | Call::Confirm(_) | Call::Fetch(..) => Ok(()),
        }
    }

    /// The service accepts a confirmation. Its state must be stored, because it never comes again.
    fn confirm(&mut self, job: i64, own: Option<u32>) -> Result<(), String> {
        let Some(state) = self.service.confirm(job, own) else { return Ok(()) };
        self.note(|| format!("the service takes the confirmation of {state:?}"));
        ensure(self.stored.contains(&state), || format!("{state:?} was confirmed and is not stored"))
    }

    /// A call is over.
    pub(super) fn report(&mut self, which: usize, luck: Luck) -> Result<(), String> {
        if matches!(luck, Luck::Good | Luck::StorageFails) {
            self.act(which)?;
        }
        let call = self.calls.remove(which);
        let text = format!("{luck:?}: {call:?} is over");
        self.note(|| text);
        let now = self.client_time();
        match call {
            Call::Poll(id, None) if luck == Luck::NotSent && self.random.happens(1, 2) => self.machine.not_polled(id),
            Call::Confirm(Confirmation { lease, has_arrived: false, .. })
                if luck == Luck::NotSent && self.random.happens(1, 2) =>
            {
                self.machine.not_confirmed(now, lease);
            }
            Call::Poll(id, answer) => {
                let has_arrived = answer.is_some();
                let answer = match (luck, answer) {
                    (Luck::Good | Luck::StorageFails, Some(outcome)) => {
                        if self.is_clock_right() {
                            self.service.heard(id.queue());
                        }
                        Ok(outcome)
                    }
                    // What has arrived was sent.
                    (Luck::NotSent | Luck::Limited, Some(_)) => Err(broken(Replay::Safe, Sent::Maybe)),
                    _ => Err(failure(luck, Replay::Safe)),
                };
                self.orphan(luck, has_arrived, Orphan::Poll(id.queue()));
                self.heed(answer.as_ref().err());
                match answer {
                    Ok(outcome) => self.machine.polled(now, id, Ok(outcome)),
                    Err(error) => self.machine.polled(now, id, Err(&error)),
                }
            }
            Call::Confirm(Confirmation { lease, job, own, has_arrived }) => {
                let answer = match luck {
                    Luck::Good | Luck::StorageFails => Ok(()),
                    Luck::NotSent | Luck::Limited if has_arrived => Err(broken(Replay::Ambiguous, Sent::Maybe)),
                    _ => Err(failure(luck, Replay::Ambiguous)),
                };
                self.orphan(luck, has_arrived, Orphan::Confirm { job, own });
                self.heed(answer.as_ref().err());
                self.machine.confirmed(now, lease, answer.as_ref().copied());
            }
            Call::Fetch(id, document) => {
                let answer = match (luck, download_path(&document)) {
                    // A document with another origin is never requested; that error is reported.
                    (_, Err(error)) => Fetched::Refused(error),
                    (Luck::Good, Ok(path)) if path.ends_with("/2/pades") => Fetched::Refused(gone(&document)),
                    (Luck::Good, Ok(_)) => Fetched::Stored,
                    (Luck::StorageFails, Ok(_)) => Fetched::StorageFailed,
                    _ => Fetched::Refused(failure(luck, Replay::Safe)),
                };
                self.end_fetch(id, &document, answer);
            }
        }
        Ok(())
    }

    fn end_fetch(&mut self, id: FetchId, document: &SignedDocument, answer: Fetched) {
        let key = (id.lease, address(document));
        match &answer {
            Fetched::Stored => _ = self.fetched.insert(key),
            Fetched::Refused(error) => {
                self.heed(Some(error));
                let is_refusal = match error.status().map(|status| status.as_u16()) {
                    Some(status) => status < 500 && status != 429,
                    None => matches!(error.kind(), ErrorKind::ForeignOrigin { .. }),
                };
                if is_refusal {
                    self.given_up.insert(key);
                }
            }
            Fetched::StorageFailed => {}
        }
        let now = self.client_time();
        self.machine.fetched(now, id, answer);
    }

    fn heed(&mut self, error: Option<&Error>) {
        if let Some(Retry::After(wait)) = error.map(Error::retry) {
            self.blocked_until = self.client_time().saturating_add(wait);
        }
    }

    /// A broken request that has not arrived yet may do so later.
    fn orphan(&mut self, luck: Luck, has_arrived: bool, orphan: Orphan) {
        if !has_arrived && matches!(luck, Luck::Broken | Luck::GatewayTimeout | Luck::Garbled) {
            self.orphans.push((self.now.saturating_add(LINGER), orphan));
        }
    }

    /// Sometimes a request arrives after its call has ended.
    pub(super) fn wander(&mut self) -> Result<(), String> {
        if !self.orphans.is_empty() && self.random.happens(1, 4) {
            let (_, orphan) = self.orphans.remove(0);
            return self.act_orphan(&orphan);
        }
        Ok(())
    }

    /// All of them arrive, or never do.
    pub(super) fn end_orphans(&mut self) -> Result<(), String> {
        for (_, orphan) in std::mem::take(&mut self.orphans) {
            if self.random.happens(1, 2) {
                self.act_orphan(&orphan)?;
            }
        }
        Ok(())
    }

    fn act_orphan(&mut self, orphan: &Orphan) -> Result<(), String> {
        self.note(|| format!("late, {orphan:?} arrives"));
        match orphan {
            Orphan::Poll(queue) => self.service.poll(*queue, self.now, &mut self.random).map(drop),
            Orphan::Confirm { job, own } => self.confirm(*job, *own),
        }
    }

    /// Stores everything that was handed over.
    pub(super) fn store(&mut self) -> Result<(), String> {
        let now = self.client_time();
        for (lease, state) in std::mem::take(&mut self.memory) {
            self.note(|| format!("{state:?} is stored"));
            self.stored.insert(state);
            if self.machine.persisted(now, lease) {
                self.persisted.insert(lease, state);
            }
        }
        Ok(())
    }
}

/// The error of a call that went badly.
fn failure(luck: Luck, replay: Replay) -> Error {
    match luck {
        Luck::NotSent => broken(replay, Sent::No),
        Luck::Garbled => garbled(200),
        Luck::GatewayTimeout => garbled(504),
        Luck::Limited => garbled(429),
        Luck::Good | Luck::StorageFails | Luck::Broken => broken(replay, Sent::Maybe),
    }
}

fn address(document: &SignedDocument) -> String {
    match document {
        SignedDocument::Xades { url, .. } => url.to_string(),
        SignedDocument::Pades { url } => url.to_string(),
        _ => String::new(),
    }
}

fn ensure(holds: bool, otherwise: impl FnOnce() -> String) -> Result<(), String> {
    if holds { Ok(()) } else { Err(otherwise()) }
}
