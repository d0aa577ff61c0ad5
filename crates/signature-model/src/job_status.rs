//! The state of a whole job.

use crate::settings::words;

words! {
    /// The state of a job. Decide what to do next by this state, not by the states of the signers.
    ///
    /// Source: `direct.xsd#direct-signature-job-status`, `portal.xsd#portal-signature-job-status` (closed)
    JobStatus, "job status", "IN_PROGRESS, COMPLETED_SUCCESSFULLY or FAILED", {
        /// At least one signer has not acted, and the job goes on.
        InProgress = "IN_PROGRESS",
        /// Everyone has signed.
        CompletedSuccessfully = "COMPLETED_SUCCESSFULLY",
        /// The job ended without all signatures.
        ///
        /// The schema says that all signers have acted. The service's documentation says that a job ends at the first
        /// terminating action, and this crate follows it.
        Failed = "FAILED",
    }
}

impl JobStatus {
    /// Whether the job has ended, one way or the other.
    pub const fn is_terminal(self) -> bool {
        match self {
            Self::InProgress => false,
            Self::CompletedSuccessfully | Self::Failed => true,
        }
    }
}
