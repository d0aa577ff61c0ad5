//! The namespace of the messages.

/// The one namespace of all messages.
pub const NAMESPACE: &str = "http://signering.posten.no/schema/v1";
