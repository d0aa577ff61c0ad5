//! A stored job and its signers. What can happen to them, and when, is in `life_cycle`.

mod life_cycle;

use std::fmt;
use std::time::Duration;

use bytes::Bytes;
use signature_model::direct::{DirectSignerIdentification, ExitUrls};
use signature_model::portal::PortalSignerIdentification;
use signature_model::{
    JobId, JobReference, OrganizationNumber, PollingQueue, SignerStatus, StatusQueryToken, Timestamp, Title,
};

use super::tokens::Token;
pub use life_cycle::ActionError;

/// Which of the two flows.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
#[non_exhaustive]
pub enum Flow {
    /// The signer is in the sender's web application.
    Direct,
    /// The signer is notified.
    Portal,
}

impl Flow {
    pub(super) const fn path(self) -> &'static str {
        match self {
            Self::Direct => "direct",
            Self::Portal => "portal",
        }
    }
}

/// A job in the sandbox. Its times are in the service's time.
#[derive(Debug)]
#[non_exhaustive]
pub struct Job {
    /// The service's number for it.
    pub id: JobId,
    /// Its sender.
    pub sender: OrganizationNumber,
    /// The sender's own reference.
    pub reference: Option<JobReference>,
    /// Its title.
    pub title: Title,
    /// Its documents.
    pub documents: Vec<JobDocument>,
    /// Its signers.
    pub signers: Vec<JobSigner>,
    /// The queue that its changes arrive in, if it has a name.
    pub polling_queue: Option<PollingQueue>,
    /// When it was created.
    pub created: Timestamp,
    /// How long each group of signers may act.
    pub available_for: Duration,
    /// The parts that only its flow has.
    pub(super) part: FlowPart,
    /// Counts everything that happened to it.
    pub(super) version: u64,
    /// When the current group got, or will get, its turn.
    pub(super) group_active_from: Timestamp,
    /// Whether its end has been confirmed; after that the service no longer answers for it.
    pub(super) forgotten: bool,
}

/// The parts that only one flow has.
#[derive(Debug)]
pub(super) enum FlowPart {
    Direct {
        exit_urls: ExitUrls,
        /// Whether changes go to a queue, and not through the signer's browser.
        polled: bool,
        /// Every token that was in an exit URL.
        status_tokens: Vec<StatusQueryToken>,
    },
    Portal,
}

/// One document of a job.
#[non_exhaustive]
pub struct JobDocument {
    /// Its title.
    pub title: Title,
    /// Its media type.
    pub media_type: String,
    /// Its bytes; `None` once they are deleted.
    pub content: Option<Bytes>,
}

impl fmt::Debug for JobDocument {
    /// Shows the length of the content, not the content.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let bytes = self.content.as_ref().map(Bytes::len);
        f.debug_struct("JobDocument")
            .field("media_type", &self.media_type)
            .field("bytes", &bytes)
            .finish_non_exhaustive()
    }
}

/// One signer of a job.
#[derive(Debug)]
#[non_exhaustive]
pub struct JobSigner {
    /// Who it is.
    pub who: Who,
    /// When it is their turn: lower first.
    pub order: u8,
    /// Their status.
    pub status: SignerStatus,
    /// When they got the status.
    pub since: Timestamp,
    /// The token of the latest redirect URL; used once.
    pub(super) redirect_token: Option<Token>,
}

/// The identity of a signer, by flow.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub enum Who {
    /// Of a direct job.
    Direct(DirectSignerIdentification),
    /// Of a portal job.
    Portal(PortalSignerIdentification),
}

impl Who {
    /// Whether this text names the signer: number, identifier, e-mail address or mobile number.
    pub fn is(&self, text: &str) -> bool {
        match self {
            Self::Direct(identification) => identification.expose() == text,
            Self::Portal(PortalSignerIdentification::Personal(number)) => number.expose() == text,
            Self::Portal(PortalSignerIdentification::ContactInformation(contact)) => {
                contact.email_address().is_some_and(|address| address.expose() == text)
                    || contact.mobile_number().is_some_and(|number| number.expose() == text)
            }
        }
    }
}

impl Job {
    /// Which flow it belongs to.
    pub fn flow(&self) -> Flow {
        match self.part {
            FlowPart::Direct { .. } => Flow::Direct,
            FlowPart::Portal => Flow::Portal,
        }
    }

    /// Whether it belongs to the sender and the flow, and the service still answers for it.
    pub(super) fn is_of(&self, sender: &OrganizationNumber, flow: Flow) -> bool {
        self.sender == *sender && self.flow() == flow && !self.forgotten
    }

    /// Whether its changes are polled, and do not come through the signer's browser.
    pub(super) fn is_polled(&self) -> bool {
        match self.part {
            FlowPart::Direct { polled, .. } => polled,
            FlowPart::Portal => true,
        }
    }

    /// Whether somebody has signed, and the documents are still there.
    pub(super) fn has_results(&self) -> bool {
        self.signers.iter().any(|signer| signer.status == SignerStatus::Signed) && !self.documents_deleted()
    }

    /// Whether the documents have been deleted.
    pub(super) fn documents_deleted(&self) -> bool {
        self.documents.iter().any(|document| document.content.is_none())
    }

    pub(super) fn delete_documents(&mut self) {
        self.documents.iter_mut().for_each(|document| document.content = None);
    }
}
