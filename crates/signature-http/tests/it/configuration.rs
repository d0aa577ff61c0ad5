//! The parts of a client, and the ones that it refuses.

use std::time::Duration;

use signature_http::identity::Identity;
use signature_http::{
    Changes, Client, ConfigurationError, ConfigurationErrorKind, Download, Environment, Error, Fault, LeasedChange,
    Timeouts, TrustAnchors,
};
use signature_protocol::{PollPortal, Retry, Sent};

use crate::raw_server::RawServer;
use crate::world::{SYNTHETIC, client, environment, job, sender};

fn certificate() -> &'static [u8] {
    let at = SYNTHETIC.windows(26).position(|window| window.starts_with(b"-----BEGIN CERTIFICATE")).unwrap();
    &SYNTHETIC[at..]
}

#[test]
fn anchors_are_certificates() {
    assert_eq!(TrustAnchors::from_bytes(certificate()).unwrap().certificates().len(), 1);
    let none = TrustAnchors::from_der::<&[u8]>([]).unwrap_err();
    assert_eq!(none.to_string(), "expected at least 1 trust anchor, found 0");
    for broken in [&b""[..], b"-----BEGIN CERTIFICATE-----\n!!!\n-----END CERTIFICATE-----\n", b"\xff"] {
        assert_eq!(TrustAnchors::from_bytes(broken).unwrap_err().kind(), &ConfigurationErrorKind::AnchorFile);
    }
    let broken = TrustAnchors::from_der([[0x30, 0]]).unwrap_err();
    assert_eq!(broken.kind(), &ConfigurationErrorKind::Anchor { index: 0 });
    let elsewhere = Environment::custom("ftp://api.example", TrustAnchors::from_bytes(certificate()).unwrap());
    assert_eq!(elsewhere.unwrap_err().kind(), &ConfigurationErrorKind::Address);
}

#[test]
fn anchors_are_read_as_they_arrive() {
    let text = [certificate(), certificate()].concat();
    let text = std::str::from_utf8(&text).unwrap();
    let utf16: Vec<u8> = format!("\u{feff}{text}").encode_utf16().flat_map(u16::to_le_bytes).collect();
    for file in [text.into(), format!("\u{feff}{text}").into_bytes(), text.replace('\n', "\\n").into_bytes(), utf16] {
        assert_eq!(TrustAnchors::from_bytes(file).unwrap().certificates().len(), 2);
    }
    let anchors = TrustAnchors::from_bytes(certificate()).unwrap();
    let der = anchors.certificates()[0].der();
    for file in [der.to_vec(), [der, &b"\r\n"[..]].concat()] {
        assert_eq!(TrustAnchors::from_bytes(&file).unwrap().certificates(), anchors.certificates());
        assert_eq!(TrustAnchors::from_der([file]).unwrap().certificates(), anchors.certificates());
    }
    let one_is_broken = format!("{text}-----BEGIN CERTIFICATE-----\nMAA=\n-----END CERTIFICATE-----\n");
    let error = TrustAnchors::from_bytes(one_is_broken).unwrap_err();
    assert_eq!(
        std::error::Error::source(&error).unwrap().to_string(),
        "expected a certificate (X.509 in DER) in PEM block 2 (counted from 0), found ASN.1 of another kind"
    );
}

#[test]
fn a_user_agent_is_visible_ascii() {
    for (addition, accepted) in [("invoices 1.0", true), ("fakturaø", false), ("a\tb", false), ("a) b", false)] {
        let identity = Identity::from_pem(SYNTHETIC, None).unwrap();
        let made = Client::builder(environment("https://api.example"), &identity).with_user_agent(addition).build();
        let refused = made.err().map(|error| *error.kind());
        assert_eq!(refused, (!accepted).then_some(ConfigurationErrorKind::UserAgent), "{addition}");
    }
}

#[tokio::test]
async fn a_server_without_a_tls_handshake_is_a_timeout() {
    let server = RawServer::answering(None);
    let origin = server.origin().replace("http://", "https://");
    let client =
        client(&origin, |builder| builder.with_timeouts(Timeouts::new().with_connect(Duration::from_millis(50))));
    let error = client.portal().create(&job()).await.unwrap_err();
    assert!(error.is_timeout());
    assert_eq!((error.sent(), error.retry()), (Sent::No, Retry::Now), "no byte of a job was sent");
    assert_eq!(error.fault().unwrap().to_string(), "timed out after 50 ms");
}

#[test]
fn everything_moves_between_threads() {
    fn moves<T: Send + 'static>(_: T) {}
    fn check(client: Client) {
        moves(client.portal().changes(&sender()));
        moves(client.clone());
        moves(async move {
            let mut changes = client.portal().changes(&sender());
            client.portal().create(&job()).await?;
            while let Some(change) = changes.next().await? {
                change.confirm().await?;
            }
            client.root_resource(sender().organization_number()).await
        });
    }
    let _: fn(Client) = check;
}

#[test]
fn values_are_shared_between_threads_and_errors_are_small() {
    fn shared<T: Send + Sync + 'static>() {}
    shared::<Client>();
    shared::<Changes<PollPortal>>();
    shared::<LeasedChange<PollPortal>>();
    fn small<E: std::error::Error + Send + Sync + 'static>() {
        assert!(size_of::<E>() <= 3 * size_of::<usize>(), "{}", std::any::type_name::<E>());
    }
    small::<Error>();
    small::<ConfigurationError>();
    small::<Fault>();
    fn moved<T: Send + 'static>() {}
    moved::<Download>();
}
