//! One call from request to outcome, as states that move by value.
//!
//! [`Exchange`] → [`AwaitingHead`] → [`Collecting`] → outcome. Each state has only the steps that are legal in it.
//! Downloads have an exchange of their own in `download`.

mod awaiting_head;
mod bounded_body;
mod collecting;

pub(crate) use bounded_body::BoundedBody;

pub use awaiting_head::{AwaitingHead, HeadStep};
pub use collecting::Collecting;

use crate::{Error, Operation, RequestPlan, ServiceRoot};

/// A call that has not been sent.
#[derive(Debug)]
pub struct Exchange<O> {
    operation: O,
}

impl<O: Operation> Exchange<O> {
    /// Begins a call.
    pub fn new(operation: O) -> Self {
        Self { operation }
    }

    /// The request to send, and the state that waits for its reply.
    ///
    /// # Errors
    /// [`ErrorKind::ForeignOrigin`](crate::ErrorKind::ForeignOrigin), for example because a custom
    /// operation targets another origin.
    pub fn plan(self, root: &ServiceRoot) -> Result<(RequestPlan, AwaitingHead<O>), Error> {
        let planned = self.operation.plan(root).and_then(|request| {
            root.check_origin(&request.head().uri)?;
            Ok(request)
        });
        let request = planned.map_err(|error| error.of(O::REPLAY))?;
        Ok((request, AwaitingHead::new(self.operation)))
    }
}
