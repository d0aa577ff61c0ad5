//! The service's answers, from the state of its jobs. What calls change is in `calls`.

use bytes::Bytes;
use http::{Response, StatusCode};
use signature_model::direct::{DirectJobResponse, DirectJobStatus, DirectSignature, DirectSignerResponse};
use signature_model::portal::{PortalJobResponse, PortalJobStatusChange, PortalSignature};
use signature_model::urls::{
    CancellationUrl, ConfirmationUrl, DeleteDocumentsUrl, PadesUrl, RedirectUrl, SignerUrl, StatusUrl, XadesUrl,
};
use signature_model::{Error, JobStatus, OrganizationNumber, SignerLabel, SignerStatus};

use super::job::{FlowPart, Job, JobSigner, Who};
use super::refusal::Refusal;
use super::response::{ok, respond};
use super::routes::API;
use super::tokens::Token;
use super::{Caller, FakeService};

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

    /// One signer of a direct job, with their redirect URL.
    pub(super) fn direct_signer(&self, job: &Job, index: usize) -> Result<DirectSignerResponse, Refusal> {
        let signer = job.signers.get(index).ok_or_else(|| Refusal::not_found("signer"))?;
        let Who::Direct(identification) = &signer.who else { return Err(Refusal::not_found("signer")) };
        let token = signer.redirect_token.as_ref().map(Token::expose).unwrap_or_default();
        let redirect = RedirectUrl::new(format!("{}/web/redirect/{token}", self.origin));
        let signer_url = self.url(job, &format!("signers/{}", index + 1), SignerUrl::new)?;
        Ok(DirectSignerResponse::new(signer_url, identification.clone(), redirect.map_err(too_long)?))
    }

    /// The state of a direct job.
    pub(super) fn direct_status(&self, job: &Job, deletable: bool) -> Result<Vec<u8>, Refusal> {
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
        status.confirmation_url = Some(self.confirmation_url(job)?);
        status.delete_documents_url =
            deletable.then(|| self.url(job, "delete-documents", DeleteDocumentsUrl::new)).transpose()?;
        status.pades_url = self.pades_url(job)?;
        Ok(status.to_xml())
    }

    /// The state of a portal job.
    pub(super) fn portal_change(&self, job: &Job, deletable: bool) -> Result<Vec<u8>, Refusal> {
        let signatures = job.signers.iter().enumerate().filter_map(|(index, signer)| match &signer.who {
            Who::Direct(_) => None,
            Who::Portal(identification) => Some(self.xades_url(job, index, signer).map(|xades_url| {
                let mut signature =
                    PortalSignature::new(signer.status.clone(), signer.since.to_millis(), identification.clone());
                signature.xades_url = xades_url;
                signature
            })),
        });
        let signatures = signatures.collect::<Result<_, _>>()?;
        let mut change = PortalJobStatusChange::new(job.id, job.status(), self.confirmation_url(job)?, signatures);
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
        job.has_results().then(|| self.url(job, "pades", PadesUrl::new)).transpose()
    }

    /// The URL that confirms the job's current state. A queued job can have several states, so the URL says which.
    fn confirmation_url(&self, job: &Job) -> Result<ConfirmationUrl, Refusal> {
        let change = if job.is_polled() { format!("?change={}", job.version) } else { String::new() };
        self.url(job, &format!("complete{change}"), ConfirmationUrl::new)
    }

    /// The URL of something that belongs to a job.
    fn url<T>(&self, job: &Job, what: &str, new: impl FnOnce(String) -> Result<T, Error>) -> Result<T, Refusal> {
        let (origin, sender, flow, id) = (&self.origin, &job.sender, job.flow().path(), job.id);
        new(format!("{origin}{API}/{sender}/{flow}/signature-jobs/{id}/{what}")).map_err(too_long)
    }
}

/// The identity of the caller.
///
/// Source: `docs/root-resource`
pub(super) fn root(caller: &Caller, sender: &OrganizationNumber) -> Response<Bytes> {
    let text = match &caller.organization {
        Some(own) if own != sender => format!("You are {own}, operating on behalf of {sender}"),
        _ => format!("You are {sender}"),
    };
    respond(StatusCode::OK, "text/plain;charset=utf-8", text.into())
}

/// Only an origin of hundreds of characters makes a URL too long.
fn too_long(error: Error) -> Refusal {
    Refusal::unusable_result(format!("the sandbox's origin is unusable: {error}"))
}
