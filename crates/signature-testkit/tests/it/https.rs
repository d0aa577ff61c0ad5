//! Both flows over HTTPS with mutual TLS, through the hyper client.

use std::time::Duration;

use signature_asice::Packager;
use signature_http::{Client, ClientBuilder, Environment, Timeouts, TrustAnchors};
use signature_identity::Identity;
use signature_model::direct::DirectSignerIdentification;
use signature_model::{Document, Documents, JobStatus};
use signature_protocol::{CancelOutcome, DirectStatusOutcome};
use signature_testkit::{Credentials, Enterprise, Sandbox, SandboxOptions, ServiceSettings};

use crate::world::{KARI, OLA, SENDER, direct_job, kari, leaf_pem, number, portal_job, sender, title};

/// A client of the sandbox with these credentials, for the sender unless a job says otherwise.
pub(crate) fn client(sandbox: &Sandbox, credentials: &Credentials) -> Client {
    let anchors = TrustAnchors::from_der([sandbox.trust_anchor()]).unwrap();
    client_of(Environment::custom(&sandbox.root(), anchors).unwrap(), credentials)
}

pub(crate) fn client_of(environment: Environment, credentials: &Credentials) -> Client {
    let pem = credentials.to_pem();
    client_with(environment, &pem, &pem)
}

/// A client with one certificate for TLS and another that signs packages.
pub(crate) fn client_with(environment: Environment, tls: &str, packages: &str) -> Client {
    builder(environment, tls).with_packager(Packager::from_pem(packages).unwrap()).build().unwrap()
}

pub(crate) fn builder(environment: Environment, pem: &str) -> ClientBuilder {
    Client::builder(environment, &Identity::from_pem(pem, None).unwrap())
        .with_sender(sender())
        .with_timeouts(Timeouts::new().with_connect(Duration::from_secs(5)))
}

pub(crate) async fn sandbox() -> (Sandbox, Credentials) {
    let sandbox = Sandbox::start(SandboxOptions::default()).await.unwrap();
    let credentials = sandbox.enterprise(&Enterprise::new(SENDER, "Avsender (SYNTHETIC TEST)")).unwrap();
    (sandbox, credentials)
}

#[tokio::test]
async fn the_direct_flow() {
    let (sandbox, credentials) = sandbox().await;
    let client = client(&sandbox, &credentials);
    assert_eq!(client.root_resource(&number(SENDER)).await.unwrap().text, "You are 310000002");

    let created = client.direct().create(&direct_job()).await.unwrap();
    let signer = created.signer(&DirectSignerIdentification::Personal(kari())).unwrap();
    let again = client.direct().request_redirect_url(&signer.signer_url).await.unwrap();
    assert_ne!(again.redirect_url, signer.redirect_url);

    let exit = sandbox.with_service(|service, now| {
        service.sign(now, created.job_id, KARI).unwrap();
        service.sign(now, created.job_id, "kunde 7").unwrap().unwrap()
    });
    let status = client.direct().status(&created.status_url.unwrap(), exit.token().clone()).await.unwrap();
    let DirectStatusOutcome::Status(status) = status else { panic!("expected a status, found {status:?}") };
    assert_eq!(status.status, JobStatus::CompletedSuccessfully);

    let pades = client.pades(&status.pades_url.unwrap()).await.unwrap();
    let length = pades.head().content_length.unwrap();
    let pades = pades.bytes(10_000_000).await.unwrap();
    assert_eq!((&pades[..5], pades.len() as u64), (&b"%PDF-"[..], length));
    client.confirm(&status.confirmation_url.unwrap()).await.unwrap();
}

#[tokio::test]
async fn one_identity_serves_tls_and_packages() {
    let (sandbox, credentials) = sandbox().await;
    let anchors = TrustAnchors::from_der([sandbox.trust_anchor()]).unwrap();
    let environment = Environment::custom(&sandbox.root(), anchors).unwrap();
    let client = builder(environment, &credentials.to_pem()).build().unwrap();
    client.direct().create(&direct_job()).await.unwrap();
}

#[tokio::test]
async fn the_portal_flow() {
    let (sandbox, credentials) = sandbox().await;
    let client = client(&sandbox, &credentials);
    let created = client.portal().create(&portal_job()).await.unwrap();
    sandbox.with_service(|service, now| {
        service.sign(now, created.job_id, KARI).unwrap();
        service.sign(now, created.job_id, OLA).unwrap();
    });

    let mut changes = client.portal().changes(&sender());
    let change = changes.next().await.unwrap().unwrap();
    assert_eq!(change.job_id, created.job_id);
    let folder = std::env::temp_dir().join(format!("signature-testkit-{}", std::process::id()));
    std::fs::create_dir_all(&folder).unwrap();
    let file = folder.join("xades.xml");
    let url = change.signatures[0].xades_url.clone().unwrap();
    let length = client.xades(&url).await.unwrap().save_to(&file).await.unwrap();
    assert_eq!(std::fs::metadata(&file).unwrap().len(), length);
    std::fs::remove_dir_all(&folder).unwrap();

    change.confirm().await.unwrap();
    assert!(changes.next().await.unwrap().is_none());
    assert_eq!(
        client.portal().cancel(&created.cancellation_url).await.unwrap_err().status().map(|status| status.as_u16()),
        Some(404)
    );
}

#[tokio::test]
async fn a_job_at_the_size_limit_is_created_and_cancelled() {
    let (sandbox, credentials) = sandbox().await;
    let client = client(&sandbox, &credentials);
    let mut content = b"%PDF-1.7\n".to_vec();
    content.resize(Documents::MAX_BYTES, b'x');
    let largest = Document::pdf(title("Stor"), content);
    let job = signature_model::portal::PortalJob::new(
        title("Stor"),
        Documents::new([largest]).unwrap(),
        signature_model::Signers::new([
            signature_model::portal::PortalSigner::contact_information(crate::world::ola()),
        ])
        .unwrap(),
    );
    let created = client.portal().create(&job).await.unwrap();
    assert_eq!(client.portal().cancel(&created.cancellation_url).await.unwrap(), CancelOutcome::Cancelled);
    assert_eq!(client.portal().cancel(&created.cancellation_url).await.unwrap(), CancelOutcome::AlreadyCompleted);
}

#[tokio::test]
async fn a_client_may_send_only_its_own_certificate() {
    let (sandbox, credentials) = sandbox().await;
    let anchors = TrustAnchors::from_der([sandbox.trust_anchor(), sandbox.issuing_ca()]).unwrap();
    let pem = leaf_pem(&credentials);
    let client = client_with(Environment::custom(&sandbox.root(), anchors).unwrap(), &pem, &pem);
    client.portal().create(&portal_job()).await.unwrap();
}

#[tokio::test]
async fn a_client_keeps_its_clock_when_the_sandbox_time_is_moved() {
    let settings = ServiceSettings::default().with_empty_queue_wait(Duration::from_millis(10));
    let sandbox = Sandbox::start(SandboxOptions::default().with_settings(settings)).await.unwrap();
    let credentials = sandbox.enterprise(&Enterprise::new(SENDER, "Avsender (SYNTHETIC TEST)")).unwrap();
    let client = client(&sandbox, &credentials);
    sandbox.advance(Duration::from_secs(11 * 60));

    let created = client.portal().create(&portal_job()).await.unwrap();
    let mut changes = client.portal().changes(&sender());
    assert!(changes.next().await.unwrap().is_none());
    sandbox.with_service(|service, now| service.sign(now, created.job_id, KARI)).unwrap();
    let change = tokio::time::timeout(Duration::from_secs(60), changes.next()).await.expect("a poll in a moment");
    assert_eq!(change.unwrap().unwrap().job_id, created.job_id);
}

#[tokio::test]
async fn a_client_that_paces_itself_is_never_blocked() {
    let (sandbox, credentials) = sandbox().await;
    let client = client(&sandbox, &credentials);
    for _ in 0..12 {
        client.root_resource(&number(SENDER)).await.unwrap();
    }
}
