//! Ask for a direct job's status with the token that the signer's browser brought back.

use http::response::Parts;
use http::{Method, StatusCode};
use signature_model::direct::DirectJobStatus;
use signature_model::urls::StatusUrl;
use signature_model::{ErrorCode, StatusQueryToken};

use super::XML;
use crate::service_root::with_query;
use crate::{BodyPlan, BodyPolicy, Error, Operation, Replay, Reply, RequestPlan, ServiceRoot};

/// Asks for the status of a direct job.
#[derive(Debug, Clone)]
pub struct GetDirectStatus {
    url: StatusUrl,
    token: StatusQueryToken,
}

/// What the service answers to a status query.
#[derive(Debug, Clone, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
#[serde(rename_all = "snake_case")]
#[non_exhaustive]
pub enum DirectStatusOutcome {
    /// The job's state.
    Status(Box<DirectJobStatus>),
    /// The signer has not been sent to an exit URL yet; ask again when they come.
    CeremonyNotCompleted,
    /// The token does not belong to the job.
    InvalidToken,
}

impl GetDirectStatus {
    /// For the job with this URL.
    pub fn new(url: StatusUrl, token: StatusQueryToken) -> Self {
        Self { url, token }
    }
}

impl Operation for GetDirectStatus {
    const REPLAY: Replay = Replay::Safe;
    type Outcome = DirectStatusOutcome;

    fn plan(&self, root: &ServiceRoot) -> Result<RequestPlan, Error> {
        let uri = with_query(&root.follow(self.url.as_str())?, "status_query_token", self.token.expose())?;
        Ok(RequestPlan::new(Method::GET, uri, Some(XML), BodyPlan::Empty))
    }

    fn body_policy(&self, _head: &Parts) -> BodyPolicy {
        BodyPolicy::MESSAGE
    }

    fn interpret(&self, reply: Reply) -> Result<Self::Outcome, Error> {
        match (reply.head.status, reply.refusal_code()) {
            (StatusCode::FORBIDDEN, Some(ErrorCode::InvalidStatusQueryToken)) => Ok(DirectStatusOutcome::InvalidToken),
            (StatusCode::NOT_FOUND, Some(ErrorCode::SigningCeremonyNotCompleted)) => {
                Ok(DirectStatusOutcome::CeremonyNotCompleted)
            }
            _ => reply.message(DirectJobStatus::from_xml).map(Box::new).map(DirectStatusOutcome::Status),
        }
    }
}
