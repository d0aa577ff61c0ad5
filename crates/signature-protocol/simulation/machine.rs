//! The machine under test: a poller, or a delivery around one.

use signature_model::Timestamp;
use signature_model::portal::PortalJobStatusChange;
use signature_protocol::{
    Confirm, Delivery, DeliveryStep, Error, FetchId, Fetched, LeaseId, PollId, PollOutcome, PollPolicy, PollPortal,
    Poller, PollerStep, SignedDocument, Wanted,
};

#[derive(Debug)]
pub(crate) enum Machine {
    Poller(Poller<PollPortal>),
    Delivery(Delivery<PollPortal>),
}

/// What it wants done.
#[derive(Debug)]
pub(crate) enum Step {
    Poll(PollId, PollPortal),
    Fetch(FetchId, SignedDocument),
    HandOver(HandedOver),
    Confirm(LeaseId, Confirm),
    WaitUntil(Timestamp),
    Idle,
}

/// A change that the caller is to store.
#[derive(Debug)]
pub(crate) struct HandedOver {
    pub(crate) lease: LeaseId,
    pub(crate) change: PortalJobStatusChange,
    pub(crate) deadline: Timestamp,
    pub(crate) fetched: Vec<SignedDocument>,
    pub(crate) failed: Vec<SignedDocument>,
}

impl Machine {
    /// A poller without `wanted`, a delivery with it.
    pub(crate) fn new(poller: Poller<PollPortal>, wanted: Option<Wanted>) -> Self {
        match wanted {
            None => Self::Poller(poller),
            Some(wanted) => Self::Delivery(Delivery::new(poller, wanted)),
        }
    }

    /// Everything that outlives the process, as it is stored.
    pub(crate) fn stored(&self) -> String {
        let poller = match self {
            Self::Poller(poller) => poller,
            Self::Delivery(delivery) => delivery.poller(),
        };
        serde_json::to_string(&poller.snapshot()).unwrap()
    }

    /// The machine of the next process.
    pub(crate) fn restore(stored: &str, policy: PollPolicy, wanted: Option<Wanted>, seed: u64) -> Self {
        Self::new(Poller::restore(policy, serde_json::from_str(stored).unwrap(), seed), wanted)
    }

    pub(crate) fn poll(&mut self, now: Timestamp) -> Step {
        match self {
            Self::Poller(poller) => match poller.poll(now) {
                PollerStep::Poll(id, poll) => Step::Poll(id, poll),
                PollerStep::Deliver(leased) => Step::HandOver(HandedOver {
                    lease: leased.lease,
                    change: leased.change,
                    deadline: leased.deadline,
                    fetched: Vec::new(),
                    failed: Vec::new(),
                }),
                PollerStep::Confirm(lease, confirm) => Step::Confirm(lease, confirm),
                PollerStep::WaitUntil(until) => Step::WaitUntil(until),
                PollerStep::Idle => Step::Idle,
            },
            Self::Delivery(delivery) => match delivery.poll(now) {
                DeliveryStep::Poll(id, poll) => Step::Poll(id, poll),
                DeliveryStep::Fetch(id, document) => Step::Fetch(id, document),
                DeliveryStep::Deliver(delivered) => Step::HandOver(HandedOver {
                    lease: delivered.lease,
                    change: delivered.change,
                    deadline: delivered.deadline,
                    fetched: delivered.fetched,
                    failed: delivered.failed.into_iter().map(|(document, _)| document).collect(),
                }),
                DeliveryStep::Confirm(lease, confirm) => Step::Confirm(lease, confirm),
                DeliveryStep::WaitUntil(until) => Step::WaitUntil(until),
                DeliveryStep::Idle => Step::Idle,
            },
        }
    }

    pub(crate) fn polled(
        &mut self,
        now: Timestamp,
        id: PollId,
        answer: Result<PollOutcome<PortalJobStatusChange>, &Error>,
    ) {
        match self {
            Self::Poller(poller) => poller.polled(now, id, answer),
            Self::Delivery(delivery) => delivery.polled(now, id, answer),
        }
    }

    pub(crate) fn not_polled(&mut self, id: PollId) {
        match self {
            Self::Poller(poller) => poller.not_polled(id),
            Self::Delivery(delivery) => delivery.not_polled(id),
        }
    }

    pub(crate) fn not_confirmed(&mut self, now: Timestamp, lease: LeaseId) {
        match self {
            Self::Poller(poller) => poller.not_confirmed(now, lease),
            Self::Delivery(delivery) => delivery.not_confirmed(now, lease),
        }
    }

    pub(crate) fn fetched(&mut self, now: Timestamp, id: FetchId, answer: Fetched) {
        match self {
            Self::Poller(_) => {}
            Self::Delivery(delivery) => delivery.fetched(now, id, answer),
        }
    }

    /// Whether the lease still runs.
    pub(crate) fn persisted(&mut self, now: Timestamp, lease: LeaseId) -> bool {
        match self {
            Self::Poller(poller) => poller.persisted(now, lease).is_ok(),
            Self::Delivery(delivery) => delivery.persisted(now, lease).is_ok(),
        }
    }

    pub(crate) fn confirmed(&mut self, now: Timestamp, lease: LeaseId, answer: Result<(), &Error>) {
        match self {
            Self::Poller(poller) => poller.confirmed(now, lease, answer),
            Self::Delivery(delivery) => delivery.confirmed(now, lease, answer),
        }
    }
}
