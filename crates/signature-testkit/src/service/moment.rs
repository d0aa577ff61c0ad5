//! One instant, in the time of the service and in that of its callers.

use std::time::Duration;

use signature_model::Timestamp;

/// When something happens.
///
/// The two differ once somebody has moved the service's time forward. Callers keep their own clocks, so what they
/// tell about time, and what they are told to wait for, is in their time.
#[derive(Debug, Clone, Copy)]
pub(super) struct Moment {
    /// In the time of the callers.
    pub(super) caller: Timestamp,
    /// In the time of the service.
    pub(super) service: Timestamp,
}

impl Moment {
    pub(super) fn new(caller: Timestamp, ahead: Duration) -> Self {
        Self { caller, service: caller.saturating_add(ahead) }
    }

    /// What a caller's clock will show at `time` of the service; this moment, if that is past.
    pub(super) fn for_caller(self, time: Timestamp) -> Timestamp {
        self.caller.saturating_add(time.saturating_since(self.service))
    }

    /// What the service's clock will show at `time` of a caller; this moment, if that is past.
    pub(super) fn for_service(self, time: Timestamp) -> Timestamp {
        self.service.saturating_add(time.saturating_since(self.caller))
    }
}
