//! A number of bytes in the text of an error.

/// A number of bytes.
pub(super) fn count(bytes: u64) -> String {
    if bytes == 1 { "1 byte".to_owned() } else { format!("{bytes} bytes") }
}
