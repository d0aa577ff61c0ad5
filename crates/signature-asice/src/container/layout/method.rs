//! The two methods that every reader of ZIP archives knows.
//!
//! Source: `appnote#4.4.5`

/// How content is stored.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(in crate::container) enum Method {
    Stored,
    Deflated,
}
