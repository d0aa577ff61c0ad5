//! TLS alerts: the name says what is wrong, and the moment decides what was sent.

use rustls::version::{TLS12, TLS13};
use rustls::{AlertDescription, SupportedProtocolVersion};
use signature_http::FaultKind;
use signature_model::urls::PadesUrl;
use signature_protocol::{Retry, Sent};

use crate::tls_peer::{Moment, TlsPeer};
use crate::world::{client, job, sender};

const VERSIONS: [&SupportedProtocolVersion; 2] = [&TLS12, &TLS13];

/// Every alert that rustls knows, and one that it does not.
fn alerts() -> Vec<AlertDescription> {
    let all = (0..=u8::MAX).map(AlertDescription::from);
    let known = all.filter(|alert| !matches!(alert, AlertDescription::Unknown(_)));
    known.chain([AlertDescription::Unknown(0xee)]).collect()
}

fn kind(alert: AlertDescription, moment: Moment) -> FaultKind {
    match alert {
        AlertDescription::BadCertificate
        | AlertDescription::UnsupportedCertificate
        | AlertDescription::CertificateRevoked
        | AlertDescription::CertificateExpired
        | AlertDescription::CertificateUnknown
        | AlertDescription::UnknownCA
        | AlertDescription::AccessDenied
        | AlertDescription::CertificateRequired => {
            FaultKind::ClientCertificateRefused { alert: name(alert), certificates_sent: 1 }
        }
        // This alert closes a connection.
        AlertDescription::CloseNotify if moment != Moment::InTheHandshake => FaultKind::Connection,
        _ => FaultKind::Tls { alert: Some(name(alert)) },
    }
}

/// The name of an alert in RFC 8446: mostly that of rustls in another form.
fn name(alert: AlertDescription) -> String {
    match alert {
        AlertDescription::UnknownCA => "unknown_ca".to_owned(),
        AlertDescription::UnknownPSKIdentity => "unknown_psk_identity".to_owned(),
        AlertDescription::UnrecognisedName => "unrecognized_name".to_owned(),
        AlertDescription::Unknown(number) => number.to_string(),
        _ => format!("{alert:?}").chars().fold(String::new(), snake),
    }
}

fn snake(mut name: String, letter: char) -> String {
    if letter.is_ascii_uppercase() && !name.is_empty() {
        name.push('_');
    }
    name.push(letter.to_ascii_lowercase());
    name
}

async fn check(moment: Moment, sent: Sent) {
    for version in VERSIONS {
        let peer = TlsPeer::alerting(version, moment, alerts());
        for alert in alerts() {
            let error = client(&peer.origin(), |builder| builder).portal().create(&job()).await.unwrap_err();
            let context = format!("{alert:?}, {version:?}");
            assert_eq!(error.fault().unwrap().kind(), &kind(alert, moment), "{context}");
            assert_eq!(error.sent(), sent, "{context}");
            let again = sent == Sent::No && !error.is_client_certificate();
            assert_eq!(error.retry(), if again { Retry::Now } else { Retry::Never }, "{context}");
            assert_eq!(peer.request().is_empty(), sent == Sent::No, "{context}");
        }
    }
}

#[tokio::test]
async fn in_the_handshake_nothing_was_sent() {
    check(Moment::InTheHandshake, Sent::No).await;
}

#[tokio::test]
async fn after_the_request_the_service_may_have_acted_on_it() {
    check(Moment::AfterTheRequest, Sent::Maybe).await;
}

#[tokio::test]
async fn inside_the_reply_the_service_has_replied() {
    let moment = Moment::InsideTheReply;
    for version in VERSIONS {
        let peer = TlsPeer::alerting(version, moment, alerts());
        for alert in alerts() {
            let url = PadesUrl::new(format!("{}/api/123456789/pades", peer.origin())).unwrap();
            let mut download = client(&peer.origin(), |builder| builder).pades(&url).await.unwrap();
            assert_eq!(download.chunk().await.unwrap().unwrap(), &b"%PDF-1.7"[..]);
            peer.go_on();
            let error = download.chunk().await.unwrap_err();
            let context = format!("{alert:?}, {version:?}");
            assert_eq!(error.fault().unwrap().kind(), &kind(alert, moment), "{context}");
            assert_eq!(error.sent(), Sent::Yes, "{context}");
            let again = if error.is_client_certificate() { Retry::Never } else { Retry::Now };
            assert_eq!(error.retry(), again, "{context}");
        }
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn between_two_requests_the_next_one_goes_over_another_connection() {
    for version in VERSIONS {
        let alerts = alerts();
        let peer = TlsPeer::alerting(version, Moment::BetweenTwoRequests, alerts.clone());
        let client = client(&peer.origin(), |builder| builder);
        for alert in alerts {
            let organization = sender().organization_number().clone();
            client.root_resource(&organization).await.unwrap_or_else(|error| panic!("{alert:?}: {error:?}"));
            peer.go_on();
            assert!(!peer.request().is_empty());
            peer.closed();
        }
    }
}
