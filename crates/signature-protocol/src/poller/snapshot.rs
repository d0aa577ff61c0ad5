//! What of a poller must outlive the process.

use signature_model::{Sender, Timestamp};

use super::lease::LeaseId;

/// The state of a poller between two steps, as plain data to be stored.
///
/// It holds the changes under way, and so personal data.
#[derive(Debug, Clone, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
pub struct PollerSnapshot<C> {
    pub(super) queues: Vec<(Sender, Option<Timestamp>)>,
    pub(super) leases: Vec<(LeaseId, StoredLease<C>)>,
    pub(super) next_lease: u64,
}

/// A change that was fetched and not confirmed.
#[derive(Debug, Clone, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
pub(super) struct StoredLease<C> {
    pub(super) change: C,
    pub(super) deadline: Timestamp,
    pub(super) persisted: bool,
}
