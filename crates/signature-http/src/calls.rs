//! Runs calls: each in its turn, over one transport, within the time limits.

use std::sync::Arc;
use std::time::Duration;

use signature_protocol::{Error, ErrorKind, FetchDocument, Operation, Retry, ServiceRoot};

use crate::call::Line;
use crate::deadline::Deadline;
use crate::turns::{Turn, Turns};
use crate::{Download, Runtime, Timeouts, Transport};

/// What all calls of a client share.
pub(crate) struct Calls {
    pub(crate) transport: Arc<dyn Transport>,
    pub(crate) runtime: Arc<dyn Runtime>,
    pub(crate) root: ServiceRoot,
    pub(crate) timeouts: Timeouts,
    pub(crate) turns: Turns,
}

impl Calls {
    /// A place at the end of the line of calls.
    pub(crate) fn join(&self) -> Turn<'_> {
        self.turns.join(self.runtime())
    }

    /// Waits for a turn.
    pub(crate) async fn turn(&self) -> Turn<'_> {
        let turn = self.join();
        turn.come().await;
        turn
    }

    /// Runs a call in its turn.
    pub(crate) async fn run<O: Operation>(&self, operation: O) -> Result<O::Outcome, Error> {
        self.run_in(self.join(), operation).await
    }

    /// Runs a call in the given turn, for which it waits.
    pub(crate) async fn run_in<O: Operation>(&self, turn: Turn<'_>, operation: O) -> Result<O::Outcome, Error> {
        let answer = self.line(self.timeouts.call()).run(turn, operation).await;
        self.heed(answer)
    }

    /// Fetches a document in its turn.
    pub(crate) async fn download(&self, document: &FetchDocument) -> Result<Download, Error> {
        let answer = self.line(self.timeouts.download()).download(self.join(), document).await;
        let (streaming, body) = self.heed(answer)?;
        let whole = Deadline::after(self.runtime(), self.timeouts.whole_download());
        Ok(Download::new(streaming, body, Arc::clone(&self.runtime), self.timeouts.idle(), whole))
    }

    pub(crate) fn runtime(&self) -> &dyn Runtime {
        &*self.runtime
    }

    /// A call that the rate filter refuses makes all others wait.
    fn heed<A>(&self, answer: Result<A, Error>) -> Result<A, Error> {
        if let Err(error) = &answer
            && let (ErrorKind::RateLimited, Retry::After(wait)) = (error.kind(), error.retry())
        {
            self.turns.block(self.runtime(), wait);
        }
        answer
    }

    fn line(&self, limit: Duration) -> Line<'_> {
        Line { root: &self.root, transport: &*self.transport, runtime: self.runtime(), limit }
    }
}
