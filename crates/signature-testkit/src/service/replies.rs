//! What the service answers, from the state of its jobs.

use bytes::Bytes;
use http::header::{CONTENT_LENGTH, CONTENT_TYPE, HeaderValue};
use http::{Response, StatusCode, Uri};
use signature_model::UtcOffset;
use signature_model::direct::{
    DirectJobResponse, DirectJobStatus, DirectSignerResponse, DirectSignature, DirectSignerUpdateRequest,
};
use signature_model::portal::{PortalJobResponse, PortalJobStatusChange, PortalSignature};
use signature_model::urls::{
    CancellationUrl, ConfirmationUrl, DeleteDocumentsUrl, PadesUrl, RedirectUrl, SignerUrl, StatusUrl, XadesUrl,
};
use signature_model::values::{InvalidValue, SignerLabel};
use signature_model::{ErrorCode, JobId, JobStatus, OrganizationNumber, PollingQueue, SignerStatus, Timestamp};

use super::job::{Flow, FlowPart, Job, JobSigner, Who};
use super::queues::{Polled, QueueKey};
use super::routes::{API, query};
use super::{Caller, FakeService, Refusal};

impl FakeService {
    /// The answer to a new job.
    pub(super) fn created(&self, job: &Job) -> Result<Response<Bytes>, Refusal> {
        let xml = match &job.part {
            FlowPart::Direct { polled, .. } => {
                let signers = (0..job.signers.len()).map(|index| self.direct_signer(job, index));
                let mut response = DirectJobResponse::new(job.id, signers.collect::<Result<_, _>>()?);
                response.reference = job.reference.clone();
                response.status_url = (!polled).then(|| self.url(job, "status", StatusUrl::new)).transpose()?;
                response.to_xml()
            }
            FlowPart::Portal => {
                let mut response = PortalJobResponse::new(job.id, self.url(job, "cancel", CancellationUrl::new)?);
                response.reference = job.reference.clone();
                response.to_xml()
            }
        };
        Ok(ok(xml))
    }

    /// A new redirect URL. The body may be the request element or, as one official client has it, nothing.
    ///
    /// *Sandbox choice*: the URLs given before stop working.
    pub(super) fn new_redirect_url(
        &mut self,
        sender: &OrganizationNumber,
        id: JobId,
        signer: usize,
        body: &[u8],
    ) -> Result<Response<Bytes>, Refusal> {
        if !body.is_empty() {
            DirectSignerUpdateRequest::from_xml(body).map_err(|error| {
                let message = format!("Xml-message was not in accordance to schema: {error}");
                Refusal::bad_request(ErrorCode::SchemaValidationError, message)
            })?;
        }
        let token = self.tokens.next();
        let job = self.owned_mut(sender, Flow::Direct, id)?;
        let found = job.signers.get_mut(signer).ok_or_else(|| Refusal::not_found("signer"))?;
        found.redirect_token = Some(token);
        let job = self.owned(sender, Flow::Direct, id)?;
        self.direct_signer(job, signer).map(|response| ok(response.to_xml()))
    }

    /// The status of a direct job, for whoever has a token that an exit URL carried.
    pub(super) fn status(&self, sender: &OrganizationNumber, id: JobId, uri: &Uri) -> Result<Response<Bytes>, Refusal> {
        let job = self.owned(sender, Flow::Direct, id)?;
        let FlowPart::Direct { status_tokens, polled: false, .. } = &job.part else {
            return Err(Refusal::not_found("status: the job's status is polled"));
        };
        if status_tokens.is_empty() {
            return Err(Refusal::ceremony_not_completed());
        }
        let token = query(uri, "status_query_token").unwrap_or_default();
        if !status_tokens.contains(&token) {
            let message = "the status query token is not one of this job";
            return Err(Refusal::forbidden(ErrorCode::InvalidStatusQueryToken, message));
        }
        self.direct_status(job, false).map(ok)
    }

    /// The next change of a queue.
    pub(super) fn poll(
        &mut self,
        now: Timestamp,
        sender: &OrganizationNumber,
        flow: Flow,
        uri: &Uri,
    ) -> Result<Response<Bytes>, Refusal> {
        let name = query(uri, "polling_queue").filter(|name| !name.is_empty());
        let name = name.map(PollingQueue::new).transpose().map_err(|_| Refusal::not_found("queue"))?;
        let key = QueueKey { sender: sender.clone(), flow, name };
        let version = |id| self.jobs.get(&id).map_or(0, |job| job.version);
        match self.queues.poll(key, now, self.settings.lease, self.settings.empty_queue_wait, version) {
            Polled::TooEarly { permitted_from } => {
                Ok(permitted_from_header(permitted_from, status_only(StatusCode::TOO_MANY_REQUESTS)))
            }
            Polled::Empty { permitted_from } => {
                Ok(permitted_from_header(permitted_from, status_only(StatusCode::NO_CONTENT)))
            }
            Polled::Job(id) => {
                let job = self.jobs.get(&id).ok_or_else(|| Refusal::not_found("job"))?;
                let xml = match flow {
                    Flow::Direct => self.direct_status(job, job.is_deletable(now))?,
                    Flow::Portal => self.portal_change(job, job.is_deletable(now))?,
                };
                Ok(permitted_from_header(now, ok(xml)))
            }
        }
    }

    /// Takes a delivered status out of its queue, and forgets jobs that have ended.
    ///
    /// *Sandbox choice*: the documentation says that the documents of an ended job *may* become unavailable once it
    /// is confirmed; here they do, so that a client which confirms too early finds out.
    pub(super) fn confirm(
        &mut self,
        now: Timestamp,
        sender: &OrganizationNumber,
        flow: Flow,
        id: JobId,
    ) -> Result<Response<Bytes>, Refusal> {
        let job = self.jobs.get_mut(&id).filter(|job| job.sender == *sender && job.flow() == flow);
        let job = job.ok_or_else(|| Refusal::not_found("job"))?;
        let latest_confirmed = self.queues.confirm(job, now);
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

    fn direct_signer(&self, job: &Job, index: usize) -> Result<DirectSignerResponse, Refusal> {
        let signer = job.signers.get(index).ok_or_else(|| Refusal::not_found("signer"))?;
        let Who::Direct(identification) = &signer.who else { return Err(Refusal::not_found("signer")) };
        let token = signer.redirect_token.as_deref().unwrap_or_default();
        let redirect = RedirectUrl::new(format!("{}/web/redirect/{token}", self.settings.origin));
        let signer_url = self.url(job, &format!("signers/{}", index + 1), SignerUrl::new)?;
        Ok(DirectSignerResponse::new(signer_url, identification.clone(), redirect.map_err(too_long)?))
    }

    fn direct_status(&self, job: &Job, deletable: bool) -> Result<Vec<u8>, Refusal> {
        let states = job.signers.iter().enumerate().map(|(index, signer)| {
            let label = match &signer.who {
                Who::Direct(identification) => SignerLabel::new(identification.expose()).ok(),
                Who::Portal(_) => None,
            };
            let mut state = DirectSignature::new(label, signer.status.clone(), signer.since.to_millis());
            state.xades_url = self.xades_url(job, index, signer)?;
            Ok(state)
        });
        let mut status = DirectJobStatus::new(job.id, job.status(), states.collect::<Result<_, Refusal>>()?);
        status.reference = job.reference.clone();
        status.confirmation_url = Some(self.url(job, "complete", ConfirmationUrl::new)?);
        status.delete_documents_url =
            deletable.then(|| self.url(job, "delete-documents", DeleteDocumentsUrl::new)).transpose()?;
        status.pades_url = self.pades_url(job)?;
        Ok(status.to_xml())
    }

    fn portal_change(&self, job: &Job, deletable: bool) -> Result<Vec<u8>, Refusal> {
        let signatures = job.signers.iter().enumerate().filter_map(|(index, signer)| match &signer.who {
            Who::Direct(_) => None,
            Who::Portal(identification) => Some(self.xades_url(job, index, signer).map(|xades_url| {
                let mut signature =
                    PortalSignature::new(signer.status.clone(), signer.since.to_millis(), identification.clone());
                signature.xades_url = xades_url;
                signature
            })),
        });
        let confirmation = self.url(job, "complete", ConfirmationUrl::new)?;
        let signatures = signatures.collect::<Result<_, _>>()?;
        let mut change = PortalJobStatusChange::new(job.id, job.status(), confirmation, signatures);
        change.reference = job.reference.clone();
        let cancellable = job.status() == JobStatus::InProgress;
        change.cancellation_url = cancellable.then(|| self.url(job, "cancel", CancellationUrl::new)).transpose()?;
        change.delete_documents_url =
            deletable.then(|| self.url(job, "delete-documents", DeleteDocumentsUrl::new)).transpose()?;
        change.pades_url = self.pades_url(job)?;
        Ok(change.to_xml())
    }

    fn xades_url(&self, job: &Job, index: usize, signer: &JobSigner) -> Result<Option<XadesUrl>, Refusal> {
        let signed = signer.status == SignerStatus::Signed && !job.documents_deleted();
        signed.then(|| self.url(job, &format!("xades/{}", index + 1), XadesUrl::new)).transpose()
    }

    fn pades_url(&self, job: &Job) -> Result<Option<PadesUrl>, Refusal> {
        let any = job.signers.iter().any(|signer| signer.status == SignerStatus::Signed) && !job.documents_deleted();
        any.then(|| self.url(job, "pades", PadesUrl::new)).transpose()
    }

    /// The URL of something that belongs to a job.
    fn url<T>(&self, job: &Job, what: &str, new: impl FnOnce(String) -> Result<T, InvalidValue>) -> Result<T, Refusal> {
        let (origin, sender, flow, id) = (&self.settings.origin, &job.sender, job.flow().path(), job.id);
        new(format!("{origin}{API}/{sender}/{flow}/signature-jobs/{id}/{what}")).map_err(too_long)
    }
}

/// Who the caller is taken for.
///
/// Source: `docs/root-resource`
pub(super) fn root(caller: &Caller, sender: &OrganizationNumber) -> Response<Bytes> {
    let text = match &caller.organization {
        Some(own) if own != sender => format!("You are {own}, operating on behalf of {sender}"),
        _ => format!("You are {sender}"),
    };
    respond(StatusCode::OK, "text/plain;charset=utf-8", text.into())
}

/// The rate filter's answer.
pub(super) fn rate_limited() -> Response<Bytes> {
    let mut response = status_only(StatusCode::TOO_MANY_REQUESTS);
    response.headers_mut().insert("DoSFilter", HeaderValue::from_static("unavailable"));
    response
}

pub(super) fn xml(status: StatusCode, body: Vec<u8>) -> Response<Bytes> {
    respond(status, "application/xml", body.into())
}

pub(super) fn status_only(status: StatusCode) -> Response<Bytes> {
    let mut response = Response::new(Bytes::new());
    *response.status_mut() = status;
    response
}

pub(super) fn respond(status: StatusCode, content_type: &'static str, body: Bytes) -> Response<Bytes> {
    let length = HeaderValue::from(body.len());
    let mut response = Response::new(body);
    *response.status_mut() = status;
    response.headers_mut().insert(CONTENT_TYPE, HeaderValue::from_static(content_type));
    response.headers_mut().insert(CONTENT_LENGTH, length);
    response
}

fn ok(body: Vec<u8>) -> Response<Bytes> {
    xml(StatusCode::OK, body)
}

fn permitted_from_header(permitted_from: Timestamp, mut response: Response<Bytes>) -> Response<Bytes> {
    if let Ok(value) = HeaderValue::try_from(permitted_from.to_xml(UtcOffset::UTC)) {
        response.headers_mut().insert("X-Next-permitted-poll-time", value);
    }
    response
}

/// Only an origin of hundreds of characters makes a URL too long.
fn too_long(error: InvalidValue) -> Refusal {
    Refusal::unusable_result(format!("the sandbox's origin is unusable: {error}"))
}
