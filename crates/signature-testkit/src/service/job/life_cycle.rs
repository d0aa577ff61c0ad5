//! What can happen to a job and its signers, and when.
//!
//! Source: `docs/life-cycle`, `portal.xsd#order`

use std::time::Duration;

use signature_model::portal::Availability;
use signature_model::{JobStatus, SignerStatus, Timestamp};

use super::Job;

impl Job {
    /// How long a direct job stays open.
    pub(in crate::service) const DIRECT_LIFETIME: Duration = Availability::DEFAULT;
    /// How long after the last signature documents can be deleted.
    const DELETABLE_AFTER: Duration = Duration::from_secs(24 * 60 * 60);

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

    /// Whether the documents can be deleted now.
    ///
    /// Source: `docs/deletion`
    pub(in crate::service) fn is_deletable(&self, now: Timestamp) -> bool {
        let last = self.signers.iter().map(|signer| signer.since).max();
        self.status() == JobStatus::CompletedSuccessfully
            && last.is_some_and(|last| now.saturating_since(last) >= Self::DELETABLE_AFTER)
            && !self.documents_deleted()
    }

    /// A signer signs.
    pub(in crate::service) fn sign(&mut self, now: Timestamp, signer: usize) -> Result<(), ActionError> {
        self.act(now, signer, SignerStatus::Signed)?;
        let turn = self.signers.get(signer).map(|signer| signer.order);
        if turn.is_some_and(|turn| !self.is_waiting(turn)) {
            // The next group gets its turn, and its own time, at once.
            self.group_active_from = now;
        }
        Ok(())
    }

    /// A signer declines, which ends the job.
    pub(in crate::service) fn reject(&mut self, now: Timestamp, signer: usize) -> Result<(), ActionError> {
        self.act(now, signer, SignerStatus::Rejected)?;
        self.end(now, &SignerStatus::NotApplicable);
        Ok(())
    }

    /// A direct signer meets an error. They may try again with a new redirect URL.
    ///
    /// *Sandbox choice*: the documentation contradicts itself on whether the job goes on.
    pub(in crate::service) fn fail(&mut self, now: Timestamp, signer: usize) -> Result<(), ActionError> {
        self.act(now, signer, SignerStatus::Failed)
    }

    /// The sender cancels. `false` if the job had already ended.
    pub(in crate::service) fn cancel(&mut self, now: Timestamp) -> bool {
        if self.status().is_terminal() {
            return false;
        }
        self.end(now, &SignerStatus::Cancelled);
        self.version += 1;
        true
    }

    /// Lets a deadline pass. `true` if that changed the job.
    pub(in crate::service) fn pass_time(&mut self, now: Timestamp) -> bool {
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

    /// The signer that the text names. If there are several, the one whose turn it is, or otherwise one who can still
    /// sign.
    pub(in crate::service) fn signer_named(&self, now: Timestamp, text: &str) -> Option<usize> {
        let named = (0..self.signers.len()).filter(|index| self.signers.get(*index).is_some_and(|it| it.who.is(text)));
        named.min_by_key(|index| match self.may_act(now, *index) {
            Ok(()) => 0,
            Err(ActionError::NotTheirTurn) => 1,
            Err(_) => 2,
        })
    }

    /// Whether a signer can act now.
    pub(in crate::service) fn may_act(&self, now: Timestamp, signer: usize) -> Result<(), ActionError> {
        if self.status().is_terminal() {
            return Err(ActionError::JobEnded);
        }
        let signer = self.signers.get(signer).ok_or(ActionError::NoSuchSigner)?;
        if !can_still_sign(&signer.status) {
            return Err(ActionError::AlreadyActed);
        }
        if Some(signer.order) != self.turn() || now < self.group_active_from {
            return Err(ActionError::NotTheirTurn);
        }
        Ok(())
    }

    fn act(&mut self, now: Timestamp, signer: usize, status: SignerStatus) -> Result<(), ActionError> {
        self.may_act(now, signer)?;
        let signer = self.signers.get_mut(signer).ok_or(ActionError::NoSuchSigner)?;
        signer.status = status;
        signer.since = now;
        self.version += 1;
        Ok(())
    }

    /// Gives the same status to every signer who has not acted.
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
    /// The signer has already signed or declined.
    #[error("expected a signer who has not acted, found one who has")]
    AlreadyActed,
    /// Others come first, or the job is not active yet.
    #[error("expected a signer whose turn it is, found one who must wait")]
    NotTheirTurn,
    /// The job's flow does not have this action.
    #[error("expected a direct job, found a portal job")]
    NotInThisFlow,
}
