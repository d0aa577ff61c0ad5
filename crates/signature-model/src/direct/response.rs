//! What the service answers to a new direct job and to a request for a new redirect URL.

use super::DirectSignerIdentification;
use crate::signers::MAX_SIGNERS;
use crate::urls::{RedirectUrl, SignerUrl, StatusUrl};
use crate::xml::{Mode, ReadError, ReadErrorKind, Reader, Writer, message, trimmed};
use crate::{JobId, JobReference};

/// A direct job was created. Store the reply: the service does not give it again.
///
/// Source: `direct.xsd#direct-signature-job-response`
#[derive(Debug, Clone, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
#[serde(remote = "Self")]
#[non_exhaustive]
pub struct DirectJobResponse {
    /// The sender's own reference.
    pub reference: Option<JobReference>,
    /// The service's number for the job.
    pub job_id: JobId,
    /// Where to ask for the status; absent for jobs whose status is polled.
    pub status_url: Option<StatusUrl>,
    /// Where each signer signs, in any order: 1 to 10.
    pub signers: Vec<DirectSignerResponse>,
}

message!(DirectJobResponse, "direct-signature-job-response", Mode::Lenient);

const CHILDREN: &[&str] = &["reference", "signature-job-id", "redirect-url", "status-url", "signer"];

impl DirectJobResponse {
    /// Builds a reply, for fake servers and tests.
    pub fn new(job_id: JobId, signers: Vec<DirectSignerResponse>) -> Self {
        Self { reference: None, job_id, status_url: None, signers }
    }

    /// The signer with this identification.
    pub fn signer(&self, identification: &DirectSignerIdentification) -> Option<&DirectSignerResponse> {
        self.signers.iter().find(|signer| signer.identification == *identification)
    }

    fn read(reader: &mut Reader<'_>) -> Result<Self, ReadError> {
        let (mut reference, mut job_id, mut status_url, mut signers) = (None, None, None, Vec::new());
        while let Some(name) = reader.child(CHILDREN)? {
            match name {
                "reference" => reader.once(&mut reference, name, |text| text.value(JobReference::of_xml))?,
                "signature-job-id" => reader.once(&mut job_id, name, JobId::read)?,
                "status-url" => reader.once(&mut status_url, name, |url| url.trimmed(StatusUrl::of_xml))?,
                "signer" => reader.many(&mut signers, name, MAX_SIGNERS, DirectSignerResponse::read)?,
                // Deprecated: the same URLs are in each signer.
                _ => drop(reader.text()?),
            }
        }
        if signers.is_empty() {
            return Err(reader.fault(ReadErrorKind::Missing("signer")));
        }
        Ok(Self { reference, job_id: reader.required(job_id, "signature-job-id")?, status_url, signers })
    }

    fn write(&self, writer: &mut Writer<'_>) {
        writer.optional("reference", self.reference.as_ref().map(JobReference::as_str));
        writer.text_element("signature-job-id", &self.job_id.to_string());
        for signer in &self.signers {
            writer.element("redirect-url", |element| {
                element.attribute("signer", signer.identification.expose());
                element.text(signer.redirect_url.expose());
            });
        }
        writer.optional("status-url", self.status_url.as_ref().map(StatusUrl::as_str));
        for signer in &self.signers {
            writer.element("signer", |element| signer.write(element));
        }
    }
}

/// Where one signer of a direct job signs.
///
/// Source: `direct.xsd#direct-signer-response`
#[derive(Debug, Clone, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
#[serde(remote = "Self")]
#[non_exhaustive]
pub struct DirectSignerResponse {
    /// Where to ask for a new redirect URL, as often as needed.
    pub signer_url: SignerUrl,
    /// The identification of the signer.
    pub identification: DirectSignerIdentification,
    /// Where to send the signer's browser, once.
    pub redirect_url: RedirectUrl,
}

crate::stored::quiet!(DirectJobResponse, DirectSignerResponse);

message!(DirectSignerResponse, "direct-signer-response", Mode::Lenient);

impl DirectSignerResponse {
    /// Builds a reply, for fake servers and tests.
    pub fn new(signer_url: SignerUrl, identification: DirectSignerIdentification, redirect_url: RedirectUrl) -> Self {
        Self { signer_url, identification, redirect_url }
    }

    fn read(reader: &mut Reader<'_>) -> Result<Self, ReadError> {
        let [href] = reader.attributes(["href"])?;
        let href = reader.required(href, "href")?;
        let signer_url = SignerUrl::of_xml(trimmed(href.into())).map_err(|error| reader.fault(error))?;
        let (mut identification, mut redirect_url) = (None, None);
        while let Some(name) = reader.child(&["signer-identifier", "personal-identification-number", "redirect-url"])? {
            match name {
                "redirect-url" => reader.once(&mut redirect_url, name, |url| url.trimmed(RedirectUrl::of_xml))?,
                _ => reader.once(&mut identification, name, |id| DirectSignerIdentification::read(id, name))?,
            }
        }
        Ok(Self {
            signer_url,
            identification: reader.required(identification, "personal-identification-number or signer-identifier")?,
            redirect_url: reader.required(redirect_url, "redirect-url")?,
        })
    }

    fn write(&self, writer: &mut Writer<'_>) {
        writer.attribute("href", self.signer_url.as_str());
        self.identification.write(writer);
        writer.text_element("redirect-url", self.redirect_url.expose());
    }
}

/// The request for a new redirect URL.
///
/// Source: `direct.xsd#direct-signer-update-request`
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
#[non_exhaustive]
pub struct DirectSignerUpdateRequest;

message!(DirectSignerUpdateRequest, "direct-signer-update-request", Mode::Exact);

impl DirectSignerUpdateRequest {
    #[expect(clippy::trivially_copy_pass_by_ref, clippy::unused_self, reason = "the form of every codec")]
    fn write(&self, writer: &mut Writer<'_>) {
        writer.element("redirect-url", |_| {});
    }

    fn read(reader: &mut Reader<'_>) -> Result<Self, ReadError> {
        let mut asked = None;
        while let Some(name) = reader.child(&["redirect-url"])? {
            reader.once(&mut asked, name, Reader::empty)?;
        }
        reader.required(asked, "redirect-url").map(|()| Self)
    }
}
