//! Why a check was skipped.

use std::fmt;

/// Why a check was not run. A report with such a check is not valid.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[non_exhaustive]
pub enum Reason {
    /// The algorithm is not known to this crate. The check of the algorithms fails for the same reason.
    UnknownAlgorithm,
    /// The crate was built without the feature `aws-lc-rs`, and cannot verify RSA signatures.
    NoBackend,
    /// The verifier was given no trust anchors.
    NoTrustAnchors,
    /// The verifier does not know when the package arrived.
    ArrivalUnknown,
}

impl fmt::Display for Reason {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::UnknownAlgorithm => "the algorithm is not known",
            Self::NoBackend => "RSA is not built in (feature aws-lc-rs)",
            Self::NoTrustAnchors => "no trust anchors were given",
            Self::ArrivalUnknown => "the time of arrival is not known",
        })
    }
}
