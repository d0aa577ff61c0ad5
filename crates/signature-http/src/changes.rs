//! A queue of changes, polled no earlier than permitted.

use std::time::Duration;

use signature_protocol::{Operation, PollOutcome};

use crate::client::Queue;
use crate::{Client, Error, HyperTransport, Transport};

/// The changes of one queue, one after the other.
///
/// When to poll again is known to the client, not to this value: it may be dropped and made anew.
///
/// Each change comes again after ten minutes unless it is confirmed: store it, fetch what is wanted, then confirm.
#[derive(Debug)]
pub struct Changes<'c, P, T: Transport = HyperTransport> {
    client: &'c Client<T>,
    queue: Queue,
    poll: P,
}

impl<'c, P, C, T> Changes<'c, P, T>
where
    P: Operation<Outcome = PollOutcome<C>> + Clone,
    T: Transport,
{
    pub(crate) fn new(client: &'c Client<T>, queue: Queue, poll: P) -> Self {
        Self { client, queue, poll }
    }

    /// Waits until polling is permitted, polls, and gives the change; `None` if the queue is empty.
    ///
    /// Call it again after `None`: it waits as long as the service asks for. A poll that was refused as too early is
    /// repeated when the service permits it.
    ///
    /// # Errors
    /// [`Error::Call`] if a poll gives no documented reply; the next call waits before it polls again.
    ///
    /// # Cancel safety
    /// Dropping the future while it waits loses nothing. Dropped during a poll, a change may stay out of the queue
    /// for ten minutes.
    pub async fn next(&mut self) -> Result<Option<C>, Error> {
        loop {
            while let Some(wait) = self.wait() {
                tokio::time::sleep(wait).await;
            }
            self.client.turn().await;
            if self.wait().is_some() {
                // Somebody else has polled while we waited for our turn.
                continue;
            }
            let answer = self.client.run_now(self.poll.clone()).await;
            let now = self.client.now();
            match answer {
                Ok(outcome) => {
                    self.client.poll_pace(&self.queue, |pace| pace.after_outcome(now, &outcome));
                    match outcome {
                        PollOutcome::Changed { change, .. } => return Ok(Some(*change)),
                        PollOutcome::NoChange { .. } => return Ok(None),
                        _ => {}
                    }
                }
                Err(error) => {
                    if let Error::Call(error) = &error {
                        self.client.poll_pace(&self.queue, |pace| pace.after_error(now, error));
                    }
                    return Err(error);
                }
            }
        }
    }

    /// How long to wait before the next poll, if at all.
    fn wait(&self) -> Option<Duration> {
        let now = self.client.now();
        let until = self.client.poll_pace(&self.queue, |pace| pace.wait_until(now))?;
        Some(until.saturating_since(now))
    }
}
