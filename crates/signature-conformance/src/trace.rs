//! Trace cases: what the poller and the delivery do by scripted time, with their calls run over the driver.

use std::collections::BTreeMap;
use std::time::Duration;

use serde_json::{Value, json};
use signature_model::{Sender, Timestamp};
use signature_protocol::{
    self as protocol, Change as _, Confirm, Delivery, DeliveryStep, Error, FetchId, LeaseId, Poll, PollDirect, PollId,
    PollOutcome, PollPolicy, PollPortal, Poller, SignedDocument,
};

use super::observation::{ERROR, refusal};
use super::peer::ScriptedReply;
use super::{Driver, Peer};

/// A delivery and what happens to it. One that wants no documents is a poller.
#[derive(Debug, Clone)]
pub(super) struct Trace {
    pub(super) flow: Flow,
    pub(super) wanted: Wanted,
    pub(super) senders: Vec<Sender>,
    pub(super) max_unconfirmed: Option<usize>,
    pub(super) start: Timestamp,
    pub(super) events: Vec<Event>,
    pub(super) replies: BTreeMap<String, ScriptedReply>,
}

#[derive(Debug, Clone, Copy, serde::Deserialize)]
#[serde(rename_all = "kebab-case")]
pub(super) enum Flow {
    Direct,
    Portal,
}

#[derive(Debug, Clone, Copy, serde::Deserialize)]
#[serde(rename_all = "kebab-case")]
pub(super) enum Wanted {
    None,
    WhenCompleted,
    Always,
}

/// Something that happens, so many seconds after the start.
///
/// As a rule the machine is asked for its next step; if that is a call, `reply` answers it, and without one it stays
/// under way.
#[derive(Debug, Clone, serde::Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Event {
    at: u64,
    /// The reply that a call gets, by its name.
    reply: Option<String>,
    /// When the reply permits the next poll, in seconds after the start.
    next: Option<u64>,
    /// Instead of a step: this call gets its reply, counted from 0 among those left under way.
    answers: Option<usize>,
    /// Instead of a step: this lease's change is stored, counted from 0.
    persist: Option<u64>,
    /// Instead of a step: the process stops, and another goes on from its snapshot.
    #[serde(default)]
    restart: bool,
}

impl Event {
    /// Whether it is one thing that can happen, with a reply from these if it needs one.
    ///
    /// # Errors
    /// What was expected.
    pub(super) fn check(&self, replies: &BTreeMap<String, ScriptedReply>) -> Result<(), String> {
        let instead = [self.answers.is_some(), self.persist.is_some(), self.restart];
        if instead.iter().filter(|is_there| **is_there).count() > 1 {
            return Err(format!("expected one thing to happen at {} s, found several", self.at));
        }
        let may_reply = self.persist.is_none() && !self.restart;
        if self.reply.is_some() && !may_reply || self.reply.is_none() && (self.answers.is_some() || self.next.is_some())
        {
            return Err(format!("expected a reply at {} s where there is a call and nowhere else", self.at));
        }
        match self.reply.as_ref().filter(|name| !replies.contains_key(*name)) {
            Some(name) => Err(format!("expected the reply {name}, found none")),
            None => Ok(()),
        }
    }
}

impl Trace {
    /// Lets everything happen, and gives what the machine did, step by step.
    pub(super) fn observe(&self, driver: &mut impl Driver, peer: &Peer) -> Value {
        match self.flow {
            Flow::Direct => Run::<PollDirect>::new(self).observe(driver, peer),
            Flow::Portal => Run::<PollPortal>::new(self).observe(driver, peer),
        }
    }

    fn policy(&self) -> PollPolicy {
        let policy = PollPolicy::default();
        self.max_unconfirmed.map_or(policy, |most| policy.with_max_unconfirmed(most))
    }

    fn wanted(&self) -> protocol::Wanted {
        match self.wanted {
            Wanted::None => protocol::Wanted::None,
            Wanted::WhenCompleted => protocol::Wanted::WhenCompleted,
            Wanted::Always => protocol::Wanted::Always,
        }
    }
}

/// Where the random part of waits comes from: one number for all traces.
const SEED: u64 = 1;

/// A call that the machine asked for.
enum Call<P: Poll> {
    Poll(PollId, P),
    Fetch(FetchId, SignedDocument),
    Confirm(LeaseId, Confirm),
}

struct Run<'t, P: Poll> {
    trace: &'t Trace,
    machine: Delivery<P>,
    under_way: Vec<Option<Call<P>>>,
    /// Those that were handed over.
    leases: Vec<LeaseId>,
}

impl<'t, P> Run<'t, P>
where
    P: Poll<Change: serde::Serialize + serde::de::DeserializeOwned>,
{
    fn new(trace: &'t Trace) -> Self {
        let poller = Poller::new(trace.policy(), trace.senders.iter().cloned(), SEED);
        Self { trace, machine: Delivery::new(poller, trace.wanted()), under_way: Vec::new(), leases: Vec::new() }
    }

    fn observe(mut self, driver: &mut impl Driver, peer: &Peer) -> Value {
        let mut steps = Vec::new();
        for event in &self.trace.events {
            match self.happen(event, driver, peer) {
                Ok(step) => steps.push(format!("{} s: {step}", event.at)),
                Err(fault) => return json!({ ERROR: fault, "steps": steps }),
            }
        }
        json!({ "steps": steps })
    }

    fn happen(&mut self, event: &Event, driver: &mut impl Driver, peer: &Peer) -> Result<String, String> {
        let now = self.time(event.at);
        if event.restart {
            self.restart()?;
            return Ok("restart".to_owned());
        }
        if let Some(number) = event.persist {
            let lease = self.leases.iter().find(|lease| self.number(**lease) == number).copied();
            let lease = lease.ok_or("expected a lease that was handed over, found none")?;
            let verdict = if self.machine.persisted(now, lease).is_ok() { "done" } else { "the lease has ended" };
            return Ok(format!("persist lease {number}: {verdict}"));
        }
        if let Some(index) = event.answers {
            let call = self.under_way.get_mut(index).and_then(Option::take);
            return Ok(self.run(call.ok_or("expected a call under way, found none")?, now, event, driver, peer));
        }
        let call = match self.machine.poll(now) {
            DeliveryStep::Poll(id, poll) => Call::Poll(id, poll),
            DeliveryStep::Fetch(id, document) => Call::Fetch(id, document),
            DeliveryStep::Confirm(lease, confirm) => Call::Confirm(lease, confirm),
            DeliveryStep::Deliver(delivered) => {
                if !self.leases.contains(&delivered.lease) {
                    self.leases.push(delivered.lease);
                }
                let (lease, until) = (self.number(delivered.lease), self.seconds(delivered.deadline));
                let end = if delivered.change.is_terminal() { "the end of a job" } else { "a change" };
                let (fetched, failed) = (delivered.fetched.len(), delivered.failed.len());
                return Ok(format!(
                    "deliver lease {lease}: {end}, documents {fetched} fetched and {failed} failed, until {until} s"
                ));
            }
            DeliveryStep::WaitUntil(until) => return Ok(format!("wait until {} s", self.seconds(until))),
            DeliveryStep::Idle => return Ok("idle".to_owned()),
        };
        if event.reply.is_some() {
            return Ok(self.run(call, now, event, driver, peer));
        }
        let what = self.describe(&call);
        self.under_way.push(Some(call));
        Ok(format!("{what}: under way as call {}", self.under_way.len().saturating_sub(1)))
    }

    /// Runs a call over the driver, and reports to the machine.
    fn run(&mut self, call: Call<P>, now: Timestamp, event: &Event, driver: &mut impl Driver, peer: &Peer) -> String {
        let what = self.describe(&call);
        let reply = event.reply.as_ref().and_then(|name| self.trace.replies.get(name)).cloned();
        peer.expect(reply.map(|reply| match event.next {
            Some(next) => reply.permitting(self.time(next)),
            None => reply,
        }));
        let found = match call {
            Call::Poll(id, poll) => {
                let answer = driver.call(poll);
                let found = verdict(&answer, |outcome| match outcome {
                    PollOutcome::Changed { .. } => "a change",
                    PollOutcome::NoChange { .. } => "no change",
                    PollOutcome::TooEarly { .. } => "too early",
                    _ => "another outcome",
                });
                self.machine.polled(now, id, answer);
                found
            }
            Call::Fetch(id, document) => self.fetch(now, id, &document, driver),
            Call::Confirm(lease, confirm) => {
                let answer = driver.call(confirm);
                let found = verdict(&answer, |()| "done");
                self.machine.confirmed(now, lease, answer);
                found
            }
        };
        let requests = peer.requests();
        let lines: Vec<_> = requests.iter().filter_map(|request| request.lines().next()).collect();
        let sent = if lines.is_empty() { "nothing sent".to_owned() } else { lines.join(", ") };
        format!("{what}, {sent}: {found}")
    }

    fn fetch(&mut self, now: Timestamp, id: FetchId, document: &SignedDocument, driver: &mut impl Driver) -> String {
        let answer = driver.download(&document.fetch());
        let found = match &answer {
            Ok(downloaded) => format!("{} bytes", downloaded.bytes.len()),
            Err(error) => kind(error),
        };
        self.machine.fetched(now, id, answer.map(drop));
        found
    }

    fn restart(&mut self) -> Result<(), String> {
        let fault = |error: serde_json::Error| error.to_string();
        let stored = serde_json::to_string(&self.machine.poller().snapshot()).map_err(fault)?;
        let snapshot = serde_json::from_str(&stored).map_err(fault)?;
        self.machine = Delivery::new(Poller::restore(self.trace.policy(), snapshot, SEED), self.trace.wanted());
        self.under_way.clear();
        Ok(())
    }

    fn describe(&self, call: &Call<P>) -> String {
        let fetch = |id: &FetchId| {
            format!("fetch document {} of lease {}, attempt {}", id.document, self.number(id.lease), id.attempt)
        };
        match call {
            Call::Poll(id, _) => format!("poll queue {}", id.queue()),
            Call::Fetch(id, _) => fetch(id),
            Call::Confirm(lease, _) => format!("confirm lease {}", self.number(*lease)),
        }
    }

    /// A lease's number: they are counted from 0 in the order in which their changes came.
    fn number(&self, lease: LeaseId) -> u64 {
        serde_json::to_value(lease).ok().and_then(|number| number.as_u64()).unwrap_or(u64::MAX)
    }

    fn time(&self, seconds: u64) -> Timestamp {
        self.trace.start.saturating_add(Duration::from_secs(seconds))
    }

    fn seconds(&self, time: Timestamp) -> f64 {
        time.saturating_since(self.trace.start).as_secs_f64()
    }
}

fn verdict<T>(answer: &Result<T, Error>, phrase: impl FnOnce(&T) -> &'static str) -> String {
    match answer {
        Ok(outcome) => phrase(outcome).to_owned(),
        Err(error) => kind(error),
    }
}

/// Which kind of error it is, in the words of exchange cases.
fn kind(error: &Error) -> String {
    let kind = refusal(error).pointer("/error/kind").and_then(Value::as_str).map(str::to_owned);
    format!("error, {}", kind.unwrap_or_default())
}
