//! Confirm that a status has been received and acted on.

use http::Method;
use http::response::Parts;
use signature_model::urls::ConfirmationUrl;

use super::XML;
use crate::{BodyPlan, BodyPolicy, Error, Operation, Replay, Reply, RequestPlan, ServiceRoot};

/// Removes a status from the queue. Store it, and fetch the documents you want, first.
///
/// Confirming twice is not documented, so the caller decides after a lost reply; a status that is not confirmed comes
/// back.
#[derive(Debug, Clone)]
pub struct Confirm {
    url: ConfirmationUrl,
}

impl Confirm {
    /// For the status with this URL.
    pub fn new(url: ConfirmationUrl) -> Self {
        Self { url }
    }
}

impl Operation for Confirm {
    // What a second confirmation does is not documented.
    const REPLAY: Replay = Replay::Ambiguous;
    type Outcome = ();

    fn plan(&self, root: &ServiceRoot) -> Result<RequestPlan, Error> {
        let uri = root.follow(self.url.as_str())?;
        Ok(RequestPlan::new(Method::POST, uri, Some(XML), BodyPlan::Empty))
    }

    fn body_policy(&self, head: &Parts) -> BodyPolicy {
        BodyPolicy::acknowledgement(head)
    }

    fn interpret(&self, reply: Reply) -> Result<(), Error> {
        reply.acknowledgement()
    }
}
