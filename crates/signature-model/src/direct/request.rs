//! `direct-signature-job-request`: the part of a new direct job that is not in the package.

use super::ExitUrls;
use crate::settings::words;
use crate::xml::{Mode, ReadError, Reader, Writer, message};
use crate::{JobReference, PollingQueue};

words! {
    /// How the sender gets the status of a direct job.
    ///
    /// Source: `direct.xsd#status-retrieval-method`
    StatusRetrievalMethod, "status-retrieval-method", "WAIT_FOR_CALLBACK or POLLING", {
        /// With the token that the signer's browser brings to an exit URL; the default.
        WaitForCallback = "WAIT_FOR_CALLBACK",
        /// By polling a queue.
        Polling = "POLLING",
    }
}

/// What the service gets about a new direct job beside its package.
///
/// Source: `direct.xsd#direct-signature-job-request`
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub struct DirectJobRequest {
    /// The sender's own reference, echoed in replies.
    pub reference: Option<JobReference>,
    /// Where the signers' browsers go afterwards.
    pub exit_urls: ExitUrls,
    /// How the sender gets the status; the service's default is to wait for the callback.
    pub status_retrieval_method: Option<StatusRetrievalMethod>,
    /// The queue for status changes; the default queue without one.
    pub polling_queue: Option<PollingQueue>,
}

message!(DirectJobRequest, "direct-signature-job-request", Mode::Exact);

impl DirectJobRequest {
    fn read(reader: &mut Reader<'_>) -> Result<Self, ReadError> {
        let (mut reference, mut exit_urls, mut method, mut queue) = (None, None, None, None);
        while let Some(name) = reader.child(&["reference", "exit-urls", "status-retrieval-method", "polling-queue"])? {
            match name {
                "reference" => reader.once(&mut reference, name, |text| text.value(JobReference::of_xml))?,
                "exit-urls" => reader.once(&mut exit_urls, name, ExitUrls::read)?,
                "status-retrieval-method" => {
                    reader.once(&mut method, name, |word| word.value(StatusRetrievalMethod::parse))?;
                }
                _ => reader.once(&mut queue, name, |text| text.value(PollingQueue::or_default))?,
            }
        }
        Ok(Self {
            reference,
            exit_urls: reader.required(exit_urls, "exit-urls")?,
            status_retrieval_method: method,
            polling_queue: queue.flatten(),
        })
    }

    fn write(&self, writer: &mut Writer<'_>) {
        writer.optional("reference", self.reference.as_ref().map(JobReference::as_str));
        writer.element("exit-urls", |urls| self.exit_urls.write(urls));
        writer.optional("status-retrieval-method", self.status_retrieval_method.map(StatusRetrievalMethod::as_str));
        writer.optional("polling-queue", self.polling_queue.as_ref().map(PollingQueue::as_str));
    }
}
