//! Whether a request may be sent again.

/// Whether a request may be sent again when it is unknown what the service did with it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[expect(clippy::exhaustive_enums, reason = "callers decide for each")]
pub enum Replay {
    /// Sending it twice is the same as sending it once.
    Safe,
    /// Sending it twice does no harm, but the second answer may differ from the first. Ask the caller first.
    Ambiguous,
    /// Sending it twice may do twice what should be done once.
    Unsafe,
}
