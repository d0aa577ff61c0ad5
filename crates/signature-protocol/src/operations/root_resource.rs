//! Ask which organization the service sees.

use http::Method;
use http::response::Parts;
use signature_model::OrganizationNumber;

use crate::{BodyPlan, BodyPolicy, Error, Operation, Replay, Reply, RequestPlan, ServiceRoot};

/// Asks whether the connection, the certificate and its authority for an organization work.
#[derive(Debug, Clone)]
pub struct GetRootResource {
    sender: OrganizationNumber,
}

/// The service knows us and lets us act for the organization.
#[derive(Debug, Clone, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
#[non_exhaustive]
pub struct RootResource {
    /// What it says, for people: `You are …`.
    pub text: String,
}

impl GetRootResource {
    /// For the organization to act for.
    pub fn new(sender: OrganizationNumber) -> Self {
        Self { sender }
    }
}

/// How the documented text begins.
///
/// Source: `docs/calls`
const GREETING: &str = "You are";

/// Far more bytes than the text has with two names of organizations.
const MAX_TEXT: usize = 1 << 10;

impl Operation for GetRootResource {
    const REPLAY: Replay = Replay::Safe;
    type Outcome = RootResource;

    fn plan(&self, root: &ServiceRoot) -> Result<RequestPlan, Error> {
        let uri = root.resource(&self.sender, "")?;
        Ok(RequestPlan::new(Method::GET, uri, None, BodyPlan::Empty))
    }

    fn body_policy(&self, _head: &Parts) -> BodyPolicy {
        BodyPolicy::MESSAGE
    }

    fn interpret(&self, reply: Reply) -> Result<RootResource, Error> {
        // Whatever its status, an error element is a refusal: one official client never looks at the status.
        if !reply.is_plain_ok() || reply.service_error().is_some() {
            return Err(reply.into_error());
        }
        // A proxy's login page must not pass for the service.
        match std::str::from_utf8(&reply.body).map(str::trim) {
            Ok(text) if text.starts_with(GREETING) && text.len() <= MAX_TEXT => {
                Ok(RootResource { text: text.to_owned() })
            }
            _ => Err(reply.into_error()),
        }
    }
}
