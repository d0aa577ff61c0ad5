//! Ask for a new redirect URL for one signer of a direct job.

use http::Method;
use http::response::Parts;
use signature_model::direct::{DirectSignerResponse, DirectSignerUpdateRequest};
use signature_model::urls::SignerUrl;

use super::XML;
use crate::{BodyPlan, BodyPolicy, Error, Operation, Replay, Reply, RequestPlan, ServiceRoot};

/// Asks for a fresh one-time redirect URL, best each time the signer starts.
#[derive(Debug, Clone)]
pub struct RequestRedirectUrl {
    url: SignerUrl,
}

impl RequestRedirectUrl {
    /// For the signer with this URL.
    pub fn new(url: SignerUrl) -> Self {
        Self { url }
    }
}

impl Operation for RequestRedirectUrl {
    // A second URL does no harm: each works once, and only the last is used.
    const REPLAY: Replay = Replay::Safe;
    type Outcome = DirectSignerResponse;

    fn plan(&self, root: &ServiceRoot) -> Result<RequestPlan, Error> {
        let uri = root.follow(self.url.as_str())?;
        let body = BodyPlan::Xml(DirectSignerUpdateRequest::default().to_xml().into());
        Ok(RequestPlan::new(Method::POST, uri, Some(XML), body))
    }

    fn body_policy(&self, _head: &Parts) -> BodyPolicy {
        BodyPolicy::MESSAGE
    }

    fn interpret(&self, reply: Reply) -> Result<Self::Outcome, Error> {
        reply.message(DirectSignerResponse::from_xml)
    }
}
