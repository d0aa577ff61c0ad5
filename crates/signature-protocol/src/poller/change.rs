//! What the changes of both flows have in common.

use signature_model::direct::DirectJobStatus;
use signature_model::portal::PortalJobStatusChange;
use signature_model::urls::{ConfirmationUrl, PadesUrl, XadesUrl};
use signature_model::{JobId, Sender};

use crate::{FetchDocument, Operation, PollDirect, PollOutcome, PollPortal};

/// A poll of either flow.
pub trait Poll: Operation<Outcome = PollOutcome<Self::Change>> {
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
    /// Which job changed.
    fn job_id(&self) -> JobId;

    /// Where to confirm it, if it must be.
    fn confirmation_url(&self) -> Option<&ConfirmationUrl>;

    /// Whether its job has ended, successfully or not.
    fn is_terminal(&self) -> bool;

    /// The signed documents that it offers: each signer's XAdES, then the PAdES.
    fn documents(&self) -> Vec<SignedDocument>;
}

/// A signed document that a change offers.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub enum SignedDocument {
    /// One signer's XAdES.
    Xades {
        /// The signer, counted from 0 as in the change.
        signer: usize,
        /// Where it is.
        url: XadesUrl,
    },
    /// The job's PAdES.
    Pades {
        /// Where it is.
        url: PadesUrl,
    },
}

impl SignedDocument {
    /// The call that fetches it.
    pub fn fetch(&self) -> FetchDocument {
        match self {
            Self::Xades { url, .. } => FetchDocument::xades(url.clone()),
            Self::Pades { url } => FetchDocument::pades(url.clone()),
        }
    }

    /// Where it is.
    pub(crate) fn url(&self) -> &str {
        match self {
            Self::Xades { url, .. } => url.as_str(),
            Self::Pades { url } => url.as_str(),
        }
    }
}

impl Change for DirectJobStatus {
    fn job_id(&self) -> JobId {
        self.job_id
    }

    fn confirmation_url(&self) -> Option<&ConfirmationUrl> {
        self.confirmation_url.as_ref()
    }

    fn is_terminal(&self) -> bool {
        self.status.is_terminal()
    }

    fn documents(&self) -> Vec<SignedDocument> {
        documents(self.signatures.iter().map(|signature| signature.xades_url.as_ref()), self.pades_url.as_ref())
    }
}

impl Change for PortalJobStatusChange {
    fn job_id(&self) -> JobId {
        self.job_id
    }

    fn confirmation_url(&self) -> Option<&ConfirmationUrl> {
        Some(&self.confirmation_url)
    }

    fn is_terminal(&self) -> bool {
        self.status.is_terminal()
    }

    fn documents(&self) -> Vec<SignedDocument> {
        documents(self.signatures.iter().map(|signature| signature.xades_url.as_ref()), self.pades_url.as_ref())
    }
}

fn documents<'c>(xades: impl Iterator<Item = Option<&'c XadesUrl>>, pades: Option<&PadesUrl>) -> Vec<SignedDocument> {
    let xades = xades.enumerate().filter_map(|(signer, url)| Some(SignedDocument::Xades { signer, url: url?.clone() }));
    xades.chain(pades.map(|url| SignedDocument::Pades { url: url.clone() })).collect()
}
