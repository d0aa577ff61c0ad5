//! Where the service is, and whether a URL belongs to it.

use std::net::IpAddr;

use http::Uri;
use http::uri::{Authority, Scheme};
use percent_encoding::{AsciiSet, NON_ALPHANUMERIC, utf8_percent_encode};
use signature_model::OrganizationNumber;

use crate::{Error, ErrorKind};

/// The address below which all calls are, such as `https://api.signering.posten.no/api`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ServiceRoot {
    scheme: Scheme,
    authority: Authority,
    path: String,
}

impl ServiceRoot {
    /// `https://api.signering.posten.no/api`
    pub fn production() -> Self {
        Self::of_host("api.signering.posten.no")
    }

    /// `https://api.difitest.signering.posten.no/api`, the public test environment.
    pub fn difitest() -> Self {
        Self::of_host("api.difitest.signering.posten.no")
    }

    /// `https://api.difiqa.signering.posten.no/api`
    pub fn difiqa() -> Self {
        Self::of_host("api.difiqa.signering.posten.no")
    }

    fn of_host(host: &'static str) -> Self {
        Self { scheme: Scheme::HTTPS, authority: Authority::from_static(host), path: "/api".to_owned() }
    }

    /// An address of the form `https://host[:port][/path]`; `http` is for tests, only on loopback.
    ///
    /// # Errors
    /// [`ErrorKind::ServiceRoot`] for any other form, or with a query.
    pub fn new(url: &str) -> Result<Self, Error> {
        let parts = url.parse::<Uri>().map_err(|_| ErrorKind::ServiceRoot)?.into_parts();
        let scheme = parts.scheme.filter(|scheme| *scheme == Scheme::HTTPS || *scheme == Scheme::HTTP);
        let path = parts.path_and_query.filter(|path| path.query().is_none());
        match (scheme, parts.authority, path) {
            (Some(scheme), Some(authority), Some(path))
                if !authority.as_str().contains('@')
                    && port(&authority, &scheme).is_some()
                    && (scheme == Scheme::HTTPS || is_loopback(authority.host())) =>
            {
                Ok(Self { scheme, authority, path: path.path().trim_end_matches('/').to_owned() })
            }
            _ => Err(ErrorKind::ServiceRoot.into()),
        }
    }

    /// The URL of a resource of a sender: `{root}/{organization}{path}`.
    ///
    /// # Errors
    /// [`ErrorKind::Url`] if `path` has characters that a URL cannot carry.
    pub fn resource(&self, sender: &OrganizationNumber, path: &str) -> Result<Uri, Error> {
        let path = format!("{}/{sender}{path}", self.path);
        Uri::builder()
            .scheme(self.scheme.clone())
            .authority(self.authority.clone())
            .path_and_query(path)
            .build()
            .map_err(|_| ErrorKind::Url.into())
    }

    /// A URL that came from the service, if it has the same scheme, host and port as the root.
    ///
    /// Otherwise a stored or forged URL could send requests with the client certificate to another server.
    ///
    /// # Errors
    /// [`ErrorKind::Url`] if it is not an absolute URL, [`ErrorKind::ForeignOrigin`] if it has another origin.
    pub fn follow(&self, url: &str) -> Result<Uri, Error> {
        let uri: Uri = url.parse().map_err(|_| ErrorKind::Url)?;
        self.check_origin(&uri).map(|()| uri)
    }

    /// Whether a URL has the same scheme, host and port as the root.
    pub(crate) fn check_origin(&self, uri: &Uri) -> Result<(), Error> {
        let same = uri.scheme() == Some(&self.scheme)
            && uri.authority().is_some_and(|authority| {
                !authority.as_str().contains('@')
                    && authority.host().eq_ignore_ascii_case(self.authority.host())
                    && port(authority, &self.scheme).is_some()
                    && port(authority, &self.scheme) == port(&self.authority, &self.scheme)
            });
        if same { Ok(()) } else { Err(ErrorKind::ForeignOrigin { expected: self.origin() }.into()) }
    }

    /// Scheme, host and port.
    pub fn origin(&self) -> String {
        format!("{}://{}", self.scheme, self.authority)
    }
}

/// The port, or the scheme's own if the URL has no port; `None` if the text after the host is not a port, which the
/// `http` crate accepts.
fn port(authority: &Authority, scheme: &Scheme) -> Option<u16> {
    match authority.as_str().strip_prefix(authority.host())? {
        "" if *scheme == Scheme::HTTPS => Some(443),
        "" => Some(80),
        rest => rest.strip_prefix(':').filter(|port| port.bytes().all(|b| b.is_ascii_digit()))?.parse().ok(),
    }
}

/// Whether requests to this host stay on the computer.
fn is_loopback(host: &str) -> bool {
    let address = host.trim_start_matches('[').trim_end_matches(']');
    host == "localhost" || address.parse::<IpAddr>().is_ok_and(|address| address.is_loopback())
}

/// Everything but the unreserved characters of RFC 3986 §2.3.
pub(crate) const ESCAPED: &AsciiSet = &NON_ALPHANUMERIC.remove(b'-').remove(b'.').remove(b'_').remove(b'~');

/// Adds a query parameter to a URL, whether or not it has one already, with the value escaped.
///
/// # Errors
/// [`ErrorKind::Url`] if `name` has characters that a URL cannot carry.
pub fn with_query(uri: &Uri, name: &str, value: &str) -> Result<Uri, Error> {
    let separator = if uri.query().is_some() { '&' } else { '?' };
    let mut parts = uri.clone().into_parts();
    let path = parts.path_and_query.as_ref().map_or("/", |path| path.as_str());
    let path = format!("{path}{separator}{name}={}", utf8_percent_encode(value, ESCAPED));
    parts.path_and_query = Some(path.parse().map_err(|_| ErrorKind::Url)?);
    Uri::from_parts(parts).map_err(|_| ErrorKind::Url.into())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_root_is_a_plain_address() {
        let root = ServiceRoot::new("https://api.example:8443/api/").unwrap();
        let sender = OrganizationNumber::new("123456789").unwrap();
        assert_eq!(
            root.resource(&sender, "/direct/signature-jobs").unwrap(),
            "https://api.example:8443/api/123456789/direct/signature-jobs"
        );
        assert_eq!(
            ServiceRoot::new("https://api.example").unwrap().resource(&sender, "").unwrap().path(),
            "/123456789"
        );
        assert!(
            ServiceRoot::new("http://127.0.0.1:1234/api").is_ok() && ServiceRoot::new("http://[::1]:1/api").is_ok()
        );
        assert_eq!(ServiceRoot::production().origin(), "https://api.signering.posten.no");
        for other in [
            "",
            "api.example/api",
            "ftp://api.example",
            "https://u@api.example",
            "https://api.example/?a",
            "http://api.example/api",
            "https://api.example:99999/api",
            "https://api.example:/api",
        ] {
            let error = ServiceRoot::new(other).unwrap_err();
            assert!(matches!(error.kind(), ErrorKind::ServiceRoot), "{other}");
        }
    }

    #[test]
    fn only_the_services_own_origin_is_followed() {
        let root = ServiceRoot::new("https://api.example/api").unwrap();
        assert!(root.follow("https://API.example:443/other/path").is_ok());
        for other in [
            "http://api.example/api",
            "https://api.example.evil.example/api",
            "https://api.example:8443/api",
            "https://api.example:99999/api",
            "https://api.example:/api",
            "https://api.example:443.evil.example/api",
            "https://api.example@evil.example/api",
            "https://user@api.example/api",
        ] {
            let error = root.follow(other).unwrap_err();
            assert!(matches!(error.kind(), ErrorKind::ForeignOrigin { .. }), "{other}");
        }
    }

    #[test]
    fn a_query_is_escaped_and_appended() {
        let query = |uri: &str, value: &str| with_query(&uri.parse().unwrap(), "q", value).unwrap().to_string();
        assert_eq!(query("https://a.example/p", "kø & b/c+d"), "https://a.example/p?q=k%C3%B8%20%26%20b%2Fc%2Bd");
        assert_eq!(query("https://a.example/p?x=1", "a-._~"), "https://a.example/p?x=1&q=a-._~");
    }
}
