//! Calls as an embedder sees them: planned, sent nowhere, and interpreted.
#![expect(clippy::unwrap_used, clippy::panic, clippy::indexing_slicing, reason = "tests stop at the first surprise")]

#[path = "../../simulation/simulation.rs"]
mod simulation;

mod api;
mod delivery;
mod downloads;
mod exchange;
mod operations;
mod poll_pace;
mod poller;
mod set_back_clocks;
mod simulated;

use signature_model::{OrganizationNumber, PollingQueue, Sender, ServiceError, Timestamp};
use signature_protocol::http::response::{Builder, Parts};
use signature_protocol::{Error, Exchange, Operation, RequestPlan, ServiceRoot};

fn root() -> ServiceRoot {
    ServiceRoot::new("https://api.example/api").unwrap()
}

fn sender() -> Sender {
    Sender::new(OrganizationNumber::new("123456789").unwrap())
}

fn queue(name: &str) -> Sender {
    sender().with_polling_queue(PollingQueue::new(name).unwrap())
}

fn time(text: &str) -> Timestamp {
    Timestamp::parse(text).unwrap()
}

fn head(status: u16, headers: &[(&str, &str)]) -> Parts {
    let builder =
        headers.iter().fold(Builder::new().status(status), |builder, (name, value)| builder.header(*name, *value));
    builder.body(()).unwrap().into_parts().0
}

fn plan(operation: &impl Operation) -> RequestPlan {
    operation.plan(&root()).unwrap()
}

fn reply<O: Operation + Clone>(operation: &O, status: u16, body: &[u8]) -> Result<O::Outcome, Error> {
    answer(operation, head(status, &[]), body)
}

fn answer<O: Operation + Clone>(operation: &O, head: Parts, body: &[u8]) -> Result<O::Outcome, Error> {
    Exchange::new(operation.clone()).plan(&root()).unwrap().1.answer(head, body)
}

fn error_body(code: &str) -> Vec<u8> {
    ServiceError::client(code.to_owned().into(), "in words, with 01010100000 in them").to_xml()
}
