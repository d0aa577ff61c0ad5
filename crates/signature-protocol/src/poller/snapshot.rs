//! What outlives the process of a poller.

use signature_model::{Sender, Timestamp};

/// When each queue of a poller may be polled again, as plain data to be stored.
///
/// Changes under way are not part of it: the service hands them out again. A new process cannot know which polls the
/// old one had under way, and so not whether a change that it remembers is still the newest one of its job.
#[derive(Debug, Clone, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
pub struct PollerSnapshot {
    pub(super) queues: Vec<(Sender, Option<Timestamp>)>,
}
