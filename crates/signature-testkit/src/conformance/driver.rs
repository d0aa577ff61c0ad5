//! What is judged: whatever runs one call over a transport.

use signature_protocol::operations::DownloadHead;
use signature_protocol::{Error, Never, Operation};

use crate::in_memory::Downloaded;

/// Runs calls over the transport to be judged, each to its end.
///
/// It calls the service at [`Peer::root`](super::Peer::root), and repeats nothing by itself.
pub trait Driver {
    /// Runs a call.
    ///
    /// # Errors
    /// What the exchange makes of a reply that is not documented for the call, or of a broken transport.
    fn call<O: Operation<Streamed = Never>>(&mut self, operation: O) -> Result<O::Outcome, Error>;

    /// Runs a download to the end of its body.
    ///
    /// # Errors
    /// As [`Driver::call`], and [`Error::transport`] if the body breaks off.
    fn download<O>(&mut self, operation: O) -> Result<Downloaded, Error>
    where
        O: Operation<Outcome = Never, Streamed = DownloadHead>;
}
