//! `portal-signature-job-request` and the answer to it.

use crate::urls::CancellationUrl;
use crate::xml::{Mode, ReadError, Reader, Writer, message};
use crate::{JobId, JobReference, PollingQueue};

/// What the service gets about a new portal job beside its package.
///
/// Source: `portal.xsd#portal-signature-job-request`
#[derive(Debug, Clone, PartialEq, Eq, Default)]
#[non_exhaustive]
pub struct PortalJobRequest {
    /// The sender's own reference, echoed in replies.
    pub reference: Option<JobReference>,
    /// The queue for status changes; the default queue without one.
    pub polling_queue: Option<PollingQueue>,
}

message!(PortalJobRequest, "portal-signature-job-request", Mode::Exact);

impl PortalJobRequest {
    fn read(reader: &mut Reader<'_>) -> Result<Self, ReadError> {
        let (mut reference, mut queue) = (None, None);
        while let Some(name) = reader.child(&["reference", "polling-queue"])? {
            if name == "reference" {
                reader.once(&mut reference, name, |text| text.value(JobReference::of_xml))?;
            } else {
                reader.once(&mut queue, name, |text| text.value(PollingQueue::or_default))?;
            }
        }
        Ok(Self { reference, polling_queue: queue.flatten() })
    }

    fn write(&self, writer: &mut Writer<'_>) {
        writer.optional("reference", self.reference.as_ref().map(JobReference::as_str));
        writer.optional("polling-queue", self.polling_queue.as_ref().map(PollingQueue::as_str));
    }
}

/// A portal job was created. Store the reply: the cancellation URL comes again only with status changes.
///
/// Source: `portal.xsd#portal-signature-job-response`
#[derive(Debug, Clone, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
#[serde(remote = "Self")]
#[non_exhaustive]
pub struct PortalJobResponse {
    /// The sender's own reference.
    pub reference: Option<JobReference>,
    /// The service's number for the job.
    pub job_id: JobId,
    /// Where to cancel the job.
    pub cancellation_url: CancellationUrl,
}

crate::stored::quiet!(PortalJobResponse);

message!(PortalJobResponse, "portal-signature-job-response", Mode::Lenient);

impl PortalJobResponse {
    /// Builds a reply, for fake servers and tests.
    pub fn new(job_id: JobId, cancellation_url: CancellationUrl) -> Self {
        Self { reference: None, job_id, cancellation_url }
    }

    fn read(reader: &mut Reader<'_>) -> Result<Self, ReadError> {
        let (mut reference, mut job_id, mut cancellation_url) = (None, None, None);
        while let Some(name) = reader.child(&["reference", "signature-job-id", "cancellation-url"])? {
            match name {
                "reference" => reader.once(&mut reference, name, |text| text.value(JobReference::of_xml))?,
                "signature-job-id" => reader.once(&mut job_id, name, JobId::read)?,
                _ => reader.once(&mut cancellation_url, name, |url| url.trimmed(CancellationUrl::of_xml))?,
            }
        }
        Ok(Self {
            reference,
            job_id: reader.required(job_id, "signature-job-id")?,
            cancellation_url: reader.required(cancellation_url, "cancellation-url")?,
        })
    }

    fn write(&self, writer: &mut Writer<'_>) {
        writer.optional("reference", self.reference.as_ref().map(JobReference::as_str));
        writer.text_element("signature-job-id", &self.job_id.to_string());
        writer.text_element("cancellation-url", self.cancellation_url.as_str());
    }
}
