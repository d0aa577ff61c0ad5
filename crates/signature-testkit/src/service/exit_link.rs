//! Where a direct signer's browser goes once they are done.

use std::fmt;

use signature_model::StatusQueryToken;

/// An exit URL of the job, with the status query token that the service appends to it.
#[derive(Clone, PartialEq, Eq)]
pub struct ExitLink {
    url: String,
    token: StatusQueryToken,
}

impl ExitLink {
    /// The page's URL with the token as `status_query_token`: before a fragment, and after a query if there is one.
    pub(super) fn new(page: &str, token: StatusQueryToken) -> Self {
        let (page, fragment) = page.split_once('#').map_or((page, None), |(page, fragment)| (page, Some(fragment)));
        let separator = if page.contains('?') { '&' } else { '?' };
        let fragment = fragment.map(|fragment| format!("#{fragment}")).unwrap_or_default();
        Self { url: format!("{page}{separator}status_query_token={}{fragment}", token.expose()), token }
    }

    /// Only the token, which the sender's page reads from the URL.
    pub fn token(&self) -> &StatusQueryToken {
        &self.token
    }

    /// The whole URL: a secret, because it gives access to the job's status.
    pub fn expose(&self) -> &str {
        &self.url
    }
}

impl fmt::Debug for ExitLink {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("ExitLink(redacted)")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_token_is_added_to_any_query() {
        let link = |page| ExitLink::new(page, StatusQueryToken::new("1").unwrap()).expose().to_owned();
        assert_eq!(link("https://a.example/x"), "https://a.example/x?status_query_token=1");
        assert_eq!(link("https://a.example/x?a=b#f"), "https://a.example/x?a=b&status_query_token=1#f");
    }
}
