//! The service as a pure machine: state, rules and replies.
//!
//! `handle` takes the time, who calls and what they ask, and gives the reply. Nothing here reads a clock, waits, or
//! keeps a secret from its owner: a test may look at every job.
//!
//! Every `now` is the time of the callers. The service's own time is the same until [`FakeService::advance`] moves it
//! forward. Then leases, poll times and deadlines run by the service's time, which jobs and statuses show; signing
//! times and certificates are judged, and poll times told, by that of the callers, whose clocks nobody moved.
//!
//! Where the service's documentation is silent, the choice made is marked with *Sandbox choice* where it stands.

mod access;
mod actions;
mod caller;
mod calls;
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
mod results;
mod routes;
mod settings;
mod tokens;

use std::collections::BTreeMap;
use std::time::Duration;

use bytes::Bytes;
use http::{Method, Request, Response};
use signature_asice::Verifier;
use signature_model::{JobId, OrganizationNumber, Timestamp};

pub use caller::Caller;
pub use exit_link::ExitLink;
pub use job::{ActionError, Flow, Job, JobDocument, JobSigner, Who};
pub use settings::ServiceSettings;

use moment::Moment;
use queues::Queues;
use rate::RateFilter;
use refusal::Refusal;
use routes::Route;
use tokens::Tokens;

/// The sandbox's core.
#[derive(Debug)]
pub struct FakeService {
    settings: ServiceSettings,
    /// How far the service's time is ahead of its callers'.
    ahead: Duration,
    verifier: Verifier,
    jobs: BTreeMap<JobId, Job>,
    queues: Queues,
    rates: BTreeMap<OrganizationNumber, RateFilter>,
    tokens: Tokens,
}

impl FakeService {
    /// A service without jobs.
    pub fn new(settings: ServiceSettings) -> Self {
        let verifier = Verifier::new(settings.trust_anchors.clone())
            .with_intermediates(settings.intermediates.clone())
            .with_signing_time_tolerance(settings.signing_time_tolerance);
        Self {
            ahead: Duration::ZERO,
            verifier,
            jobs: BTreeMap::new(),
            queues: Queues::default(),
            rates: BTreeMap::new(),
            tokens: Tokens::new(settings.seed),
            settings,
        }
    }

    /// Answers one request. `now` should not go backwards.
    pub fn handle(&mut self, now: Timestamp, caller: &Caller, request: &Request<Bytes>) -> Response<Bytes> {
        self.pass_time(now);
        match self.dispatch(Moment::new(now, self.ahead), caller, request) {
            Ok(response) => response,
            Err(refusal) => refusal.into_response(),
        }
    }

    /// Moves the service's time forward: deadlines, leases and poll times in between pass. Callers keep their clocks.
    pub fn advance(&mut self, by: Duration) {
        self.ahead = self.ahead.saturating_add(by);
    }

    /// Lets deadlines pass. Every call and every action does so by itself; what [`jobs`](Self::jobs) and
    /// [`job`](Self::job) show is as of the last time.
    pub fn pass_time(&mut self, now: Timestamp) {
        let now = Moment::new(now, self.ahead).service;
        for job in self.jobs.values_mut() {
            if job.pass_time(now) {
                self.queues.changed(job, now);
            }
        }
    }

    /// Every job there is, in the order they were made.
    pub fn jobs(&self) -> impl Iterator<Item = &Job> {
        self.jobs.values()
    }

    /// One job.
    pub fn job(&self, id: JobId) -> Option<&Job> {
        self.jobs.get(&id)
    }

    fn dispatch(
        &mut self,
        moment: Moment,
        caller: &Caller,
        request: &Request<Bytes>,
    ) -> Result<Response<Bytes>, Refusal> {
        let now = moment.service;
        if self.is_blocked(now, caller) {
            return Ok(replies::rate_limited());
        }
        let (sender, route) = match routes::parse(request.method(), request.uri().path())? {
            routes::Target::Api { sender, route } => (sender, route),
            routes::Target::DevModeSign { flow, job } => {
                return self.dev_mode_sign(moment.caller, caller, flow, job, request.uri());
            }
        };
        self.authorize(caller, &sender)?;
        match route {
            Route::Archive => Err(Refusal::nothing_archived()),
            Route::Root => Ok(replies::root(caller, &sender)),
            Route::Jobs(flow) if request.method() == Method::POST => {
                self.create(moment, caller, &sender, flow, request)
            }
            Route::Jobs(flow) => self.poll(moment, &sender, flow, request.uri()),
            Route::Signer { job, signer } => self.new_redirect_url(now, &sender, job, signer, request.body()),
            Route::Status { job } => self.status(now, &sender, job, request.uri()),
            Route::Confirm { flow, job } => self.confirm(&sender, flow, job, request.uri()),
            Route::Cancel { job } => self.cancel(now, &sender, job),
            Route::Xades { flow, job, signer } => self.xades(&sender, flow, job, signer),
            Route::Pades { flow, job } => self.pades(&sender, flow, job),
            Route::DeleteDocuments { flow, job } => self.delete_documents(now, &sender, flow, job),
        }
    }

    /// A job of this sender and flow, as long as the service keeps it.
    fn owned(&self, sender: &OrganizationNumber, flow: Flow, id: JobId) -> Result<&Job, Refusal> {
        let job = self.jobs.get(&id).filter(|job| job.is_of(sender, flow));
        job.ok_or_else(|| Refusal::not_found("job"))
    }

    /// The same, to be changed.
    fn owned_mut(&mut self, sender: &OrganizationNumber, flow: Flow, id: JobId) -> Result<&mut Job, Refusal> {
        let job = self.jobs.get_mut(&id).filter(|job| job.is_of(sender, flow));
        job.ok_or_else(|| Refusal::not_found("job"))
    }
}

/// The answer to a request whose body a shell did not read to its end.
pub(crate) fn body_too_large(most: usize) -> Response<Bytes> {
    Refusal::body_too_large(most).into_response()
}
