//! What a call is: how it asks, and what the answers mean.

use http::response::Parts;

use crate::{BodyPolicy, Error, PlanError, Replay, Reply, RequestPlan, ServiceRoot};

/// One call of the API as a value.
///
/// Open to implement: a call this crate lacks runs through the same [`Exchange`](crate::Exchange).
pub trait Operation {
    /// Whether the call may be repeated when nobody knows what became of it.
    const REPLAY: Replay;
    /// Every reply that the service documents for the call; all others are errors.
    type Outcome;
    /// What a reply with a streamed body becomes; [`Never`] except for downloads.
    type Streamed;

    /// The request.
    ///
    /// # Errors
    /// [`PlanError`] if it must not be sent, such as to a URL of another origin. Nothing has been sent then.
    fn plan(&self, root: &ServiceRoot) -> Result<RequestPlan, PlanError>;

    /// What to do with a reply's body, decided from its head alone.
    fn body_policy(&self, head: &Parts) -> BodyPolicy;

    /// What a whole reply means.
    ///
    /// # Errors
    /// [`Error`] for every reply that is not documented for the call, with its evidence.
    fn interpret(&self, reply: Reply) -> Result<Self::Outcome, Error>;

    /// What the head of a reply with a streamed body means. Called for [`BodyPolicy::Stream`] only.
    ///
    /// # Errors
    /// [`Error`] if the call has no streamed replies.
    fn streamed(&self, head: Parts) -> Result<Self::Streamed, Error>;

    /// Interprets a reply that is there as a whole: the one-shot form of an [`Exchange`](crate::Exchange).
    ///
    /// A successful download has no outcome, as its body is the caller's; ask [`Operation::body_policy`] first.
    ///
    /// # Errors
    /// As [`Operation::interpret`], and for bodies beyond the call's limit.
    fn interpret_all(&self, head: Parts, body: &[u8]) -> Result<Self::Outcome, Error> {
        let outcome = match self.body_policy(&head) {
            BodyPolicy::Discard => self.interpret(Reply::new(head, Vec::new())),
            BodyPolicy::Collect { limit } if body.len() > limit => Err(Error::too_large(&head, limit)),
            BodyPolicy::Collect { .. } | BodyPolicy::Stream => self.interpret(Reply::new(head, body.to_vec())),
        };
        outcome.map_err(|error| error.of(Self::REPLAY))
    }
}

/// What cannot happen. `match never {}` proves it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[expect(clippy::exhaustive_enums, reason = "that nothing can be added is its meaning")]
pub enum Never {}
