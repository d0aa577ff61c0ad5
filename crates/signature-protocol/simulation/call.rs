//! Unfinished calls: sent, perhaps arrived, not reported.

use signature_model::portal::PortalJobStatusChange;
use signature_protocol::{FetchId, LeaseId, PollId, PollOutcome, SignedDocument};

/// A call that was begun and has not been reported.
#[derive(Debug)]
pub(crate) enum Call {
    Poll(PollId, Option<PollOutcome<PortalJobStatusChange>>),
    Confirm(Confirmation),
    Fetch(FetchId, SignedDocument),
}

/// A confirmation: its lease, and what its URL names.
#[derive(Debug)]
pub(crate) struct Confirmation {
    pub(crate) lease: LeaseId,
    pub(crate) job: i64,
    /// The state, if the URL names it.
    pub(crate) own: Option<u32>,
    pub(crate) has_arrived: bool,
}

/// How a call ends.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Luck {
    Good,
    /// The reply comes, and the document in it cannot be stored.
    StorageFails,
    /// The request was never sent.
    NotSent,
    /// The connection broke. The request may have arrived, or arrives a little later, or never.
    Broken,
    /// A reply came that cannot be read.
    Garbled,
    /// A server on the way gave up waiting for the reply.
    GatewayTimeout,
    /// The rate filter refuses the request.
    Limited,
}

/// How a broken request may go on without its client.
#[derive(Debug)]
pub(crate) enum Orphan {
    Poll(usize),
    Confirm { job: i64, own: Option<u32> },
}
