//! Exchange cases: one call, the request that it must send, one reply, and what the reply means.

use serde_json::{Value, json};

use crate::call::Call;
use crate::driver::Driver;
use crate::observation::{ERROR, Observation};
use crate::origin::localize;
use crate::peer::Peer;
use crate::received;
use crate::reply::ScriptedReply;

/// One call and its reply. If there is no reply, the call must not be sent.
#[derive(Debug, Clone)]
pub(crate) struct ExchangeCase {
    /// The name of the call.
    pub(crate) call: String,
    /// Its arguments, for the origin that case files are written for.
    pub(crate) input: Value,
    pub(crate) reply: Option<ScriptedReply>,
}

impl ExchangeCase {
    /// # Errors
    /// What is wrong with the call.
    pub(crate) fn new(call: &str, input: &Value, reply: Option<ScriptedReply>) -> Result<Self, serde_json::Error> {
        let case = Self { call: call.to_owned(), input: input.clone(), reply };
        serde_json::from_str::<Call>(&case.call()).map(|_| case)
    }

    fn call(&self) -> String {
        json!({ self.call.as_str(): self.input }).to_string()
    }

    /// Runs the call: gives the requests that came, and the driver's result for the reply.
    pub(crate) fn observe(&self, driver: &mut impl Driver, peer: &Peer) -> Observation {
        peer.expect(self.reply.clone());
        let call = serde_json::from_str::<Call>(&localize(&self.call(), &peer.origin()));
        let mut found = match call.map(|call| call.run(driver)) {
            Ok(Ok(found)) => found,
            Ok(Err(error)) => Observation::broken(&error),
            Err(error) => Observation::broken(&error),
        };
        let requests = peer.requests();
        found.normative("requests", requests.iter().map(received::normal).collect());
        found.snapshot("requests", requests.iter().map(|request| Value::from(received::text(request))).collect());
        found
    }

    /// The parts of a snapshot that a driver decides: the requests, except how their length is sent.
    pub(crate) fn driven(result: &Value) -> Value {
        let requests = result.pointer("/snapshot/requests").and_then(Value::as_array);
        requests
            .into_iter()
            .flatten()
            .filter_map(Value::as_str)
            .map(|text| Value::from(without_framing(text)))
            .collect()
    }
}

/// A request without the headers that say where its body ends.
fn without_framing(request: &str) -> String {
    let (head, body) = request.split_once("\n\n").unwrap_or((request, ""));
    let is_framing = |line: &&str| line.starts_with("content-length:") || line.starts_with("transfer-encoding:");
    let lines: Vec<_> = head.lines().filter(|line| !is_framing(line)).collect();
    format!("{}\n\n{body}", lines.join("\n"))
}

/// Whether a result is an error.
pub(crate) fn is_error(result: &Value) -> bool {
    result.pointer(&format!("/normative/{ERROR}")).is_some()
}
