//! The signed PDF (PAdES) of a finished job: a front page, the files as attachments and one invisible seal.
//!
//! The real service merges the pages of the originals into the PDF it signs.
//! This one has only the front page and attaches the originals unchanged: a limit of the sandbox.
//! The lines of the page are in `front_page`, embedding in `attachment`, the seal in `signature`.
//! XAdES files are attached here, but made elsewhere.
//!
//! Source: ISO 32000-1 §7.11.4 (embedded files) and §12.8.1 (signatures), ETSI EN 319 142-1 §6 (PAdES)

mod attachment;
mod front_page;
mod signature;
mod win_ansi;

use std::fmt;

use pdf_writer::types::SigFlags;
use pdf_writer::{Finish, Name, Pdf, Ref, Str, TextStr};
use sha2::{Digest, Sha256};
use signature_model::Timestamp;

pub(crate) use attachment::Attachment;

use super::sealer::Sealer;
use crate::error::Error;
use front_page::FrontPage;

/// A signed PDF that is being built.
///
/// Documents, signers and XAdES files appear in the order in which they are added.
/// The same calls with the same sealer and time always give the same bytes.
#[derive(Clone)]
pub(crate) struct SignedDocument {
    title: String,
    front_page: FrontPage,
    attachments: Vec<Attachment>,
}

impl SignedDocument {
    /// Starts a PDF with the title of the job and the organization number of the sender.
    pub(crate) fn new(job_title: &str, sender: &str) -> Self {
        Self { title: job_title.to_owned(), front_page: FrontPage::new(job_title, sender), attachments: Vec::new() }
    }

    /// Adds an original document: its title, size and SHA-256 to the front page, its bytes as an attachment.
    #[must_use]
    pub(crate) fn with_document(mut self, title: &str, original: Attachment) -> Self {
        self.front_page.document(title, &original);
        self.attachments.push(original);
        self
    }

    /// Adds a signer to the front page: a text that says who it is, with which status, and since when.
    #[must_use]
    pub(crate) fn with_signer(mut self, text: &str, status_time: Timestamp) -> Self {
        self.front_page.signer(text, status_time);
        self
    }

    /// Attaches the XAdES file of a signer.
    #[must_use]
    pub(crate) fn with_xades(mut self, file: Attachment) -> Self {
        self.attachments.push(file);
        self
    }

    /// Writes the PDF and seals it as of `signing_time`, a time in the years 0 to 9999, in whole seconds.
    ///
    /// # Errors
    /// [`Error`] if the signature cannot be made or is too long, or if an attachment has 2 GiB or more.
    pub(crate) fn seal(&self, sealer: &Sealer, signing_time: Timestamp) -> Result<Vec<u8>, Error> {
        let date = pdf_date(signing_time);
        let mut pdf = Pdf::new();
        let mut next_id = Ref::new(1);
        let [catalog, info, field] = [(); 3].map(|()| next_id.bump());

        let pages = self.front_page.write(&mut pdf, &mut next_id, field)?;
        let attachments = self.attachments.iter();
        let files: Vec<Ref> = attachments.map(|file| file.write(&mut pdf, &mut next_id)).collect::<Result<_, _>>()?;

        pdf.document_info(info)
            .title(TextStr(&self.title))
            .producer(TextStr(front_page::NOTICE))
            .pair(Name(b"CreationDate"), Str(date.as_bytes()));
        let mut writer = pdf.catalog(catalog);
        writer.pages(pages.tree);
        attachment::list(&files, &mut writer);
        let mut form = writer.form();
        form.fields([field]).sig_flags(SigFlags::SIGNATURES_EXIST | SigFlags::APPEND_ONLY);
        form.finish();
        writer.finish();

        let hole = signature::write(&mut pdf, &mut next_id, field, pages.first, &date);
        let id = Sha256::digest(pdf.as_bytes()).to_vec();
        pdf.set_file_id((id.clone(), id));
        hole.fill(pdf.finish(), sealer)
    }
}

impl fmt::Debug for SignedDocument {
    /// Shows how many files there are, not their content or the signers.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("SignedDocument").field("attachments", &self.attachments.len()).finish_non_exhaustive()
    }
}

/// `D:20260102030405Z`: the digits of RFC 3339 down to the second.
fn pdf_date(time: Timestamp) -> String {
    let digits: String = time.to_string().chars().filter(char::is_ascii_digit).take(14).collect();
    format!("D:{digits}Z")
}

#[cfg(test)]
mod tests;
