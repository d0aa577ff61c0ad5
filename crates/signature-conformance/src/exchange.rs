//! Exchange cases: one call, the request it makes, one reply, and what that means.

use serde_json::{Value, json};

use super::call::Call;
use super::observation::ERROR;
use super::peer::ScriptedReply;
use super::{Driver, Peer};

/// One call and its reply; without a reply, a call that must not be sent.
#[derive(Debug, Clone)]
pub(super) struct Exchange {
    /// The call as JSON, for the origin that case files are written for.
    call: String,
    reply: Option<ScriptedReply>,
}

impl Exchange {
    /// # Errors
    /// What is wrong with the call.
    pub(super) fn new(call: &Value, reply: Option<ScriptedReply>) -> Result<Self, serde_json::Error> {
        let call = call.to_string();
        serde_json::from_str::<Call>(&call).map(|_| Self { call, reply })
    }

    /// Runs the call: the requests that came, and what the driver made of the reply.
    pub(super) fn observe(&self, driver: &mut impl Driver, peer: &Peer) -> Value {
        peer.expect(self.reply.clone());
        let call = serde_json::from_str::<Call>(&peer.localize(&self.call));
        let mut found = match call.map(|call| call.run(driver)) {
            Ok(Ok(found)) => found,
            Ok(Err(error)) => json!({ ERROR: error.to_string() }),
            Err(error) => json!({ ERROR: error.to_string() }),
        };
        let requests = peer.requests();
        if let Some(found) = found.as_object_mut()
            && !requests.is_empty()
        {
            // One, unless a driver repeats what it was told to send once.
            found.insert("request".to_owned(), requests.join("\n").into());
        }
        found
    }
}
