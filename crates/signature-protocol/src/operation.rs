//! What a call is: how it asks, and what the answers mean.

use http::response::Parts;

use crate::{BodyPolicy, Error, Replay, Reply, RequestPlan, ServiceRoot};

/// One call of the API as a value.
///
/// You can implement it for a call that this crate lacks: an [`Exchange`](crate::Exchange) runs it like any other.
/// A call that answers with a document of any size is not an operation; see [`FetchDocument`](crate::FetchDocument).
pub trait Operation {
    /// Whether the call may be repeated when it is unknown what the service did with it.
    const REPLAY: Replay;
    /// Every reply that the service documents for the call; all others are errors.
    type Outcome;

    /// The request.
    ///
    /// # Errors
    /// [`Error`] if it must not be sent, for example to a URL of another origin. Nothing has been sent then.
    fn plan(&self, root: &ServiceRoot) -> Result<RequestPlan, Error>;

    /// What to do with a reply's body, decided from its head alone.
    fn body_policy(&self, head: &Parts) -> BodyPolicy;

    /// What a reply means. It has as much of its body as [`Operation::body_policy`] asked for.
    ///
    /// # Errors
    /// [`Error`] for every reply that is not documented for the call, with its evidence.
    fn interpret(&self, reply: Reply) -> Result<Self::Outcome, Error>;
}
