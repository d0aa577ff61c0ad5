//! Checks the messages of our builders with the official schema.
//!
//! Together the jobs use every way to address a signer and every optional part of both flows.

use std::time::Duration;

use signature_model::direct::{DirectJob, DirectSigner, DirectSignerUpdateRequest, ExitUrls, StatusRetrievalMethod};
use signature_model::portal::{
    Availability, Lookup, Notifications, PortalJob, PortalJobRequest, PortalSigner, SigningOrder,
};
use signature_model::urls::ExitUrl;
use signature_model::{
    AuthenticationLevel, Description, Document, Documents, EmailAddress, ErrorCode, IdentifierInSignedDocuments,
    JobReference, MobileNumber, NonsensitiveTitle, OnBehalfOf, OrganizationNumber, PersonalIdentificationNumber,
    PollingQueue, Sender, ServiceError, SignatureType, SignerIdentifier, Signers, Timestamp, Title,
};

use super::bench::{Bench, NO_SCHEMAS};
use super::verdict::Verdict;
use xtask::failure::{Context as _, Failure};

const JUDGE: &str = "xmllint";

/// An invented national number.
pub(super) const KARI: &str = "01010100000";

/// The schema of both flows, in the folder of the official schemas.
pub(super) const SCHEMA: &str = "direct-and-portal.xsd";

/// Every request and manifest is valid, and a manifest without signers is not.
pub(super) fn schema(bench: &Bench) -> Result<Vec<Verdict>, Failure> {
    let Some(schemas) = bench.schemas() else {
        return Ok(vec![Verdict::skipped(JUDGE, "messages of both flows", NO_SCHEMAS)]);
    };
    let schema = schemas.join(SCHEMA);
    let mut verdicts = Vec::new();
    for (name, xml) in messages()? {
        let file = bench.write(&format!("messages/{name}.xml"), xml)?;
        verdicts.push(Verdict::accepts(JUDGE, name, bench.validate(&schema, &file)?));
    }
    let manifest = portal_job()?.manifest(&sender()?).to_xml();
    let broken = String::from_utf8_lossy(&manifest).replace("signers>", "singers>");
    let file = bench.write("messages/broken.xml", broken)?;
    verdicts.push(Verdict::refuses(JUDGE, "a manifest with an unknown element", bench.validate(&schema, &file)?));
    Ok(verdicts)
}

fn messages() -> Result<Vec<(&'static str, Vec<u8>)>, Failure> {
    let sender = sender()?;
    let plain_sender = Sender::new(sender.organization_number().clone());
    let (direct, small_direct) = (direct_job()?, small_direct_job()?);
    let (portal, small_portal) = (portal_job()?, small_portal_job()?);
    Ok(vec![
        ("direct request", direct.request(&sender).to_xml()),
        ("direct request, smallest", small_direct.request(&plain_sender).to_xml()),
        ("direct manifest", direct.manifest(&sender).to_xml()),
        ("direct manifest, smallest", small_direct.manifest(&plain_sender).to_xml()),
        ("direct signer update", DirectSignerUpdateRequest::default().to_xml()),
        ("portal request", portal.request(&sender).to_xml()),
        ("portal request, smallest", PortalJobRequest::default().to_xml()),
        ("portal manifest", portal.manifest(&sender).to_xml()),
        ("portal manifest, smallest", small_portal.manifest(&plain_sender).to_xml()),
        ("error", ServiceError::client(ErrorCode::NotAuthorized, "an invented reason").to_xml()),
    ])
}

/// An invented sender with its own queue.
pub(super) fn sender() -> Result<Sender, Failure> {
    let number = OrganizationNumber::new("310000001").context("name a sender")?;
    Ok(Sender::new(number).with_polling_queue(PollingQueue::new("interop & more").context("name a queue")?))
}

/// An invented direct job with every optional part.
pub(super) fn direct_job() -> Result<DirectJob, Failure> {
    let signers = Signers::new([
        DirectSigner::personal(number(KARI)?)
            .with_signature_type(SignatureType::Advanced)
            .with_on_behalf_of(OnBehalfOf::Myself),
        DirectSigner::custom(SignerIdentifier::new("customer 1337").context("name a signer")?)
            .with_signature_type(SignatureType::Authenticated)
            .with_on_behalf_of(OnBehalfOf::Other),
    ])
    .context("collect signers")?;
    let pages = ExitUrls::new(page("completed")?, page("rejected")?, page("failed")?);
    Ok(DirectJob::new(title("Leieavtale")?, documents()?, signers, pages)
        .context("make a direct job")?
        .with_reference(JobReference::new("interop-1").context("name a job")?)
        .with_description(Description::new("Første linje\nandre linje").context("describe a job")?)
        .with_required_authentication(AuthenticationLevel::Three)
        .with_identifier_in_signed_documents(IdentifierInSignedDocuments::DateOfBirthAndName)
        .with_status_retrieval_method(StatusRetrievalMethod::Polling))
}

pub(super) fn small_direct_job() -> Result<DirectJob, Failure> {
    let signers = Signers::new([DirectSigner::personal(number(KARI)?)]).context("collect signers")?;
    DirectJob::new(title("Leieavtale")?, documents()?, signers, ExitUrls::single(page("done")?))
        .context("make a direct job")
}

/// An invented portal job with every optional part.
fn portal_job() -> Result<PortalJob, Failure> {
    let address = Notifications::Email(email("kari@example.com")?);
    let sms = Notifications::Sms(mobile("00000000")?);
    let both = Notifications::EmailAndSms(email("ola@example.com")?, mobile("+4700000000")?);
    let last = SigningOrder::new(2).context("order signers")?;
    let signers = Signers::new([
        PortalSigner::personal(number(KARI)?, address).with_signature_type(SignatureType::Advanced),
        PortalSigner::personal_for_other(number("02020200000")?, both.clone()),
        PortalSigner::personal_with_lookup(number("03030300000")?, Lookup::Email),
        PortalSigner::personal_with_lookup(number("04040400000")?, Lookup::EmailAndSms).with_order(last),
        PortalSigner::contact_information(both).with_signature_type(SignatureType::Authenticated),
        PortalSigner::contact_information_for_other(sms).with_order(last),
    ])
    .context("collect signers")?;
    let availability = Availability::new()
        .with_activation_time(Timestamp::parse("2030-02-10T12:00:00+01:00").context("set a time")?)
        .with_length(Duration::from_secs(864_000))
        .context("set a time to sign")?;
    Ok(PortalJob::new(title("Leieavtale")?, documents()?, signers)
        .with_reference(JobReference::new("interop-2").context("name a job")?)
        .with_nonsensitive_title(NonsensitiveTitle::new("Et dokument").context("name a job")?)
        .with_description(Description::new("Første linje\nandre linje").context("describe a job")?)
        .with_required_authentication(AuthenticationLevel::Four)
        .with_availability(availability)
        .with_identifier_in_signed_documents(IdentifierInSignedDocuments::Name))
}

pub(super) fn small_portal_job() -> Result<PortalJob, Failure> {
    let signer = PortalSigner::personal(number(KARI)?, Notifications::Email(email("kari@example.com")?));
    let signers = Signers::new([signer]).context("collect signers")?;
    Ok(PortalJob::new(title("Leieavtale")?, documents()?, signers))
}

fn documents() -> Result<Documents, Failure> {
    Documents::new([
        Document::pdf(title("Leieavtale for bolig")?, &b"%PDF-1.7 invented"[..]),
        Document::plain_text(title("Vedlegg nr. 1 (æøå)")?, "Oppført i 1908.\r\n".as_bytes()),
    ])
    .context("collect documents")
}

fn title(text: &str) -> Result<Title, Failure> {
    Title::new(text).context("make a title")
}

fn number(digits: &str) -> Result<PersonalIdentificationNumber, Failure> {
    PersonalIdentificationNumber::new(digits).context("make a personal number")
}

fn email(address: &str) -> Result<EmailAddress, Failure> {
    EmailAddress::new(address).context("make an e-mail address")
}

fn mobile(digits: &str) -> Result<MobileNumber, Failure> {
    MobileNumber::new(digits).context("make a mobile number")
}

fn page(name: &str) -> Result<ExitUrl, Failure> {
    ExitUrl::new(format!("https://sender.example/{name}?a=1&b=2")).context("make an exit URL")
}
