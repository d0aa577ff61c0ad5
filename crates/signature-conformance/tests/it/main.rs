//! The suite with the transports of this workspace, and with wrong drivers.
#![expect(clippy::unwrap_used, clippy::panic, reason = "tests stop at the first surprise")]

mod conformance;
mod published;
