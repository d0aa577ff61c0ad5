//! Jobs in storage: invalid data is refused when it is read back.

use serde_json::{Value, json};
use signature_model::direct::{DirectJob, DirectSigner, ExitUrls};
use signature_model::portal::{Availability, Lookup, Notifications, PortalJob, PortalSigner, SigningOrder};
use signature_model::urls::ExitUrl;
use signature_model::{Document, Documents, PersonalIdentificationNumber, Signers, Title};

fn title() -> Title {
    Title::new("Leieavtale").unwrap()
}

fn documents() -> Documents {
    Documents::new([Document::pdf(title(), &b"%PDF-1.7 invented"[..])]).unwrap()
}

fn number() -> PersonalIdentificationNumber {
    PersonalIdentificationNumber::new("01010100000").unwrap()
}

fn direct() -> Value {
    let signers = Signers::new([DirectSigner::personal(number())]).unwrap();
    let page = ExitUrls::single(ExitUrl::new("https://sender.example/").unwrap());
    serde_json::to_value(DirectJob::new(title(), documents(), signers, page).unwrap()).unwrap()
}

fn portal() -> Value {
    let signer = PortalSigner::personal_with_lookup(number(), Lookup::Email).with_order(SigningOrder::new(9).unwrap());
    let availability = Availability::new().with_length(Availability::MAX).unwrap();
    let job = PortalJob::new(title(), documents(), Signers::new([signer]).unwrap()).with_availability(availability);
    serde_json::to_value(job).unwrap()
}

#[track_caller]
fn refuses<J: serde::de::DeserializeOwned + std::fmt::Debug>(
    mut stored: Value,
    place: &str,
    change: impl FnOnce(&mut Value),
    expected: &str,
) {
    assert!(serde_json::from_value::<J>(stored.clone()).is_ok());
    change(stored.pointer_mut(place).unwrap());
    assert_eq!(serde_json::from_value::<J>(stored).unwrap_err().to_string(), expected);
}

#[test]
fn a_document_is_base64() {
    let expected = json!({ "title": "Leieavtale", "format": "pdf", "content": "JVBERi0xLjcgaW52ZW50ZWQ=" });
    assert_eq!(direct().pointer("/documents/0"), Some(&expected));
    refuses::<DirectJob>(
        direct(),
        "/documents/0/content",
        |content| *content = json!("%PDF"),
        "expected Base64, found other text",
    );
}

/// The error of reading this JSON, which must not repeat what it found.
#[track_caller]
fn quiet<T: serde::de::DeserializeOwned + std::fmt::Debug>(json: &str, expected: &str) {
    let error = serde_json::from_str::<T>(json).unwrap_err().to_string();
    for secret in ["0101", "example.com", "Leieavtale", "hemmelig"] {
        assert!(!error.contains(secret), "{error}");
    }
    assert!(error.starts_with(expected), "{error}");
}

#[test]
fn no_error_of_storage_repeats_what_it_found() {
    let words = "expected one of personal, custom, found another word";
    quiet::<DirectSigner>(r#""01010100000""#, "expected struct DirectSigner, found another type");
    quiet::<DirectSigner>(r#"{"identification": "01010100000"}"#, words);
    quiet::<DirectSigner>(r#"{"identification": {"01010100000": "personal"}}"#, words);
    quiet::<DirectSigner>(r#"{"identification": {"personal": 1010100000}}"#, "expected personal identification number");
    quiet::<PortalSigner>(
        r#"{"address": {"personal": "01010100000"}}"#,
        "expected struct variant PortalSignerAddress::Personal, found another type",
    );
    quiet::<PortalSigner>(
        r#"{"address": {"personal": {"number": "01010100000", "notifications": "ola@example.com"}}}"#,
        "expected one of email, sms, email_and_sms, found another word",
    );
    quiet::<Notifications>(r#""ola@example.com""#, "expected one of email, sms, email_and_sms, found another word");
    quiet::<Signers<DirectSigner>>(r#""01010100000""#, "expected a sequence, found another type");
    quiet::<Documents>(r#""Leieavtale""#, "expected a sequence, found another type");
    quiet::<Document>(
        r#"{"title": "t", "format": "hemmelig", "content": ""}"#,
        "expected one of pdf, plain_text, found another word",
    );
    quiet::<DirectJob>(r#"["Leieavtale", "hemmelig"]"#, "expected a sequence, found another type");
    quiet::<PortalJob>(r#"{"title": "Leieavtale"}"#, "missing field `documents`");
    quiet::<PortalJob>(r#"{"title": ["Leieavtale"]}"#, "expected title");
}

#[test]
fn the_limits_of_jobs_hold_in_storage() {
    let twice = |list: &mut Value| {
        let list = list.as_array_mut().unwrap();
        list.push(list[0].clone());
    };
    refuses::<DirectJob>(
        direct(),
        "/signers",
        twice,
        "the signers of a direct job must be identified differently, found the same identification twice",
    );
    let none = |list: &mut Value| *list = json!([]);
    refuses::<PortalJob>(portal(), "/signers", none, "a job must have 1 to 10 signers, found 0");
    refuses::<PortalJob>(portal(), "/documents", none, "a job must have 1 to 20 documents, found 0");
    refuses::<PortalJob>(
        portal(),
        "/signers/0/order",
        |order| *order = json!(10),
        "signing order must be 0 to 9, found 10",
    );
    refuses::<PortalJob>(
        portal(),
        "/availability/available_seconds",
        |seconds| *seconds = json!(7_776_001),
        "availability must be whole seconds and at most 7776000 seconds (90 days), found 7776001s",
    );
}

#[test]
fn a_number_of_the_wrong_type_is_not_quoted() {
    let number = |number: &mut Value| *number = json!(1_010_100_000);
    refuses::<DirectJob>(
        direct(),
        "/signers/0/identification/personal",
        number,
        "expected personal identification number as text, found another type",
    );
}
