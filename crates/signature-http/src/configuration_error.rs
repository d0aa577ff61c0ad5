//! Why a client cannot be made.

use std::error::Error as StdError;
use std::fmt;

/// A client, or a part of it, cannot be made.
#[derive(Debug)]
pub struct ConfigurationError(Box<Inner>);

#[derive(Debug)]
struct Inner {
    kind: ConfigurationErrorKind,
    source: Option<Box<dyn StdError + Send + Sync>>,
}

/// What is wrong.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[non_exhaustive]
pub enum ConfigurationErrorKind {
    /// The address cannot be a service's address.
    Address,
    /// The file of trust anchors cannot be read.
    AnchorFile,
    /// There is no trust anchor.
    NoAnchor,
    /// A trust anchor is not a certificate that TLS can use.
    Anchor {
        /// Which one, counted from 0.
        index: usize,
    },
    /// TLS cannot use the identity.
    Identity,
    /// The identity cannot sign packages.
    Packages,
    /// The address of the proxy is not `http://host[:port]`.
    Proxy,
    /// The addition to the user agent has characters that a header cannot carry.
    UserAgent,
}

impl ConfigurationErrorKind {
    pub(crate) fn caused_by(self, source: impl Into<Box<dyn StdError + Send + Sync>>) -> ConfigurationError {
        ConfigurationError(Box::new(Inner { kind: self, source: Some(source.into()) }))
    }
}

impl ConfigurationError {
    /// What is wrong.
    pub fn kind(&self) -> &ConfigurationErrorKind {
        &self.0.kind
    }
}

impl From<ConfigurationErrorKind> for ConfigurationError {
    fn from(kind: ConfigurationErrorKind) -> Self {
        Self(Box::new(Inner { kind, source: None }))
    }
}

impl fmt::Display for ConfigurationError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.0.kind {
            ConfigurationErrorKind::Address => f.write_str("the address cannot be a service's address"),
            ConfigurationErrorKind::AnchorFile => f.write_str("the file of trust anchors cannot be read"),
            ConfigurationErrorKind::NoAnchor => f.write_str("expected at least 1 trust anchor, found 0"),
            ConfigurationErrorKind::Anchor { index } => {
                write!(f, "trust anchor {index} (counted from 0) is not a certificate that TLS can use")
            }
            ConfigurationErrorKind::Identity => f.write_str("TLS cannot use the certificate and key of the identity"),
            ConfigurationErrorKind::Packages => f.write_str(
                "the identity cannot sign packages; give a packager with another one, or build without packages",
            ),
            ConfigurationErrorKind::Proxy => f.write_str(
                "expected a proxy at http://host[:port], found another address; give credentials with `with_credentials`",
            ),
            ConfigurationErrorKind::UserAgent => {
                f.write_str("expected a user agent of visible ASCII characters without parentheses, found others")
            }
        }
    }
}

impl StdError for ConfigurationError {
    fn source(&self) -> Option<&(dyn StdError + 'static)> {
        self.0.source.as_ref().map(|source| &**source as &(dyn StdError + 'static))
    }
}
