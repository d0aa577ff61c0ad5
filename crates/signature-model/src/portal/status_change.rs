//! One change that a portal queue delivers.

use super::Notifications;
use crate::signers::MAX_SIGNERS;
use crate::urls::{CancellationUrl, ConfirmationUrl, DeleteDocumentsUrl, PadesUrl, XadesUrl};
use crate::xml::{Mode, ReadError, ReadErrorKind, Reader, Writer, message};
use crate::{JobId, JobReference, JobStatus, PersonalIdentificationNumber, SignerStatus, Timestamp};

/// The state of a portal job after something has happened to it.
///
/// Fetch the documents and store the change first, then confirm it. A change that is not confirmed comes back; when a
/// job has ended, a confirmation may make its documents unavailable.
///
/// Source: `portal.xsd#portal-signature-job-status-change-response`
#[derive(Debug, Clone, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
#[serde(remote = "Self")]
#[non_exhaustive]
pub struct PortalJobStatusChange {
    /// The sender's own reference.
    pub reference: Option<JobReference>,
    /// The service's number for the job.
    pub job_id: JobId,
    /// The state of the job.
    pub status: JobStatus,
    /// Where to confirm the change.
    pub confirmation_url: ConfirmationUrl,
    /// Where to cancel, while that is possible.
    pub cancellation_url: Option<CancellationUrl>,
    /// Where to delete the documents, while that is possible.
    pub delete_documents_url: Option<DeleteDocumentsUrl>,
    /// The state of each signer: 1 to 10.
    pub signatures: Vec<PortalSignature>,
    /// The signed document, as soon as one signer has signed.
    pub pades_url: Option<PadesUrl>,
}

message!(PortalJobStatusChange, "portal-signature-job-status-change-response", Mode::Lenient);

/// The state of one signer of a portal job.
///
/// Source: `portal.xsd#signature`
#[derive(Debug, Clone, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
#[serde(remote = "Self")]
#[non_exhaustive]
pub struct PortalSignature {
    /// The state.
    pub status: SignerStatus,
    /// Since when.
    pub since: Timestamp,
    /// The identification of the signer.
    pub identification: PortalSignerIdentification,
    /// The signer's own signature, once signed.
    pub xades_url: Option<XadesUrl>,
}

impl PortalSignature {
    /// Builds a reply, for fake servers and tests.
    pub fn new(status: SignerStatus, since: Timestamp, identification: PortalSignerIdentification) -> Self {
        Self { status, since, identification, xades_url: None }
    }
}

/// Who a signer is, with the address that the job was created with.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, serde::Serialize, serde::Deserialize)]
#[serde(remote = "Self", rename_all = "snake_case")]
#[expect(clippy::exhaustive_enums, reason = "the schema's choice")]
pub enum PortalSignerIdentification {
    /// By personal identification number.
    Personal(PersonalIdentificationNumber),
    /// By contact details.
    ContactInformation(Notifications),
}

crate::stored::quiet!(PortalJobStatusChange, PortalSignature, PortalSignerIdentification);

const CHILDREN: &[&str] = &[
    "reference",
    "signature-job-id",
    "status",
    "confirmation-url",
    "cancellation-url",
    "delete-documents-url",
    "signatures",
];

impl PortalJobStatusChange {
    /// Builds a reply, for fake servers and tests.
    pub fn new(
        job_id: JobId,
        status: JobStatus,
        confirmation_url: ConfirmationUrl,
        signatures: Vec<PortalSignature>,
    ) -> Self {
        Self {
            reference: None,
            job_id,
            status,
            confirmation_url,
            cancellation_url: None,
            delete_documents_url: None,
            signatures,
            pades_url: None,
        }
    }

    /// The state of the signer with this identification.
    pub fn signature_of(&self, identification: &PortalSignerIdentification) -> Option<&PortalSignature> {
        self.signatures.iter().find(|signature| signature.identification == *identification)
    }

    fn read(reader: &mut Reader<'_>) -> Result<Self, ReadError> {
        let (mut reference, mut job_id, mut status) = (None, None, None);
        let (mut confirmation_url, mut cancellation_url, mut delete_documents_url) = (None, None, None);
        let mut signatures = None;
        while let Some(name) = reader.child(CHILDREN)? {
            match name {
                "reference" => reader.once(&mut reference, name, |text| text.value(JobReference::of_xml))?,
                "signature-job-id" => reader.once(&mut job_id, name, JobId::read)?,
                "status" => reader.once(&mut status, name, |word| word.trimmed(JobStatus::parse))?,
                "confirmation-url" => {
                    reader.once(&mut confirmation_url, name, |url| url.trimmed(ConfirmationUrl::of_xml))?;
                }
                "cancellation-url" => {
                    reader.once(&mut cancellation_url, name, |url| url.trimmed(CancellationUrl::of_xml))?;
                }
                "delete-documents-url" => {
                    reader.once(&mut delete_documents_url, name, |url| url.trimmed(DeleteDocumentsUrl::of_xml))?;
                }
                _ => reader.once(&mut signatures, name, read_signatures)?,
            }
        }
        let (signatures, pades_url) = reader.required(signatures, "signatures")?;
        Ok(Self {
            reference,
            job_id: reader.required(job_id, "signature-job-id")?,
            status: reader.required(status, "status")?,
            confirmation_url: reader.required(confirmation_url, "confirmation-url")?,
            cancellation_url,
            delete_documents_url,
            signatures,
            pades_url,
        })
    }

    fn write(&self, writer: &mut Writer<'_>) {
        writer.optional("reference", self.reference.as_ref().map(JobReference::as_str));
        writer.text_element("signature-job-id", &self.job_id.to_string());
        writer.text_element("status", self.status.as_str());
        writer.text_element("confirmation-url", self.confirmation_url.as_str());
        writer.optional("cancellation-url", self.cancellation_url.as_ref().map(CancellationUrl::as_str));
        writer.optional("delete-documents-url", self.delete_documents_url.as_ref().map(DeleteDocumentsUrl::as_str));
        writer.element("signatures", |list| {
            for signature in &self.signatures {
                list.element("signature", |element| signature.write(element));
            }
            list.optional("pades-url", self.pades_url.as_ref().map(PadesUrl::as_str));
        });
    }
}

fn read_signatures(reader: &mut Reader<'_>) -> Result<(Vec<PortalSignature>, Option<PadesUrl>), ReadError> {
    let (mut signatures, mut pades_url) = (Vec::new(), None);
    while let Some(name) = reader.child(&["signature", "pades-url"])? {
        if name == "signature" {
            reader.many(&mut signatures, name, MAX_SIGNERS, PortalSignature::read)?;
        } else {
            reader.once(&mut pades_url, name, |url| url.trimmed(PadesUrl::of_xml))?;
        }
    }
    if signatures.is_empty() {
        return Err(reader.fault(ReadErrorKind::Missing("signature")));
    }
    Ok((signatures, pades_url))
}

impl PortalSignature {
    fn read(reader: &mut Reader<'_>) -> Result<Self, ReadError> {
        let (mut status, mut identification, mut xades_url) = (None, None, None);
        while let Some(name) = reader.child(&["status", "personal-identification-number", "identifier", "xades-url"])? {
            match name {
                "status" => reader.once(&mut status, name, read_status)?,
                "personal-identification-number" => reader.once(&mut identification, name, |number| {
                    number.trimmed(PersonalIdentificationNumber::of_xml).map(PortalSignerIdentification::Personal)
                })?,
                "identifier" => reader.once(&mut identification, name, |contact| {
                    Notifications::read(contact).map(PortalSignerIdentification::ContactInformation)
                })?,
                _ => reader.once(&mut xades_url, name, |url| url.trimmed(XadesUrl::of_xml))?,
            }
        }
        let (status, since) = reader.required(status, "status")?;
        let identification = reader.required(identification, "personal-identification-number or identifier")?;
        Ok(Self { status, since, identification, xades_url })
    }

    fn write(&self, writer: &mut Writer<'_>) {
        writer.element("status", |status| {
            status.attribute("since", &self.since.to_string());
            status.text(self.status.as_str());
        });
        match &self.identification {
            PortalSignerIdentification::Personal(number) => {
                writer.text_element("personal-identification-number", number.expose());
            }
            PortalSignerIdentification::ContactInformation(notifications) => {
                writer.element("identifier", |element| notifications.write(element));
            }
        }
        writer.optional("xades-url", self.xades_url.as_ref().map(XadesUrl::as_str));
    }
}

fn read_status(reader: &mut Reader<'_>) -> Result<(SignerStatus, Timestamp), ReadError> {
    let [since] = reader.attributes(["since"])?;
    let since = reader.required(since, "since")?;
    let since = Timestamp::parse(&since).map_err(|error| reader.fault(error))?;
    Ok((SignerStatus::of_xml(reader.text()?), since))
}
