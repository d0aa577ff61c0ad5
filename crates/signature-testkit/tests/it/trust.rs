//! Trust on both sides: each refusal is its own error that says what was found, and no job is created.

use signature_asice::Packager;
use signature_http::{
    CertificateFault, Environment, Error, FaultKind, Runtime as _, TokioRuntime, TrustAnchors, danger,
};
use signature_model::Timestamp;
use signature_protocol::{Retry, Sent};
use signature_testkit::{Credentials, Enterprise, Sandbox, SandboxOptions, TestPki};

use crate::https::{builder, client, client_of, client_with, sandbox};
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
    assert_eq!(error.to_string(), format!("could not reach the service: {expected}; nothing was sent"));
}

#[tokio::test]
async fn a_server_of_another_organization_is_refused() {
    let options = SandboxOptions::default().with_server(Enterprise::new("310000009", "Fremmed (SYNTHETIC TEST)"));
    let sandbox = Sandbox::start(options).await.unwrap();
    let credentials = sandbox.enterprise(&Enterprise::new(SENDER, "Avsender (SYNTHETIC TEST)")).unwrap();
    let error = client(&sandbox, &credentials).portal().create(&portal_job()).await.unwrap_err();
    assert!(error.is_server_identity() && matches!(kind(&error), FaultKind::WrongServer { .. }));
    nothing_was_sent(&error, "the server certificate is of organization 310000009, expected 984661185");
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
                    "the server certificate is not of an organization, expected organization 984661185",
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
    assert!(
        error.is_server_identity()
            && matches!(kind(&error), FaultKind::UntrustedServer(CertificateFault::UnknownIssuer))
    );
    nothing_was_sent(
        &error,
        "the server certificate has an unknown issuer; \
         give its root as a trust anchor if it is the service's, and look for a proxy that opens TLS if it is not",
    );
    assert_eq!(jobs(&sandbox), 0);
}

/// So many hours from now.
fn hours(hours: i64) -> Timestamp {
    Timestamp::from_unix_millis((TokioRuntime.now().as_unix_seconds() + hours * 3_600) * 1_000).unwrap()
}

async fn refusal_of_a_server_valid(not_before: Timestamp, not_after: Timestamp) -> Error {
    let server = Enterprise::new("984661185", "Posten (SYNTHETIC TEST)").with_validity(not_before, not_after);
    let sandbox = Sandbox::start(SandboxOptions::default().with_server(server)).await.unwrap();
    let credentials = sandbox.enterprise(&Enterprise::new(SENDER, "Avsender (SYNTHETIC TEST)")).unwrap();
    client(&sandbox, &credentials).root_resource(&number(SENDER)).await.unwrap_err()
}

#[tokio::test]
async fn a_server_with_an_expired_certificate_is_refused_with_both_times() {
    let expected = hours(-1);
    let error = refusal_of_a_server_valid(hours(-20), expected).await;
    let &FaultKind::UntrustedServer(CertificateFault::Expired { not_after, now }) = kind(&error) else {
        panic!("expected an expired certificate, found {error:?}");
    };
    assert_eq!(not_after, expected);
    assert!(now <= TokioRuntime.now() && now >= not_after);
    nothing_was_sent(
        &error,
        &format!("the server certificate, or one above it, expired at {not_after}, and our clock says {now}"),
    );
}

#[tokio::test]
async fn a_server_with_a_certificate_that_is_not_valid_yet_is_refused_with_both_times() {
    let expected = hours(2);
    let error = refusal_of_a_server_valid(expected, hours(20)).await;
    let &FaultKind::UntrustedServer(CertificateFault::NotValidYet { not_before, now }) = kind(&error) else {
        panic!("expected a certificate that is not valid yet, found {error:?}");
    };
    assert_eq!(not_before, expected);
    nothing_was_sent(
        &error,
        &format!(
            "the server certificate, or one above it, is valid from {not_before}, and our clock says {now}; check the clock"
        ),
    );
}

/// A sandbox is in neither real environment, so a client for one of them does not say that it is in the other.
#[tokio::test]
async fn a_sandbox_is_of_no_environment_of_the_service() {
    let (sandbox, credentials) = sandbox().await;
    for anchors in [TrustAnchors::production(), TrustAnchors::test()] {
        let client = client_of(Environment::custom(&sandbox.root(), anchors).unwrap(), &credentials);
        let error = client.root_resource(&number(SENDER)).await.unwrap_err();
        assert_eq!(kind(&error), &FaultKind::UntrustedServer(CertificateFault::UnknownIssuer));
    }
}

#[tokio::test]
async fn an_own_certificate_outside_its_validity_is_refused_here() {
    let (sandbox, signing) = sandbox().await;
    let sender = || Enterprise::new(SENDER, "Avsender (SYNTHETIC TEST)");
    let environment = || {
        let anchors = TrustAnchors::from_der([sandbox.trust_anchor()]).unwrap();
        Environment::custom(&sandbox.root(), anchors).unwrap()
    };
    for (enterprise, expected) in [
        (sender().with_validity(hours(-20), hours(-1)), "our certificate expired at "),
        (sender().with_validity(hours(1), hours(20)), "our certificate is valid from "),
        (sender().without_digital_signature(), "our certificate is not for digital signatures; "),
    ] {
        let tls = sandbox.enterprise(&enterprise).unwrap();
        let client = client_with(environment(), &tls.to_pem(), &signing.to_pem());
        let error = client.portal().create(&portal_job()).await.unwrap_err();
        assert!(error.own_certificate().is_some() && !error.is_client_certificate());
        assert_eq!((error.sent(), error.retry()), (Sent::No, Retry::Never));
        let text = error.to_string();
        assert!(text.starts_with(&format!("could not reach the service: {expected}")), "{text}");
    }
    assert_eq!(jobs(&sandbox), 0);
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
    let builder = builder(environment, &tls.to_pem()).with_packager(Packager::from_pem(packages.to_pem()).unwrap());
    let client = danger::use_unfit_certificate(builder).build().unwrap();
    let error = client.portal().create(&portal_job()).await.unwrap_err();
    assert!(error.is_client_certificate() && error.is_tls() && !error.is_server_identity());
    assert_ne!(error.sent(), Sent::Yes);
    assert_eq!(error.retry(), Retry::Never);
    assert_eq!(
        error.fault().unwrap().to_string(),
        "the server refused our certificate (TLS alert certificate_unknown); \
         usually it is not an enterprise certificate of Buypass or Commfides, or is for another environment \
         (a test certificate in production, or the reverse)"
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
    nothing_was_sent(&error, &format!("could not connect to 127.0.0.1:{free}: connection refused"));
}
