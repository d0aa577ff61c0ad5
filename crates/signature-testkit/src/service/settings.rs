//! The adjustable rules of a sandbox.

use std::collections::{BTreeMap, BTreeSet};
use std::time::Duration;

use signature_model::OrganizationNumber;

/// Rules of a [`FakeService`](crate::FakeService). The defaults are the rules of the service's public test environment,
/// as far as they are known.
///
/// ```
/// use std::time::Duration;
/// use signature_testkit::ServiceSettings;
///
/// let settings = ServiceSettings::default().with_lease(Duration::from_secs(60));
/// assert_eq!(settings.lease(), Duration::from_secs(60));
/// assert_eq!(settings.calls_per_second(), 10);
/// ```
#[derive(Debug, Clone)]
pub struct ServiceSettings {
    organizations: Option<BTreeSet<OrganizationNumber>>,
    brokers: BTreeMap<OrganizationNumber, BTreeSet<OrganizationNumber>>,
    empty_queue_wait: Duration,
    lease: Duration,
    calls_per_second: usize,
    signing_time_tolerance: Duration,
    seed: u64,
}

impl Default for ServiceSettings {
    fn default() -> Self {
        Self {
            organizations: None,
            brokers: BTreeMap::new(),
            empty_queue_wait: Duration::from_secs(5),
            lease: Duration::from_secs(600),
            calls_per_second: 10,
            signing_time_tolerance: Duration::from_secs(5),
            seed: 0,
        }
    }
}

impl ServiceSettings {
    /// Gives access only to these organizations; by default every organization with a certificate has access.
    #[must_use]
    pub fn with_organizations(self, organizations: impl IntoIterator<Item = OrganizationNumber>) -> Self {
        Self { organizations: Some(organizations.into_iter().collect()), ..self }
    }

    /// Lets `broker` also act for these senders; by default every organization may act only for itself.
    #[must_use]
    pub fn with_broker(
        mut self,
        broker: OrganizationNumber,
        senders: impl IntoIterator<Item = OrganizationNumber>,
    ) -> Self {
        self.brokers.entry(broker).or_default().extend(senders);
        self
    }

    /// How long to wait before an empty queue may be polled again; default 5 seconds, the shortest time that the test
    /// environments use.
    #[must_use]
    pub fn with_empty_queue_wait(self, empty_queue_wait: Duration) -> Self {
        Self { empty_queue_wait, ..self }
    }

    /// How long a delivered change stays out of its queue; default 10 minutes.
    #[must_use]
    pub fn with_lease(self, lease: Duration) -> Self {
        Self { lease, ..self }
    }

    /// The most calls in a second; default 10. After more calls an organization is blocked for 30 seconds.
    #[must_use]
    pub fn with_calls_per_second(self, calls_per_second: usize) -> Self {
        Self { calls_per_second, ..self }
    }

    /// How far a package's signing time may be off; default 5 seconds.
    #[must_use]
    pub fn with_signing_time_tolerance(self, signing_time_tolerance: Duration) -> Self {
        Self { signing_time_tolerance, ..self }
    }

    /// The seed of the tokens: the same seed and the same requests give the same tokens; default 0.
    #[must_use]
    pub fn with_seed(self, seed: u64) -> Self {
        Self { seed, ..self }
    }

    /// The organizations that have access to the API; `None` if all of them do.
    pub fn organizations(&self) -> Option<&BTreeSet<OrganizationNumber>> {
        self.organizations.as_ref()
    }

    /// The senders that each broker may act for.
    pub fn brokers(&self) -> &BTreeMap<OrganizationNumber, BTreeSet<OrganizationNumber>> {
        &self.brokers
    }

    /// How long to wait before an empty queue may be polled again.
    pub fn empty_queue_wait(&self) -> Duration {
        self.empty_queue_wait
    }

    /// How long a delivered change stays out of its queue.
    pub fn lease(&self) -> Duration {
        self.lease
    }

    /// The most calls in a second.
    pub fn calls_per_second(&self) -> usize {
        self.calls_per_second
    }

    /// How far a package's signing time may be off.
    pub fn signing_time_tolerance(&self) -> Duration {
        self.signing_time_tolerance
    }

    /// The seed of the tokens.
    pub fn seed(&self) -> u64 {
        self.seed
    }
}
