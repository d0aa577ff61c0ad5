//! What errors print: one line, with the decisive cause and how far the request came.

use std::error::Error as _;
use std::time::Duration;

use signature_http::{CertificateEnvironment, CertificateFault, Error, FaultKind, OwnCertificateFault};
use signature_model::portal::PortalJob;
use signature_model::{Document, Documents, JobReference, OrganizationNumber, Timestamp, Title};
use signature_protocol::Sent;

use crate::scripted::{Answer, Scripted, answer};
use crate::world::{client, job, sender};

fn number(digits: &str) -> OrganizationNumber {
    OrganizationNumber::new(digits).unwrap()
}

/// The error of a call that ends so.
fn of_call(answer: Answer) -> Error {
    let world = Scripted::new([answer]);
    world.run(world.client(|builder| builder).root_resource(sender().organization_number())).unwrap_err()
}

fn of_fault(kind: FaultKind, sent: Sent) -> Error {
    of_call(Answer::Fault(kind, sent))
}

fn of_create(job: &PortalJob, kind: FaultKind, sent: Sent) -> Error {
    let world = Scripted::new([Answer::Fault(kind, sent)]);
    world.run(world.client(|builder| builder).portal().create(job)).unwrap_err()
}

const BROKER: &str = r#"<error xmlns="http://signering.posten.no/schema/v1"><error-code>BROKER_NOT_AUTHORIZED</error-code>
    <error-message>Broker 111222333 may not send for 444555666</error-message><error-type>CLIENT</error-type></error>"#;

#[test]
fn the_readme_shows_what_is_printed() {
    let too_large = Document::pdf(Title::new("T").unwrap(), vec![0; Documents::MAX_BYTES + 1]);
    let wrong = FaultKind::WrongServer { expected: number("984661185"), found: Some(number("310000009")) };
    let test = FaultKind::UntrustedServer(CertificateFault::OtherEnvironment { found: CertificateEnvironment::Test });
    let refused = FaultKind::ClientCertificateRefused { alert: "certificate_unknown".to_owned(), certificates_sent: 3 };
    let expired = FaultKind::OwnCertificate(OwnCertificateFault::Expired {
        not_after: Timestamp::parse("2026-11-01T10:00:00Z").unwrap(),
        now: Timestamp::parse("2026-11-25T09:30:00Z").unwrap(),
    });
    let connect = FaultKind::Connect { address: "api.signering.posten.no:443".to_owned() };
    let timeout = FaultKind::Timeout { after: Duration::from_secs(60) };
    let job = job().with_reference(JobReference::new("123-ABC").unwrap());
    let printed = [
        Documents::new([too_large]).unwrap_err().to_string(),
        of_fault(connect, Sent::No).to_string(),
        of_fault(timeout.clone(), Sent::Maybe).to_string(),
        of_fault(wrong, Sent::No).to_string(),
        of_fault(test, Sent::No).to_string(),
        of_fault(refused, Sent::No).to_string(),
        of_fault(expired, Sent::No).to_string(),
        of_call(answer(403, None, BROKER)).to_string(),
        of_create(&job, timeout, Sent::Maybe).to_string(),
    ];
    let readme = include_str!("../../../../README.md");
    let (_, section) = readme.split_once("\n## When something goes wrong\n").unwrap();
    let (_, block) = section.split_once("```text\n").unwrap();
    let (block, _) = block.split_once("\n```").unwrap();
    assert_eq!(block.lines().collect::<Vec<_>>(), printed, "expected:\n{}", printed.join("\n"));
}

#[test]
fn the_text_says_how_far_the_request_came() {
    let text = |sent| of_fault(FaultKind::Connection, sent).to_string();
    assert_eq!(text(Sent::No), "could not reach the service: the connection broke; nothing was sent");
    assert_eq!(
        text(Sent::Maybe),
        "no reply from the service: the connection broke; the service may have acted on the request"
    );
    assert_eq!(text(Sent::Yes), "the reply of the service broke off: the connection broke; the service replied");
}

/// Why the network did not let a request through is in the text, and the rest of the chain only in the report.
#[tokio::test]
async fn the_operating_systems_reason_is_in_the_text() {
    let free = std::net::TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap();
    let error = client(&format!("http://{free}"), |builder| builder).portal().create(&job()).await.unwrap_err();
    let text =
        format!("could not reach the service: could not connect to {free}: connection refused; nothing was sent");
    assert_eq!(error.to_string(), text);
    let report = error.report().to_string();
    assert!(report.starts_with(&format!("{text}: ")) && report.contains("os error"), "{report}");
    assert!(!report.contains('\n'));
}

#[tokio::test]
async fn a_server_that_does_not_speak_tls_is_named() {
    let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
    let address = listener.local_addr().unwrap();
    let plain = tokio::spawn(async move {
        let (mut stream, _) = listener.accept().await.unwrap();
        tokio::io::AsyncWriteExt::write_all(&mut stream, b"HTTP/1.1 400 Bad Request\r\n\r\n").await.unwrap();
        stream
    });
    let error = client(&format!("https://{address}"), |builder| builder).portal().create(&job()).await.unwrap_err();
    drop(plain.await.unwrap());
    assert!(error.is_tls());
    assert_eq!(
        error.to_string(),
        "could not reach the service: the server does not speak TLS; \
         check address and port, and whether a proxy is in between; nothing was sent"
    );
}

#[test]
fn a_report_says_each_cause_once() {
    let world = Scripted::new([answer(200, None, "<html>Welcome")]);
    let error = world.run(world.client(|builder| builder).portal().create(&job())).unwrap_err();
    let cause = error.source().unwrap().source().unwrap().to_string();
    let report = error.report().to_string();
    assert_eq!(report.matches(&cause).count(), 1, "{report}");
    assert!(report.starts_with(&error.to_string()), "{report}");
    assert!(error.to_string().contains("found an HTML page"), "{error}");
}

#[test]
fn the_services_message_is_shown_only_where_its_code_rules_personal_data_out() {
    let refusal = |code: &str, message: &str| -> &'static str {
        let text = format!(
            r#"<error xmlns="http://signering.posten.no/schema/v1"><error-code>{code}</error-code><error-message>{message}</error-message><error-type>CLIENT</error-type></error>"#
        );
        Box::leak(text.into_boxed_str())
    };
    for (code, shown) in [
        ("BROKER_NOT_AUTHORIZED", true),
        ("NOT_AUTHORIZED", true),
        ("INVALID_STATUS_QUERY_TOKEN", false),
        ("SIGNING_CEREMONY_NOT_COMPLETED", false),
        ("SCHEMA_VALIDATION_ERROR", false),
        ("ASICE_VALIDATION_FAILED", false),
        ("ARCHIVED_DOCUMENT_NOT_FOUND", false),
        ("SOMETHING_NEW", false),
    ] {
        let error = of_call(answer(403, None, refusal(code, "no access for 444555666")));
        assert_eq!(error.service_message(), Some("no access for 444555666"));
        let head = format!("the service refused the request: status 403 Forbidden, error code {code}");
        let expected = if shown { format!("{head}: no access for 444555666") } else { head };
        assert_eq!((error.to_string(), error.report().to_string()), (expected.clone(), expected));
    }
    let long = "x".repeat(201);
    for message in ["for 01010100000", "two&#10;lines", "", &long] {
        let error = of_call(answer(403, None, refusal("NOT_AUTHORIZED", message)));
        assert!(error.to_string().ends_with("error code NOT_AUTHORIZED"), "{message:?}: {error}");
    }
    assert_eq!(of_fault(FaultKind::Connection, Sent::No).service_message(), None);
}

#[test]
fn each_alert_about_our_certificate_says_what_it_usually_means() {
    let text = |alert: &str, certificates_sent| {
        let alert = alert.to_owned();
        of_fault(FaultKind::ClientCertificateRefused { alert, certificates_sent }, Sent::No).to_string()
    };
    for (alert, advice) in [
        ("certificate_unknown", "not an enterprise certificate of Buypass or Commfides"),
        ("unknown_ca", "a test certificate in production"),
        ("certificate_expired", "it has expired"),
        ("certificate_revoked", "order a new one"),
        ("bad_certificate", "use the one for authentication"),
        ("unsupported_certificate", "use the one for authentication"),
        ("access_denied", "its organization has no access"),
        ("certificate_required", "check that it is an enterprise certificate"),
    ] {
        let text = text(alert, 2);
        assert!(text.contains(&format!("(TLS alert {alert})")) && text.contains(advice), "{text}");
        assert!(!text.contains("issuing certificate"), "{text}");
    }
    assert!(text("unknown_ca", 1).contains("the key file has no issuing certificate"));
    let handshake = FaultKind::Tls { alert: Some("handshake_failure".to_owned()) };
    assert!(of_fault(handshake, Sent::No).to_string().contains("use the one for authentication"));
}
