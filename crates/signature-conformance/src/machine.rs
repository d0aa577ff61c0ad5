//! Runs trace cases: the poller and the delivery at scripted times, with their calls run over the driver.

use serde_json::{Map, Value, json};
use signature_model::Timestamp;
use signature_protocol::{
    Change as _, Confirm, Delivery, DeliveryStep, Error, FetchId, Fetched, LeaseId, Poll, PollDirect, PollId,
    PollOutcome, PollPortal, Poller, SignedDocument,
};

use crate::driver::Driver;
use crate::observation::{ERROR, Observation, kind};
use crate::peer::Peer;
use crate::received;
use crate::trace::{Event, Flow, Trace};
use crate::waits::Waits;

/// Runs all events, and gives what the machine did, step by step.
pub(crate) fn observe(trace: &Trace, driver: &mut impl Driver, peer: &Peer) -> Observation {
    observe_with(SEED, trace, driver, peer)
}

/// The same with another seed for the waits.
fn observe_with(seed: u64, trace: &Trace, driver: &mut impl Driver, peer: &Peer) -> Observation {
    match trace.flow {
        Flow::Direct => Run::<PollDirect>::new(seed, trace).observe(driver, peer),
        Flow::Portal => Run::<PollPortal>::new(seed, trace).observe(driver, peer),
    }
}

/// The seed for the random part of waits, the same for all traces.
const SEED: u64 = 1;

/// A call that the machine asked for.
enum Call<P: Poll> {
    Poll(PollId, P),
    Fetch(FetchId, SignedDocument),
    Confirm(LeaseId, Confirm),
}

struct Run<'t, P: Poll> {
    seed: u64,
    trace: &'t Trace,
    machine: Delivery<P>,
    waits: Waits,
    under_way: Vec<Option<Call<P>>>,
    /// The leases that were handed over.
    leases: Vec<LeaseId>,
}

/// What happened in one step.
struct Step {
    normative: Map<String, Value>,
    /// When a wait ends with our random numbers, in seconds.
    ours: Option<f64>,
}

impl Step {
    fn new(at: u64, step: &str) -> Self {
        let mut normative = Map::new();
        normative.insert("at".to_owned(), at.into());
        normative.insert("step".to_owned(), step.into());
        Self { normative, ours: None }
    }

    #[must_use]
    fn with(mut self, name: &str, value: impl Into<Value>) -> Self {
        self.normative.insert(name.to_owned(), value.into());
        self
    }
}

impl<'t, P: Poll> Run<'t, P> {
    fn new(seed: u64, trace: &'t Trace) -> Self {
        let poller = Poller::new(trace.policy(), trace.senders.iter().cloned(), seed);
        Self {
            seed,
            trace,
            machine: Delivery::new(poller, trace.wanted()),
            waits: Waits::new(trace.policy()),
            under_way: Vec::new(),
            leases: Vec::new(),
        }
    }

    fn observe(mut self, driver: &mut impl Driver, peer: &Peer) -> Observation {
        let (mut steps, mut waits) = (Vec::new(), Vec::new());
        for event in &self.trace.events {
            match self.happen(event, driver, peer) {
                Ok(step) => {
                    waits.push(step.ours);
                    steps.push(Value::from(step.normative));
                }
                Err(fault) => return Observation::broken(&fault).with_snapshot("steps", steps),
            }
        }
        Observation::accept().with_normative("steps", steps).with_snapshot("waits", waits)
    }

    fn happen(&mut self, event: &Event, driver: &mut impl Driver, peer: &Peer) -> Result<Step, String> {
        let now = self.trace.time(event.at);
        if event.restart {
            self.restart()?;
            return Ok(Step::new(event.at, "restart"));
        }
        if let Some(number) = event.persist {
            let lease = self.leases.iter().find(|lease| lease.number() == number).copied();
            let lease = lease.ok_or("no lease of this number was handed over")?;
            let answer = match self.machine.persisted(now, lease) {
                Ok(()) => json!({ "outcome": "done" }),
                Err(_) => json!({ ERROR: "lease-ended" }),
            };
            return Ok(Step::new(event.at, "persist").with("lease", number).with("answer", answer));
        }
        if let Some(index) = event.answers {
            let call = self.under_way.get_mut(index).and_then(Option::take);
            let call = call.ok_or("no call of this number is under way")?;
            let step = Self::describe(event.at, &call).with("call", index);
            return Ok(self.run(step, call, now, event, driver, peer));
        }
        let call = match self.machine.poll(now) {
            DeliveryStep::Poll(id, poll) => Call::Poll(id, poll),
            DeliveryStep::Fetch(id, document) => Call::Fetch(id, document),
            DeliveryStep::Confirm(lease, confirm) => Call::Confirm(lease, confirm),
            DeliveryStep::Deliver(delivered) => {
                if !self.leases.contains(&delivered.lease) {
                    self.leases.push(delivered.lease);
                }
                let until = self.seconds(delivered.deadline);
                return Ok(Step::new(event.at, "deliver")
                    .with("lease", delivered.lease.number())
                    .with("terminal", delivered.change.is_terminal())
                    .with("fetched", delivered.fetched.len())
                    .with("failed", delivered.failed.len())
                    .with("until", vec![until, until]));
            }
            DeliveryStep::WaitUntil(until) => return self.wait(event.at, until),
            DeliveryStep::Idle => return Ok(Step::new(event.at, "idle")),
        };
        let step = Self::describe(event.at, &call);
        if event.reply.is_some() {
            return Ok(self.run(step, call, now, event, driver, peer));
        }
        self.under_way.push(Some(call));
        Ok(step.with("call", self.under_way.len().saturating_sub(1)))
    }

    fn wait(&self, at: u64, until: Timestamp) -> Result<Step, String> {
        let ours = self.seconds(until);
        let interval = self.waits.interval(ours).ok_or_else(|| format!("no error explains a wait until {ours} s"))?;
        let step = Step::new(at, "wait").with("until", interval.to_vec());
        Ok(Step { ours: Some(ours), ..step })
    }

    /// Runs a call over the driver, and reports to the machine.
    fn run(
        &mut self,
        step: Step,
        call: Call<P>,
        now: Timestamp,
        event: &Event,
        driver: &mut impl Driver,
        peer: &Peer,
    ) -> Step {
        peer.expect(self.trace.reply(event));
        let answer = match call {
            Call::Poll(id, poll) => {
                let answer = driver.call(poll);
                self.waits.polled(event.at, id.queue(), answer.as_ref().err());
                let found = words(&answer, |outcome| match outcome {
                    PollOutcome::Changed { .. } => json!({ "outcome": "changed" }),
                    PollOutcome::NoChange { .. } => json!({ "outcome": "no-change" }),
                    PollOutcome::TooEarly { .. } => json!({ "outcome": "too-early" }),
                    _ => json!({ "outcome": "another" }),
                });
                match answer {
                    Ok(outcome) => self.machine.polled(now, id, Ok(outcome)),
                    Err(error) => self.machine.polled(now, id, Err(&error)),
                }
                found
            }
            Call::Fetch(id, document) => {
                let answer = driver.download(&document.fetch());
                self.waits_after(event.at, &answer);
                let found = words(&answer, |found| json!({ "outcome": "document", "bytes": found.bytes.len() }));
                let stored = match answer {
                    Ok(_) if event.storage_fails => Fetched::StorageFailed,
                    Ok(_) => Fetched::Stored,
                    Err(error) => Fetched::Refused(error),
                };
                if matches!(stored, Fetched::StorageFailed) {
                    self.waits.not_stored(event.at);
                }
                self.machine.fetched(now, id, stored);
                found
            }
            Call::Confirm(lease, confirm) => {
                let answer = driver.call(confirm);
                self.waits_after(event.at, &answer);
                let found = words(&answer, |()| json!({ "outcome": "confirmed" }));
                self.machine.confirmed(now, lease, answer.as_ref().copied());
                found
            }
        };
        let requests: Vec<_> = peer.requests().iter().map(received::line).collect();
        step.with("requests", requests).with("answer", answer)
    }

    fn waits_after<T>(&mut self, at: u64, answer: &Result<T, Error>) {
        if let Err(error) = answer {
            self.waits.failed(at, error);
        }
    }

    fn restart(&mut self) -> Result<(), String> {
        let fault = |error: serde_json::Error| error.to_string();
        let stored = serde_json::to_string(&self.machine.poller().snapshot()).map_err(fault)?;
        let snapshot = serde_json::from_str(&stored).map_err(fault)?;
        self.machine = Delivery::new(Poller::restore(self.trace.policy(), snapshot, self.seed), self.trace.wanted());
        self.under_way.clear();
        self.leases.clear();
        Ok(())
    }

    fn describe(at: u64, call: &Call<P>) -> Step {
        match call {
            Call::Poll(id, _) => Step::new(at, "poll").with("queue", id.queue()),
            Call::Fetch(id, _) => Step::new(at, "fetch")
                .with("lease", id.lease.number())
                .with("document", id.document)
                .with("attempt", id.attempt),
            Call::Confirm(lease, _) => Step::new(at, "confirm").with("lease", lease.number()),
        }
    }

    fn seconds(&self, time: Timestamp) -> f64 {
        time.saturating_since(self.trace.start).as_secs_f64()
    }
}

/// The answer to a call: its outcome, or the kind of its error in the words of exchange cases.
fn words<T>(answer: &Result<T, Error>, outcome: impl FnOnce(&T) -> Value) -> Value {
    match answer {
        Ok(found) => outcome(found),
        Err(error) => json!({ ERROR: kind(error) }),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::case::Input;
    use crate::in_process::InProcess;
    use crate::suite::Suite;

    /// Whether a step is the expected one; a wait may end at any time of the expected interval.
    fn is(found: &Value, expected: &Value) -> bool {
        let until = |step: &Value| (step["until"][0].as_f64(), step["until"][1].as_f64());
        match found["step"] == "wait" && expected["step"] == "wait" && found["at"] == expected["at"] {
            true => until(expected).0 <= until(found).0 && until(found).1 <= until(expected).1,
            false => found == expected,
        }
    }

    #[test]
    fn no_trace_depends_on_the_random_part_of_waits() {
        let peer = Peer::new(crate::origin::ORIGIN).unwrap();
        let mut driver = InProcess::new(&peer);
        let mut wrong = std::collections::BTreeMap::new();
        for case in Suite::embedded().unwrap().cases() {
            let Input::Trace(trace) = &case.input else { continue };
            for seed in 0..200 {
                let found = observe_with(seed, trace, &mut driver, &peer).into_value();
                let steps = |result: &Value| result["normative"]["steps"].as_array().cloned().unwrap_or_default();
                let (found, expected) = (steps(&found), steps(&case.expected));
                if found.len() != expected.len() || !found.iter().zip(&expected).all(|(found, step)| is(found, step)) {
                    wrong.entry(case.id()).or_insert((seed, found));
                }
            }
        }
        assert!(wrong.is_empty(), "{wrong:#?}");
    }
}
