//! The conformance suite on three transports: in process, hyper, and the blocking one of the example.

#[path = "../../examples/blocking/client.rs"]
mod blocking;

use std::sync::Arc;

use blocking::BlockingClient;
use signature_http::{Client, ClientIdentity, Environment, Settings, TrustAnchors};
use signature_protocol::operations::DownloadHead;
use signature_protocol::{Error, ErrorKind, Never, Operation, ServiceRoot};
use signature_testkit::conformance::{self, Downloaded, Driver, InProcess, Loopback, Peer};
use tokio::runtime::Runtime;

use crate::world::{certificates, packager};

/// The hyper client, waited for.
struct Hyper<'r> {
    runtime: &'r Runtime,
    client: Client,
    origin: String,
}

impl<'r> Hyper<'r> {
    fn new(runtime: &'r Runtime, peer: &Peer) -> Self {
        Self { runtime, client: client(peer.origin()), origin: peer.origin().to_owned() }
    }

    /// The error of the call itself. A client that met the rate filter would now wait, so another one goes on.
    fn failed(&mut self, error: signature_http::Error) -> Error {
        let signature_http::Error::Call(error) = error else { panic!("expected a call's error, found {error}") };
        if matches!(error.kind(), ErrorKind::RateLimited) {
            self.client = client(&self.origin);
        }
        error
    }
}

fn client(origin: &str) -> Client {
    let certificates = certificates();
    let anchors = TrustAnchors::from_der([certificates.pki.trust_anchor()]).unwrap();
    let environment = Environment::custom(&format!("{origin}/api"), anchors).unwrap();
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
    let peer = Peer::new("https://api.example");
    check(&mut InProcess::new(&peer).unwrap(), &peer);
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
    check(&mut BlockingClient::new(loopback.peer().origin()).unwrap(), loopback.peer());
}

/// A driver that sends everything twice, and takes the second answer.
struct Twice(InProcess);

impl Driver for Twice {
    fn call<O: Operation<Streamed = Never>>(&mut self, operation: O) -> Result<O::Outcome, Error> {
        let root = ServiceRoot::new("https://api.example/api").unwrap();
        if let Ok(request) = operation.plan(&root) {
            let (head, body) = request.into_parts();
            let request = http::Request::from_parts(head, body.into_chunks().concat().into());
            let _ = self.0.peer().answer(&request);
        }
        self.0.call(operation)
    }

    fn download<O>(&mut self, operation: O) -> Result<Downloaded, Error>
    where
        O: Operation<Outcome = Never, Streamed = DownloadHead>,
    {
        self.0.download(operation)
    }
}

#[test]
fn a_driver_that_is_wrong_is_found_out() {
    let peer = Peer::new("https://api.example");
    let report = conformance::run(&mut Twice(InProcess::new(&peer).unwrap()), &peer).unwrap();
    assert!(report.mismatches.iter().any(|mismatch| mismatch.case == "exchange/create-portal-job/created"));
    assert!(!report.mismatches.iter().any(|mismatch| mismatch.case.starts_with("exchange/fetch")));
}
