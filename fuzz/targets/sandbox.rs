//! Requests of anybody's making to the sandbox, multipart bodies among them: no panic, and always an answer.
#![no_main]

use std::sync::{Arc, OnceLock};

use bytes::Bytes;
use http::Request;
use libfuzzer_sys::fuzz_target;
use signature_identity::Certificate;
use signature_model::{OrganizationNumber, Timestamp};
use signature_testkit::pki::TestPki;
use signature_testkit::pki::enterprise::Enterprise;
use signature_testkit::results::sealer::Sealer;
use signature_testkit::{Caller, FakeService, ServiceSettings};

fn settings() -> &'static ServiceSettings {
    static SETTINGS: OnceLock<ServiceSettings> = OnceLock::new();
    SETTINGS.get_or_init(|| {
        let pki = TestPki::generate(Timestamp::EPOCH).expect("a PKI");
        let seal = pki.enterprise(&Enterprise::new("984661185", "Seal (SYNTHETIC TEST)")).expect("a certificate");
        let anchor = Certificate::from_der(pki.trust_anchor().to_vec()).expect("a certificate");
        let sealer = Arc::new(Sealer::try_from(&seal).expect("a seal"));
        ServiceSettings::new("https://sandbox.example", vec![anchor], sealer)
    })
}

fuzz_target!(|input: (bool, &str, &str, &[u8])| {
    let (post, path, content_type, body) = input;
    let method = if post { "POST" } else { "GET" };
    let request = Request::builder().method(method).uri(path).header("content-type", content_type);
    let Ok(request) = request.body(Bytes::copy_from_slice(body)) else { return };
    let caller = Caller::organization(OrganizationNumber::new("123456789").expect("a number"));
    let mut service = FakeService::new(settings().clone());
    let response = service.handle(Timestamp::EPOCH, &caller, &request);
    assert!(response.status().as_u16() >= 200);
    assert_eq!(service.jobs().count(), 0, "nobody has a key to sign a package with");
});
