//! The service that all connections share.

use std::sync::{Arc, Mutex, PoisonError};

use signature_model::Timestamp;

use super::clock;
use crate::FakeService;

/// One service. Clones share it.
#[derive(Debug, Clone)]
pub(super) struct SharedService(Arc<Mutex<FakeService>>);

impl SharedService {
    pub(super) fn new(service: FakeService) -> Self {
        Self(Arc::new(Mutex::new(service)))
    }

    /// Uses the service now, while nobody else does.
    pub(super) fn with<R>(&self, use_it: impl FnOnce(&mut FakeService, Timestamp) -> R) -> R {
        let mut service = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        // Read after the lock is taken, so the service's time does not go backwards.
        let now = clock::now();
        service.pass_time(now);
        use_it(&mut service, now)
    }
}
