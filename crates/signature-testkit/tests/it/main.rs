//! The sandbox as clients see it: in memory with scripted time, and over HTTPS on loopback.
#![expect(clippy::unwrap_used, clippy::panic, clippy::indexing_slicing, reason = "tests stop at the first surprise")]

mod access;
mod connections;
mod dev_mode;
mod direct_flow;
mod https;
mod intake;
mod isolation;
mod moved_time;
mod portal_flow;
mod proxies;
mod raw_tls;
mod redaction;
mod requests;
mod trust;
mod wire;
mod world;
