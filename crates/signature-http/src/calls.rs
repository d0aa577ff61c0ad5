//! Runs calls: each in its turn, over one transport, within the time limits.

use std::sync::Arc;
use std::time::Duration;

use signature_protocol::{Error, ErrorKind, FetchDocument, Operation, ServiceRoot};

use crate::call::Line;
use crate::turns::Turns;
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
    /// Waits for a turn.
    pub(crate) async fn turn(&self) {
        self.turns.take(self.runtime()).await;
    }

    /// Runs a call in its turn.
    pub(crate) async fn run<O: Operation>(&self, operation: O) -> Result<O::Outcome, Error> {
        self.turn().await;
        self.run_now(operation).await
    }

    /// Runs a call whose turn it is.
    pub(crate) async fn run_now<O: Operation>(&self, operation: O) -> Result<O::Outcome, Error> {
        let answer = self.line(self.timeouts.call()).run(operation).await;
        self.heed(answer)
    }

    /// Fetches a document in its turn.
    pub(crate) async fn download(&self, document: &FetchDocument) -> Result<Download, Error> {
        self.turn().await;
        let answer = self.line(self.timeouts.download()).download(document).await;
        let (streaming, body) = self.heed(answer)?;
        Ok(Download::new(streaming, body, Arc::clone(&self.runtime), self.timeouts.idle()))
    }

    pub(crate) fn runtime(&self) -> &dyn Runtime {
        &*self.runtime
    }

    /// A call that the rate filter refuses makes all others wait.
    fn heed<A>(&self, answer: Result<A, Error>) -> Result<A, Error> {
        if let Err(error) = &answer
            && matches!(error.kind(), ErrorKind::RateLimited)
        {
            self.turns.block(self.runtime());
        }
        answer
    }

    fn line(&self, limit: Duration) -> Line<'_> {
        Line { root: &self.root, transport: &*self.transport, runtime: self.runtime(), limit }
    }
}
