//! A client over hyper, and what it sends.

use std::time::Duration;

use signature_http::identity::Identity;
use signature_http::{Client, ClientBuilder, Environment, Timeouts, TrustAnchors, danger};
use signature_model::portal::{Notifications, PortalJob, PortalSigner};
use signature_model::{Document, Documents, EmailAddress, OrganizationNumber, Sender, Signers, Title};

pub(crate) const JOBS: &str = "/api/123456789/portal/signature-jobs";

/// An identity and an anchor that were made for tests and lead nowhere.
pub(crate) const SYNTHETIC: &[u8] = include_bytes!("../synthetic.pem");

pub(crate) fn sender() -> Sender {
    Sender::new(OrganizationNumber::new("123456789").unwrap())
}

/// The address of a server, which may be any.
pub(crate) fn environment(origin: &str) -> Environment {
    let anchors = TrustAnchors::from_bytes(SYNTHETIC).unwrap();
    danger::trust_any_server(Environment::custom(&format!("{origin}/api"), anchors).unwrap())
}

pub(crate) fn client(origin: &str, adjust: impl FnOnce(ClientBuilder) -> ClientBuilder) -> Client {
    let identity = Identity::from_pem(SYNTHETIC, None).unwrap();
    // No test waits for one of these; a computer that is busy, or was asleep, may be slow.
    let limit = Duration::from_secs(600);
    let timeouts = Timeouts::new().with_connect(limit).with_call(limit).with_download(limit).with_idle(limit);
    // The clock may be one at which the identity is not valid.
    let builder = danger::use_unfit_certificate(Client::builder(environment(origin), &identity));
    adjust(builder.with_sender(sender()).with_timeouts(timeouts)).build().unwrap()
}

pub(crate) fn job() -> PortalJob {
    job_with(b"%PDF-1.7 invented")
}

/// The same with this document.
pub(crate) fn job_with(content: &'static [u8]) -> PortalJob {
    let document = Document::pdf(Title::new("T").unwrap(), content);
    let signer =
        PortalSigner::contact_information(Notifications::Email(EmailAddress::new("kari@example.com").unwrap()));
    PortalJob::new(Title::new("T").unwrap(), Documents::new([document]).unwrap(), Signers::new([signer]).unwrap())
}
