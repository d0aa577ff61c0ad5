//! Poll a queue for the next change, in either flow.

use http::response::Parts;
use http::{Method, StatusCode};
use signature_model::direct::DirectJobStatus;
use signature_model::portal::PortalJobStatusChange;
use signature_model::{ReadError, Sender, Timestamp};

use super::XML;
use crate::poll_time::{NEXT_PERMITTED_POLL_TIME, next_permitted_poll};
use crate::service_root::with_query;
use crate::{BodyPlan, BodyPolicy, Error, Operation, Replay, Reply, RequestPlan, ServiceRoot};

/// The result of a poll. `next` is when polling is permitted again, if the reply says so in a readable form.
#[derive(Debug, Clone, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
#[serde(rename_all = "snake_case")]
#[non_exhaustive]
pub enum PollOutcome<C> {
    /// A change. It leaves the queue for ten minutes; confirm it within them, or it comes back.
    Changed {
        /// What changed.
        change: Box<C>,
        /// When to poll again.
        next: Option<Timestamp>,
    },
    /// The queue is empty.
    NoChange {
        /// When to poll again.
        next: Option<Timestamp>,
    },
    /// The poll came before it was permitted.
    TooEarly {
        /// When to poll again.
        next: Option<Timestamp>,
    },
}

/// Declares the call for one flow.
macro_rules! poll {
    ($(#[$doc:meta])* $name:ident, $change:ty, $path:literal) => {
        $(#[$doc])*
        #[derive(Debug, Clone)]
        pub struct $name {
            sender: Sender,
        }

        impl $name {
            /// Polls the sender's queue: the one it names, or its default one.
            pub fn new(sender: Sender) -> Self {
                Self { sender }
            }
        }

        impl Operation for $name {
            // A change comes back if its reply was lost, so polling again loses nothing.
            const REPLAY: Replay = Replay::Safe;
            type Outcome = PollOutcome<$change>;

            fn plan(&self, root: &ServiceRoot) -> Result<RequestPlan, Error> {
                plan(root, &self.sender, $path)
            }

            fn body_policy(&self, _head: &Parts) -> BodyPolicy {
                BodyPolicy::MESSAGE
            }

            fn interpret(&self, reply: Reply) -> Result<Self::Outcome, Error> {
                interpret(reply, <$change>::from_xml)
            }
        }
    };
}

poll! {
    /// Polls for the next change of direct jobs that were made to be polled.
    PollDirect, DirectJobStatus, "/direct/signature-jobs"
}

poll! {
    /// Polls for the next change of portal jobs.
    PollPortal, PortalJobStatusChange, "/portal/signature-jobs"
}

fn plan(root: &ServiceRoot, sender: &Sender, path: &str) -> Result<RequestPlan, Error> {
    let mut uri = root.resource(sender.organization_number(), path)?;
    if let Some(queue) = sender.polling_queue() {
        uri = with_query(&uri, "polling_queue", queue.as_str())?;
    }
    Ok(RequestPlan::new(Method::GET, uri, Some(XML), BodyPlan::Empty))
}

fn interpret<C>(reply: Reply, read: impl FnOnce(&[u8]) -> Result<C, ReadError>) -> Result<PollOutcome<C>, Error> {
    let next = next_permitted_poll(&reply.head.headers);
    match reply.head.status {
        StatusCode::NO_CONTENT => Ok(PollOutcome::NoChange { next }),
        // Without the header it is the rate filter, which every call may meet.
        StatusCode::TOO_MANY_REQUESTS if reply.head.headers.contains_key(NEXT_PERMITTED_POLL_TIME) => {
            Ok(PollOutcome::TooEarly { next })
        }
        _ => reply.message(read).map(|change| PollOutcome::Changed { change: Box::new(change), next }),
    }
}
