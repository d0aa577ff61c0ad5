//! The part of a poller that is stored between processes.

use signature_model::{Sender, Timestamp};

/// When each queue of a poller may be polled again, as plain data to be stored.
///
/// Changes under way are not part of it: the service hands them out again. A new process cannot know which polls the
/// old one had under way, so it cannot know whether a stored change is still the newest of its job.
#[derive(Debug, Clone, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
pub struct PollerSnapshot {
    pub(super) queues: Vec<(Sender, Option<Timestamp>)>,
}
