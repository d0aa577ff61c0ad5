//! Cancel a portal job.

use http::response::Parts;
use http::{Method, StatusCode};
use signature_model::urls::CancellationUrl;

use super::XML;
use crate::{BodyPlan, BodyPolicy, Error, Operation, Replay, Reply, RequestPlan, ServiceRoot};

/// Cancels a portal job for all its signers.
#[derive(Debug, Clone)]
pub struct Cancel {
    url: CancellationUrl,
}

/// What the service answers to a cancellation.
#[derive(Debug, Clone, Copy, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
#[serde(rename_all = "snake_case")]
#[non_exhaustive]
pub enum CancelOutcome {
    /// The job is cancelled; the queue will say so.
    Cancelled,
    /// The job had ended before, in any state.
    AlreadyCompleted,
}

impl Cancel {
    /// For the job with this URL.
    pub fn new(url: CancellationUrl) -> Self {
        Self { url }
    }
}

impl Operation for Cancel {
    // A repeat after a lost reply may find the job already ended, by the first attempt.
    const REPLAY: Replay = Replay::Ambiguous;
    type Outcome = CancelOutcome;

    fn plan(&self, root: &ServiceRoot) -> Result<RequestPlan, Error> {
        let uri = root.follow(self.url.as_str())?;
        Ok(RequestPlan::new(Method::POST, uri, Some(XML), BodyPlan::Empty))
    }

    fn body_policy(&self, head: &Parts) -> BodyPolicy {
        BodyPolicy::acknowledgement(head)
    }

    fn interpret(&self, reply: Reply) -> Result<CancelOutcome, Error> {
        match reply.head.status {
            StatusCode::CONFLICT => Ok(CancelOutcome::AlreadyCompleted),
            _ => reply.acknowledgement().map(|()| CancelOutcome::Cancelled),
        }
    }
}
