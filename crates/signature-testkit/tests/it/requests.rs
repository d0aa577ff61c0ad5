//! The requests of the official clients, from the conformance suite.

use bytes::Bytes;
use http::{Request, Response};
use signature_asice::Verifier;
use signature_conformance::{Package, Service, run_requests};
use signature_identity::Certificate;
use signature_model::{OrganizationNumber, Timestamp};
use signature_testkit::{Caller, FakeService, ServiceSettings};

use crate::world::{ORIGIN, sealer};

/// The sandbox's core.
struct Sandbox(FakeService);

impl Sandbox {
    fn new() -> Self {
        let certificate = |name| Certificate::from_der(Package::certificate(name).unwrap()).unwrap();
        let verifier = Verifier::new(vec![certificate("root")]).with_intermediates(vec![certificate("issuing")]);
        Self(FakeService::new(ORIGIN, verifier, sealer(), ServiceSettings::default()))
    }
}

impl Service for Sandbox {
    fn reset(&mut self) {
        *self = Self::new();
    }

    fn answer(&mut self, now: Timestamp, caller: &OrganizationNumber, request: Request<Bytes>) -> Response<Bytes> {
        self.0.handle(now, &Caller::organization(caller.clone()), &request)
    }
}

#[test]
fn the_sandbox_understands_what_official_clients_send() {
    let report = run_requests(&mut Sandbox::new()).unwrap();
    assert!(report.is_success(), "{report}");
}

/// A service that does not know what only one client sends.
struct Strict(Sandbox);

impl Service for Strict {
    fn reset(&mut self) {
        self.0.reset();
    }

    fn answer(&mut self, now: Timestamp, caller: &OrganizationNumber, request: Request<Bytes>) -> Response<Bytes> {
        if request.method() == "POST" && request.uri().path().contains("/signers/") && request.body().is_empty() {
            return Response::builder().status(400).body(Bytes::new()).unwrap();
        }
        self.0.answer(now, caller, request)
    }
}

#[test]
fn a_service_that_refuses_a_request_fails() {
    let report = run_requests(&mut Strict(Sandbox::new())).unwrap();
    let found: Vec<_> = report.mismatches.iter().map(|mismatch| mismatch.case.as_str()).collect();
    assert_eq!(found, ["request/dotnet/new-redirect-url-without-a-body"]);
}
