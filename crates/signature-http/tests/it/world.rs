//! A client whose packages are not signed, as nobody looks at them here.

use std::sync::Arc;
use std::time::Duration;

use bytes::Bytes;
use signature_http::{Client, HyperTransport, Settings};
use signature_http::{ClientIdentity, Environment, TrustAnchors, danger};
use signature_model::portal::{Notifications, PortalJob, PortalSigner};
use signature_model::{
    Document, DocumentPackage, Documents, EmailAddress, OrganizationNumber, PackageContents, Packaging, PackagingError,
    Sender, Signers, Timestamp, Title,
};

pub(crate) const JOBS: &str = "/api/123456789/portal/signature-jobs";

/// An identity and an anchor that were made for tests and lead nowhere.
pub(crate) const SYNTHETIC: &[u8] = include_bytes!("../synthetic.pem");

#[derive(Debug)]
struct Unsigned;

impl Packaging for Unsigned {
    fn package(&self, _: &PackageContents, _: Timestamp) -> Result<DocumentPackage, PackagingError> {
        Ok(DocumentPackage::from(Bytes::from_static(b"PK")))
    }
}

pub(crate) fn sender() -> Sender {
    Sender::new(OrganizationNumber::new("123456789").unwrap())
}

/// The address of a server, at which anybody may answer.
pub(crate) fn environment(origin: &str) -> Environment {
    let anchors = TrustAnchors::from_pem(SYNTHETIC).unwrap();
    danger::trust_any_server(Environment::custom(&format!("{origin}/api"), anchors).unwrap())
}

pub(crate) fn client(origin: &str, adjust: impl FnOnce(&mut Settings)) -> Client<HyperTransport> {
    let mut settings = Settings::default();
    settings.default_sender = Some(sender());
    settings.timeouts.connect = Duration::from_secs(5);
    adjust(&mut settings);
    let identity = ClientIdentity::from_pem(SYNTHETIC).unwrap();
    Client::new(environment(origin), identity, Arc::new(Unsigned), settings).unwrap()
}

pub(crate) fn job() -> PortalJob {
    let document = Document::pdf(Title::new("T").unwrap(), &b"%PDF"[..]);
    let signer =
        PortalSigner::contact_information(Notifications::email(EmailAddress::new("kari@example.com").unwrap()));
    PortalJob::new(Title::new("T").unwrap(), Documents::new([document]).unwrap(), Signers::new([signer]).unwrap())
}
