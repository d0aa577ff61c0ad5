//! The content encoding of a reply: compression, which no request asks for.

use std::fmt;

use http::HeaderMap;
use http::header::CONTENT_ENCODING;

/// The content encoding of a reply that has another one than `identity`, as it came.
///
/// It comes from outside, so it prints only if it looks like a list of encodings.
#[derive(Clone, PartialEq, Eq)]
pub struct ContentEncoding(String);

impl ContentEncoding {
    /// The one in the head of a reply; `None` if its body is not encoded.
    pub(crate) fn of(headers: &HeaderMap) -> Option<Self> {
        let values = headers.get_all(CONTENT_ENCODING).iter().map(|value| String::from_utf8_lossy(value.as_bytes()));
        let all = values.collect::<Vec<_>>().join(", ");
        let is_plain = |coding: &str| coding.is_empty() || coding.eq_ignore_ascii_case("identity");
        (!all.split(',').map(str::trim).all(is_plain)).then_some(Self(all))
    }

    /// All of it, to be parsed or stored, not logged.
    pub fn expose(&self) -> &str {
        &self.0
    }
}

impl fmt::Display for ContentEncoding {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let known = |coding: &str| {
            let is_token = coding.bytes().all(|b| b.is_ascii_lowercase() || b == b'-');
            is_token && (1..=16).contains(&coding.len())
        };
        let plain = self.0.len() <= 80 && self.0.split(',').map(str::trim).all(known);
        f.write_str(if plain { &self.0 } else { "another encoding" })
    }
}

impl fmt::Debug for ContentEncoding {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "ContentEncoding({self})")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(values: &[&str], expected: Option<&str>) {
        let mut headers = HeaderMap::new();
        for value in values {
            headers.append(CONTENT_ENCODING, value.parse().unwrap());
        }
        assert_eq!(ContentEncoding::of(&headers).map(|found| found.to_string()).as_deref(), expected, "{values:?}");
    }

    #[test]
    fn only_identity_is_no_encoding() {
        check(&[], None);
        check(&["identity"], None);
        check(&[" Identity , identity"], None);
        check(&[""], None);
        check(&["gzip"], Some("gzip"));
        check(&["identity", "x-gzip"], Some("identity, x-gzip"));
        check(&["kari@example.com"], Some("another encoding"));
        check(&["01010100000"], Some("another encoding"));
        check(&["blåbær"], Some("another encoding"));
    }
}
