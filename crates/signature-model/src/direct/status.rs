//! What the service says about the state of a direct job.

use super::DirectSignerIdentification;
use crate::signers::MAX_SIGNERS;
use crate::urls::{ConfirmationUrl, DeleteDocumentsUrl, PadesUrl, XadesUrl};
use crate::values::SignerLabel;
use crate::xml::{Mode, ReadError, ReadErrorKind, Reader, Writer, message, trimmed};
use crate::{JobId, JobReference, JobStatus, SignerStatus, Timestamp};

/// The state of a direct job.
///
/// Fetch the documents first, then confirm: when a job has ended, a confirmation may make its documents unavailable.
///
/// Source: `direct.xsd#direct-signature-job-status-response`
#[derive(Debug, Clone, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
#[serde(remote = "Self")]
#[non_exhaustive]
pub struct DirectJobStatus {
    /// The sender's own reference.
    pub reference: Option<JobReference>,
    /// The service's number for the job.
    pub job_id: JobId,
    /// The state of the job.
    pub status: JobStatus,
    /// The state of each signer: 1 to 10.
    pub signatures: Vec<DirectSignature>,
    /// Where to confirm. When it is there, the sender must confirm.
    pub confirmation_url: Option<ConfirmationUrl>,
    /// Where to delete the documents, while that is possible.
    pub delete_documents_url: Option<DeleteDocumentsUrl>,
    /// The signed document, when there is one.
    pub pades_url: Option<PadesUrl>,
}

message!(DirectJobStatus, "direct-signature-job-status-response", Mode::Lenient);

/// The state of one signer of a direct job.
#[derive(Debug, Clone, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
#[serde(remote = "Self")]
#[non_exhaustive]
pub struct DirectSignature {
    /// Which signer; the service may leave it out when there is only one.
    pub signer: Option<SignerLabel>,
    /// The state.
    pub status: SignerStatus,
    /// Since when.
    pub since: Timestamp,
    /// The signer's own signature, once signed.
    pub xades_url: Option<XadesUrl>,
}

crate::stored::quiet!(DirectJobStatus, DirectSignature);

impl DirectSignature {
    /// Builds a reply, for fake servers and tests.
    pub fn new(signer: Option<SignerLabel>, status: SignerStatus, since: Timestamp) -> Self {
        Self { signer, status, since, xades_url: None }
    }
}

const CHILDREN: &[&str] = &[
    "reference",
    "signature-job-id",
    "signature-job-status",
    "status",
    "confirmation-url",
    "delete-documents-url",
    "xades-url",
    "pades-url",
];

impl DirectJobStatus {
    /// Builds a reply, for fake servers and tests.
    pub fn new(job_id: JobId, status: JobStatus, signatures: Vec<DirectSignature>) -> Self {
        Self {
            reference: None,
            job_id,
            status,
            signatures,
            confirmation_url: None,
            delete_documents_url: None,
            pades_url: None,
        }
    }

    /// The state of the signer with this identification. A state without a label belongs to the only signer.
    pub fn signature_of(&self, identification: &DirectSignerIdentification) -> Option<&DirectSignature> {
        match self.signatures.as_slice() {
            [only] if only.signer.is_none() => Some(only),
            all => all.iter().find(|state| state.signer.as_ref().is_some_and(|label| identification.is(label))),
        }
    }

    fn read(reader: &mut Reader<'_>) -> Result<Self, ReadError> {
        let (mut reference, mut job_id, mut status, mut signatures) = (None, None, None, Vec::new());
        let (mut confirmation_url, mut delete_documents_url, mut pades_url) = (None, None, None);
        let mut xades_urls = Vec::new();
        while let Some(name) = reader.child(CHILDREN)? {
            match name {
                "reference" => reader.once(&mut reference, name, |text| text.value(JobReference::of_xml))?,
                "signature-job-id" => reader.once(&mut job_id, name, JobId::read)?,
                "signature-job-status" => reader.once(&mut status, name, |word| word.trimmed(JobStatus::parse))?,
                "status" => reader.many(&mut signatures, name, MAX_SIGNERS, DirectSignature::read)?,
                "confirmation-url" => {
                    reader.once(&mut confirmation_url, name, |url| url.trimmed(ConfirmationUrl::of_xml))?;
                }
                "delete-documents-url" => {
                    reader.once(&mut delete_documents_url, name, |url| url.trimmed(DeleteDocumentsUrl::of_xml))?;
                }
                "xades-url" => reader.many(&mut xades_urls, name, MAX_SIGNERS, read_xades_url)?,
                _ => reader.once(&mut pades_url, name, |url| url.trimmed(PadesUrl::of_xml))?,
            }
        }
        if signatures.is_empty() {
            return Err(reader.fault(ReadErrorKind::Missing("status")));
        }
        for (label, url) in xades_urls {
            attach(&mut signatures, label.as_ref(), url);
        }
        Ok(Self {
            reference,
            job_id: reader.required(job_id, "signature-job-id")?,
            status: reader.required(status, "signature-job-status")?,
            signatures,
            confirmation_url,
            delete_documents_url,
            pades_url,
        })
    }

    fn write(&self, writer: &mut Writer<'_>) {
        writer.optional("reference", self.reference.as_ref().map(JobReference::as_str));
        writer.text_element("signature-job-id", &self.job_id.to_string());
        writer.text_element("signature-job-status", self.status.as_str());
        for state in &self.signatures {
            writer.element("status", |element| {
                write_label(state.signer.as_ref(), element);
                element.attribute("since", &state.since.to_string());
                element.text(state.status.as_str());
            });
        }
        writer.optional("confirmation-url", self.confirmation_url.as_ref().map(ConfirmationUrl::as_str));
        writer.optional("delete-documents-url", self.delete_documents_url.as_ref().map(DeleteDocumentsUrl::as_str));
        for state in &self.signatures {
            if let Some(url) = &state.xades_url {
                writer.element("xades-url", |element| {
                    write_label(state.signer.as_ref(), element);
                    element.text(url.as_str());
                });
            }
        }
        writer.optional("pades-url", self.pades_url.as_ref().map(PadesUrl::as_str));
    }
}

impl DirectSignature {
    fn read(reader: &mut Reader<'_>) -> Result<Self, ReadError> {
        let [signer, since] = reader.attributes(["signer", "since"])?;
        let signer = read_label(reader, signer)?;
        let since = reader.required(since, "since")?;
        let since = Timestamp::parse(&since).map_err(|error| reader.fault(error))?;
        Ok(Self { signer, status: SignerStatus::of_xml(reader.text()?), since, xades_url: None })
    }
}

/// Gives a XAdES to its signer: the first with the same label that has none yet. Labels are optional on both sides; with
/// one signer, a missing one means that signer. A URL that fits no signer is left out, as it is no reason to refuse a
/// reply and nobody may get the signature of another.
fn attach(signatures: &mut [DirectSignature], label: Option<&SignerLabel>, url: XadesUrl) {
    let is_only = signatures.len() == 1;
    let owner = signatures.iter_mut().find(|state| {
        let is_same = match (state.signer.as_ref(), label) {
            (Some(own), Some(label)) => own == label,
            (Some(_), None) | (None, Some(_)) => is_only,
            (None, None) => true,
        };
        is_same && state.xades_url.is_none()
    });
    if let Some(owner) = owner {
        owner.xades_url = Some(url);
    }
}

fn read_xades_url(reader: &mut Reader<'_>) -> Result<(Option<SignerLabel>, XadesUrl), ReadError> {
    let [signer] = reader.attributes(["signer"])?;
    Ok((read_label(reader, signer)?, reader.trimmed(XadesUrl::of_xml)?))
}

fn read_label(reader: &Reader<'_>, label: Option<String>) -> Result<Option<SignerLabel>, ReadError> {
    label.map(|label| SignerLabel::of_xml(trimmed(label.into()))).transpose().map_err(|error| reader.fault(error))
}

fn write_label(label: Option<&SignerLabel>, writer: &mut Writer<'_>) {
    if let Some(label) = label {
        writer.attribute("signer", label.expose());
    }
}
