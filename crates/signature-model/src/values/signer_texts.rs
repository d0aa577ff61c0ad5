//! Texts that point at a signer.

use super::text::{Form, personal_text};

personal_text! {
    /// The sender's own name for a signer of a direct job: 1 to 80 characters, unique within the job.
    ///
    /// White space at its ends is refused: replies may come with other white space around it.
    ///
    /// Source: `common.xsd#signer-identifier`
    SignerIdentifier, "signer identifier", Form::Trimmed { min: 1, max: 80 }
}

personal_text! {
    /// The `signer` attribute of a reply: the personal number or custom identifier given when the job was made.
    ///
    /// Source: `direct.xsd#signer-specific-url` (without a limit)
    SignerLabel, "signer", Form::Length { min: 0, max: usize::MAX }
}

personal_text! {
    /// The token that the service appends to an exit URL as `status_query_token`, and that opens the job's status.
    ///
    /// At least one character. Source: `docs/direct-flow#status`
    StatusQueryToken, "status query token", Form::Length { min: 1, max: usize::MAX }
}
