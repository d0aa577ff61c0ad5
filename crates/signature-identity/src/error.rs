//! What can go wrong with certificates, keys and the files that have them.

use std::fmt;

/// Why something could not be done with a certificate, a key or a file.
///
/// One word in size. No text quotes a name, a password or a part of a key.
#[derive(Debug, PartialEq, Eq)]
pub struct Error(Box<ErrorKind>);

impl Error {
    /// What is wrong.
    pub fn kind(&self) -> &ErrorKind {
        &self.0
    }
}

impl From<ErrorKind> for Error {
    fn from(kind: ErrorKind) -> Self {
        Self(kind.into())
    }
}

impl fmt::Display for Error {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.fmt(f)
    }
}

impl std::error::Error for Error {
    fn source(&self) -> Option<&(dyn std::error::Error + 'static)> {
        std::error::Error::source(&*self.0)
    }
}

/// What is wrong with a certificate, a key or a file.
#[derive(Debug, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum ErrorKind {
    /// A text is not a distinguished name.
    #[error(
        "a distinguished name must be written as RFC 4514 says, such as CN=Issuer,O=Enterprise,C=NO; found {found}"
    )]
    Name {
        /// What is wrong with it.
        found: &'static str,
    },
}
