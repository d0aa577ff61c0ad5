//! Delete the documents of a job.

use http::Method;
use http::response::Parts;
use signature_model::urls::DeleteDocumentsUrl;

use super::XML;
use crate::{BodyPlan, BodyPolicy, Error, Operation, Replay, Reply, RequestPlan, ServiceRoot};

/// Deletes the contents of all documents of a job. This cannot be undone.
#[derive(Debug, Clone)]
pub struct DeleteDocuments {
    url: DeleteDocumentsUrl,
}

impl DeleteDocuments {
    /// For the job with this URL; a job has one only while deletion is possible.
    pub fn new(url: DeleteDocumentsUrl) -> Self {
        Self { url }
    }
}

impl Operation for DeleteDocuments {
    const REPLAY: Replay = Replay::Safe;
    type Outcome = ();

    fn plan(&self, root: &ServiceRoot) -> Result<RequestPlan, Error> {
        let uri = root.follow(self.url.as_str())?;
        Ok(RequestPlan::new(Method::DELETE, uri, Some(XML), BodyPlan::Empty))
    }

    fn body_policy(&self, head: &Parts) -> BodyPolicy {
        BodyPolicy::acknowledgement(head)
    }

    fn interpret(&self, reply: Reply) -> Result<(), Error> {
        reply.acknowledgement()
    }
}
