//! The jobs of the demo: invented people and organizations, and two real PDF documents.

use std::fs;

use signature_http::model::direct::{DirectJob, DirectSigner, ExitUrls};
use signature_http::model::portal::{Notifications, PortalJob, PortalSigner};
use signature_http::model::urls::ExitUrl;
use signature_http::model::{
    Document, Documents, EmailAddress, IdentifierInSignedDocuments, JobReference, NonsensitiveTitle,
    OrganizationNumber, PersonalIdentificationNumber, Sender, Signers, Title,
};

use xtask::failure::{Context as _, Failure};
use xtask::workspace;

/// An invented organization of the test range.
pub(super) const SENDER: &str = "310000002";
/// An invented national number.
pub(super) const KARI: &str = "01010100000";
/// An invented address.
pub(super) const OLA: &str = "ola@example.com";

pub(super) fn sender() -> Result<Sender, Failure> {
    OrganizationNumber::new(SENDER).context("take the sender's number").map(Sender::new)
}

/// A lease and its attachment, for Kari by number and Ola by e-mail.
pub(super) fn portal() -> Result<PortalJob, Failure> {
    let documents = [document("Leieavtale", "leieavtale.pdf")?, document("Husordensregler", "husordensregler.pdf")?];
    let signers =
        [PortalSigner::personal(kari()?, notify("kari@example.com")?), PortalSigner::contact_information(notify(OLA)?)];
    let job = PortalJob::new(
        title("Leieavtale for Eksempelgata 1")?,
        Documents::new(documents).context("collect the documents")?,
        Signers::new(signers).context("collect the signers")?,
    );
    Ok(job
        .with_nonsensitive_title(NonsensitiveTitle::new("Leieavtale").context("take the title for notifications")?)
        .with_identifier_in_signed_documents(IdentifierInSignedDocuments::DateOfBirthAndName)
        .with_reference(JobReference::new("demo-portal").context("take the reference")?))
}

/// Only the lease, for Kari, who is in the sender's web application.
pub(super) fn direct() -> Result<DirectJob, Failure> {
    let page = |page: &str| ExitUrl::new(format!("https://eiendom.example/{page}")).context("take the exit URLs");
    let job = DirectJob::new(
        title("Leieavtale for Eksempelgata 1")?,
        Documents::new([document("Leieavtale", "leieavtale.pdf")?]).context("collect the documents")?,
        Signers::new([DirectSigner::personal(kari()?)]).context("collect the signers")?,
        ExitUrls::new(page("signed")?, page("rejected")?, page("failed")?),
    );
    let reference = JobReference::new("demo-direct").context("take the reference")?;
    job.context("make the direct job").map(|job| job.with_reference(reference))
}

fn document(name: &str, file: &str) -> Result<Document, Failure> {
    let path = workspace::root().join("fixtures/documents").join(file);
    let content = fs::read(&path).context(format!("read {}", path.display()))?;
    Ok(Document::pdf(title(name)?, content))
}

fn title(text: &str) -> Result<Title, Failure> {
    Title::new(text).context("take a title")
}

fn kari() -> Result<PersonalIdentificationNumber, Failure> {
    PersonalIdentificationNumber::new(KARI).context("take a national number")
}

fn notify(address: &str) -> Result<Notifications, Failure> {
    EmailAddress::new(address).context("take an e-mail address").map(Notifications::Email)
}
