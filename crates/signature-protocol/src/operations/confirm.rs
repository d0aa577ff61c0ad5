//! Confirm that a status has been received and acted on.

use http::Method;
use http::response::Parts;
use signature_model::urls::ConfirmationUrl;

use super::XML;
use crate::{BodyPlan, BodyPolicy, Error, Operation, Replay, Reply, RequestPlan, ServiceRoot};

/// Takes a status out of the queue for good. Store it, and fetch what is wanted, first.
///
/// Confirming twice is not documented, so a lost reply is the caller's to decide on; unconfirmed, a status comes back.
#[derive(Debug, Clone)]
pub struct Confirm {
    url: ConfirmationUrl,
}

impl Confirm {
    /// For the status whose URL this is.
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
        BodyPolicy::failure_only(head)
    }

    fn interpret(&self, reply: Reply) -> Result<(), Error> {
        reply.acknowledgement()
    }
}
