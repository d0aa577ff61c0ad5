//! Messages as users see them: read, written, stored, and refused.
#![expect(clippy::unwrap_used, clippy::panic, clippy::indexing_slicing, reason = "tests stop at the first surprise")]

mod hostile_xml;
mod messages;
mod redaction;
mod restyle;
mod round_trips;
mod stored_jobs;
mod strategies;
