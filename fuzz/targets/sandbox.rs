//! Any requests to the sandbox, also with multipart bodies: no panic, and always an answer.
#![no_main]

use std::sync::{Arc, OnceLock};

use bytes::Bytes;
use http::Request;
use libfuzzer_sys::fuzz_target;
use signature_asice::Verifier;
use signature_identity::Certificate;
use signature_model::{OrganizationNumber, Timestamp};
use signature_testkit::{Caller, Enterprise, FakeService, Sealer, ServiceSettings, TestPki};

fn trust() -> &'static (Verifier, Arc<Sealer>) {
    static TRUST: OnceLock<(Verifier, Arc<Sealer>)> = OnceLock::new();
    TRUST.get_or_init(|| {
        let pki = TestPki::generate(Timestamp::EPOCH).expect("a PKI");
        let seal = pki.enterprise(&Enterprise::new("984661185", "Seal (SYNTHETIC TEST)")).expect("a certificate");
        let anchor = Certificate::from_der(pki.trust_anchor().to_vec()).expect("a certificate");
        (Verifier::new(vec![anchor]), Arc::new(Sealer::try_from(&seal).expect("a seal")))
    })
}

fuzz_target!(|input: (bool, &str, &str, &[u8])| {
    let (post, path, content_type, body) = input;
    let method = if post { "POST" } else { "GET" };
    let request = Request::builder().method(method).uri(path).header("content-type", content_type);
    let Ok(request) = request.body(Bytes::copy_from_slice(body)) else { return };
    let caller = Caller::organization(OrganizationNumber::new("123456789").expect("a number"));
    let (verifier, sealer) = trust().clone();
    let mut service = FakeService::new("https://sandbox.example", verifier, sealer, ServiceSettings::default());
    let response = service.handle(Timestamp::EPOCH, &caller, &request);
    assert!(response.status().as_u16() >= 200);
    assert_eq!(service.jobs().count(), 0, "nobody has a key to sign a package with");
});
