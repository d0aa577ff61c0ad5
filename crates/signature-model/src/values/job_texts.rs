//! Texts that describe a job.

use std::borrow::Cow;

use super::text::{Form, open_text, personal_text};
use crate::Error;

personal_text! {
    /// The title of a job or of a document: 1 to 80 characters.
    ///
    /// Shown to signers and on the front page; it may hold personal data, so it never prints itself.
    ///
    /// Source: `direct.xsd#title`, `portal.xsd#title`
    Title, "title", Form::Length { min: 1, max: 80 }
}

open_text! {
    /// A title for e-mail and text messages: 1 to 80 characters, no personal data. Portal flow only.
    ///
    /// Source: `portal.xsd#nonsensitive-title`
    NonsensitiveTitle, "non-sensitive title", Form::Length { min: 1, max: 80 }
}

personal_text! {
    /// A message to the signers, shown before signing: at most 220 characters, may be empty.
    ///
    /// Source: `direct.xsd#description`, `portal.xsd#description`
    Description, "description", Form::Length { min: 0, max: 220 }
}

open_text! {
    /// The sender's own reference to a job, echoed in replies: at most 50 characters, no personal data.
    ///
    /// Source: `common.xsd#signature-job-reference`
    JobReference, "job reference", Form::Length { min: 0, max: 50 }
}

open_text! {
    /// The name of a queue that status changes arrive in. Without one, a job uses the sender's default queue.
    ///
    /// At least one character; the service documents no upper limit. Queues need no declaration.
    ///
    /// Source: `portal.xsd#polling-queue`
    PollingQueue, "polling queue", Form::Length { min: 1, max: usize::MAX }
}

open_text! {
    /// The number of a document in the service's archive: at least one character, of the service's choosing.
    ///
    /// Source: `docs/calls#archive`
    ArchivedDocumentId, "archived document id", Form::Length { min: 1, max: usize::MAX }
}

impl PollingQueue {
    /// What an element on the wire names: the default queue (`None`) if it is empty.
    pub(crate) fn or_default(text: Cow<'_, str>) -> Result<Option<Self>, Error> {
        if text.is_empty() { Ok(None) } else { Self::of_xml(text).map(Some) }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lengths_count_utf_16_code_units() {
        assert!(Title::new("😀".repeat(40)).is_ok());
        assert!(Title::new("😀".repeat(39) + "xy").is_ok());
        assert_eq!(
            Title::new("😀".repeat(41)).unwrap_err().to_string(),
            "title must be 1 to 80 characters, found 82 characters (emoji and the like count as two, found 41 of them)"
        );
        assert!(Title::new("😀".repeat(40) + "x").is_err());
        assert!(Description::new("😀".repeat(110)).is_ok());
        assert!(Description::new("😀".repeat(110) + "x").is_err());
        assert!(JobReference::new("😀".repeat(25)).is_ok());
        assert!(JobReference::new("😀".repeat(25) + "x").is_err());
    }

    #[test]
    fn lengths_do_not_count_bytes() {
        assert!(Title::new("æ".repeat(80)).is_ok());
        assert_eq!(
            Title::new("æ".repeat(81)).unwrap_err().to_string(),
            "title must be 1 to 80 characters, found 81 characters"
        );
        assert_eq!(Title::new("").unwrap_err().to_string(), "title must be 1 to 80 characters, found 0 characters");
        assert!(Description::new("").is_ok());
        assert_eq!(
            JobReference::new("x".repeat(51)).unwrap_err().to_string(),
            "job reference must be at most 50 characters, found 51 characters"
        );
    }

    #[test]
    fn what_xml_cannot_carry_is_refused() {
        assert_eq!(
            Title::new("a\u{0}b").unwrap_err().to_string(),
            "title must be text that XML 1.0 can carry, found the character U+0000"
        );
    }
}
