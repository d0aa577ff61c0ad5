//! Everything that can be done with the service, recorded by a witness.

use std::time::Duration;

use bytes::Bytes;
use signature_asice::Packager;
use signature_http::{
    Client, ClientBuilder, Connections, Environment, Error, HyperTransport, Progress, ReplyBody, Runtime as _,
    Timeouts, TokioRuntime, Transport as _, TrustAnchors,
};
use signature_identity::Identity;
use signature_model::direct::{DirectJob, DirectJobResponse, DirectJobStatus, DirectSigner, ExitUrls};
use signature_model::portal::{Lookup, Notifications, PortalJob, PortalJobStatusChange, PortalSigner};
use signature_model::urls::{ExitUrl, RedirectUrl};
use signature_model::{
    Description, Document, DocumentPackage, Documents, EmailAddress, MobileNumber, OrganizationNumber,
    PersonalIdentificationNumber, Sender, ServiceError, SignerIdentifier, Signers, StatusQueryToken, Title,
};
use signature_protocol::{
    CreateDirectJob, CreatePortalJob, Delivery, DeliveryStep, DirectStatusOutcome, Exchange, Fetched, GetDirectStatus,
    Operation, PollPolicy, PollPortal, Poller, SignedDocument, Wanted,
};
use signature_testkit::{Credentials, Enterprise, Sandbox, SandboxOptions, ServiceSettings, TestPki};
use tokio::net::TcpListener;

use crate::scripted::Scripted;
use crate::secrets::Secrets;
use crate::witness::Witness;

const SENDER: &str = "310000002";
const KARI: &str = "31129912345";
const OLA: &str = "30119912345";
const EMAIL: &str = "kari.nordmann@example.com";
const MOBILE: &str = "+4740000001";
const CUSTOMER: &str = "kunde 77-traastad";
const TITLE: &str = "Oppsigelse av Kari Nordmann";
const DESCRIPTION: &str = "Kjære Kari, les dette først";
const DOCUMENT: &str = "Legeerklæring for Kari";
const CONTENT: &str = "%PDF-1.7 oppdiktet diagnose";

/// A sandbox, its client, and the secrets of both.
pub(crate) struct Run {
    pub(crate) witness: Witness,
    pub(crate) secrets: Secrets,
    sandbox: Sandbox,
    credentials: Credentials,
    client: Client,
}

impl Run {
    pub(crate) async fn start() -> Self {
        let settings = ServiceSettings::default().with_calls_per_second(1000);
        let options = SandboxOptions::default().with_settings(settings);
        let sandbox = Sandbox::start(options).await.unwrap();
        let credentials = sandbox.enterprise(&Enterprise::new(SENDER, "Avsender (SYNTHETIC TEST)")).unwrap();
        let mut secrets = Secrets::default();
        for (name, text) in [
            ("a personal identification number", KARI),
            ("another personal identification number", OLA),
            ("an e-mail address", EMAIL),
            ("a telephone number", MOBILE),
            ("a custom identifier", CUSTOMER),
            ("a title", TITLE),
            ("a name", "Nordmann"),
            ("a description", DESCRIPTION),
            ("a document's title", DOCUMENT),
            ("a document's file name", "legeerklaering"),
            ("a document's content", "oppdiktet diagnose"),
        ] {
            secrets.text(name, text);
        }
        // A key of 2048 bits begins with its public part, which the certificate shows too.
        let private = 7 * 48;
        let key = credentials.private_key_pkcs8();
        key[private..].chunks_exact(32).for_each(|part| secrets.bytes("the private key", part));
        let pem = credentials.to_pem();
        let lines = pem.split("-----").nth(2).unwrap().lines().filter(|line| line.len() == 64).skip(private / 48);
        lines.for_each(|line| secrets.text("the private key in PEM", line));

        let client = client(environment(&sandbox), &credentials);
        Self { witness: Witness::default(), secrets, sandbox, credentials, client }
    }

    /// Parts of jobs, finished jobs, and refused values.
    pub(crate) fn values(&mut self) {
        let (direct, portal, sender) = (direct_job(), portal_job(), sender());
        self.witness.sees(&(&direct, direct.request(&sender), direct.manifest(&sender), direct.documents()));
        self.witness.sees(&(&portal, portal.request(&sender), portal.manifest(&sender), portal.documents()));
        self.witness.sees(&(kari(), notifications(), title(TITLE), document()));
        let environment = environment(&self.sandbox);
        let pem = self.credentials.to_pem();
        let packager = Packager::from_pem(&pem).unwrap();
        self.witness.sees(&(
            builder(environment.clone(), &self.credentials),
            &environment,
            identity(&self.credentials),
            &packager,
            &self.credentials,
        ));

        let now = TokioRuntime.now();
        for contents in [direct.package_contents(&sender), portal.package_contents(&sender)] {
            self.witness.sees(&contents);
            let package = packager.package(&contents, now).unwrap();
            self.witness.sees(&package);
            let number = sender.organization_number();
            let create = CreateDirectJob::new(number.clone(), &direct.request(&sender), package.clone());
            self.plans(create, &environment);
            let create = CreatePortalJob::new(number.clone(), &portal.request(&sender), package);
            self.plans(create, &environment);
        }

        self.witness.hears(&Title::new(TITLE.repeat(10)).unwrap_err());
        self.witness.hears(&Title::new(format!("{TITLE}\u{0}")).unwrap_err());
        self.witness.hears(&Description::new(DESCRIPTION.repeat(10)).unwrap_err());
        self.witness.hears(&PersonalIdentificationNumber::new(format!("{KARI}{OLA}")).unwrap_err());
        self.witness.hears(&OrganizationNumber::new(KARI).unwrap_err());
        self.witness.hears(&SignerIdentifier::new(format!("{CUSTOMER} ")).unwrap_err());
        self.witness.hears(&RedirectUrl::new(CUSTOMER).unwrap_err());
        self.witness.hears(&ExitUrl::new(format!("https://{CUSTOMER}/")).unwrap_err());
        self.witness.hears(&Packager::from_pem(&pem[..pem.len() / 4]).unwrap_err());
        self.witness.hears(&Identity::from_pem(&pem[..pem.len() / 4], None).unwrap_err());
        for text in [format!("<{KARI}>"), format!("<a b='{EMAIL}'/>"), format!("{TITLE} {MOBILE}")] {
            self.witness.hears(&DirectJobStatus::from_xml(text.as_bytes()).unwrap_err());
            self.witness.hears(&ServiceError::from_xml(text.as_bytes()).unwrap_err());
        }
    }

    pub(crate) async fn direct_flow(&mut self) {
        let created = self.client.direct().create(&direct_job()).await.unwrap();
        self.tokens_of(&created);
        self.witness.sees(&created);
        let again = self.client.direct().request_redirect_url(&created.signers[0].signer_url).await.unwrap();
        self.secrets.text("a redirect token", token(&again.redirect_url));
        self.witness.sees(&again);

        let exit = self.sandbox.with_service(|service, now| {
            service.sign(now, created.job_id, KARI).unwrap();
            service.sign(now, created.job_id, CUSTOMER).unwrap().unwrap()
        });
        self.secrets.text("a status query token", exit.token().expose());
        self.witness.sees(&exit);
        let url = created.status_url.clone().unwrap();
        self.plans(GetDirectStatus::new(url.clone(), exit.token().clone()), &environment(&self.sandbox));
        let wrong = StatusQueryToken::new("f00d".repeat(16)).unwrap();
        self.secrets.text("a wrong token", wrong.expose());
        let outcome = self.client.direct().status(&url, wrong).await.unwrap();
        assert!(matches!(outcome, DirectStatusOutcome::InvalidToken));
        self.witness.sees(&outcome);

        let outcome = self.client.direct().status(&url, exit.token().clone()).await.unwrap();
        self.witness.sees(&outcome);
        let DirectStatusOutcome::Status(status) = outcome else { panic!("expected a status") };
        for signature in &status.signatures {
            let xades = self.client.xades(signature.xades_url.as_ref().unwrap()).await.unwrap();
            self.witness.sees(&xades);
            xades.bytes(1_000_000).await.unwrap();
        }
        let pades = self.client.pades(status.pades_url.as_ref().unwrap()).await.unwrap();
        self.witness.sees(&pades);
        let error = pades.bytes(10).await.unwrap_err();
        self.witness.hears(&error);
        self.client.confirm(&status.confirmation_url.unwrap()).await.unwrap();
    }

    pub(crate) async fn portal_flow(&mut self) {
        let created = self.client.portal().create(&portal_job()).await.unwrap();
        self.witness.sees(&created);
        self.sandbox.with_service(|service, now| service.sign(now, created.job_id, KARI)).unwrap();
        let mut changes = self.client.portal().changes(&sender());
        let change = changes.next().await.unwrap().unwrap();
        self.witness.sees(&(&changes, &change));
        let url = change.signatures.iter().find_map(|signature| signature.xades_url.clone()).unwrap();
        let folder = std::env::temp_dir().join(format!("signature-leaks-{}", std::process::id()));
        let error = self.client.xades(&url).await.unwrap().save_to(folder.join("none")).await.unwrap_err();
        self.witness.hears(&error);
        change.confirm().await.unwrap();
        let cancelled = self.client.portal().cancel(&created.cancellation_url).await.unwrap();
        self.witness.sees(&cancelled);
    }

    /// The poller and its downloads, driven by hand.
    pub(crate) async fn delivery(&mut self) {
        let created = self.client.portal().create(&portal_job()).await.unwrap();
        self.sandbox.with_service(|service, now| service.sign(now, created.job_id, EMAIL)).unwrap();
        let environment = environment(&self.sandbox);
        let transport =
            HyperTransport::new(&environment, &identity(&self.credentials), &Timeouts::new(), &Connections::new())
                .unwrap();
        let poller = Poller::<PollPortal>::new(PollPolicy::default(), [sender()], 7);
        let mut delivery = Delivery::new(poller, Wanted::Always);
        let mut confirmed = 0;
        // The sandbox's cancelled job comes too, and one poll that finds nothing.
        for _ in 0..100 {
            let now = TokioRuntime.now();
            let step = delivery.poll(now);
            self.witness.sees(&(&step, &delivery, delivery.poller().snapshot()));
            match step {
                DeliveryStep::Poll(id, poll) => {
                    let answer = self.exchange(&transport, &environment, poll).await;
                    match answer {
                        Ok(outcome) => delivery.polled(now, id, Ok(outcome)),
                        Err(error) => delivery.polled(now, id, Err(&error)),
                    }
                }
                DeliveryStep::Fetch(fetch, document) => {
                    let answer = self.fetch(&transport, &environment, &document).await;
                    delivery.fetched(now, fetch, answer.map_or_else(Fetched::Refused, |()| Fetched::Stored));
                }
                DeliveryStep::Deliver(delivered) => delivery.persisted(now, delivered.lease).unwrap(),
                DeliveryStep::Confirm(lease, confirm) => {
                    let answer = self.exchange(&transport, &environment, confirm).await;
                    confirmed += usize::from(answer.is_ok());
                    delivery.confirmed(now, lease, answer.as_ref().copied());
                }
                DeliveryStep::WaitUntil(_) | DeliveryStep::Idle if confirmed > 0 => return,
                DeliveryStep::WaitUntil(_) | DeliveryStep::Idle => self.sandbox.advance(Duration::from_secs(600)),
            }
        }
        panic!("nothing was delivered");
    }

    /// Requests that the service refuses.
    pub(crate) async fn refusals(&mut self) {
        let other = self.sandbox.enterprise(&Enterprise::new("310000099", "Andre (SYNTHETIC TEST)")).unwrap();
        let broker = client(environment(&self.sandbox), &other);
        let error = broker.direct().create(&direct_job()).await.unwrap_err();
        self.refused(&error, 403);
        let broken = Bytes::from(format!("PK {TITLE} {KARI}"));
        let error = self.client.direct().create_packaged(&direct_job(), broken.clone().into()).await.unwrap_err();
        self.refused(&error, 400);
        let error = self.client.portal().create_packaged(&portal_job(), broken.into()).await.unwrap_err();
        self.refused(&error, 400);

        // Signed, but its manifest is not a manifest.
        let pem = self.credentials.to_pem();
        let contents = signature_model::PackageContents::new(&documents(), format!("<{KARI}>{EMAIL}").into_bytes());
        let package: DocumentPackage =
            Packager::from_pem(&pem).unwrap().package(&contents, TokioRuntime.now()).unwrap();
        let error = self.client.portal().create_packaged(&portal_job(), package).await.unwrap_err();
        self.refused(&error, 400);
    }

    /// Replies that no service should give.
    pub(crate) async fn odd_replies(&mut self) {
        let quoting = ServiceError::client(TITLE.to_owned().into(), format!("{KARI} {EMAIL} {MOBILE} {CUSTOMER}"));
        self.witness.sees(&quoting);
        let quoting = String::from_utf8(quoting.to_xml()).unwrap();
        self.witness.sees(&change());
        let cut = String::from_utf8(change().to_xml()).unwrap().replace("</signatures>", KARI);
        for (status, content_type, body) in [
            (200, "application/xml".to_owned(), cut),
            (200, "application/xml".to_owned(), format!("<a xmlns='{EMAIL}' {MOBILE}='{KARI}'>&{KARI};</a>")),
            (400, "application/xml".to_owned(), quoting),
            (418, format!("text/html; name=\"{KARI} {EMAIL}\""), format!("<html>{TITLE} {DESCRIPTION}</html>")),
            (429, "text/plain".to_owned(), KARI.to_owned()),
            (500, "text/plain".to_owned(), KARI.to_owned()),
        ] {
            let transport = Scripted { status, content_type, body };
            let builder = builder(environment(&self.sandbox), &self.credentials);
            let client = builder.with_transport(transport).build().unwrap();
            let error = client.portal().changes(&sender()).next().await.unwrap_err();
            self.witness.hears(&error);
            self.witness.reads(&error);
            if status != 429 {
                let error = client.direct().create(&direct_job()).await.unwrap_err();
                self.witness.hears(&error);
            }
        }
    }

    /// No connection, no trust on either side, and connections that break.
    pub(crate) async fn broken_transports(&mut self) {
        let anchors = || TrustAnchors::from_der([self.sandbox.trust_anchor()]).unwrap();
        let strangers = TestPki::generate(TokioRuntime.now()).unwrap();
        let stranger = strangers.enterprise(&Enterprise::new(SENDER, "Avsender (SYNTHETIC TEST)")).unwrap();
        let distrusting = TrustAnchors::from_der([strangers.trust_anchor()]).unwrap();
        let nobody = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let closed = format!("https://localhost:{}/api", nobody.local_addr().unwrap().port());
        drop(nobody);
        let rude = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let rude_root = format!("https://localhost:{}/api", rude.local_addr().unwrap().port());
        let rudeness = tokio::spawn(async move {
            while let Ok((stream, _)) = rude.accept().await {
                stream.readable().await.unwrap();
                let _ = stream.try_write(b"HTTP/1.1 400 Bad Request\r\n\r\n");
            }
        });
        let clients = [
            client(Environment::custom(&self.sandbox.root(), distrusting).unwrap(), &self.credentials),
            client(
                environment(&self.sandbox).with_server_organization(sender().organization_number().clone()),
                &stranger,
            ),
            client(environment(&self.sandbox), &stranger),
            client(Environment::custom(&closed, anchors()).unwrap(), &self.credentials),
            client(Environment::custom(&rude_root, anchors()).unwrap(), &self.credentials),
        ];
        for client in &clients {
            let error = client.direct().create(&direct_job()).await.unwrap_err();
            let fault = error.fault().unwrap_or_else(|| panic!("expected a fault, found {error:?}"));
            self.witness.sees(&(client, fault.kind()));
            assert!(self.witness.hears(&error) > 1, "a fault has a cause");
        }
        rudeness.abort();
    }

    /// The sandbox itself, with all that has happened in it.
    pub(crate) fn sandbox(&mut self) {
        self.witness.sees(&(&self.sandbox, &self.client));
        self.sandbox.with_service(|service, _| {
            self.witness.sees(&*service);
            for job in service.jobs() {
                self.witness.sees(job);
            }
        });
    }

    /// Plans a call that is not sent.
    fn plans<O: Operation + std::fmt::Debug>(&mut self, operation: O, environment: &Environment) {
        self.witness.sees(&operation);
        let exchange = Exchange::new(operation);
        self.witness.sees(&exchange);
        let (request, waiting) = exchange.plan(environment.root()).unwrap();
        self.witness.sees(&(&request, request.body(), &waiting));
    }

    /// Runs a call over the transport, without a client.
    async fn exchange<O: Operation + std::fmt::Debug>(
        &mut self,
        transport: &HyperTransport,
        environment: &Environment,
        operation: O,
    ) -> Result<O::Outcome, signature_protocol::Error> {
        let (request, waiting) = Exchange::new(operation).plan(environment.root())?;
        self.witness.sees(&(&request, &waiting));
        let (head, body) = transport.send(request, &Progress::default()).await.unwrap().into_parts();
        waiting.answer(head, &whole(body).await)
    }

    /// Runs a download over the transport, without a client.
    async fn fetch(
        &mut self,
        transport: &HyperTransport,
        environment: &Environment,
        document: &SignedDocument,
    ) -> Result<(), signature_protocol::Error> {
        let fetch = document.fetch();
        let (request, waiting) = fetch.plan(environment.root())?;
        self.witness.sees(&(document, &fetch, &request, &waiting));
        let (head, body) = transport.send(request, &Progress::default()).await.unwrap().into_parts();
        waiting.answer(head, whole(body).await).map(drop)
    }

    #[track_caller]
    fn refused(&mut self, error: &Error, status: u16) {
        assert_eq!(error.status().map(|status| status.as_u16()), Some(status), "{error:?}");
        self.witness.hears(error);
        self.witness.reads(error);
    }

    fn tokens_of(&mut self, created: &DirectJobResponse) {
        for signer in &created.signers {
            self.secrets.text("a redirect token", token(&signer.redirect_url));
        }
    }
}

fn token(url: &RedirectUrl) -> &str {
    url.expose().rsplit_once('/').unwrap().1
}

fn environment(sandbox: &Sandbox) -> Environment {
    Environment::custom(&sandbox.root(), TrustAnchors::from_der([sandbox.trust_anchor()]).unwrap()).unwrap()
}

fn identity(credentials: &Credentials) -> Identity {
    Identity::from_pem(credentials.to_pem(), None).unwrap()
}

fn builder(environment: Environment, credentials: &Credentials) -> ClientBuilder {
    Client::builder(environment, &identity(credentials)).with_sender(sender()).with_calls_per_second(1000)
}

fn client(environment: Environment, credentials: &Credentials) -> Client {
    builder(environment, credentials).build().unwrap()
}

async fn whole(mut body: ReplyBody) -> Vec<u8> {
    let mut all = Vec::new();
    while let Some(piece) = body.piece().await.unwrap() {
        all.extend_from_slice(&piece);
    }
    all
}

fn sender() -> Sender {
    Sender::new(OrganizationNumber::new(SENDER).unwrap())
}

fn kari() -> PersonalIdentificationNumber {
    PersonalIdentificationNumber::new(KARI).unwrap()
}

fn notifications() -> Notifications {
    Notifications::EmailAndSms(EmailAddress::new(EMAIL).unwrap(), MobileNumber::new(MOBILE).unwrap())
}

fn title(text: &str) -> Title {
    Title::new(text).unwrap()
}

fn document() -> Document {
    Document::pdf(title(DOCUMENT), CONTENT.as_bytes())
}

fn documents() -> Documents {
    Documents::new([document(), Document::plain_text(title(TITLE), CONTENT.as_bytes())]).unwrap()
}

fn direct_job() -> DirectJob {
    let page = |page: &str| ExitUrl::new(format!("https://sender.example/{page}")).unwrap();
    let customer = SignerIdentifier::new(CUSTOMER).unwrap();
    let signers = Signers::new([DirectSigner::personal(kari()), DirectSigner::custom(customer)]).unwrap();
    let exit_urls = ExitUrls::new(page("signed"), page("rejected"), page("failed"));
    let job = DirectJob::new(title(TITLE), documents(), signers, exit_urls).unwrap();
    job.with_description(Description::new(DESCRIPTION).unwrap())
}

fn portal_job() -> PortalJob {
    let ola = PersonalIdentificationNumber::new(OLA).unwrap();
    let signers = [
        PortalSigner::personal(kari(), notifications()),
        PortalSigner::personal_with_lookup(ola, Lookup::EmailAndSms),
        PortalSigner::contact_information(notifications()),
    ];
    let job = PortalJob::new(title(TITLE), documents(), Signers::new(signers).unwrap());
    job.with_description(Description::new(DESCRIPTION).unwrap())
}

/// A change that tells about Kari.
fn change() -> PortalJobStatusChange {
    let xml = format!(
        "<portal-signature-job-status-change-response xmlns=\"{}\"><signature-job-id>1</signature-job-id>\
         <status>FAILED</status><confirmation-url>https://api.example/1</confirmation-url><signatures><signature>\
         <status since=\"2026-01-01T00:00:00Z\">{TITLE}</status>\
         <personal-identification-number>{KARI}</personal-identification-number></signature></signatures>\
         </portal-signature-job-status-change-response>",
        signature_model::NAMESPACE
    );
    PortalJobStatusChange::from_xml(xml.as_bytes()).unwrap()
}
