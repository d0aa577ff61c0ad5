//! The calls on jobs that exist.

use bytes::Bytes;
use http::{Response, StatusCode, Uri};
use signature_model::direct::DirectSignerUpdateRequest;
use signature_model::{ErrorCode, JobId, OrganizationNumber, PollingQueue, Timestamp};

use super::FakeService;
use super::job::{ActionError, Flow, FlowPart};
use super::moment::Moment;
use super::queues::{Polled, QueueKey};
use super::refusal::Refusal;
use super::response::{ok, status_only, with_poll_time};
use super::routes::query;

impl FakeService {
    /// A new redirect URL. The body may be the request element or, as one official client sends it, empty.
    ///
    /// *Sandbox choice*: earlier URLs stop working, and a signer who can no longer sign gets no new URL.
    pub(super) fn new_redirect_url(
        &mut self,
        now: Timestamp,
        sender: &OrganizationNumber,
        id: JobId,
        signer: usize,
        body: &[u8],
    ) -> Result<Response<Bytes>, Refusal> {
        if !body.is_empty() {
            DirectSignerUpdateRequest::from_xml(body).map_err(Refusal::against_schema)?;
        }
        let token = self.tokens.next();
        let job = self.owned_mut(sender, Flow::Direct, id)?;
        job.may_act(now, signer).map_err(|error| match error {
            ActionError::NoSuchSigner => Refusal::not_found("signer"),
            error => Refusal::cannot_sign(error),
        })?;
        let found = job.signers.get_mut(signer).ok_or_else(|| Refusal::not_found("signer"))?;
        found.redirect_token = Some(token);
        let job = self.owned(sender, Flow::Direct, id)?;
        self.direct_signer(job, signer).map(|response| ok(response.to_xml()))
    }

    /// The status of a direct job, for everybody who has a token from an exit URL.
    ///
    /// *Sandbox choice*: the tokens of earlier exit URLs stay valid.
    pub(super) fn status(
        &self,
        now: Timestamp,
        sender: &OrganizationNumber,
        id: JobId,
        uri: &Uri,
    ) -> Result<Response<Bytes>, Refusal> {
        let job = self.owned(sender, Flow::Direct, id)?;
        let FlowPart::Direct { status_tokens, polled: false, .. } = &job.part else {
            return Err(Refusal::not_found("status: the job's status is polled"));
        };
        if status_tokens.is_empty() {
            return Err(Refusal::ceremony_not_completed());
        }
        let given = query(uri, "status_query_token").unwrap_or_default();
        if !status_tokens.iter().any(|token| token.expose() == given) {
            let message = "the status query token does not belong to this job";
            return Err(Refusal::forbidden(ErrorCode::InvalidStatusQueryToken, message));
        }
        self.direct_status(job, job.is_deletable(now)).map(ok)
    }

    /// The next change of a queue.
    pub(super) fn poll(
        &mut self,
        now: Moment,
        sender: &OrganizationNumber,
        flow: Flow,
        uri: &Uri,
    ) -> Result<Response<Bytes>, Refusal> {
        let name = query(uri, "polling_queue").filter(|name| !name.is_empty());
        let name = name.map(PollingQueue::new).transpose().map_err(|_| Refusal::not_found("queue"))?;
        let key = QueueKey { sender: sender.clone(), flow, name };
        let version = |id| self.jobs.get(&id).map_or(0, |job| job.version);
        match self.queues.poll(key, now.service, self.settings.lease(), self.settings.empty_queue_wait(), version) {
            Polled::TooEarly { permitted_from } => {
                Ok(with_poll_time(now.for_caller(permitted_from), status_only(StatusCode::TOO_MANY_REQUESTS)))
            }
            Polled::Empty { permitted_from } => {
                Ok(with_poll_time(now.for_caller(permitted_from), status_only(StatusCode::NO_CONTENT)))
            }
            Polled::Job(id) => {
                let job = self.jobs.get(&id).ok_or_else(|| Refusal::not_found("job"))?;
                let deletable = job.is_deletable(now.service);
                let xml = match flow {
                    Flow::Direct => self.direct_status(job, deletable)?,
                    Flow::Portal => self.portal_change(job, deletable)?,
                };
                Ok(with_poll_time(now.caller, ok(xml)))
            }
        }
    }

    /// Removes a delivered status from its queue, and forgets jobs that have ended.
    ///
    /// *Sandbox choice*: the documentation says that the documents of an ended job *may* become unavailable once it
    /// is confirmed; here they do, so that a client that confirms too early notices it.
    pub(super) fn confirm(
        &mut self,
        sender: &OrganizationNumber,
        flow: Flow,
        id: JobId,
        uri: &Uri,
    ) -> Result<Response<Bytes>, Refusal> {
        let job = self.jobs.get_mut(&id).filter(|job| job.sender == *sender && job.flow() == flow);
        let job = job.ok_or_else(|| Refusal::not_found("job"))?;
        let change = query(uri, "change").and_then(|change| change.parse().ok());
        let latest_confirmed = self.queues.confirm(job, change.unwrap_or(job.version));
        job.forgotten |= latest_confirmed && job.status().is_terminal();
        Ok(status_only(StatusCode::OK))
    }

    /// Cancels a portal job.
    pub(super) fn cancel(
        &mut self,
        now: Timestamp,
        sender: &OrganizationNumber,
        id: JobId,
    ) -> Result<Response<Bytes>, Refusal> {
        let job = self.owned_mut(sender, Flow::Portal, id)?;
        if !job.cancel(now) {
            return Err(Refusal::conflict("JOB_ALREADY_COMPLETED", "the job has already ended"));
        }
        if let Some(job) = self.jobs.get(&id) {
            self.queues.changed(job, now);
        }
        Ok(status_only(StatusCode::OK))
    }

    /// Deletes the documents of a job.
    pub(super) fn delete_documents(
        &mut self,
        now: Timestamp,
        sender: &OrganizationNumber,
        flow: Flow,
        id: JobId,
    ) -> Result<Response<Bytes>, Refusal> {
        let job = self.owned_mut(sender, flow, id)?;
        if !job.is_deletable(now) {
            let message = "documents can be deleted from 24 hours after the last signature of a completed job";
            return Err(Refusal::conflict("DOCUMENTS_NOT_DELETABLE", message));
        }
        job.delete_documents();
        Ok(status_only(StatusCode::OK))
    }
}
