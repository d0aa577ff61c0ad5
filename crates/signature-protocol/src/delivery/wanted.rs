//! Which documents to fetch.

/// Which documents to fetch before a change is handed over.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[non_exhaustive]
pub enum Wanted {
    /// No document.
    None,
    /// Every XAdES and the PAdES that a job has when it has ended, successfully or not.
    WhenCompleted,
    /// Every XAdES and the PAdES that each change offers.
    Always,
}
