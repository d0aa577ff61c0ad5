//! Create a job, in either flow.

use http::Method;
use http::response::Parts;
use signature_model::direct::{DirectJobRequest, DirectJobResponse};
use signature_model::portal::{PortalJobRequest, PortalJobResponse};
use signature_model::{DocumentPackage, OrganizationNumber};

use super::XML;
use crate::multipart::Multipart;
use crate::{BodyPlan, BodyPolicy, Error, Operation, Replay, Reply, RequestPlan, ServiceRoot};

/// Declares the call for one flow.
macro_rules! create {
    ($(#[$doc:meta])* $name:ident, $request:ty, $response:ty, $path:literal) => {
        $(#[$doc])*
        ///
        /// Never repeated silently: the service has no idempotency key, so a repeat may make a second job.
        #[derive(Debug, Clone)]
        pub struct $name {
            sender: OrganizationNumber,
            body: Multipart,
        }

        impl $name {
            /// The call for a request and the package made from the same job and sender.
            pub fn new(sender: OrganizationNumber, request: &$request, package: DocumentPackage) -> Self {
                Self { sender, body: Multipart::new(&request.to_xml(), package) }
            }
        }

        impl Operation for $name {
            const REPLAY: Replay = Replay::Unsafe;
            type Outcome = $response;

            fn plan(&self, root: &ServiceRoot) -> Result<RequestPlan, Error> {
                let uri = root.resource(&self.sender, $path)?;
                let body = BodyPlan::Multipart(self.body.clone());
                Ok(RequestPlan::new(Method::POST, uri, Some(XML), body))
            }

            fn body_policy(&self, _head: &Parts) -> BodyPolicy {
                BodyPolicy::MESSAGE
            }

            fn interpret(&self, reply: Reply) -> Result<Self::Outcome, Error> {
                reply.message(<$response>::from_xml)
            }
        }
    };
}

create! {
    /// Creates a direct job.
    CreateDirectJob, DirectJobRequest, DirectJobResponse, "/direct/signature-jobs"
}

create! {
    /// Creates a portal job.
    CreatePortalJob, PortalJobRequest, PortalJobResponse, "/portal/signature-jobs"
}
