//! The service as a pure machine: state, rules and replies.
//!
//! `handle` takes the time, the caller and the request, and gives the reply. Nothing here reads a clock, waits, or
//! hides anything from its owner: a test may look at every job.
//!
//! Every `now` is the time of the callers. The service's own time is the same until [`FakeService::advance`] moves it
//! forward. Then leases, poll times and deadlines use the service's time, which jobs and statuses show; signing times
//! and certificates are checked by the callers' time, and poll times are sent in it, because their clocks did not move.
//!
//! Where the service's documentation says nothing, our choice is marked with *Sandbox choice*.

mod access;
mod actions;
mod caller;
mod calls;
mod dispatch;
mod documents;
mod exit_link;
mod intake;
mod job;
mod moment;
mod multipart;
mod queues;
mod rate;
mod refusal;
mod replies;
mod response;
mod results;
mod routes;
mod settings;
mod tokens;

use std::collections::BTreeMap;
use std::sync::Arc;
use std::time::Duration;

use signature_asice::Verifier;
use signature_identity::Certificate;
use signature_model::{JobId, OrganizationNumber, Timestamp};

pub use caller::Caller;
pub(crate) use dispatch::body_too_large;
pub use exit_link::ExitLink;
pub use job::{ActionError, Flow, Job, JobDocument, JobSigner, Who};
pub use settings::ServiceSettings;

use moment::Moment;
use queues::Queues;
use rate::RateLimiter;
use refusal::Refusal;
use tokens::Tokens;

use crate::error::{Error, ErrorKind};
use crate::pki::{Enterprise, TestPki};
use crate::results::Sealer;

/// The sandbox's core.
#[derive(Debug)]
pub struct FakeService {
    /// Scheme, host and port of every URL in replies.
    origin: String,
    settings: ServiceSettings,
    /// How far the service's time is ahead of its callers'.
    ahead: Duration,
    verifier: Verifier,
    sealer: Arc<Sealer>,
    jobs: BTreeMap<JobId, Job>,
    queues: Queues,
    rates: BTreeMap<OrganizationNumber, RateLimiter>,
    tokens: Tokens,
}

impl FakeService {
    /// A service without jobs.
    ///
    /// `origin` is scheme, host and port of every URL in replies, such as `https://localhost:8443`. The verifier has
    /// the anchors of the certificates that sign packages, and the intermediates for packages without them, which one
    /// official client sends; its tolerance of signing times is replaced by the one in the settings. The sealer seals
    /// the results.
    pub fn new(
        origin: impl Into<String>,
        verifier: Verifier,
        sealer: impl Into<Arc<Sealer>>,
        settings: ServiceSettings,
    ) -> Self {
        Self {
            origin: origin.into(),
            ahead: Duration::ZERO,
            verifier: verifier.with_signing_time_tolerance(settings.signing_time_tolerance()),
            sealer: sealer.into(),
            jobs: BTreeMap::new(),
            queues: Queues::default(),
            rates: BTreeMap::new(),
            tokens: Tokens::new(settings.seed()),
            settings,
        }
    }

    /// A service without jobs that takes packages signed with certificates of `pki`, and seals its results with one.
    ///
    /// # Errors
    /// [`Error`] if the sealing certificate cannot be made.
    pub fn with_pki(origin: impl Into<String>, pki: &TestPki, settings: ServiceSettings) -> Result<Self, Error> {
        let certificate = |der: &[u8]| Certificate::from_der(der.to_vec()).map_err(Error::of(ErrorKind::Identity));
        let verifier = Verifier::new(vec![certificate(pki.trust_anchor())?])
            .with_intermediates(vec![certificate(pki.issuing_ca())?]);
        let seal = pki.enterprise(&Enterprise::new("984661185", "Sandbox seal (SYNTHETIC TEST)"))?;
        Ok(Self::new(origin, verifier, Sealer::try_from(&seal)?, settings))
    }

    /// Moves the service's time forward: deadlines, leases and poll times in between pass. Callers keep their clocks.
    pub fn advance(&mut self, by: Duration) {
        self.ahead = self.ahead.saturating_add(by);
    }

    /// Lets deadlines pass. Every call and every action does this too; [`jobs`](Self::jobs) and [`job`](Self::job) show
    /// the state after the last time.
    pub fn pass_time(&mut self, now: Timestamp) {
        let now = Moment::new(now, self.ahead).service;
        for job in self.jobs.values_mut() {
            if job.pass_time(now) {
                self.queues.changed(job, now);
            }
        }
    }

    /// Every job, in the order of creation.
    pub fn jobs(&self) -> impl Iterator<Item = &Job> {
        self.jobs.values()
    }

    /// One job.
    pub fn job(&self, id: JobId) -> Option<&Job> {
        self.jobs.get(&id)
    }

    /// A job of this sender and flow, as long as the service keeps it.
    fn owned(&self, sender: &OrganizationNumber, flow: Flow, id: JobId) -> Result<&Job, Refusal> {
        let job = self.jobs.get(&id).filter(|job| job.is_of(sender, flow));
        job.ok_or_else(|| Refusal::not_found("job"))
    }

    /// The same, mutable.
    fn owned_mut(&mut self, sender: &OrganizationNumber, flow: Flow, id: JobId) -> Result<&mut Job, Refusal> {
        let job = self.jobs.get_mut(&id).filter(|job| job.is_of(sender, flow));
        job.ok_or_else(|| Refusal::not_found("job"))
    }
}
