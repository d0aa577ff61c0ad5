//! A connection to the sandbox on which a test writes and reads raw bytes.

use std::sync::Arc;

use http::StatusCode;
use rustls::client::danger::{HandshakeSignatureValid, ServerCertVerified, ServerCertVerifier};
use rustls::crypto::aws_lc_rs;
use rustls::pki_types::{CertificateDer, PrivateKeyDer, PrivatePkcs8KeyDer, ServerName, UnixTime};
use rustls::{ClientConfig, DigitallySignedStruct, Error, SignatureScheme};
use signature_testkit::{Credentials, Sandbox};
use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
use tokio::net::TcpStream;
use tokio_rustls::TlsConnector;
use tokio_rustls::client::TlsStream;

pub(crate) struct RawTls(TlsStream<TcpStream>);

pub(crate) fn port(sandbox: &Sandbox) -> u16 {
    sandbox.root().trim_end_matches("/api").rsplit_once(':').unwrap().1.parse().unwrap()
}

impl RawTls {
    pub(crate) async fn connect(sandbox: &Sandbox, credentials: &Credentials) -> Self {
        let chain = credentials.chain().iter().map(|der| CertificateDer::from(der.clone())).collect();
        let key = PrivateKeyDer::from(PrivatePkcs8KeyDer::from(credentials.private_key_pkcs8().to_vec()));
        let config = ClientConfig::builder_with_provider(Arc::new(aws_lc_rs::default_provider()))
            .with_safe_default_protocol_versions()
            .unwrap()
            .dangerous()
            .with_custom_certificate_verifier(Arc::new(AnyServer))
            .with_client_auth_cert(chain, key)
            .unwrap();
        let stream = TcpStream::connect(("127.0.0.1", port(sandbox))).await.unwrap();
        let name = ServerName::try_from("localhost").unwrap();
        Self(TlsConnector::from(Arc::new(config)).connect(name, stream).await.unwrap())
    }

    pub(crate) async fn send(&mut self, bytes: impl AsRef<[u8]>) {
        self.0.write_all(bytes.as_ref()).await.unwrap();
        self.0.flush().await.unwrap();
    }

    /// Sends a body in chunks of this many bytes.
    pub(crate) async fn send_chunked(&mut self, body: &[u8], chunk: usize) {
        for chunk in body.chunks(chunk) {
            self.send(format!("{:x}\r\n", chunk.len())).await;
            self.send(chunk).await;
            self.send("\r\n").await;
        }
        self.send("0\r\n\r\n").await;
    }

    /// Reads one reply: its status, head and body.
    pub(crate) async fn reply(&mut self) -> (StatusCode, String, Vec<u8>) {
        let mut bytes = Vec::new();
        let end = loop {
            if let Some(end) = bytes.windows(4).position(|window| window == b"\r\n\r\n") {
                break end + 4;
            }
            assert_ne!(self.0.read_buf(&mut bytes).await.unwrap(), 0, "the connection ended");
        };
        let head = String::from_utf8(bytes[..end].to_vec()).unwrap().to_ascii_lowercase();
        let mut body = bytes[end..].to_vec();
        let length = head.split_once("content-length: ").unwrap().1.lines().next().unwrap().parse().unwrap();
        while body.len() < length {
            assert_ne!(self.0.read_buf(&mut body).await.unwrap(), 0, "the connection ended");
        }
        (head[9..12].parse().unwrap(), head, body)
    }

    /// Waits until the other end has closed the connection.
    pub(crate) async fn closed(&mut self) {
        let mut rest = Vec::new();
        // With or without a closing message of TLS.
        let _ = self.0.read_to_end(&mut rest).await;
        assert!(rest.is_empty());
    }
}

/// Accepts any server certificate, because these tests are not about it.
#[derive(Debug)]
struct AnyServer;

impl ServerCertVerifier for AnyServer {
    fn verify_server_cert(
        &self,
        _: &CertificateDer<'_>,
        _: &[CertificateDer<'_>],
        _: &ServerName<'_>,
        _: &[u8],
        _: UnixTime,
    ) -> Result<ServerCertVerified, Error> {
        Ok(ServerCertVerified::assertion())
    }

    fn verify_tls12_signature(
        &self,
        _: &[u8],
        _: &CertificateDer<'_>,
        _: &DigitallySignedStruct,
    ) -> Result<HandshakeSignatureValid, Error> {
        Ok(HandshakeSignatureValid::assertion())
    }

    fn verify_tls13_signature(
        &self,
        _: &[u8],
        _: &CertificateDer<'_>,
        _: &DigitallySignedStruct,
    ) -> Result<HandshakeSignatureValid, Error> {
        Ok(HandshakeSignatureValid::assertion())
    }

    fn supported_verify_schemes(&self) -> Vec<SignatureScheme> {
        aws_lc_rs::default_provider().signature_verification_algorithms.supported_schemes()
    }
}
