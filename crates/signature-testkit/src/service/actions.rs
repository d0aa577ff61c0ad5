//! The actions of signers. A page, a test or the development endpoint calls these.

use bytes::Bytes;
use http::{Response, StatusCode, Uri};
use signature_model::{JobId, StatusQueryToken, Timestamp};

use super::exit_link::ExitLink;
use super::job::{ActionError, Flow, FlowPart, Job};
use super::moment::Moment;
use super::refusal::Refusal;
use super::response::{respond, status_only};
use super::routes::query;
use super::tokens::Token;
use super::{Caller, FakeService};

impl FakeService {
    /// A signer signs. `signer` is a personal identification number, custom identifier, e-mail address or mobile number
    /// of the job; if it names several signers, the first one whose turn it is signs.
    ///
    /// Gives the exit URL for the browser of a direct job's signer. `now` is the caller's time, as for
    /// [`handle`](Self::handle).
    ///
    /// # Errors
    /// [`ActionError`] if the signer may not sign now.
    pub fn sign(&mut self, now: Timestamp, job: JobId, signer: &str) -> Result<Option<ExitLink>, ActionError> {
        self.act(now, job, signer, Job::sign)
    }

    /// A signer declines.
    ///
    /// # Errors
    /// [`ActionError`] if the signer may not decline now.
    pub fn reject(&mut self, now: Timestamp, job: JobId, signer: &str) -> Result<Option<ExitLink>, ActionError> {
        self.act(now, job, signer, Job::reject)
    }

    /// A signer of a direct job meets an error that is not their fault.
    ///
    /// # Errors
    /// [`ActionError`] if the signer may not sign now, or the job is of the portal flow.
    pub fn fail(&mut self, now: Timestamp, job: JobId, signer: &str) -> Result<Option<ExitLink>, ActionError> {
        if self.job(job).is_some_and(|job| job.flow() == Flow::Portal) {
            return Err(ActionError::NotInThisFlow);
        }
        self.act(now, job, signer, Job::fail)
    }

    fn act(
        &mut self,
        now: Timestamp,
        id: JobId,
        signer: &str,
        action: impl FnOnce(&mut Job, Timestamp, usize) -> Result<(), ActionError>,
    ) -> Result<Option<ExitLink>, ActionError> {
        self.pass_time(now);
        let now = Moment::new(now, self.ahead).service;
        let token = self.tokens.next();
        let job = self.jobs.get_mut(&id).ok_or(ActionError::NoSuchJob)?;
        let index = job.signer_named(now, signer).ok_or(ActionError::NoSuchSigner)?;
        action(job, now, index)?;
        self.queues.changed(job, now);
        Ok(job.exit(index, &token))
    }

    /// Signs without a person, like the test environments. Everybody who may act for the job's sender may do it.
    ///
    /// Source: `clients/dotnet#smoke-tests`
    pub(super) fn dev_mode_sign(
        &mut self,
        now: Timestamp,
        caller: &Caller,
        flow: Flow,
        id: JobId,
        uri: &Uri,
    ) -> Result<Response<Bytes>, Refusal> {
        let job = self.job(id).filter(|job| job.flow() == flow).ok_or_else(|| Refusal::not_found("job"))?;
        self.authorize(caller, &job.sender)?;
        let signer = query(uri, "signer").unwrap_or_default();
        Ok(match self.sign(now, id, &signer).map_err(Refusal::cannot_sign)? {
            Some(exit) => respond(StatusCode::OK, "text/plain;charset=utf-8", exit.expose().to_owned().into()),
            None => status_only(StatusCode::OK),
        })
    }
}

impl Job {
    /// The exit URL for the result of a direct job's signer, with a token that gives access to the job's status.
    fn exit(&mut self, signer: usize, token: &Token) -> Option<ExitLink> {
        use signature_model::SignerStatus::{Rejected, Signed};
        let status = &self.signers.get(signer)?.status;
        let FlowPart::Direct { exit_urls, status_tokens, .. } = &mut self.part else { return None };
        let page = match status {
            Signed => exit_urls.completion(),
            Rejected => exit_urls.rejection(),
            _ => exit_urls.error(),
        };
        // Any text that is not empty is a status query token.
        let token = StatusQueryToken::new(token.expose()).ok()?;
        status_tokens.push(token.clone());
        Some(ExitLink::new(page.as_str(), token))
    }
}
