//! The signers of a job as a collection.

/// The signers of a job, in order: 1 to 10.
///
/// Source: `direct.xsd#direct-signature-job-manifest`, `portal.xsd#portal-signers`
#[derive(Debug, Clone, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
#[serde(
    try_from = "Vec<S>",
    into = "Vec<S>",
    bound(serialize = "S: Clone + serde::Serialize", deserialize = "S: serde::Deserialize<'de>")
)]
pub struct Signers<S>(Vec<S>);

impl<S> Signers<S> {
    /// The most signers a job may have.
    pub const MAX_COUNT: usize = MAX_SIGNERS;

    /// Collects signers in order.
    ///
    /// # Errors
    /// [`InvalidSigners::Count`] if there is none, or more than [`Signers::MAX_COUNT`].
    pub fn new(signers: impl IntoIterator<Item = S>) -> Result<Self, InvalidSigners> {
        let signers: Vec<S> = signers.into_iter().collect();
        if signers.is_empty() || signers.len() > Self::MAX_COUNT {
            return Err(InvalidSigners::Count { found: signers.len() });
        }
        Ok(Self(signers))
    }

    /// The signers in order, at least one.
    pub fn as_slice(&self) -> &[S] {
        &self.0
    }

    /// The signers in order.
    pub fn iter(&self) -> std::slice::Iter<'_, S> {
        self.0.iter()
    }
}

impl<S> TryFrom<Vec<S>> for Signers<S> {
    type Error = InvalidSigners;

    fn try_from(signers: Vec<S>) -> Result<Self, InvalidSigners> {
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

/// Why signers cannot be one job's.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum InvalidSigners {
    /// No signer, or more than ten.
    #[error("a job must have 1 to {MAX_SIGNERS} signers, found {found}")]
    Count {
        /// How many there were.
        found: usize,
    },
    /// Two signers of a direct job with the same identification, which the service tells them apart by.
    #[error("the signers of a direct job must be identified differently, found the same identification twice")]
    Repeated,
}

pub(crate) const MAX_SIGNERS: usize = 10;
