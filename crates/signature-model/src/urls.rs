//! URLs as capabilities: each kind is a separate type, so that one cannot be used for the call of another.
//!
//! The parser makes them from replies; a caller restores them from storage with `new`. That a URL of the service
//! has the service's origin is checked where it is used, in `signature-protocol`.

use crate::values::text::{Form, open_text, personal_text};

/// The most characters of a URL that we send. URLs from the service have no limit.
///
/// Source: `common.xsd#url`
const MAX_CHARACTERS: usize = 500;

open_text! {
    /// Where to POST for a new redirect URL of one signer of a direct job: an absolute URL.
    ///
    /// Source: `direct.xsd#direct-signer-response`
    SignerUrl, "signer URL", Form::Url { max: usize::MAX }
}

personal_text! {
    /// Where to send a signer's browser, once: an absolute URL.
    ///
    /// It holds a one-time token, so it never prints itself.
    ///
    /// Source: `direct.xsd#redirect-url`
    RedirectUrl, "redirect URL", Form::Url { max: usize::MAX }
}

open_text! {
    /// The base of a direct job's status queries: an absolute URL.
    ///
    /// Needs the token that the signer's browser brings back.
    ///
    /// Source: `direct.xsd#status-url`
    StatusUrl, "status URL", Form::Url { max: usize::MAX }
}

open_text! {
    /// Where to confirm that a status has been received and acted on: an absolute URL.
    ///
    /// Source: `direct.xsd#confirmation-url`, `portal.xsd#confirmation-url`
    ConfirmationUrl, "confirmation URL", Form::Url { max: usize::MAX }
}

open_text! {
    /// Where to cancel a portal job: an absolute URL.
    ///
    /// Source: `portal.xsd#cancellation-url`
    CancellationUrl, "cancellation URL", Form::Url { max: usize::MAX }
}

open_text! {
    /// Where one signer's XAdES is: an absolute URL.
    ///
    /// Source: `direct.xsd#xades-url`, `portal.xsd#xades-url`
    XadesUrl, "XAdES URL", Form::Url { max: usize::MAX }
}

open_text! {
    /// Where the job's PAdES is: an absolute URL.
    ///
    /// Source: `direct.xsd#pades-url`, `portal.xsd#pades-url`
    PadesUrl, "PAdES URL", Form::Url { max: usize::MAX }
}

open_text! {
    /// Where to delete a job's documents: an absolute URL.
    ///
    /// Source: `direct.xsd#delete-documents-url`, `portal.xsd#delete-documents-url`
    DeleteDocumentsUrl, "delete documents URL", Form::Url { max: usize::MAX }
}

open_text! {
    /// A page of the sender that a signer's browser goes to afterwards: an absolute URL of at most 500 characters.
    ///
    /// Source: `direct.xsd#exit-urls`
    ExitUrl, "exit URL", Form::Url { max: MAX_CHARACTERS }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_url_is_absolute_and_short_enough() {
        assert!(PadesUrl::new("https://api.example/api/1/pades").is_ok());
        assert!(RedirectUrl::new("https://signering.example#/redirect/0a").is_ok());
        assert!(ExitUrl::new(format!("http://a.example/{}", "x".repeat(483))).is_ok());
        for (url, expected) in [
            ("/relative", "no http or https scheme"),
            ("ftp://a.example/", "no http or https scheme"),
            ("https:///path", "a URL without a host"),
            ("https://a.example/ b", "white space or a control character"),
        ] {
            let expected = format!("exit URL must be an absolute http or https URL, found {expected}");
            assert_eq!(ExitUrl::new(url).unwrap_err().to_string(), expected, "{url}");
        }
        assert_eq!(
            ExitUrl::new(format!("http://a.example/{}", "x".repeat(484))).unwrap_err().to_string(),
            "exit URL must be at most 500 characters, found 501 characters"
        );
    }

    #[test]
    fn a_redirect_url_shows_no_token() {
        let url = RedirectUrl::new("https://signering.example#/redirect/secret").unwrap();
        assert_eq!(format!("{url:?}"), "RedirectUrl(redacted)");
    }
}
