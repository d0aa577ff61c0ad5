//! What the changes of both flows have in common.

use signature_model::Sender;
use signature_model::direct::DirectJobStatus;
use signature_model::portal::PortalJobStatusChange;
use signature_model::urls::ConfirmationUrl;

use crate::operations::{PollDirect, PollOutcome, PollPortal};
use crate::{Never, Operation};

/// A poll of either flow.
pub trait Poll: Operation<Outcome = PollOutcome<Self::Change>, Streamed = Never> {
    /// What it brings.
    type Change: Change;

    /// The poll of a sender's queue.
    fn for_sender(sender: Sender) -> Self;
}

impl Poll for PollDirect {
    type Change = DirectJobStatus;

    fn for_sender(sender: Sender) -> Self {
        Self::new(sender)
    }
}

impl Poll for PollPortal {
    type Change = PortalJobStatusChange;

    fn for_sender(sender: Sender) -> Self {
        Self::new(sender)
    }
}

/// A change that a queue brings.
pub trait Change: Clone {
    /// Where to confirm it, if it must be.
    fn confirmation_url(&self) -> Option<&ConfirmationUrl>;
}

impl Change for DirectJobStatus {
    fn confirmation_url(&self) -> Option<&ConfirmationUrl> {
        self.confirmation_url.as_ref()
    }
}

impl Change for PortalJobStatusChange {
    fn confirmation_url(&self) -> Option<&ConfirmationUrl> {
        Some(&self.confirmation_url)
    }
}
