//! A job and its signers: what can happen to them, and when.
//!
//! Source: `docs/life-cycle`, `portal.xsd#order`

use std::time::Duration;

use bytes::Bytes;
use signature_model::direct::{DirectSignerIdentification, ExitUrls};
use signature_model::portal::{Availability, PortalSignerIdentification};
use signature_model::{
    JobId, JobReference, JobStatus, OrganizationNumber, PollingQueue, SignerStatus, Timestamp, Title,
};

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

/// A job as the sandbox keeps it.
#[derive(Debug)]
#[non_exhaustive]
pub struct Job {
    /// The service's number for it.
    pub id: JobId,
    /// Whose it is.
    pub sender: OrganizationNumber,
    /// The sender's own reference.
    pub reference: Option<JobReference>,
    /// Its title.
    pub title: Title,
    /// Its documents; without content once they are deleted.
    pub documents: Vec<JobDocument>,
    /// Its signers.
    pub signers: Vec<JobSigner>,
    /// The queue its changes arrive in, if it has a name.
    pub polling_queue: Option<PollingQueue>,
    /// When it was made.
    pub created: Timestamp,
    /// How long each group of signers may act.
    pub available_for: Duration,
    /// What belongs to its flow alone.
    pub(super) part: FlowPart,
    /// Counts everything that happened to it.
    pub(super) version: u64,
    /// When the group whose turn it is got, or will get, its turn.
    pub(super) group_active_from: Timestamp,
    /// Whether its end has been confirmed, after which the service answers nothing about it.
    pub(super) forgotten: bool,
}

/// What belongs to one flow alone.
#[derive(Debug)]
pub(super) enum FlowPart {
    Direct {
        exit_urls: ExitUrls,
        /// Whether changes go to a queue, and not with the signer's browser.
        polled: bool,
        /// Every token that an exit URL has carried.
        status_tokens: Vec<String>,
    },
    Portal,
}

/// One document of a job.
#[derive(Debug)]
#[non_exhaustive]
pub struct JobDocument {
    /// Its title.
    pub title: Title,
    /// Its media type.
    pub media_type: String,
    /// Its bytes.
    pub content: Bytes,
}

/// One signer of a job.
#[derive(Debug)]
#[non_exhaustive]
pub struct JobSigner {
    /// Who it is.
    pub who: Who,
    /// When it is their turn: lower first.
    pub order: u8,
    /// What has become of them.
    pub status: SignerStatus,
    /// Since when.
    pub since: Timestamp,
    /// The token of the latest redirect URL; used once.
    pub(super) redirect_token: Option<String>,
}

/// Who a signer is, in the words of their flow.
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
    /// How long a direct job lives.
    pub(super) const DIRECT_LIFETIME: Duration = Availability::DEFAULT;
    /// How long after the last signature documents can be deleted.
    const DELETABLE_AFTER: Duration = Duration::from_secs(24 * 60 * 60);

    /// Which flow it belongs to.
    pub fn flow(&self) -> Flow {
        match self.part {
            FlowPart::Direct { .. } => Flow::Direct,
            FlowPart::Portal => Flow::Portal,
        }
    }

    /// The state of the job as a whole.
    pub fn status(&self) -> JobStatus {
        if self.signers.iter().all(|signer| signer.status == SignerStatus::Signed) {
            JobStatus::CompletedSuccessfully
        } else if self.signers.iter().any(|signer| is_terminating(&signer.status)) {
            JobStatus::Failed
        } else {
            JobStatus::InProgress
        }
    }

    /// Whether it belongs to the sender and the flow, and is still answered for.
    pub(super) fn is_of(&self, sender: &OrganizationNumber, flow: Flow) -> bool {
        self.sender == *sender && self.flow() == flow && !self.forgotten
    }

    /// Whether the documents can be deleted now.
    ///
    /// Source: `docs/deletion`
    pub(super) fn is_deletable(&self, now: Timestamp) -> bool {
        let last = self.signers.iter().map(|signer| signer.since).max();
        self.status() == JobStatus::CompletedSuccessfully
            && last.is_some_and(|last| now.saturating_since(last) >= Self::DELETABLE_AFTER)
            && !self.documents_deleted()
    }

    /// Whether the documents have been deleted.
    pub(super) fn documents_deleted(&self) -> bool {
        self.documents.iter().all(|document| document.content.is_empty())
    }

    pub(super) fn delete_documents(&mut self) {
        self.documents.iter_mut().for_each(|document| document.content = Bytes::new());
    }

    /// Whether its changes are polled, and not brought by the signer's browser.
    pub(super) fn is_polled(&self) -> bool {
        match self.part {
            FlowPart::Direct { polled, .. } => polled,
            FlowPart::Portal => true,
        }
    }

    /// A signer signs.
    pub(super) fn sign(&mut self, now: Timestamp, signer: usize) -> Result<(), ActionError> {
        self.act(now, signer, SignerStatus::Signed)?;
        let turn = self.signers.get(signer).map(|signer| signer.order);
        if turn.is_some_and(|turn| !self.is_waiting(turn)) {
            // The next group gets its turn, and its own time, at once.
            self.group_active_from = now;
        }
        Ok(())
    }

    /// A signer declines, which ends the job.
    pub(super) fn reject(&mut self, now: Timestamp, signer: usize) -> Result<(), ActionError> {
        self.act(now, signer, SignerStatus::Rejected)?;
        self.end(now, &SignerStatus::NotApplicable);
        Ok(())
    }

    /// A direct signer meets an error. They may try again with a new redirect URL.
    ///
    /// *Sandbox choice*: the documentation contradicts itself on whether the job goes on.
    pub(super) fn fail(&mut self, now: Timestamp, signer: usize) -> Result<(), ActionError> {
        self.act(now, signer, SignerStatus::Failed)
    }

    /// The sender cancels. `false` if the job has ended before.
    pub(super) fn cancel(&mut self, now: Timestamp) -> bool {
        if self.status().is_terminal() {
            return false;
        }
        self.end(now, &SignerStatus::Cancelled);
        self.version += 1;
        true
    }

    /// Lets a deadline pass. `true` if that changed the job.
    pub(super) fn pass_time(&mut self, now: Timestamp) -> bool {
        let deadline = self.group_active_from.saturating_add(self.available_for);
        if self.status().is_terminal() || now < deadline {
            return false;
        }
        let turn = self.turn();
        for signer in self.signers.iter_mut().filter(|signer| can_still_sign(&signer.status)) {
            let missed = Some(signer.order) == turn;
            signer.status = if missed { SignerStatus::Expired } else { SignerStatus::NotApplicable };
            signer.since = deadline;
        }
        self.version += 1;
        true
    }

    fn act(&mut self, now: Timestamp, signer: usize, status: SignerStatus) -> Result<(), ActionError> {
        if self.status().is_terminal() {
            return Err(ActionError::JobEnded);
        }
        let turn = self.turn();
        let signer = self.signers.get_mut(signer).ok_or(ActionError::NoSuchSigner)?;
        if !can_still_sign(&signer.status) {
            return Err(ActionError::AlreadyActed);
        }
        if Some(signer.order) != turn || now < self.group_active_from {
            return Err(ActionError::NotTheirTurn);
        }
        signer.status = status;
        signer.since = now;
        self.version += 1;
        Ok(())
    }

    /// Gives everybody who has not acted the same status.
    fn end(&mut self, now: Timestamp, status: &SignerStatus) {
        for signer in self.signers.iter_mut().filter(|signer| can_still_sign(&signer.status)) {
            signer.status = status.clone();
            signer.since = now;
        }
    }

    /// Whose turn it is: the lowest order among those who can still sign.
    fn turn(&self) -> Option<u8> {
        let open = self.signers.iter().filter(|signer| can_still_sign(&signer.status));
        open.map(|signer| signer.order).min()
    }

    fn is_waiting(&self, order: u8) -> bool {
        self.signers.iter().any(|signer| signer.order == order && can_still_sign(&signer.status))
    }
}

fn can_still_sign(status: &SignerStatus) -> bool {
    matches!(status, SignerStatus::Waiting | SignerStatus::Failed)
}

fn is_terminating(status: &SignerStatus) -> bool {
    !can_still_sign(status) && *status != SignerStatus::Signed
}

/// Why somebody cannot do something to a job.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum ActionError {
    /// There is no such job.
    #[error("expected a job, found none with this number")]
    NoSuchJob,
    /// The job has no such signer.
    #[error("expected a signer of the job, found somebody else")]
    NoSuchSigner,
    /// The job has ended.
    #[error("expected a job in progress, found one that has ended")]
    JobEnded,
    /// The signer has signed or declined before.
    #[error("expected a signer who has not acted, found one who has")]
    AlreadyActed,
    /// Others come first, or the job is not active yet.
    #[error("expected a signer whose turn it is, found one who must wait")]
    NotTheirTurn,
    /// The job's flow does not know this.
    #[error("expected a direct job, found a portal job")]
    NotInThisFlow,
}
