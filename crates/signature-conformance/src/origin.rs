//! The origin that the files are written for, and texts for another one.

/// Scheme, host and port in the URLs of the files.
pub(crate) const ORIGIN: &str = "https://api.example";

/// A text of a file, for a service at `origin`, which ends without a slash. URLs of others stay what they are.
pub(crate) fn localize(text: &str, origin: &str) -> String {
    text.replace(&format!("{ORIGIN}/"), &format!("{origin}/"))
}

/// A text about a service at `origin`, as the files have it.
pub(crate) fn normalize(text: &str, origin: &str) -> String {
    text.replace(origin, ORIGIN)
}
