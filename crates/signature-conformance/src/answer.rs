//! The answer to a request.

use bytes::Bytes;
use http::response::Parts;

/// The answer of a peer.
#[derive(Debug)]
#[expect(clippy::exhaustive_enums, reason = "a transport must act on each")]
pub enum Answer {
    /// No reply: the connection ends.
    Nothing,
    /// A reply.
    Reply {
        /// Status and headers, with `Content-Length` if the length is announced.
        head: Parts,
        /// The body, or the part of it that is sent.
        body: Bytes,
        /// Whether the connection breaks after these bytes, before the body's end.
        breaks: bool,
    },
}
