//! What a key file has that is not in the identity.

use crate::error::{Error, Place};

/// A part of a key file that is not in the identity, because it cannot be read or does not belong to its chain.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct LeftOut {
    place: Place,
    reason: Error,
}

impl LeftOut {
    pub(super) fn new(place: Place, reason: Error) -> Self {
        Self { place, reason }
    }

    /// Where in its file it is.
    pub fn place(&self) -> Place {
        self.place
    }

    /// The number of the place.
    pub(super) fn position(&self) -> usize {
        match self.place {
            Place::Whole => 0,
            Place::PemBlock(index) | Place::Entry(index) => index,
        }
    }

    /// Why it was left out.
    pub fn reason(&self) -> &Error {
        &self.reason
    }
}
