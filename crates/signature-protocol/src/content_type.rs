//! The content type of a reply.

use std::fmt;

use http::HeaderMap;
use http::header::CONTENT_TYPE;

/// The content type of a reply, as it came.
///
/// It comes from outside, so it prints only if it looks like a media type, and without parameters, which may hold file
/// names.
#[derive(Clone, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
#[serde(transparent)]
pub struct ContentType(String);

impl ContentType {
    /// The one in the head of a reply, if it is text.
    pub(crate) fn of(headers: &HeaderMap) -> Option<Self> {
        headers.get(CONTENT_TYPE)?.to_str().ok().map(|text| Self(text.to_owned()))
    }

    /// Whether it is a page for browsers. The service sends none; a proxy does.
    pub(crate) fn is_page(&self) -> bool {
        let essence = self.essence();
        ["text/html", "application/xhtml+xml"].iter().any(|page| essence.eq_ignore_ascii_case(page))
    }

    /// The type without parameters.
    fn essence(&self) -> &str {
        self.0.split(';').next().unwrap_or_default().trim()
    }

    /// All of it, to be parsed or stored, not logged.
    pub fn expose(&self) -> &str {
        &self.0
    }
}

impl fmt::Display for ContentType {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let essence = self.essence();
        let token = |b: u8| b.is_ascii_alphanumeric() || matches!(b, b'/' | b'-' | b'+' | b'.');
        let plain = !essence.is_empty() && essence.len() <= 80 && essence.bytes().all(token);
        f.write_str(if plain { essence } else { "another type" })
    }
}

impl fmt::Debug for ContentType {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "ContentType({self})")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_a_media_type_is_printed() {
        let show = |text: &str| format!("{0} {0:?}", ContentType(text.to_owned()));
        assert_eq!(show("text/html; name=01010100000.pdf"), "text/html ContentType(text/html)");
        assert_eq!(show("kari@example.com"), "another type ContentType(another type)");
        assert_eq!(show(""), "another type ContentType(another type)");
    }

    #[test]
    fn pages_are_known_with_and_without_parameters() {
        let is_page = |text: &str| ContentType(text.to_owned()).is_page();
        assert!(is_page("text/html") && is_page("Text/HTML ; charset=utf-8") && is_page("application/xhtml+xml"));
        assert!(!is_page("text/xml") && !is_page("application/xml") && !is_page("") && !is_page("text/html5"));
    }
}
