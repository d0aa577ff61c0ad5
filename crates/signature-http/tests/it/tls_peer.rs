//! A TLS server that ends connections with a chosen alert at a chosen moment.
//!
//! No TLS library sends such alerts, so they are written by hand, with the keys of the session.

use std::io::{Read as _, Write as _};
use std::net::{SocketAddr, TcpListener, TcpStream};
use std::sync::{Arc, mpsc};

use aws_lc_rs::aead::{AES_128_GCM, Aad, LessSafeKey, Nonce, UnboundKey};
use rustls::crypto::aws_lc_rs::cipher_suite::{TLS_ECDHE_RSA_WITH_AES_128_GCM_SHA256, TLS13_AES_128_GCM_SHA256};
use rustls::crypto::aws_lc_rs::default_provider;
use rustls::pki_types::pem::PemObject as _;
use rustls::pki_types::{CertificateDer, PrivateKeyDer};
use rustls::{
    AlertDescription, ConnectionTrafficSecrets, ProtocolVersion, ServerConfig, ServerConnection,
    SupportedProtocolVersion,
};

use crate::world::SYNTHETIC;

/// When a connection ends.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Moment {
    /// In answer to the first message.
    InTheHandshake,
    /// When the whole request has been read.
    AfterTheRequest,
    /// When the head of the reply and a part of its body have been read, which [`TlsPeer::go_on`] says.
    InsideTheReply,
    /// When the whole reply has been read, which [`TlsPeer::go_on`] says.
    BetweenTwoRequests,
}

pub(crate) struct TlsPeer {
    address: SocketAddr,
    requests: mpsc::Receiver<Vec<u8>>,
    closed: mpsc::Receiver<()>,
    go_on: mpsc::Sender<()>,
}

impl TlsPeer {
    /// Ends one connection after the other, each with the next alert.
    #[expect(clippy::disallowed_methods, reason = "a blocking server needs a thread")]
    pub(crate) fn alerting(
        version: &'static SupportedProtocolVersion,
        moment: Moment,
        alerts: Vec<AlertDescription>,
    ) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        let address = listener.local_addr().unwrap();
        let (request, requests) = mpsc::channel();
        let (close, closed) = mpsc::channel();
        let (go_on, wait) = mpsc::channel();
        let config = config(version);
        std::thread::spawn(move || {
            for alert in alerts {
                let (mut stream, _) = listener.accept().unwrap();
                let read = end(&mut stream, &config, moment, alert.into(), &wait);
                request.send(read).unwrap();
                // Closing with bytes unread would reset the connection, and the alert might be lost.
                let _ = stream.read_to_end(&mut Vec::new());
                let _ = close.send(());
            }
        });
        Self { address, requests, closed, go_on }
    }

    pub(crate) fn origin(&self) -> String {
        format!("https://{}", self.address)
    }

    /// The bytes of the next request; none if its connection ended before.
    pub(crate) fn request(&self) -> Vec<u8> {
        self.requests.recv().unwrap()
    }

    /// The client has read what has been sent of the reply.
    pub(crate) fn go_on(&self) {
        self.go_on.send(()).unwrap();
    }

    /// Waits until the client has closed a connection.
    pub(crate) fn closed(&self) {
        self.closed.recv().unwrap();
    }
}

/// One cipher suite for each version: the one whose records are written by hand below.
fn config(version: &'static SupportedProtocolVersion) -> Arc<ServerConfig> {
    let mut provider = default_provider();
    provider.cipher_suites = vec![TLS13_AES_128_GCM_SHA256, TLS_ECDHE_RSA_WITH_AES_128_GCM_SHA256];
    let chain = CertificateDer::pem_slice_iter(SYNTHETIC).collect::<Result<_, _>>().unwrap();
    let mut config = ServerConfig::builder_with_provider(Arc::new(provider))
        .with_protocol_versions(&[version])
        .unwrap()
        .with_no_client_auth()
        .with_single_cert(chain, PrivateKeyDer::from_pem_slice(SYNTHETIC).unwrap())
        .unwrap();
    config.enable_secret_extraction = true;
    Arc::new(config)
}

/// Ends a connection, and gives the bytes of the request.
fn end(
    stream: &mut TcpStream,
    config: &Arc<ServerConfig>,
    moment: Moment,
    alert: u8,
    go_on: &mpsc::Receiver<()>,
) -> Vec<u8> {
    if moment == Moment::InTheHandshake {
        let mut header = [0; 5];
        stream.read_exact(&mut header).unwrap();
        let mut hello = vec![0; usize::from(u16::from_be_bytes([header[3], header[4]]))];
        stream.read_exact(&mut hello).unwrap();
        stream.write_all(&[ALERT, 3, 3, 0, 2, FATAL, alert]).unwrap();
        return Vec::new();
    }
    let mut tls = ServerConnection::new(Arc::clone(config)).unwrap();
    while tls.is_handshaking() {
        tls.complete_io(stream).unwrap();
    }
    let mut request = Vec::new();
    while !is_whole(&request) {
        let _ = tls.reader().read_to_end(&mut request);
        if !is_whole(&request) {
            assert_ne!(tls.read_tls(stream).unwrap(), 0, "the request ends early");
            tls.process_new_packets().unwrap();
        }
    }
    match moment {
        Moment::InTheHandshake | Moment::AfterTheRequest => {}
        Moment::InsideTheReply => {
            tls.writer().write_all(b"HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\n%PDF-1.7").unwrap();
        }
        Moment::BetweenTwoRequests => {
            tls.writer().write_all(b"HTTP/1.1 200 OK\r\nContent-Length: 7\r\n\r\nYou are").unwrap();
        }
    }
    while tls.wants_write() {
        tls.write_tls(stream).unwrap();
    }
    // A client that finds an alert behind the reply's bytes may not see the reply at all.
    if matches!(moment, Moment::InsideTheReply | Moment::BetweenTwoRequests) {
        go_on.recv().unwrap();
    }
    let version = tls.protocol_version().unwrap();
    let (sequence, secrets) = tls.dangerous_extract_secrets().unwrap().tx;
    stream.write_all(&record(version, sequence, &secrets, alert)).unwrap();
    request
}

fn is_whole(request: &[u8]) -> bool {
    let text = String::from_utf8_lossy(request).to_ascii_lowercase();
    let Some((head, body)) = text.split_once("\r\n\r\n") else { return false };
    let length = head.split("content-length: ").nth(1).and_then(|rest| rest.lines().next()?.parse().ok());
    body.len() >= length.unwrap_or(0)
}

/// An alert as a protected record.
///
/// Source: RFC 8446 §5.2 (TLS 1.3), RFC 5288 §3 (TLS 1.2)
fn record(version: ProtocolVersion, sequence: u64, secrets: &ConnectionTrafficSecrets, alert: u8) -> Vec<u8> {
    let ConnectionTrafficSecrets::Aes128Gcm { key, iv } = secrets else { panic!("expected AES-128-GCM") };
    let key = LessSafeKey::new(UnboundKey::new(&AES_128_GCM, key.as_ref()).unwrap());
    let mut nonce: [u8; 12] = iv.as_ref().try_into().unwrap();
    let mut sealed = vec![FATAL, alert];
    if version == ProtocolVersion::TLSv1_3 {
        for (byte, counted) in nonce[4..].iter_mut().zip(sequence.to_be_bytes()) {
            *byte ^= counted;
        }
        sealed.push(ALERT);
        let header = [APPLICATION_DATA, 3, 3, 0, 3 + 16];
        key.seal_in_place_append_tag(Nonce::assume_unique_for_key(nonce), Aad::from(header), &mut sealed).unwrap();
        return [&header[..], &sealed].concat();
    }
    let explicit = sequence.to_be_bytes();
    nonce[4..].copy_from_slice(&explicit);
    let additional = [&explicit[..], &[ALERT, 3, 3, 0, 2]].concat();
    key.seal_in_place_append_tag(Nonce::assume_unique_for_key(nonce), Aad::from(additional), &mut sealed).unwrap();
    [&[ALERT, 3, 3, 0, 8 + 2 + 16][..], &explicit, &sealed].concat()
}

const ALERT: u8 = 21;
const APPLICATION_DATA: u8 = 23;
const FATAL: u8 = 2;
