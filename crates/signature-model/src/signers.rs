//! The signers of a job as a collection.

use crate::stored::Quiet;
use crate::{Error, ErrorKind};

/// The signers of a job, in order: 1 to 10.
///
/// Source: `direct.xsd#direct-signature-job-manifest`, `portal.xsd#portal-signers`
#[derive(Debug, Clone, PartialEq, Eq, serde::Serialize)]
#[serde(into = "Vec<S>", bound = "S: Clone + serde::Serialize")]
pub struct Signers<S>(Vec<S>);

impl<S> Signers<S> {
    /// The most signers a job may have.
    pub const MAX_COUNT: usize = MAX_SIGNERS;

    /// Collects signers in order.
    ///
    /// # Errors
    /// [`Error`] if there is no signer, or more than [`Signers::MAX_COUNT`].
    pub fn new(signers: impl IntoIterator<Item = S>) -> Result<Self, Error> {
        let signers: Vec<S> = signers.into_iter().collect();
        if signers.is_empty() || signers.len() > Self::MAX_COUNT {
            return Err(ErrorKind::SignerCount { max: Self::MAX_COUNT, found: signers.len() }.into());
        }
        Ok(Self(signers))
    }

    /// The signers in order, at least one.
    pub fn as_slice(&self) -> &[S] {
        &self.0
    }

    /// How many signers there are, at least one.
    #[expect(clippy::len_without_is_empty, reason = "never empty")]
    pub fn len(&self) -> usize {
        self.0.len()
    }

    /// The signers in order.
    pub fn iter(&self) -> std::slice::Iter<'_, S> {
        self.0.iter()
    }
}

impl<'de, S: serde::Deserialize<'de>> serde::Deserialize<'de> for Signers<S> {
    fn deserialize<D: serde::Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let signers = Vec::<S>::deserialize(Quiet(deserializer)).map_err(|error| error.0)?;
        Self::new(signers).map_err(serde::de::Error::custom)
    }
}

impl<S> TryFrom<Vec<S>> for Signers<S> {
    type Error = Error;

    fn try_from(signers: Vec<S>) -> Result<Self, Error> {
        Self::new(signers)
    }
}

impl<S> From<Signers<S>> for Vec<S> {
    fn from(signers: Signers<S>) -> Self {
        signers.0
    }
}

impl<'a, S> IntoIterator for &'a Signers<S> {
    type Item = &'a S;
    type IntoIter = std::slice::Iter<'a, S>;

    fn into_iter(self) -> Self::IntoIter {
        self.iter()
    }
}

pub(crate) const MAX_SIGNERS: usize = 10;
