//! The driver under test: it runs one call over a transport.

use signature_protocol::{Downloaded, Error, FetchDocument, Operation};

/// Runs calls over the transport under test, each to its end.
///
/// It calls the service at [`Peer::root`](crate::Peer::root), and never repeats a call by itself.
pub trait Driver {
    /// Runs a call.
    ///
    /// # Errors
    /// The error that the exchange gives for a reply that is not documented for the call, or for a broken transport.
    fn call<O: Operation>(&mut self, operation: O) -> Result<O::Outcome, Error>;

    /// Runs a download to the end of its body.
    ///
    /// # Errors
    /// As [`Driver::call`], and what [`Streaming::fail`](signature_protocol::Streaming::fail) gives if the body breaks off.
    fn download(&mut self, document: &FetchDocument) -> Result<Downloaded, Error>;
}
