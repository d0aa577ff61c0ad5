//! Any requests to the sandbox, and new jobs with some bytes changed: no panic, always an answer, and no job with a
//! document that was not signed.
#![no_main]

use std::sync::{Arc, LazyLock};

use bytes::Bytes;
use fuzz::CONTENT;
use http::Request;
use http::request::Parts;
use libfuzzer_sys::fuzz_target;
use signature_asice::Verifier;
use signature_model::{OrganizationNumber, PackageContents, Sender, Timestamp};
use signature_protocol::{CreateDirectJob, CreatePortalJob, Exchange, Operation, ServiceRoot};
use signature_testkit::{Caller, Enterprise, FakeService, Sealer, ServiceSettings, TestPki};

/// The address of the sandbox; its root is below it.
const ADDRESS: &str = "https://sandbox.example";

static SEALER: LazyLock<Arc<Sealer>> = LazyLock::new(|| {
    let pki = TestPki::generate(Timestamp::EPOCH).expect("a PKI");
    let seal = pki.enterprise(&Enterprise::new("984661185", "Seal (SYNTHETIC TEST)")).expect("a certificate");
    Arc::new(Sealer::try_from(&seal).expect("a seal"))
});

/// A new job of each flow.
static JOBS: LazyLock<[(Parts, Vec<u8>); 2]> = LazyLock::new(|| {
    let sender = Sender::new(organization());
    let (direct, portal) = (fuzz::direct_job(), fuzz::portal_job());
    let pack = |contents: PackageContents| fuzz::packager().package(&contents, fuzz::now()).expect("a package");
    let (one, other) = (pack(direct.package_contents(&sender)), pack(portal.package_contents(&sender)));
    [
        plan(CreateDirectJob::new(organization(), &direct.request(&sender), one)),
        plan(CreatePortalJob::new(organization(), &portal.request(&sender), other)),
    ]
});

fn plan<O: Operation>(operation: O) -> (Parts, Vec<u8>) {
    let root = ServiceRoot::new(&format!("{ADDRESS}/api")).expect("a root");
    let (head, body) = Exchange::new(operation).plan(&root).expect("a request").0.into_parts();
    (head, body.into_chunks().concat())
}

fn organization() -> OrganizationNumber {
    OrganizationNumber::new("123456789").expect("a number")
}

/// How many jobs there are after the request.
fn ask(request: &Request<Bytes>) -> usize {
    let (verifier, caller) = (Verifier::new(fuzz::root()), Caller::organization(organization()));
    let mut service = FakeService::new(ADDRESS, verifier, SEALER.clone(), ServiceSettings::default());
    let response = service.handle(fuzz::now(), &caller, request);
    assert!(response.status().as_u16() >= 200);
    for document in service.jobs().flat_map(|job| &job.documents) {
        assert_eq!(document.content.as_deref(), Some(CONTENT));
    }
    service.jobs().count()
}

fuzz_target!(
    init: {
        for (head, body) in JOBS.iter() {
            assert_eq!(ask(&Request::from_parts(head.clone(), body.clone().into())), 1);
        }
    },
    |input: (u8, &str, &str, &[u8])| {
        let (kind, path, content_type, body) = input;
        if let Some((head, real)) = JOBS.get(usize::from(kind)) {
            ask(&Request::from_parts(head.clone(), fuzz::changed(real, body).into()));
            return;
        }
        let method = if kind & 1 == 0 { "GET" } else { "POST" };
        let request = Request::builder().method(method).uri(path).header("content-type", content_type);
        if let Ok(request) = request.body(Bytes::copy_from_slice(body)) {
            ask(&request);
        }
    }
);
