//! The conformance suite on three transports: in process, hyper, and the blocking one of the example.

#[path = "../../examples/blocking/client.rs"]
mod blocking;

use blocking::BlockingClient;
use bytes::Bytes;
use signature_conformance::{Answer, Driver, InProcess, Loopback, Peer, Suite};
use signature_fixtures::identities;
use signature_http::{Client, Environment, TrustAnchors, danger};
use signature_identity::Identity;
use signature_protocol::{
    AwaitingHead, Downloaded, Error, ErrorKind, Exchange, FetchDocument, Operation, RequestPlan, Sent, ServiceRoot,
    TransportFault,
};
use tokio::runtime::Runtime;

/// The hyper client, as a blocking driver.
struct Hyper<'r> {
    runtime: &'r Runtime,
    client: Client,
    peer: Peer,
}

impl<'r> Hyper<'r> {
    fn new(runtime: &'r Runtime, peer: &Peer) -> Self {
        Self { runtime, client: client(peer), peer: peer.clone() }
    }

    /// The error of the call itself. After the rate filter the client would wait, so a new client continues.
    fn failed(&mut self, error: signature_http::Error) -> Error {
        let signature_http::ErrorKind::Call(error) = error.into_kind() else { panic!("expected the error of a call") };
        if matches!(error.kind(), ErrorKind::RateLimited) {
            self.client = client(&self.peer);
        }
        error
    }
}

fn client(peer: &Peer) -> Client {
    let pem = [identities::SENDER_KEY, identities::SENDER, identities::ISSUER].concat();
    let anchors = TrustAnchors::from_bytes(identities::ROOT.as_bytes()).unwrap();
    let environment = Environment::custom(&format!("{}/api", peer.root().origin()), anchors).unwrap();
    let identity = Identity::from_pem(&pem, None).unwrap();
    // The clock may be one at which the identity is not valid.
    let builder = danger::use_unfit_certificate(Client::builder(environment, &identity));
    // The peer has a rate filter only in cases about it.
    builder.with_calls_per_second(usize::MAX).build().unwrap()
}

impl Driver for Hyper<'_> {
    fn call<O: Operation>(&mut self, operation: O) -> Result<O::Outcome, Error> {
        self.runtime.block_on(self.client.run(operation)).map_err(|error| self.failed(error))
    }

    fn download(&mut self, document: &FetchDocument) -> Result<Downloaded, Error> {
        let whole = async {
            let download = self.client.download(document.clone()).await?;
            let head = download.head().clone();
            Ok(Downloaded::new(head, download.bytes(1 << 20).await?.into()))
        };
        self.runtime.block_on(whole).map_err(|error| self.failed(error))
    }
}

/// Everything: the normative parts, and our own texts and bytes.
#[track_caller]
fn check(driver: &mut impl Driver, peer: &Peer) {
    let report = signature_conformance::run(driver, peer).unwrap();
    assert!(report.is_success(), "{report}");
    let report = Suite::embedded().unwrap().run_exactly(driver, peer);
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
    let loopback = Loopback::start().unwrap();
    check(&mut Hyper::new(&runtime, loopback.peer()), loopback.peer());
}

#[test]
fn over_a_blocking_socket() {
    let loopback = Loopback::start().unwrap();
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
    None,
}

impl Wrong {
    fn answer(&self, plan: RequestPlan) -> Answer {
        let (head, body) = plan.into_parts();
        let mut request = http::Request::from_parts(head, Bytes::from(body.into_chunks().concat()));
        let accept = http::HeaderValue::from_static("application/xml");
        match self.fault {
            Fault::SendsTwice => drop(self.peer.answer(&request)),
            Fault::DropsAHeader => drop(request.headers_mut().remove("accept")),
            Fault::RepeatsAHeader => drop(request.headers_mut().append("accept", accept)),
            Fault::ChangesTheBody => *request.body_mut() = [&request.body()[..], b" "].concat().into(),
            Fault::MissesBreaks | Fault::CallsAnywhere | Fault::None => {}
        }
        self.peer.answer(&request)
    }

    /// The service root that it uses.
    fn root(&self, is_planned: impl Fn(&ServiceRoot) -> bool) -> ServiceRoot {
        let own = self.peer.root().clone();
        let elsewhere = ServiceRoot::new("https://evil.example/api").unwrap();
        let leads_elsewhere = is_planned(&elsewhere) && !is_planned(&own);
        if matches!(self.fault, Fault::CallsAnywhere) && leads_elsewhere { elsewhere } else { own }
    }

    /// Its result for an answer.
    fn reply<O: Operation>(&self, answer: Answer, exchange: AwaitingHead<O>) -> Result<O::Outcome, Error> {
        match answer {
            Answer::Reply { head, body, breaks } if self.sees(breaks) => {
                exchange.receive(head, [Ok(body), Err(broken(Sent::Yes))])
            }
            Answer::Reply { head, body, .. } => exchange.answer(head, &body),
            Answer::Nothing => Err(exchange.fail(broken(Sent::Maybe))),
        }
    }

    /// Whether it notices that a body breaks.
    fn sees(&self, breaks: bool) -> bool {
        breaks && !matches!(self.fault, Fault::MissesBreaks)
    }
}

fn broken(sent: Sent) -> TransportFault {
    TransportFault::new(sent, "broken")
}

impl Driver for Wrong {
    fn call<O: Operation>(&mut self, operation: O) -> Result<O::Outcome, Error> {
        let root = self.root(|root| operation.plan(root).is_ok());
        let (plan, exchange) = Exchange::new(operation).plan(&root)?;
        self.reply(self.answer(plan), exchange)
    }

    fn download(&mut self, document: &FetchDocument) -> Result<Downloaded, Error> {
        let root = self.root(|root| document.plan(root).is_ok());
        let (plan, exchange) = document.plan(&root)?;
        match self.answer(plan) {
            Answer::Reply { breaks, .. } if self.sees(breaks) => Err(exchange.fail(broken(Sent::Yes))),
            Answer::Reply { head, body, .. } => exchange.answer(head, body),
            Answer::Nothing => Err(exchange.fail(broken(Sent::Maybe))),
        }
    }
}

#[test]
fn wrong_drivers_are_found() {
    for (fault, cases) in [
        (Fault::SendsTwice, &["exchange/create-portal-job/created", "exchange/fetch-pades/fetched"][..]),
        (Fault::DropsAHeader, &["exchange/confirm/confirmed", "exchange/poll-direct/no-change"]),
        (Fault::RepeatsAHeader, &["exchange/confirm/confirmed", "exchange/poll-direct/no-change"]),
        (Fault::ChangesTheBody, &["exchange/create-direct-job/created", "exchange/request-redirect-url/given"]),
        (Fault::MissesBreaks, &["exchange/fetch-xades/broken-within-the-document"]),
        (Fault::CallsAnywhere, &["exchange/confirm/url-of-another-host", "exchange/fetch-pades/url-of-another-host"]),
    ] {
        let peer = Peer::new("https://api.example").unwrap();
        let report = signature_conformance::run(&mut Wrong { peer: peer.clone(), fault }, &peer).unwrap();
        let found: Vec<_> = report.mismatches.iter().map(|mismatch| mismatch.case.as_str()).collect();
        assert!(cases.iter().all(|case| found.contains(case)), "{found:?}");
    }
}

/// A driver that sends the planned requests in its own way.
struct Different(Wrong);

impl Different {
    /// Another transport tells the length in another way, and names itself.
    fn answer(&self, plan: RequestPlan) -> Answer {
        let (head, body) = plan.into_parts();
        let mut request = http::Request::from_parts(head, Bytes::from(body.into_chunks().concat()));
        request.headers_mut().remove("content-length");
        request.headers_mut().insert("transfer-encoding", http::HeaderValue::from_static("chunked"));
        request.headers_mut().insert("user-agent", http::HeaderValue::from_static("another"));
        self.0.peer.answer(&request)
    }
}

impl Driver for Different {
    fn call<O: Operation>(&mut self, operation: O) -> Result<O::Outcome, Error> {
        let (plan, exchange) = Exchange::new(operation).plan(self.0.peer.root())?;
        self.0.reply(self.answer(plan), exchange)
    }

    fn download(&mut self, document: &FetchDocument) -> Result<Downloaded, Error> {
        self.0.download(document)
    }
}

#[test]
fn the_length_and_the_headers_of_the_connection_are_free() {
    let peer = Peer::new("https://api.example").unwrap();
    let mut driver = Different(Wrong { peer: peer.clone(), fault: Fault::None });
    let report = signature_conformance::run(&mut driver, &peer).unwrap();
    assert!(report.is_success(), "{report}");
    let exact = Suite::embedded().unwrap().run_exactly(&mut driver, &peer);
    assert!(!exact.is_success());
}
