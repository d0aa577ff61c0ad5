//! Why XML is refused before its signature is verified.

/// Why bytes are not a document whose signature can be verified.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub(crate) enum InvalidXml {
    /// Neither UTF-8 nor UTF-16, or declared to be something else.
    #[error("expected XML in UTF-8 or UTF-16, found {found}")]
    Encoding {
        /// What the bytes are or say.
        found: &'static str,
    },
    /// Beyond a limit of this crate.
    #[error("expected at most {most} {what} in the XML, found more")]
    TooLarge {
        /// What there is too much of.
        what: &'static str,
        /// The limit.
        most: u32,
    },
    /// A document type declaration, which could change what the rest means.
    #[error("expected XML without a document type declaration, found one")]
    DocumentType,
    /// A rule of XML or of its namespaces is broken.
    #[error("expected well-formed XML, found {found} before byte {position}")]
    IllFormed {
        /// What was found.
        found: &'static str,
        /// Where reading stopped, in bytes of the text in UTF-8, each line end counted as one.
        position: u32,
    },
}

impl InvalidXml {
    pub(super) fn too_large(what: &'static str, most: usize) -> Self {
        Self::TooLarge { what, most: u32::try_from(most).unwrap_or(u32::MAX) }
    }
}
