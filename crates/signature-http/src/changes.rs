//! The changes of one queue, one after the other, each with a method to confirm it.
//!
//! ```text
//! Changes::next ──▶ LeasedChange ──▶ your storage ──▶ LeasedChange::confirm
//!       │                                                   │
//!       └──────── Engine: drives protocol's Poller ◀────────┘
//! ```

mod engine;
mod leased_change;
mod signal;

use std::fmt;
use std::sync::Arc;

use signature_protocol::Poll;

pub(crate) use engine::Engine;
pub use leased_change::LeasedChange;

use crate::Error;
use crate::calls::Calls;
use engine::News;

/// The changes of one queue. Made by [`PortalFlow::changes`](crate::PortalFlow::changes) and
/// [`DirectFlow::changes`](crate::DirectFlow::changes).
///
/// The client keeps the pace of the queue, so this value may be dropped and made again, and several values may
/// read the same queue.
///
/// Each change is leased: it comes again after about ten minutes unless it is confirmed. Store it, fetch the documents
/// you want, then confirm it. A change that is dropped stays in its queue and comes again.
pub struct Changes<P: Poll> {
    calls: Arc<Calls>,
    engine: Arc<Engine<P>>,
}

impl<P: Poll> Changes<P> {
    pub(crate) fn new(calls: Arc<Calls>, engine: Arc<Engine<P>>) -> Self {
        Self { calls, engine }
    }

    /// Waits until polling is permitted, polls, and gives the next change; `None` if the queue is empty.
    ///
    /// Call it again after `None`: it waits as long as the service asks for. A poll that the service refuses as too
    /// early is repeated when it is permitted. A confirmation that did not reach the service is tried again here.
    ///
    /// # Errors
    /// [`Error`] if a poll gives no documented reply. The next call waits before it polls again. If the poll may have
    /// reached the service, the changes that are not confirmed yet are given up, and come again.
    ///
    /// # Cancel safety
    /// Dropping the future while it waits loses nothing. Dropping it during a poll counts as a lost reply: the changes
    /// that are not confirmed come again, the one that the poll brought after ten minutes, and the next poll waits half a
    /// minute or more. So give this method a task of its own, and no short time limit.
    pub async fn next(&mut self) -> Result<Option<LeasedChange<P>>, Error> {
        loop {
            let news = match self.engine.take_news() {
                Some(news) => Some(news),
                None => self.engine.advance(&self.calls, None).await,
            };
            match news {
                Some(News::Change(leased)) => {
                    return Ok(Some(LeasedChange::new(Arc::clone(&self.calls), Arc::clone(&self.engine), *leased)));
                }
                Some(News::Empty) => return Ok(None),
                Some(News::Failed(error)) => return Err(error.into()),
                None => {}
            }
        }
    }
}

impl<P: Poll> fmt::Debug for Changes<P> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Changes").finish_non_exhaustive()
    }
}
