//! The service as a pure machine: state, rules and replies.
//!
//! `handle` takes the time, who calls and what they ask, and gives the reply. Nothing here reads a clock, waits, or
//! keeps a secret from its owner: a test may look at every job.
//!
//! Where the service's documentation is silent, the choice made is marked with *Sandbox choice* where it stands.

mod access;
mod actions;
mod caller;
mod intake;
mod job;
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

use bytes::Bytes;
use http::{Method, Request, Response};
use signature_asice::Verifier;
use signature_model::{JobId, OrganizationNumber, Timestamp};

pub use actions::SignerLink;
pub use caller::Caller;
pub use job::{ActionError, Flow, Job, JobDocument, JobSigner, Who};
pub use settings::ServiceSettings;

use queues::Queues;
use rate::RateFilter;
use refusal::Refusal;
use routes::Route;
use tokens::Tokens;

/// The sandbox's core.
#[derive(Debug)]
pub struct FakeService {
    settings: ServiceSettings,
    verifier: Verifier,
    jobs: BTreeMap<JobId, Job>,
    queues: Queues,
    rates: BTreeMap<OrganizationNumber, RateFilter>,
    tokens: Tokens,
}

impl FakeService {
    /// A service without jobs.
    pub fn new(settings: ServiceSettings) -> Self {
        let verifier = Verifier::new(settings.trust_anchors.clone());
        let tokens = Tokens::new(settings.seed);
        Self { settings, verifier, jobs: BTreeMap::new(), queues: Queues::default(), rates: BTreeMap::new(), tokens }
    }

    /// Answers one request. `now` should not go backwards.
    pub fn handle(&mut self, now: Timestamp, caller: &Caller, request: &Request<Bytes>) -> Response<Bytes> {
        self.pass_time(now);
        match self.dispatch(now, caller, request) {
            Ok(response) => response,
            Err(refusal) => refusal.into_response(),
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
        now: Timestamp,
        caller: &Caller,
        request: &Request<Bytes>,
    ) -> Result<Response<Bytes>, Refusal> {
        if self.is_blocked(now, caller) {
            return Ok(replies::rate_limited());
        }
        let (sender, route) = match routes::parse(request.method(), request.uri().path())? {
            routes::Target::Api { sender, route } => (sender, route),
            routes::Target::DevModeSign { flow, job } => return self.dev_mode_sign(now, flow, job, request.uri()),
        };
        self.authorize(caller, &sender)?;
        match route {
            Route::Root => Ok(replies::root(caller, &sender)),
            Route::Jobs(flow) if request.method() == Method::POST => self.create(now, caller, &sender, flow, request),
            Route::Jobs(flow) => self.poll(now, &sender, flow, request.uri()),
            Route::Signer { job, signer } => self.new_redirect_url(&sender, job, signer, request.body()),
            Route::Status { job } => self.status(&sender, job, request.uri()),
            Route::Confirm { flow, job } => self.confirm(now, &sender, flow, job),
            Route::Cancel { job } => self.cancel(now, &sender, job),
            Route::Xades { flow, job, signer } => self.xades(&sender, flow, job, signer),
            Route::Pades { flow, job } => self.pades(&sender, flow, job),
            Route::DeleteDocuments { flow, job } => self.delete_documents(now, &sender, flow, job),
        }
    }

    /// Lets deadlines pass and chained signers get their turn.
    fn pass_time(&mut self, now: Timestamp) {
        for job in self.jobs.values_mut() {
            if job.pass_time(now) {
                self.queues.changed(job, now);
            }
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
