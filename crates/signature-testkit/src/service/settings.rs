//! What a sandbox is told about its world.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;
use std::time::Duration;

use signature_identity::Certificate;
use signature_model::OrganizationNumber;

use crate::results::sealer::Sealer;

/// Settings of a [`FakeService`](super::FakeService); start from [`ServiceSettings::new`].
#[derive(Debug, Clone)]
#[non_exhaustive]
pub struct ServiceSettings {
    /// Scheme, host and port in every URL handed out: `https://localhost:8443`.
    pub origin: String,
    /// What certificates that sign packages must chain to.
    pub trust_anchors: Vec<Certificate>,
    /// What may connect such a certificate to an anchor when the package leaves it out; default nothing. One official
    /// client sends its own certificate alone.
    pub intermediates: Vec<Certificate>,
    /// Seals the results.
    pub sealer: Arc<Sealer>,
    /// Organizations with access to the API; default everyone with a certificate.
    pub organizations: Option<BTreeSet<OrganizationNumber>>,
    /// For whom else an organization may act; default nobody.
    pub brokers: BTreeMap<OrganizationNumber, BTreeSet<OrganizationNumber>>,
    /// How long an empty queue must be left alone; default 5 seconds, the shortest that the test environments use.
    pub empty_queue_wait: Duration,
    /// How long a delivered change stays out of its queue; default 10 minutes.
    pub lease: Duration,
    /// The most calls in a second; default 10. Beyond it an organization is blocked for 30 seconds.
    pub calls_per_second: usize,
    /// How far a package's signing time may be off; default 5 seconds.
    pub signing_time_tolerance: Duration,
    /// What the tokens are made from: the same seed and the same requests give the same tokens.
    pub seed: u64,
}

impl ServiceSettings {
    /// The settings of the service's public test environment, as far as they are known.
    pub fn new(origin: impl Into<String>, trust_anchors: Vec<Certificate>, sealer: Arc<Sealer>) -> Self {
        Self {
            origin: origin.into(),
            trust_anchors,
            intermediates: Vec::new(),
            sealer,
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
