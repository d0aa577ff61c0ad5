//! The content of an archive, in a form that can be compared between languages.

use sha2::{Digest as _, Sha256};
use signature_asice::Entry;

/// The content that a reader finds in an archive, in the form that the readers in other languages print: the number of
/// entries, and a digest of their names and contents in order.
pub(super) fn fingerprint(entries: &[Entry]) -> String {
    let mut digest = Sha256::new();
    for part in entries.iter().flat_map(|entry| [entry.name().as_bytes(), &entry.content()[..]]) {
        digest.update(u64::try_from(part.len()).unwrap_or(u64::MAX).to_be_bytes());
        digest.update(part);
    }
    let digest: String = digest.finalize().iter().map(|byte| format!("{byte:02x}")).collect();
    format!("{} {digest}", entries.len())
}
