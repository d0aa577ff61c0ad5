//! What a client is made from, and what it refuses to be made from.

use std::time::Duration;

use signature_http::{
    Client, ClientIdentity, Environment, HyperTransport, InvalidConfiguration, InvalidIdentity, InvalidTrustAnchors,
    Settings, TrustAnchors,
};
use signature_protocol::{Retry, Sent};

use crate::raw_server::RawServer;
use crate::world::{SYNTHETIC, client, job, sender};

fn certificate() -> &'static [u8] {
    let at = SYNTHETIC.windows(26).position(|window| window.starts_with(b"-----BEGIN CERTIFICATE")).unwrap();
    &SYNTHETIC[at..]
}

#[test]
fn an_identity_needs_a_certificate_and_a_key() {
    assert!(ClientIdentity::from_pem(SYNTHETIC).is_ok());
    assert_eq!(ClientIdentity::from_pem(certificate()).unwrap_err(), InvalidIdentity::NoKey);
    let key = &SYNTHETIC[..SYNTHETIC.len() - certificate().len()];
    assert_eq!(ClientIdentity::from_pem(key).unwrap_err(), InvalidIdentity::NoCertificate);
    assert_eq!(ClientIdentity::from_pem(b"").unwrap_err(), InvalidIdentity::NoKey);
    assert_eq!(
        ClientIdentity::from_pem(b"-----BEGIN CERTIFICATE-----\n!!!\n-----END CERTIFICATE-----\n").unwrap_err(),
        InvalidIdentity::Pem
    );
    assert_eq!(
        format!("{:?}", ClientIdentity::from_pem(SYNTHETIC).unwrap()),
        "ClientIdentity(1 certificates, key redacted)"
    );
}

#[test]
fn anchors_are_certificates() {
    assert!(TrustAnchors::from_pem(certificate()).is_ok());
    assert_eq!(TrustAnchors::from_pem(b"").unwrap_err(), InvalidTrustAnchors::None);
    let broken = TrustAnchors::from_der([vec![0x30, 0]]).unwrap_err();
    assert_eq!(broken, InvalidTrustAnchors::Certificate { index: 0 });
}

#[test]
fn a_user_agent_is_visible_ascii() {
    let environment = Environment::difitest(TrustAnchors::from_pem(certificate()).unwrap());
    for (addition, accepted) in [("invoices 1.0", true), ("fakturaø", false), ("a\tb", false), ("a) b", false)] {
        let mut settings = Settings::default();
        settings.user_agent = Some(addition.to_owned());
        let made = HyperTransport::new(&environment, ClientIdentity::from_pem(SYNTHETIC).unwrap(), &settings);
        assert_eq!(made.is_ok(), accepted, "{addition}");
        assert!(matches!(made, Ok(_) | Err(InvalidConfiguration::UserAgent)));
    }
}

#[tokio::test]
async fn a_server_that_never_shakes_hands() {
    let server = RawServer::answering(None);
    let origin = server.origin().replace("http://", "https://");
    let client = client(&origin, |settings| settings.timeouts.connect = Duration::from_millis(50));
    let error = client.portal().create(&job()).await.unwrap_err();
    assert!(error.is_timeout());
    assert_eq!((error.sent(), error.retry()), (Sent::No, Retry::Now), "not a byte of a job was sent");
    assert_eq!(error.fault().unwrap().to_string(), "expected an answer within 50ms, found none");
}

#[tokio::test]
async fn no_limit_is_no_panic() {
    let mut server = mockito::Server::new_async().await;
    server.mock("GET", mockito::Matcher::Any).with_body("You are").create_async().await;
    let client = client(&server.url(), |settings| settings.timeouts.call = Duration::MAX);
    assert!(client.root_resource(sender().organization_number()).await.is_ok());
}

#[test]
fn futures_move_between_threads() {
    fn moves<T: Send>(_: T) {}
    fn check(client: &'static Client) {
        let sender = Box::leak(Box::new(sender()));
        moves(client.root_resource(sender.organization_number()));
        moves(client.portal().changes(sender));
        moves(async { client.portal().changes(sender).next().await });
        moves(async { client.portal().create(&job()).await });
    }
    let _: fn(&'static Client) = check;
}
