//! What was sent when a connection breaks, over connections that break at a chosen moment and count what they carry.

use std::future::{Ready, ready};
use std::io;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::task::{Context, Poll};

use bytes::Bytes;
use http::Uri;
use hyper::rt::{Read, ReadBufCursor, Write};
use hyper_util::client::legacy::connect::{Connected, Connection};
use rustls::AlertDescription;
use tower_service::Service;

use super::*;

/// When a connection breaks.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Moment {
    Connecting,
    BeforeTheRequest,
    AfterTheHead,
    AfterTheRequest,
    InsideTheReply,
}

/// Opens connections that break with an alert.
#[derive(Clone)]
struct Breaking {
    moment: Moment,
    alert: AlertDescription,
    written: Arc<AtomicUsize>,
}

impl Breaking {
    fn error(&self) -> io::Error {
        io::Error::new(io::ErrorKind::InvalidData, rustls::Error::AlertReceived(self.alert))
    }
}

impl Service<Uri> for Breaking {
    type Response = BreakingConnection;
    type Error = io::Error;
    type Future = Ready<io::Result<BreakingConnection>>;

    fn poll_ready(&mut self, _: &mut Context<'_>) -> Poll<io::Result<()>> {
        Poll::Ready(Ok(()))
    }

    fn call(&mut self, _: Uri) -> Self::Future {
        if self.moment == Moment::Connecting {
            return ready(Err(self.error()));
        }
        ready(Ok(BreakingConnection { breaking: self.clone(), reading: None, replied: false }))
    }
}

struct BreakingConnection {
    breaking: Breaking,
    reading: Option<std::task::Waker>,
    replied: bool,
}

impl Connection for BreakingConnection {
    fn connected(&self) -> Connected {
        Connected::new()
    }
}

impl Read for BreakingConnection {
    fn poll_read(
        mut self: Pin<&mut Self>,
        context: &mut Context<'_>,
        mut buffer: ReadBufCursor<'_>,
    ) -> Poll<io::Result<()>> {
        let written = self.breaking.written.load(Ordering::SeqCst);
        let whole = HEAD_AT_LEAST + BODY;
        let breaks = match self.breaking.moment {
            Moment::Connecting | Moment::BeforeTheRequest => true,
            Moment::AfterTheHead => written > 0,
            Moment::AfterTheRequest => written >= whole,
            Moment::InsideTheReply if written >= whole && !self.replied => {
                self.replied = true;
                buffer.put_slice(b"HTTP/1.1 200 OK\r\ncontent-length: 100\r\n\r\n<portal-");
                return Poll::Ready(Ok(()));
            }
            Moment::InsideTheReply => self.replied,
        };
        if breaks {
            return Poll::Ready(Err(self.breaking.error()));
        }
        self.reading = Some(context.waker().clone());
        Poll::Pending
    }
}

impl Write for BreakingConnection {
    fn poll_write(mut self: Pin<&mut Self>, _: &mut Context<'_>, buffer: &[u8]) -> Poll<io::Result<usize>> {
        // A connection takes only as much of a body as it has room for.
        let full = self.breaking.moment == Moment::AfterTheHead && self.breaking.written.load(Ordering::SeqCst) > 0;
        if full {
            return Poll::Pending;
        }
        let taken = if self.breaking.moment == Moment::AfterTheHead { HEAD_AT_LEAST } else { buffer.len() };
        self.breaking.written.fetch_add(taken, Ordering::SeqCst);
        if let Some(reading) = self.reading.take() {
            reading.wake();
        }
        Poll::Ready(Ok(taken))
    }

    fn poll_flush(self: Pin<&mut Self>, _: &mut Context<'_>) -> Poll<io::Result<()>> {
        Poll::Ready(Ok(()))
    }

    fn poll_shutdown(self: Pin<&mut Self>, _: &mut Context<'_>) -> Poll<io::Result<()>> {
        Poll::Ready(Ok(()))
    }
}

const HEAD_AT_LEAST: usize = 40;
const BODY: usize = 100_000;

/// Sends a request over a connection that breaks; gives the fault, what was reported as sent before it, and how many
/// bytes the connection had taken.
async fn break_off(moment: Moment, alert: AlertDescription) -> (Fault, Sent, usize) {
    let written = Arc::new(AtomicUsize::new(0));
    let connector = Breaking { moment, alert, written: Arc::clone(&written) };
    let client = Client::builder(TokioExecutor::new()).build(connector);
    let request = http::Request::post("http://api.example/api/123456789/portal/signature-jobs");
    let request = request.body(Chunks::new(vec![Bytes::from(vec![b'x'; BODY])])).unwrap();
    let progress = Progress::default();
    let fault = match exchange(&client, request, &progress, 1).await {
        Err(fault) => fault,
        Ok(reply) => {
            let mut body = reply.into_body();
            assert_eq!(body.piece().await.unwrap().unwrap(), &b"<portal-"[..]);
            body.piece().await.expect_err("the reply breaks off")
        }
    };
    (fault, progress.sent(), written.load(Ordering::SeqCst))
}

#[tokio::test]
async fn the_moment_and_not_the_alert_decides_what_was_sent() {
    for (moment, sent) in [
        (Moment::Connecting, Sent::No),
        (Moment::BeforeTheRequest, Sent::No),
        (Moment::AfterTheHead, Sent::Maybe),
        (Moment::AfterTheRequest, Sent::Maybe),
        (Moment::InsideTheReply, Sent::Yes),
    ] {
        for alert in (0..=u8::MAX).map(AlertDescription::from) {
            let (fault, reported, written) = break_off(moment, alert).await;
            match moment {
                Moment::Connecting => assert_eq!(reported, Sent::No),
                // Either: the connection may break before or after it takes the request.
                Moment::BeforeTheRequest => {}
                _ => assert_eq!(reported, Sent::Maybe, "{alert:?} {moment:?}"),
            }
            assert_eq!(fault.sent(), sent, "{alert:?} {moment:?}");
            assert_eq!(fault.sent() == Sent::No, written == 0, "{alert:?} {moment:?}, {written} bytes");
            let named = matches!(fault.kind(), FaultKind::ClientCertificateRefused { alert: name, .. } if *name == tls_fault::name(alert));
            assert_eq!(named, REFUSING.contains(&alert), "{alert:?} {moment:?}, {:?}", fault.kind());
        }
    }
}

/// The alerts that say that a certificate is refused.
const REFUSING: &[AlertDescription] = &[
    AlertDescription::BadCertificate,
    AlertDescription::UnsupportedCertificate,
    AlertDescription::CertificateRevoked,
    AlertDescription::CertificateExpired,
    AlertDescription::CertificateUnknown,
    AlertDescription::UnknownCA,
    AlertDescription::AccessDenied,
    AlertDescription::CertificateRequired,
];
