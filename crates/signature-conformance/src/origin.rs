//! The origin that the files are written for, and texts for another one.

/// Scheme, host and port in the URLs of the files.
pub(crate) const ORIGIN: &str = "https://api.example";

/// A text of a file, for a service at `origin`, which ends without a slash. Other URLs do not change.
pub(crate) fn localize(text: &str, origin: &str) -> String {
    text.replace(&format!("{ORIGIN}/"), &format!("{origin}/"))
}

/// A text about a service at `origin`, in the form of the files.
pub(crate) fn normalize(text: &str, origin: &str) -> String {
    text.replace(origin, ORIGIN)
}
