//! The proxy between a client and the service.

use std::fmt;
use std::sync::Arc;

use http::{HeaderValue, Uri};
use hyper_util::client::proxy::matcher::Matcher;
use percent_encoding::{NON_ALPHANUMERIC, utf8_percent_encode};

use crate::ConfigurationError;
use crate::configuration_error::ConfigurationErrorKind;

/// An HTTP proxy that opens tunnels (`CONNECT`): TLS still is between the client and the service, and the proxy sees the
/// service's host and port, no more.
///
/// `Debug` does not show credentials.
///
/// ```
/// use signature_http::{ConfigurationError, Connections, Proxy};
///
/// fn through(user: &str, password: &str) -> Result<Connections, ConfigurationError> {
///     let proxy = Proxy::new("http://proxy.example:3128")?.with_credentials(user, password).with_exceptions("localhost");
///     Ok(Connections::new().with_proxy(proxy))
/// }
/// # through("us:er", "p@ss").unwrap();
/// ```
#[derive(Clone)]
pub struct Proxy(Source);

#[derive(Clone)]
enum Source {
    Given { address: Uri, credentials: Option<(String, String)>, exceptions: String },
    Environment(Arc<Matcher>),
}

/// Where to open a tunnel, and with which credentials.
#[derive(Debug)]
pub(crate) struct Hop {
    pub(crate) address: Uri,
    pub(crate) authorization: Option<HeaderValue>,
}

impl Proxy {
    /// A proxy at `http://host[:port]`, which is reached without TLS, as proxies are. The port is 80 unless it is given.
    ///
    /// # Errors
    /// [`ConfigurationError`] if `url` has another form. Credentials are given separately.
    pub fn new(url: &str) -> Result<Self, ConfigurationError> {
        let wrong = || ConfigurationError::from(ConfigurationErrorKind::Proxy);
        let address: Uri = url.parse().map_err(|error| ConfigurationErrorKind::Proxy.caused_by(error))?;
        let authority = address.authority().ok_or_else(wrong)?;
        let is_plain = matches!(address.path(), "" | "/") && address.query().is_none();
        if address.scheme_str() != Some("http") || authority.as_str().contains('@') || !is_plain {
            return Err(wrong());
        }
        Ok(Self(Source::Given { address, credentials: None, exceptions: String::new() }))
    }

    /// The proxy that the environment variables name, as curl reads them: `https_proxy` or `all_proxy`, and `no_proxy`
    /// for exceptions, in small letters or capitals. Reads them now.
    pub fn from_environment() -> Self {
        Self(Source::Environment(Matcher::from_env().into()))
    }

    /// Sets user and password for the proxy (`Basic`); default none. Not for one from the environment, whose address has
    /// its own.
    #[must_use]
    pub fn with_credentials(self, user: impl Into<String>, password: impl Into<String>) -> Self {
        match self.0 {
            Source::Given { address, exceptions, .. } => {
                let credentials = Some((user.into(), password.into()));
                Self(Source::Given { address, credentials, exceptions })
            }
            environment @ Source::Environment(_) => Self(environment),
        }
    }

    /// Sets the hosts that are reached without the proxy, in the form of `no_proxy`: names, which count for what is below
    /// them too, addresses and networks, separated by commas; default none.
    #[must_use]
    pub fn with_exceptions(self, hosts: impl Into<String>) -> Self {
        match self.0 {
            Source::Given { address, credentials, .. } => {
                Self(Source::Given { address, credentials, exceptions: hosts.into() })
            }
            environment @ Source::Environment(_) => Self(environment),
        }
    }

    /// The tunnel to the service of this origin; `None` if it is reached directly.
    ///
    /// # Errors
    /// [`ConfigurationError`] if the environment names another kind of proxy.
    pub(crate) fn hop_to(&self, service: &str) -> Result<Option<Hop>, ConfigurationError> {
        let service = Uri::try_from(service).map_err(|error| ConfigurationErrorKind::Address.caused_by(error))?;
        let given;
        let matcher = match &self.0 {
            Source::Environment(matcher) => &**matcher,
            Source::Given { address, credentials, exceptions } => {
                let encoded = |text: &str| utf8_percent_encode(text, NON_ALPHANUMERIC).to_string();
                let user = credentials.as_ref();
                let user = user.map(|(user, password)| format!("{}:{}@", encoded(user), encoded(password)));
                let authority = address.authority().map(http::uri::Authority::as_str).unwrap_or_default();
                let url = format!("http://{}{authority}", user.unwrap_or_default());
                given = Matcher::builder().all(url).no(exceptions.clone()).build();
                &given
            }
        };
        let Some(proxy) = matcher.intercept(&service) else { return Ok(None) };
        if proxy.uri().scheme_str() != Some("http") {
            return Err(ConfigurationErrorKind::Proxy.into());
        }
        Ok(Some(Hop { address: proxy.uri().clone(), authorization: proxy.basic_auth().cloned() }))
    }
}

impl fmt::Debug for Proxy {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match &self.0 {
            Source::Given { address, credentials, exceptions } => f
                .debug_struct("Proxy")
                .field("address", address)
                .field("has_credentials", &credentials.is_some())
                .field("exceptions", exceptions)
                .finish(),
            Source::Environment(_) => f.write_str("Proxy(of the environment)"),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn hop(proxy: &Proxy, service: &str) -> Option<(String, Option<String>)> {
        let hop = proxy.hop_to(service).unwrap()?;
        Some((hop.address.to_string(), hop.authorization.map(|value| value.to_str().unwrap().to_owned())))
    }

    const SERVICE: &str = "https://api.signering.posten.no/api";

    #[test]
    fn a_proxy_has_an_address_and_perhaps_credentials() {
        let proxy = Proxy::new("http://proxy.example:3128").unwrap();
        assert_eq!(hop(&proxy, SERVICE), Some(("http://proxy.example:3128/".to_owned(), None)));
        let proxy = proxy.with_credentials("us:er", "p@ss/æ");
        let (_, authorization) = hop(&proxy, SERVICE).unwrap();
        assert_eq!(authorization.as_deref(), Some("Basic dXM6ZXI6cEBzcy/Dpg=="));
        assert!(!format!("{proxy:?}").contains("p@ss"));
    }

    #[test]
    fn exceptions_are_reached_directly() {
        let proxy = Proxy::new("http://proxy.example").unwrap().with_exceptions("posten.no, 127.0.0.0/8,localhost");
        for direct in [SERVICE, "https://posten.no", "https://127.0.0.1:8443/api", "http://localhost:1/api"] {
            assert_eq!(hop(&proxy, direct), None, "{direct}");
        }
        assert!(hop(&proxy, "https://notposten.no").is_some());
    }

    #[test]
    fn other_addresses_are_refused() {
        for url in
            ["proxy.example:3128", "https://proxy.example", "socks5://proxy.example", "http://a:b@proxy.example", ""]
        {
            assert_eq!(Proxy::new(url).unwrap_err().kind(), &ConfigurationErrorKind::Proxy, "{url}");
        }
        assert!(Proxy::new("http://proxy.example/path").is_err());
    }
}
