//! Trust on both sides: each refusal is its own error that says what was found, and no job is created.

use signature_http::{Environment, Error, FaultKind, Runtime as _, TokioRuntime, TrustAnchors, danger};
use signature_protocol::{Retry, Sent};
use signature_testkit::{Credentials, Enterprise, Sandbox, SandboxOptions, TestPki};

use crate::https::{client, client_of, client_with, sandbox};
use crate::world::{SENDER, number, portal_job};

fn kind(error: &Error) -> &FaultKind {
    error.fault().unwrap_or_else(|| panic!("expected a broken transport, found {error:?}")).kind()
}

fn jobs(sandbox: &Sandbox) -> usize {
    sandbox.with_service(|service, _| service.jobs().count())
}

#[track_caller]
fn nothing_was_sent(error: &Error, expected: &str) {
    // Only a connection that could not be made may be tried again.
    let retry = if error.is_connect() { Retry::Now } else { Retry::Never };
    assert_eq!((error.sent(), error.retry()), (Sent::No, retry));
    assert_eq!(error.fault().unwrap().to_string(), expected);
}

#[tokio::test]
async fn a_server_of_another_organization_is_refused() {
    let options = SandboxOptions::default().with_server(Enterprise::new("310000009", "Fremmed (SYNTHETIC TEST)"));
    let sandbox = Sandbox::start(options).await.unwrap();
    let credentials = sandbox.enterprise(&Enterprise::new(SENDER, "Avsender (SYNTHETIC TEST)")).unwrap();
    let error = client(&sandbox, &credentials).portal().create(&portal_job()).await.unwrap_err();
    assert!(error.is_server_identity() && matches!(kind(&error), FaultKind::WrongServer { .. }));
    nothing_was_sent(
        &error,
        "expected the server certificate of organization 984661185, found one of organization 310000009",
    );
    assert_eq!(jobs(&sandbox), 0);

    let anchors = TrustAnchors::from_der([sandbox.trust_anchor()]).unwrap();
    let environment = Environment::custom(&sandbox.root(), anchors).unwrap();
    let expected = environment.clone().with_server_organization(number("310000009"));
    assert!(client_of(expected, &credentials).root_resource(&number(SENDER)).await.is_ok());
    let anybody = danger::trust_any_server(environment);
    assert!(client_of(anybody, &credentials).root_resource(&number(SENDER)).await.is_ok());
}

#[tokio::test]
async fn both_subject_forms_are_accepted_and_a_missing_number_is_refused() {
    for (server, accepted) in [
        (Enterprise::new("984661185", "Posten (SYNTHETIC TEST)").with_seid1_subject(), true),
        (Enterprise::new("984661185", "Posten (SYNTHETIC TEST)").without_organization_number(), false),
    ] {
        let sandbox = Sandbox::start(SandboxOptions::default().with_server(server)).await.unwrap();
        let credentials = sandbox.enterprise(&Enterprise::new(SENDER, "Avsender (SYNTHETIC TEST)")).unwrap();
        match client(&sandbox, &credentials).root_resource(&number(SENDER)).await {
            Ok(_) => assert!(accepted),
            Err(error) => {
                assert!(!accepted);
                nothing_was_sent(
                    &error,
                    "expected the server certificate of organization 984661185, found one without an organization number",
                );
            }
        }
    }
}

#[tokio::test]
async fn a_server_under_other_anchors_is_refused() {
    let (sandbox, credentials) = sandbox().await;
    let other = TestPki::generate(TokioRuntime.now()).unwrap();
    let anchors = TrustAnchors::from_der([other.trust_anchor()]).unwrap();
    let client = client_of(Environment::custom(&sandbox.root(), anchors).unwrap(), &credentials);
    let error = client.portal().create(&portal_job()).await.unwrap_err();
    assert!(error.is_server_identity() && matches!(kind(&error), FaultKind::UntrustedServer { .. }));
    nothing_was_sent(
        &error,
        "the server's certificate has an unknown issuer; give its root and issuing certificates as trust anchors",
    );
    assert_eq!(jobs(&sandbox), 0);
}

#[tokio::test]
async fn a_server_with_an_expired_certificate_is_refused() {
    let now = TokioRuntime.now();
    let before =
        |hours: i64| signature_model::Timestamp::from_unix_millis(now.as_unix_millis() - hours * 3_600_000).unwrap();
    let server = Enterprise::new("984661185", "Posten (SYNTHETIC TEST)").with_validity(before(20), before(1));
    let sandbox = Sandbox::start(SandboxOptions::default().with_server(server)).await.unwrap();
    let credentials = sandbox.enterprise(&Enterprise::new(SENDER, "Avsender (SYNTHETIC TEST)")).unwrap();
    let error = client(&sandbox, &credentials).root_resource(&number(SENDER)).await.unwrap_err();
    nothing_was_sent(&error, "the server's certificate has expired");
}

#[tokio::test]
async fn a_client_certificate_of_another_pki_is_refused() {
    let (sandbox, _) = sandbox().await;
    let other = TestPki::generate(TokioRuntime.now()).unwrap();
    let credentials = other.enterprise(&Enterprise::new(SENDER, "Falsk (SYNTHETIC TEST)")).unwrap();
    certificate_is_refused(&sandbox, &credentials, &credentials).await;
}

#[tokio::test]
async fn a_client_certificate_that_may_not_sign_is_refused() {
    let (sandbox, signing) = sandbox().await;
    let enterprise = Enterprise::new(SENDER, "Avsender (SYNTHETIC TEST)").without_digital_signature();
    let credentials = sandbox.enterprise(&enterprise).unwrap();
    certificate_is_refused(&sandbox, &credentials, &signing).await;
}

/// With the service's alert, whatever is wrong. With TLS 1.3 the alert may come after the request was sent.
async fn certificate_is_refused(sandbox: &Sandbox, tls: &Credentials, packages: &Credentials) {
    let anchors = TrustAnchors::from_der([sandbox.trust_anchor()]).unwrap();
    let environment = Environment::custom(&sandbox.root(), anchors).unwrap();
    let client = client_with(environment, &tls.to_pem(), &packages.to_pem());
    let error = client.portal().create(&portal_job()).await.unwrap_err();
    assert!(error.is_client_certificate() && error.is_tls() && !error.is_server_identity());
    assert_ne!(error.sent(), Sent::Yes);
    assert_eq!(error.retry(), Retry::Never);
    assert_eq!(
        error.fault().unwrap().to_string(),
        "the server refused our certificate (TLS alert certificate_unknown); \
         check that it is an enterprise certificate for this environment and has not expired"
    );
    assert_eq!(jobs(sandbox), 0);
}

#[tokio::test]
async fn a_port_without_a_listener_is_an_error() {
    let (sandbox, credentials) = sandbox().await;
    let anchors = TrustAnchors::from_der([sandbox.trust_anchor()]).unwrap();
    let free = std::net::TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap().port();
    let environment = Environment::custom(&format!("https://127.0.0.1:{free}/api"), anchors).unwrap();
    let error = client_of(environment, &credentials).portal().create(&portal_job()).await.unwrap_err();
    assert!(error.is_connect());
    nothing_was_sent(&error, &format!("could not connect to 127.0.0.1:{free}"));
}
