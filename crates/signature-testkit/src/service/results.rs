//! The signed documents of a job, made when they are fetched: the same job always gives the same bytes.

use bytes::Bytes;
use http::{Response, StatusCode};
use signature_model::{JobId, OrganizationNumber, SignerStatus, Timestamp};

use super::FakeService;
use super::job::{Flow, Job, JobDocument, JobSigner, Who};
use super::refusal::Refusal;
use super::response::respond;
use crate::results::Sealer;
use crate::results::pades::{Attachment, SignedDocument};
use crate::results::xades::{SignedFile, Xades};

impl FakeService {
    /// One signer's XAdES.
    pub(super) fn xades(
        &self,
        sender: &OrganizationNumber,
        flow: Flow,
        id: JobId,
        signer: usize,
    ) -> Result<Response<Bytes>, Refusal> {
        let job = signed_job(self.owned(sender, flow, id)?)?;
        let signer = job.signers.get(signer).filter(|signer| signer.status == SignerStatus::Signed);
        let signer = signer.ok_or_else(|| Refusal::not_found("signature"))?;
        let xades = xades(job, signer)?.sign(&self.sealer);
        let xades = xades.map_err(|error| Refusal::unusable_result(error.to_string()))?;
        Ok(respond(StatusCode::OK, "application/xml", xades.into()))
    }

    /// The job's PAdES, with the signatures so far.
    pub(super) fn pades(&self, sender: &OrganizationNumber, flow: Flow, id: JobId) -> Result<Response<Bytes>, Refusal> {
        let job = signed_job(self.owned(sender, flow, id)?)?;
        let pades = pades(job, &self.sealer)?;
        Ok(respond(StatusCode::OK, "application/octet-stream", pades.into()))
    }
}

/// A job that somebody has signed, and whose documents still exist.
fn signed_job(job: &Job) -> Result<&Job, Refusal> {
    if job.has_results() { Ok(job) } else { Err(Refusal::not_found("signed document")) }
}

fn content(document: &JobDocument) -> Result<&Bytes, Refusal> {
    document.content.as_ref().ok_or_else(|| Refusal::not_found("document"))
}

fn xades<'j>(job: &'j Job, signer: &'j JobSigner) -> Result<Xades<'j>, Refusal> {
    let files = job.documents.iter().map(|document| {
        let (title, media_type) = (document.title.expose(), &document.media_type);
        Ok(SignedFile { title, media_type, content: content(document)? })
    });
    let files = files.collect::<Result<_, Refusal>>()?;
    Ok(Xades { job: job.id, signer: describe(&signer.who), signed_at: signer.since.to_millis(), files })
}

fn pades(job: &Job, sealer: &Sealer) -> Result<Vec<u8>, Refusal> {
    let mut document = SignedDocument::new(job.title.expose(), job.sender.as_str());
    for (index, original) in job.documents.iter().enumerate() {
        let extension = if original.media_type == "text/plain" { "txt" } else { "pdf" };
        let name = format!("document-{}.{extension}", index + 1);
        let attachment = Attachment::new(name, original.media_type.clone(), content(original)?.clone());
        document = document.with_document(original.title.expose(), attachment);
    }
    for (index, signer) in job.signers.iter().enumerate() {
        document =
            document.with_signer(&format!("{}: {}", describe(&signer.who), signer.status), whole_seconds(signer.since));
        if signer.status == SignerStatus::Signed {
            let xades = xades(job, signer)?.sign(sealer);
            let xades = xades.map_err(|error| Refusal::unusable_result(error.to_string()))?;
            let name = format!("xades-{}.xml", index + 1);
            document = document.with_xades(Attachment::new(name, "application/xml", xades));
        }
    }
    let sealed_at = job.signers.iter().map(|signer| signer.since).max().unwrap_or(job.created);
    document.seal(sealer, whole_seconds(sealed_at)).map_err(|error| Refusal::unusable_result(error.to_string()))
}

/// The text that identifies a signer in the result.
fn describe(who: &Who) -> String {
    use signature_model::portal::PortalSignerIdentification::{ContactInformation, Personal};
    match who {
        Who::Direct(identification) => identification.expose().to_owned(),
        Who::Portal(Personal(number)) => number.expose().to_owned(),
        Who::Portal(ContactInformation(contact)) => {
            let address = contact.email_address().map(|address| address.expose());
            address.or(contact.mobile_number().map(|number| number.expose())).unwrap_or_default().to_owned()
        }
    }
}

fn whole_seconds(time: Timestamp) -> Timestamp {
    Timestamp::from_unix_millis(time.as_unix_seconds().saturating_mul(1000)).unwrap_or(time)
}
