//! A change that belongs to the caller until its lease ends.

use std::fmt;
use std::ops::Deref;
use std::sync::Arc;

use signature_model::Timestamp;
use signature_protocol::{Change as _, Leased, Poll, SignedDocument};

use super::engine::Engine;
use crate::calls::Calls;
use crate::{Download, Error};

/// A change of a job, to be stored and then confirmed. It reads as the change itself.
///
/// The same change may come more than once.
pub struct LeasedChange<P: Poll> {
    calls: Arc<Calls>,
    engine: Arc<Engine<P>>,
    leased: Leased<P::Change>,
}

impl<P: Poll> LeasedChange<P> {
    pub(super) fn new(calls: Arc<Calls>, engine: Arc<Engine<P>>, leased: Leased<P::Change>) -> Self {
        Self { calls, engine, leased }
    }

    /// When the change returns to its queue at the latest, unless it is confirmed before. It may return earlier: when the
    /// reply to a later poll of the queue is lost, every change before it is given up, because that reply may have had a
    /// newer state of the same job.
    pub fn deadline(&self) -> Timestamp {
        self.leased.deadline
    }

    /// The signed documents that the change offers: each signer's XAdES, then the PAdES.
    pub fn documents(&self) -> Vec<SignedDocument> {
        self.leased.change.documents()
    }

    /// Fetches one of the documents.
    ///
    /// # Errors
    /// [`Error`] if the service does not give it.
    ///
    /// # Cancel safety
    /// Dropping the future ends the call; asking again is safe.
    pub async fn download(&self, document: &SignedDocument) -> Result<Download, Error> {
        Ok(self.calls.download(&document.fetch()).await?)
    }

    /// Confirms the change: it leaves its queue. Store it first, and the documents you want: when a job has ended, they
    /// may be gone after this.
    ///
    /// A change that needs no confirmation is done at once. Nothing is sent after the lease has ended, or while a poll of
    /// the same queue is under way: do not await this in a task that holds the future of
    /// [`Changes::next`](crate::Changes::next) without polling it.
    ///
    /// # Errors
    /// [`ErrorKind::LeaseEnded`](crate::ErrorKind::LeaseEnded) if the lease ended before, by time or because the reply to
    /// a later poll was lost; the change comes again. Any
    /// other [`Error`] if the service does not accept the confirmation. If it certainly did not reach the service, the
    /// following calls of [`Changes::next`](crate::Changes::next) try it again while the lease runs; otherwise the
    /// change comes again if the service did not accept it.
    ///
    /// # Cancel safety
    /// Dropping the future leaves unknown whether the service accepted the confirmation; if not, the change comes
    /// again.
    pub async fn confirm(self) -> Result<(), Error> {
        self.engine.confirm(&self.calls, &self.leased).await
    }
}

impl<P: Poll> Deref for LeasedChange<P> {
    type Target = P::Change;

    fn deref(&self) -> &P::Change {
        &self.leased.change
    }
}

impl<P: Poll> fmt::Debug for LeasedChange<P>
where
    P::Change: fmt::Debug,
{
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("LeasedChange")
            .field("change", &self.leased.change)
            .field("deadline", &self.leased.deadline)
            .finish_non_exhaustive()
    }
}
