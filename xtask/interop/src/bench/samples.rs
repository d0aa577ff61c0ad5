//! Invented messages and documents, in the sizes of real jobs. All personal numbers are synthetic.

use bytes::Bytes;
use signature_model::direct::{
    DirectJobResponse, DirectJobStatus, DirectSignature, DirectSignerIdentification, DirectSignerResponse,
};
use signature_model::portal::{
    Notifications, PortalJob, PortalJobManifest, PortalJobStatusChange, PortalSignature, PortalSigner,
    PortalSignerIdentification,
};
use signature_model::urls::{
    CancellationUrl, ConfirmationUrl, DeleteDocumentsUrl, PadesUrl, RedirectUrl, SignerUrl, StatusUrl, XadesUrl,
};
use signature_model::{
    Description, Document, Documents, EmailAddress, JobId, JobReference, JobStatus, MobileNumber, NonsensitiveTitle,
    OrganizationNumber, PersonalIdentificationNumber, PollingQueue, Sender, SignerLabel, SignerStatus, Signers,
    Timestamp, Title,
};

use xtask::failure::{Context as _, Failure};

/// The sender of every sample.
pub(super) const SENDER: &str = "310000001";
/// The length of a large document, a little below the limit for all documents of a job together.
pub(super) const LARGE: usize = 10_000_000;
/// The length of an ordinary document.
pub(super) const SMALL: usize = 50_000;

const SIGNERS: u8 = 10;
const DIRECT: &str = "https://api.signering.posten.no/api/310000001/direct/signature-jobs/1234567890";
const PORTAL: &str = "https://api.signering.posten.no/api/310000001/portal/signature-jobs/1234567890";

/// What the service answers to a new direct job.
pub(super) fn response() -> Result<DirectJobResponse, Failure> {
    let signer = |index| {
        let token = format!("cwYjoZOX5jOc1BACfTdhuIPj-M-B8yHwfHMkOdzTdKQ{index:02}");
        Ok(DirectSignerResponse::new(
            SignerUrl::new(format!("{DIRECT}/signers/{index}"))?,
            DirectSignerIdentification::Personal(person(index)?),
            RedirectUrl::new(format!("https://signering.posten.no/redirect#/{token}"))?,
        ))
    };
    let signers = (1..=SIGNERS).map(signer).collect::<Result<_, signature_model::Error>>().context("make signers")?;
    let mut response = DirectJobResponse::new(JobId::new(1_234_567_890), signers);
    response.reference = Some(reference()?);
    response.status_url = Some(StatusUrl::new(format!("{DIRECT}/status")).context("make a URL")?);
    Ok(response)
}

/// The state of a direct job that everyone has signed.
pub(super) fn status() -> Result<DirectJobStatus, Failure> {
    let since = now()?;
    let signature = |index| {
        let label = SignerLabel::new(person(index)?.expose())?;
        let mut signature = DirectSignature::new(Some(label), SignerStatus::Signed, since);
        signature.xades_url = Some(XadesUrl::new(format!("{DIRECT}/xades/{index}"))?);
        Ok(signature)
    };
    let signatures =
        (1..=SIGNERS).map(signature).collect::<Result<_, signature_model::Error>>().context("make signatures")?;
    let mut status = DirectJobStatus::new(JobId::new(1_234_567_890), JobStatus::CompletedSuccessfully, signatures);
    status.reference = Some(reference()?);
    status.confirmation_url = Some(ConfirmationUrl::new(format!("{DIRECT}/complete")).context("make a URL")?);
    status.delete_documents_url = Some(DeleteDocumentsUrl::new(format!("{DIRECT}/delete")).context("make a URL")?);
    status.pades_url = Some(PadesUrl::new(format!("{DIRECT}/pades")).context("make a URL")?);
    Ok(status)
}

/// The state of a portal job that everyone has signed, as a queue delivers it.
pub(super) fn change() -> Result<PortalJobStatusChange, Failure> {
    let since = now()?;
    let signature = |index| {
        let identification = PortalSignerIdentification::Personal(person(index)?);
        let mut signature = PortalSignature::new(SignerStatus::Signed, since, identification);
        signature.xades_url = Some(XadesUrl::new(format!("{PORTAL}/xades/{index}"))?);
        Ok(signature)
    };
    let signatures =
        (1..=SIGNERS).map(signature).collect::<Result<_, signature_model::Error>>().context("make signatures")?;
    let confirmation = ConfirmationUrl::new(format!("{PORTAL}/complete")).context("make a URL")?;
    let id = JobId::new(1_234_567_890);
    let mut change = PortalJobStatusChange::new(id, JobStatus::CompletedSuccessfully, confirmation, signatures);
    change.reference = Some(reference()?);
    change.cancellation_url = Some(CancellationUrl::new(format!("{PORTAL}/cancel")).context("make a URL")?);
    change.delete_documents_url = Some(DeleteDocumentsUrl::new(format!("{PORTAL}/delete")).context("make a URL")?);
    change.pades_url = Some(PadesUrl::new(format!("{PORTAL}/pades")).context("make a URL")?);
    Ok(change)
}

/// The manifest of the largest portal job.
pub(super) fn manifest() -> Result<PortalJobManifest, Failure> {
    Ok(portal_job(SIGNERS, documents(20)?)?.manifest(&sender()?))
}

/// A portal job with this number of signers.
pub(super) fn portal_job(signers: u8, documents: Documents) -> Result<PortalJob, Failure> {
    let signer = |index| {
        let address = EmailAddress::new(format!("signer.number{index}@example.com"))?;
        let both = Notifications::EmailAndSms(address, MobileNumber::new("+4700000000")?);
        Ok(PortalSigner::personal(person(index)?, both))
    };
    let signers =
        (1..=signers).map(signer).collect::<Result<Vec<_>, signature_model::Error>>().context("make signers")?;
    let signers = Signers::new(signers).context("collect signers")?;
    Ok(PortalJob::new(title("Leieavtale for bolig i Storgata 1")?, documents, signers)
        .with_reference(reference()?)
        .with_nonsensitive_title(NonsensitiveTitle::new("Et dokument til signering").context("make a title")?)
        .with_description(Description::new("Les gjennom alle vedlegg før du signerer.").context("make a description")?))
}

/// This number of small documents.
pub(super) fn documents(count: u8) -> Result<Documents, Failure> {
    let document = |index| Ok(Document::pdf(title(&format!("Vedlegg nr. {index}: tilstandsrapport"))?, bytes(100)));
    let documents = (1..=count).map(document).collect::<Result<Vec<_>, Failure>>()?;
    Documents::new(documents).context("collect documents")
}

/// The sender of every sample, with its own queue.
pub(super) fn sender() -> Result<Sender, Failure> {
    let number = OrganizationNumber::new(SENDER).context("name a sender")?;
    Ok(Sender::new(number).with_polling_queue(PollingQueue::new("rental contracts").context("name a queue")?))
}

pub(super) fn title(text: &str) -> Result<Title, Failure> {
    Title::new(text).context("make a title")
}

/// The time of everything.
pub(super) fn now() -> Result<Timestamp, Failure> {
    Timestamp::parse("2030-02-10T12:00:00.123+01:00").context("set a time")
}

/// Bytes that repeat only after a while.
pub(super) fn bytes(length: usize) -> Bytes {
    (0..=250_u8).cycle().take(length).collect()
}

fn reference() -> Result<JobReference, Failure> {
    JobReference::new("3f0e6a52-6d3f-4b5e-9b0c-2f6f2f1c7d11").context("name a job")
}

fn person(index: u8) -> Result<PersonalIdentificationNumber, signature_model::Error> {
    PersonalIdentificationNumber::new(format!("{index:02}010100000"))
}
