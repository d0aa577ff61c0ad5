//! The bytes of a message as text.

use super::error::ReadErrorKind;
use super::text::illegal_character;

/// A whole message; manifests and status replies take a few kilobytes.
const MAX_BYTES: usize = 1 << 20;

/// Checks size, encoding and characters of the whole input, so that later steps need not.
pub(super) fn decode(document: &[u8]) -> Result<&str, ReadErrorKind> {
    if document.len() > MAX_BYTES {
        return Err(ReadErrorKind::TooLarge { max: MAX_BYTES, found: document.len() });
    }
    let text = std::str::from_utf8(document).map_err(|_| ReadErrorKind::NotUtf8)?;
    let text = text.strip_prefix('\u{FEFF}').unwrap_or(text);
    match illegal_character(text) {
        Some(illegal) => Err(ReadErrorKind::Character(illegal)),
        None => Ok(text),
    }
}
