//! The state of one signer.

use std::borrow::Cow;
use std::fmt;

use crate::values::text::printable_word;

/// The state of one signer of a job.
///
/// An open set: the service may add values at any time, and asks that unknown ones be ignored in favor of the
/// [`JobStatus`](crate::JobStatus). Known values are recognized in any case and with any padding. An unknown value is
/// kept as it came. It comes from outside, so it is printed only if it looks like a word of the service.
///
/// Source: `direct.xsd#signer-status`, `portal.xsd#portal-signature-status-value`
#[derive(Clone, PartialEq, Eq, Hash, serde::Serialize, serde::Deserialize)]
#[serde(from = "String", into = "String")]
#[non_exhaustive]
pub enum SignerStatus {
    /// Has not signed yet, or cannot yet because others come first.
    Waiting,
    /// Has signed.
    Signed,
    /// Declined.
    Rejected,
    /// Let the deadline pass.
    Expired,
    /// Direct flow: an error the signer did not cause. A new redirect URL may be requested.
    Failed,
    /// Was waiting when something else ended the job.
    NotApplicable,
    /// The signer's name could not be looked up; only where signed documents show the name alone.
    SignersNameNotAvailable,
    /// Portal flow: the sender cancelled.
    Cancelled,
    /// Portal flow: opted out of digital communication; public senders only.
    Reserved,
    /// Portal flow: no contact information given, and none in the register.
    ContactInformationMissing,
    /// Portal flow: too many wrong security codes; only signers addressed by contact information.
    Blocked,
    /// A value this crate does not know, as it came.
    Unrecognized(String),
}

impl SignerStatus {
    const KNOWN: [Self; 11] = [
        Self::Waiting,
        Self::Signed,
        Self::Rejected,
        Self::Expired,
        Self::Failed,
        Self::NotApplicable,
        Self::SignersNameNotAvailable,
        Self::Cancelled,
        Self::Reserved,
        Self::ContactInformationMissing,
        Self::Blocked,
    ];

    /// The status that a text read from XML says.
    pub(crate) fn of_xml(word: Cow<'_, str>) -> Self {
        let trimmed = word.trim();
        let known = Self::KNOWN.into_iter().find(|status| trimmed.eq_ignore_ascii_case(status.as_str()));
        known.unwrap_or_else(|| Self::Unrecognized(word.into_owned()))
    }

    /// The service's word for it.
    pub fn as_str(&self) -> &str {
        match self {
            Self::Waiting => "WAITING",
            Self::Signed => "SIGNED",
            Self::Rejected => "REJECTED",
            Self::Expired => "EXPIRED",
            Self::Failed => "FAILED",
            Self::NotApplicable => "NOT_APPLICABLE",
            Self::SignersNameNotAvailable => "SIGNERS_NAME_NOT_AVAILABLE",
            Self::Cancelled => "CANCELLED",
            Self::Reserved => "RESERVED",
            Self::ContactInformationMissing => "CONTACT_INFORMATION_MISSING",
            Self::Blocked => "BLOCKED",
            Self::Unrecognized(word) => word,
        }
    }
}

impl From<String> for SignerStatus {
    fn from(word: String) -> Self {
        Self::of_xml(word.into())
    }
}

impl From<SignerStatus> for String {
    fn from(status: SignerStatus) -> Self {
        status.as_str().to_owned()
    }
}

impl fmt::Display for SignerStatus {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(printable_word(self.as_str()).unwrap_or("(not shown)"))
    }
}

impl fmt::Debug for SignerStatus {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "SignerStatus({})", printable_word(self.as_str()).unwrap_or("not shown"))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn unknown_words_survive_a_round_trip() {
        for word in ["SIGNED", "SOMETHING_NEW", " new one "] {
            assert_eq!(String::from(SignerStatus::from(word.to_owned())), word);
        }
        assert_eq!(SignerStatus::from(" signed ".to_owned()), SignerStatus::Signed);
    }

    #[test]
    fn an_unknown_word_shows_only_if_it_looks_like_one() {
        let show = |word: &str| format!("{0} {0:?}", SignerStatus::from(word.to_owned()));
        assert_eq!(show("signed"), "SIGNED SignerStatus(SIGNED)");
        assert_eq!(show("NEW_ONE"), "NEW_ONE SignerStatus(NEW_ONE)");
        assert_eq!(show("av Kari"), "(not shown) SignerStatus(not shown)");
    }
}
