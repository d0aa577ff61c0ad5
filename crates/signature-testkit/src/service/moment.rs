//! One instant, in the service's time and in its callers' time.

use std::time::Duration;

use signature_model::Timestamp;

/// When something happens.
///
/// The two differ after somebody has moved the service's time forward. Callers keep their own clocks, so the times that
/// they send and the times that they get are in their time.
#[derive(Debug, Clone, Copy)]
pub(super) struct Moment {
    /// In the callers' time.
    pub(super) caller: Timestamp,
    /// In the service's time.
    pub(super) service: Timestamp,
}

impl Moment {
    pub(super) fn new(caller: Timestamp, ahead: Duration) -> Self {
        Self { caller, service: caller.saturating_add(ahead) }
    }

    /// A caller's time when the service's time is `time`; this moment if that is in the past.
    pub(super) fn for_caller(self, time: Timestamp) -> Timestamp {
        self.caller.saturating_add(time.saturating_since(self.service))
    }

    /// The service's time when a caller's time is `time`; this moment if that is in the past.
    pub(super) fn for_service(self, time: Timestamp) -> Timestamp {
        self.service.saturating_add(time.saturating_since(self.caller))
    }
}
