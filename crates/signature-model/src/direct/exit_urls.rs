//! The pages that a signer's browser goes to afterwards.

use crate::urls::ExitUrl;
use crate::xml::{ReadError, Reader, Writer};

/// The pages that the signer's browser goes to afterwards. The service appends `status_query_token` to each URL.
///
/// Source: `direct.xsd#exit-urls`
#[derive(Debug, Clone, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
#[serde(remote = "Self")]
pub struct ExitUrls {
    completion: ExitUrl,
    rejection: ExitUrl,
    error: ExitUrl,
}

crate::stored::quiet!(ExitUrls);

impl ExitUrls {
    /// One page for each of the three.
    pub fn new(completion: ExitUrl, rejection: ExitUrl, error: ExitUrl) -> Self {
        Self { completion, rejection, error }
    }

    /// The same page for all three; it finds out from the job's status what happened.
    pub fn single(page: ExitUrl) -> Self {
        Self { completion: page.clone(), rejection: page.clone(), error: page }
    }

    /// After signing.
    pub fn completion(&self) -> &ExitUrl {
        &self.completion
    }

    /// After the signer declined.
    pub fn rejection(&self) -> &ExitUrl {
        &self.rejection
    }

    /// After an error that the signer did not cause.
    pub fn error(&self) -> &ExitUrl {
        &self.error
    }

    pub(super) fn read(reader: &mut Reader<'_>) -> Result<Self, ReadError> {
        let (mut completion, mut rejection, mut error) = (None, None, None);
        while let Some(name) = reader.child(&["completion-url", "rejection-url", "error-url"])? {
            let slot = match name {
                "completion-url" => &mut completion,
                "rejection-url" => &mut rejection,
                _ => &mut error,
            };
            reader.once(slot, name, |url| url.trimmed(ExitUrl::of_xml))?;
        }
        Ok(Self {
            completion: reader.required(completion, "completion-url")?,
            rejection: reader.required(rejection, "rejection-url")?,
            error: reader.required(error, "error-url")?,
        })
    }

    pub(super) fn write(&self, writer: &mut Writer<'_>) {
        writer.text_element("completion-url", self.completion.as_str());
        writer.text_element("rejection-url", self.rejection.as_str());
        writer.text_element("error-url", self.error.as_str());
    }
}
