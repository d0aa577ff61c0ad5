//! The hyper client against servers that misbehave, over plain HTTP on loopback.
//!
//! How it meets a well-behaved service, and TLS, is tested with the sandbox in `signature-testkit`.
#![expect(clippy::unwrap_used, clippy::panic, clippy::indexing_slicing, reason = "tests stop at the first surprise")]

mod changes;
mod configuration;
mod connections;
mod downloads;
mod errors;
mod odd_replies;
mod own_certificate;
mod pace;
mod raw_server;
mod scripted;
mod time_limits;
mod tls_alerts;
mod tls_peer;
mod world;
