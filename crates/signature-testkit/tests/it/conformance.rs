//! The conformance suite on three transports: in process, hyper, and the blocking one of the example.

#[path = "../../examples/blocking/client.rs"]
mod blocking;

use std::sync::Arc;

use blocking::BlockingClient;
use bytes::Bytes;
use signature_http::{Client, ClientIdentity, Environment, Settings, TrustAnchors};
use signature_protocol::operations::DownloadHead;
use signature_protocol::{
    Collecting, Error, ErrorKind, Exchange, HeadStep, Never, Operation, Sent, ServiceRoot, TransportFault,
};
use signature_testkit::conformance::{self, Answer, Downloaded, Driver, InProcess, Loopback, Peer};
use tokio::runtime::Runtime;

use crate::world::{certificates, packager};

/// The hyper client, waited for.
struct Hyper<'r> {
    runtime: &'r Runtime,
    client: Client,
    peer: Peer,
}

impl<'r> Hyper<'r> {
    fn new(runtime: &'r Runtime, peer: &Peer) -> Self {
        Self { runtime, client: client(peer), peer: peer.clone() }
    }

    /// The error of the call itself. A client that met the rate filter would now wait, so another one goes on.
    fn failed(&mut self, error: signature_http::Error) -> Error {
        let signature_http::Error::Call(error) = error else { panic!("expected a call's error, found {error}") };
        if matches!(error.kind(), ErrorKind::RateLimited) {
            self.client = client(&self.peer);
        }
        error
    }
}

fn client(peer: &Peer) -> Client {
    let certificates = certificates();
    let anchors = TrustAnchors::from_der([certificates.pki.trust_anchor()]).unwrap();
    let environment = Environment::custom(&format!("{}/api", peer.root().origin()), anchors).unwrap();
    let identity = ClientIdentity::from_pem(certificates.sender.to_pem().as_bytes()).unwrap();
    let mut settings = Settings::default();
    // The peer has no rate filter but where a case says so.
    settings.calls_per_second = usize::MAX;
    Client::new(environment, identity, Arc::new(packager()), settings).unwrap()
}

impl Driver for Hyper<'_> {
    fn call<O: Operation<Streamed = Never>>(&mut self, operation: O) -> Result<O::Outcome, Error> {
        self.runtime.block_on(self.client.run(operation)).map_err(|error| self.failed(error))
    }

    fn download<O>(&mut self, operation: O) -> Result<Downloaded, Error>
    where
        O: Operation<Outcome = Never, Streamed = DownloadHead>,
    {
        let whole = async {
            let download = self.client.download(operation).await?;
            let head = download.head().clone();
            Ok(Downloaded { head, bytes: download.bytes(1 << 20).await? })
        };
        self.runtime.block_on(whole).map_err(|error| self.failed(error))
    }
}

#[track_caller]
fn check(driver: &mut impl Driver, peer: &Peer) {
    let report = conformance::run(driver, peer).unwrap();
    assert!(report.is_success(), "{report}");
}

#[test]
fn in_process() {
    let peer = Peer::new("https://api.example").unwrap();
    check(&mut InProcess::new(&peer), &peer);
}

#[test]
fn over_hyper() {
    let runtime = Runtime::new().unwrap();
    let loopback = runtime.block_on(Loopback::start()).unwrap();
    check(&mut Hyper::new(&runtime, loopback.peer()), loopback.peer());
}

#[test]
fn over_a_blocking_socket() {
    let runtime = Runtime::new().unwrap();
    let loopback = runtime.block_on(Loopback::start()).unwrap();
    check(&mut BlockingClient::new(loopback.peer().root().clone()), loopback.peer());
}

/// A driver that does one thing wrong.
struct Wrong {
    peer: Peer,
    fault: Fault,
}

#[derive(Clone, Copy)]
enum Fault {
    SendsTwice,
    DropsAHeader,
    RepeatsAHeader,
    ChangesTheBody,
    MissesBreaks,
    CallsAnywhere,
}

impl Wrong {
    fn answer(&self, request: &http::Request<Bytes>) -> Answer {
        let mut request = request.clone();
        let accept = http::HeaderValue::from_static("application/xml");
        match self.fault {
            Fault::SendsTwice => drop(self.peer.answer(&request)),
            Fault::DropsAHeader => drop(request.headers_mut().remove("accept")),
            Fault::RepeatsAHeader => drop(request.headers_mut().append("accept", accept)),
            Fault::ChangesTheBody => *request.body_mut() = [&request.body()[..], b" "].concat().into(),
            Fault::MissesBreaks | Fault::CallsAnywhere => {}
        }
        match self.peer.answer(&request) {
            Answer::Reply { head, body, .. } if matches!(self.fault, Fault::MissesBreaks) => {
                Answer::Reply { head, body, breaks: false }
            }
            answer => answer,
        }
    }

    /// The root that it takes for the service's.
    fn root<O: Operation>(&self, operation: &O) -> ServiceRoot {
        let own = self.peer.root().clone();
        let elsewhere = ServiceRoot::new("https://evil.example/api").unwrap();
        let leads_elsewhere = operation.plan(&elsewhere).is_ok() && operation.plan(&own).is_err();
        if matches!(self.fault, Fault::CallsAnywhere) && leads_elsewhere { elsewhere } else { own }
    }

    fn exchange<O: Operation>(&self, operation: O) -> Result<(HeadStep<O>, Bytes, bool), Error> {
        let root = self.root(&operation);
        let (request, exchange) = Exchange::new(operation).plan(&root)?;
        let (head, body) = request.into_parts();
        match self.answer(&http::Request::from_parts(head, body.into_chunks().concat().into())) {
            Answer::Reply { head, body, breaks } => Ok((exchange.on_head(head)?, body, breaks)),
            Answer::Nothing => Err(exchange.fail(TransportFault::new(Sent::Maybe, "broken"))),
        }
    }
}

fn finish<O: Operation>(mut collecting: Collecting<O>, body: &Bytes, breaks: bool) -> Result<O::Outcome, Error> {
    collecting.push(body)?;
    if breaks { Err(collecting.fail(TransportFault::new(Sent::Yes, "broken"))) } else { collecting.finish() }
}

impl Driver for Wrong {
    fn call<O: Operation<Streamed = Never>>(&mut self, operation: O) -> Result<O::Outcome, Error> {
        match self.exchange(operation)? {
            (HeadStep::Done(outcome), ..) => Ok(outcome),
            (HeadStep::Collect(collecting), body, breaks) => finish(collecting, &body, breaks),
            (HeadStep::Stream(never), ..) => match never {},
        }
    }

    fn download<O>(&mut self, operation: O) -> Result<Downloaded, Error>
    where
        O: Operation<Outcome = Never, Streamed = DownloadHead>,
    {
        match self.exchange(operation)? {
            (HeadStep::Stream(_), _, true) => {
                Err(Error::transport(O::REPLAY, TransportFault::new(Sent::Yes, "broken")))
            }
            (HeadStep::Stream(head), body, false) => Ok(Downloaded { head, bytes: body.to_vec() }),
            (HeadStep::Collect(collecting), body, breaks) => match finish(collecting, &body, breaks)? {},
            (HeadStep::Done(never), ..) => match never {},
        }
    }
}

#[test]
fn a_driver_that_is_wrong_is_found_out() {
    for (fault, cases) in [
        (Fault::SendsTwice, &["exchange/create-portal-job/created", "exchange/fetch-pades/fetched"][..]),
        (Fault::DropsAHeader, &["exchange/confirm/confirmed", "exchange/poll-direct/no-change"]),
        (Fault::RepeatsAHeader, &["exchange/confirm/confirmed", "exchange/poll-direct/no-change"]),
        (Fault::ChangesTheBody, &["exchange/create-direct-job/created", "exchange/request-redirect-url/given"]),
        (Fault::MissesBreaks, &["exchange/fetch-xades/broken-within-the-document"]),
        (Fault::CallsAnywhere, &["exchange/confirm/url-of-another-host", "exchange/fetch-pades/url-of-another-host"]),
    ] {
        let peer = Peer::new("https://api.example").unwrap();
        let report = conformance::run(&mut Wrong { peer: peer.clone(), fault }, &peer).unwrap();
        let found: Vec<_> = report.mismatches.iter().map(|mismatch| mismatch.case.as_str()).collect();
        assert!(cases.iter().all(|case| found.contains(case)), "{found:?}");
    }
}
