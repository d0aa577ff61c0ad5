//! What every test starts from: an organization, its jobs, and a service in memory.

use std::sync::OnceLock;
use std::time::Duration;

use signature_asice::{Packager, Verifier};
use signature_identity::Certificate;
use signature_model::direct::{DirectJob, DirectJobResponse, DirectSigner, ExitUrls};
use signature_model::portal::{Notifications, PortalJob, PortalJobResponse, PortalJobStatusChange, PortalSigner};
use signature_model::urls::ExitUrl;
use signature_model::{
    Document, Documents, EmailAddress, JobId, OrganizationNumber, PersonalIdentificationNumber, Sender,
    SignerIdentifier, Signers, Timestamp, Title,
};
use signature_protocol::{CreateDirectJob, CreatePortalJob, Error, PollOutcome, PollPortal, ServiceRoot};
use signature_testkit::{
    ActionError, Caller, Credentials, Enterprise, ExitLink, FakeService, InMemory, Sealer, ServiceSettings, TestPki,
};

pub(crate) const KARI: &str = "01010100000";
pub(crate) const OLA: &str = "ola@example.com";
pub(crate) const SENDER: &str = "310000002";

/// A PKI and the sender's certificates, made once because generating keys is slow.
pub(crate) struct Certificates {
    pub(crate) pki: TestPki,
    pub(crate) sender: Credentials,
    pub(crate) seal: Credentials,
}

pub(crate) fn certificates() -> &'static Certificates {
    static CERTIFICATES: OnceLock<Certificates> = OnceLock::new();
    CERTIFICATES.get_or_init(|| {
        let pki = TestPki::generate(start()).unwrap();
        let sender = pki.enterprise(&Enterprise::new(SENDER, "Avsender (SYNTHETIC TEST)")).unwrap();
        let seal = pki.enterprise(&Enterprise::new("984661185", "Seal (SYNTHETIC TEST)")).unwrap();
        Certificates { pki, sender, seal }
    })
}

/// When every scripted test begins.
pub(crate) fn start() -> Timestamp {
    Timestamp::parse("2026-06-01T10:00:00Z").unwrap()
}

pub(crate) fn number(text: &str) -> OrganizationNumber {
    OrganizationNumber::new(text).unwrap()
}

pub(crate) fn sender() -> Sender {
    Sender::new(number(SENDER))
}

pub(crate) const ORIGIN: &str = "https://sandbox.example";

pub(crate) fn verifier() -> Verifier {
    let certificate = |der: &[u8]| vec![Certificate::from_der(der.to_vec()).unwrap()];
    let pki = &certificates().pki;
    Verifier::new(certificate(pki.trust_anchor())).with_intermediates(certificate(pki.issuing_ca()))
}

pub(crate) fn sealer() -> Sealer {
    Sealer::try_from(&certificates().seal).unwrap()
}

pub(crate) fn packager() -> Packager {
    Packager::from_pem(certificates().sender.to_pem()).unwrap()
}

/// The key and its own certificate, without the CAs above it.
pub(crate) fn leaf_pem(credentials: &Credentials) -> String {
    let pem = credentials.to_pem();
    let end = "-----END CERTIFICATE-----\n";
    pem[..pem.find(end).unwrap() + end.len()].to_owned()
}

pub(crate) fn title(text: &str) -> Title {
    Title::new(text).unwrap()
}

pub(crate) fn documents() -> Documents {
    Documents::new([
        Document::pdf(title("Leieavtale for Kari Æøå"), &b"%PDF-1.7 invented"[..]),
        Document::pdf(title("Vedlegg (1)"), &b"%PDF-1.4 invented too"[..]),
    ])
    .unwrap()
}

pub(crate) fn kari() -> PersonalIdentificationNumber {
    PersonalIdentificationNumber::new(KARI).unwrap()
}

pub(crate) fn ola() -> Notifications {
    Notifications::Email(EmailAddress::new(OLA).unwrap())
}

/// Kari by number, and somebody by the sender's own identifier.
pub(crate) fn direct_job() -> DirectJob {
    let page = |page: &str| ExitUrl::new(format!("https://sender.example/{page}?case=1")).unwrap();
    let signers =
        Signers::new([DirectSigner::personal(kari()), DirectSigner::custom(SignerIdentifier::new("kunde 7").unwrap())]);
    let exit_urls = ExitUrls::new(page("signed"), page("rejected"), page("failed"));
    DirectJob::new(title("Leieavtale"), documents(), signers.unwrap(), exit_urls).unwrap()
}

/// Kari by number and Ola by e-mail.
pub(crate) fn portal_job() -> PortalJob {
    let notify = Notifications::Email(EmailAddress::new("kari@example.com").unwrap());
    let signers = [PortalSigner::personal(kari(), notify), PortalSigner::contact_information(ola())];
    PortalJob::new(title("Leieavtale"), documents(), Signers::new(signers).unwrap())
}

/// A service in memory, called by the sender.
pub(crate) struct World {
    pub(crate) sandbox: InMemory,
    pub(crate) now: Timestamp,
}

impl World {
    pub(crate) fn new() -> Self {
        Self::with(ServiceSettings::default())
    }

    pub(crate) fn with(settings: ServiceSettings) -> Self {
        Self::called_by(settings, Caller::organization(number(SENDER)))
    }

    pub(crate) fn called_by(settings: ServiceSettings, caller: Caller) -> Self {
        Self::of(FakeService::new(ORIGIN, verifier(), sealer(), settings), caller)
    }

    pub(crate) fn of(service: FakeService, caller: Caller) -> Self {
        let root = ServiceRoot::new(&format!("{ORIGIN}/api")).unwrap();
        Self { sandbox: InMemory::new(service, root, caller), now: start() }
    }

    pub(crate) fn pass(&mut self, time: Duration) {
        self.now = self.now.saturating_add(time);
    }

    pub(crate) fn create_direct(&mut self, job: &DirectJob) -> Result<DirectJobResponse, Error> {
        let sender = job.sender().cloned().unwrap_or_else(sender);
        let package = packager().package(&job.package_contents(&sender), self.now).unwrap();
        let create = CreateDirectJob::new(sender.organization_number().clone(), &job.request(&sender), package);
        self.sandbox.call(self.now, create)
    }

    pub(crate) fn create_portal(&mut self, job: &PortalJob) -> Result<PortalJobResponse, Error> {
        let sender = job.sender().cloned().unwrap_or_else(sender);
        let package = packager().package(&job.package_contents(&sender), self.now).unwrap();
        let create = CreatePortalJob::new(sender.organization_number().clone(), &job.request(&sender), package);
        self.sandbox.call(self.now, create)
    }

    /// A signer of the job signs now.
    pub(crate) fn sign(&mut self, job: JobId, signer: &str) -> Result<Option<ExitLink>, ActionError> {
        self.sandbox.service().sign(self.now, job, signer)
    }

    pub(crate) fn poll_portal(&mut self, sender: Sender) -> PollOutcome<PortalJobStatusChange> {
        self.sandbox.call(self.now, PollPortal::new(sender)).unwrap()
    }

    /// The change that the default queue must have.
    #[track_caller]
    pub(crate) fn change(&mut self) -> PortalJobStatusChange {
        match self.poll_portal(sender()) {
            PollOutcome::Changed { change, .. } => *change,
            other => panic!("expected a change, found {other:?}"),
        }
    }
}
