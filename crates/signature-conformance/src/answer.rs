//! What comes back for a request.

use bytes::Bytes;
use http::response::Parts;

/// The answer of a peer.
#[derive(Debug)]
#[expect(clippy::exhaustive_enums, reason = "a transport must act on each")]
pub enum Answer {
    /// Nothing: the connection ends without a reply.
    Nothing,
    /// A reply.
    Reply {
        /// Status and headers, `Content-Length` among them if the length is told.
        head: Parts,
        /// The body, or as much of it as comes.
        body: Bytes,
        /// Whether the connection breaks after these bytes, before the body's end.
        breaks: bool,
    },
}
