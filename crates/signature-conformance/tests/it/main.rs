//! The suite on the transports of this workspace, and on drivers that are wrong.
#![expect(clippy::unwrap_used, clippy::panic, reason = "tests stop at the first surprise")]

mod conformance;
mod published;
