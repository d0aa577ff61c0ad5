//! Every message keeps what it says through XML, and every reply through JSON.

use std::time::Duration;

use signature_model::direct::{
    DirectJob, DirectJobManifest, DirectJobRequest, DirectJobResponse, DirectJobStatus, DirectSigner,
    DirectSignerIdentification, DirectSignerUpdateRequest, ExitUrls, StatusRetrievalMethod,
};
use signature_model::portal::{
    Availability, Lookup, Notifications, PortalJob, PortalJobManifest, PortalJobRequest, PortalJobResponse,
    PortalJobStatusChange, PortalSigner, PortalSignerIdentification, SigningOrder,
};
use signature_model::urls::ExitUrl;
use signature_model::{
    AuthenticationLevel, Description, Document, Documents, EmailAddress, ErrorCode, ErrorKind,
    IdentifierInSignedDocuments, JobId, JobReference, JobStatus, MobileNumber, NonsensitiveTitle, OnBehalfOf,
    OrganizationNumber, PersonalIdentificationNumber, PollingQueue, ReadErrorKind, Sender, ServiceError, SignatureType,
    SignerIdentifier, SignerStatus, Signers, Timestamp, Title,
};

fn sender() -> Sender {
    Sender::new(OrganizationNumber::new("123456789").unwrap())
        .with_polling_queue(PollingQueue::new("kø & b/c+d").unwrap())
}

fn title(text: &str) -> Title {
    Title::new(text).unwrap()
}

fn number(text: &str) -> PersonalIdentificationNumber {
    PersonalIdentificationNumber::new(text).unwrap()
}

fn email() -> Notifications {
    Notifications::Email(EmailAddress::new("kari@example.com").unwrap())
}

fn documents() -> Documents {
    Documents::new([
        Document::pdf(title("Første"), &b"%PDF-1"[..]),
        Document::plain_text(title("A < B & \"C\""), &b"text"[..]),
    ])
    .unwrap()
}

fn direct_job() -> DirectJob {
    let page = |page: &str| ExitUrl::new(format!("https://sender.example/{page}?a=1&b=2")).unwrap();
    let signers = Signers::new([
        DirectSigner::personal(number("01010100000"))
            .with_signature_type(SignatureType::Advanced)
            .with_on_behalf_of(OnBehalfOf::Myself),
        DirectSigner::custom(SignerIdentifier::new("kundenr: 1337").unwrap()).with_on_behalf_of(OnBehalfOf::Other),
    ])
    .unwrap();
    DirectJob::new(title("Oppdrag"), documents(), signers, ExitUrls::new(page("ok"), page("no"), page("error")))
        .unwrap()
        .with_reference(JobReference::new("123-ABC").unwrap())
        .with_description(Description::new("linje 1\r\nlinje 2\t").unwrap())
        .with_required_authentication(AuthenticationLevel::Three)
        .with_identifier_in_signed_documents(IdentifierInSignedDocuments::DateOfBirthAndName)
        .with_status_retrieval_method(StatusRetrievalMethod::Polling)
}

fn portal_job() -> PortalJob {
    let both = Notifications::EmailAndSms(
        EmailAddress::new("ola@example.com").unwrap(),
        MobileNumber::new("+47 00000000").unwrap(),
    );
    let signers = Signers::new([
        PortalSigner::personal(number("01010100000"), email()).with_order(SigningOrder::new(9).unwrap()),
        PortalSigner::personal_with_lookup(number("02020200000"), Lookup::Email),
        PortalSigner::personal_with_lookup(number("02020200001"), Lookup::EmailAndSms).with_on_behalf_of_self(),
        PortalSigner::contact_information(both).with_signature_type(SignatureType::Authenticated),
        PortalSigner::personal_for_other(number("03030300000"), email()),
        PortalSigner::contact_information_for_other(Notifications::Sms(MobileNumber::new("00000000").unwrap())),
    ])
    .unwrap();
    PortalJob::new(title("Oppdrag"), documents(), signers)
        .with_nonsensitive_title(NonsensitiveTitle::new("Dokument til signering").unwrap())
        .with_description(Description::new("").unwrap())
        .with_required_authentication(AuthenticationLevel::Four)
        .with_availability(
            Availability::new()
                .with_activation_time(Timestamp::parse("2026-02-10T12:00:00+01:00").unwrap())
                .with_length(Duration::from_secs(864_000))
                .unwrap(),
        )
        .with_identifier_in_signed_documents(IdentifierInSignedDocuments::Name)
}

#[test]
fn requests_and_manifests_survive_xml() {
    let direct = direct_job();
    let request = direct.request(&sender());
    assert_eq!(DirectJobRequest::from_xml(&request.to_xml()).unwrap(), request);
    let manifest = direct.manifest(&sender());
    assert_eq!(DirectJobManifest::from_xml(&manifest.to_xml()).unwrap(), manifest);

    let portal = portal_job();
    let request = portal.request(&sender());
    assert_eq!(PortalJobRequest::from_xml(&request.to_xml()).unwrap(), request);
    let manifest = portal.manifest(&sender());
    assert_eq!(PortalJobManifest::from_xml(&manifest.to_xml()).unwrap(), manifest);

    let update = DirectSignerUpdateRequest::default();
    assert_eq!(DirectSignerUpdateRequest::from_xml(&update.to_xml()).unwrap(), update);
}

#[test]
fn a_minimal_request_has_nothing_more() {
    assert_eq!(
        String::from_utf8(PortalJobRequest::default().to_xml()).unwrap(),
        "<?xml version=\"1.0\" encoding=\"UTF-8\" standalone=\"yes\"?>\
         <portal-signature-job-request xmlns=\"http://signering.posten.no/schema/v1\"/>"
    );
}

const DIRECT_RESPONSE: &str = r#"<?xml version="1.0" encoding="UTF-8"?>
<!-- a comment --><n:direct-signature-job-response xmlns:n="http://signering.posten.no/schema/v1" added="later">
  <n:reference>123-ABC</n:reference>
  <n:signature-job-id>42</n:signature-job-id>
  <n:redirect-url><!-- deprecated --> https://signering.example#/redirect/0a </n:redirect-url>
  <n:added-later><n:deep/>text</n:added-later>
  <n:status-url> https://api.example/api/123456789/direct/signature-jobs/42/status
  </n:status-url>
  <n:signer href="https://api.example/api/123456789/direct/signature-jobs/42/signers/2">
    <n:signer-identifier>kundenr: 1337</n:signer-identifier>
    <n:redirect-url>https://signering.<!-- cut -->example#/redirect/0b</n:redirect-url>
  </n:signer>
  <other xmlns="urn:other"/>
  <n:signer href="https://api.example/api/123456789/direct/signature-jobs/42/signers/1">
    <n:personal-identification-number>01010100000</n:personal-identification-number>
    <n:redirect-url>https://signering.example#/redirect/0a</n:redirect-url>
  </n:signer>
</n:direct-signature-job-response>"#;

#[test]
fn a_direct_response_is_read_whatever_its_style() {
    let response = DirectJobResponse::from_xml(DIRECT_RESPONSE.as_bytes()).unwrap();
    assert_eq!(response.job_id, JobId::new(42));
    assert_eq!(
        response.status_url.as_ref().unwrap().as_str(),
        "https://api.example/api/123456789/direct/signature-jobs/42/status"
    );
    let kari = DirectSignerIdentification::Personal(number("01010100000"));
    assert!(response.signer(&kari).unwrap().signer_url.as_str().ends_with("/signers/1"));
    assert_eq!(response.signers[0].redirect_url.expose(), "https://signering.example#/redirect/0b");

    assert_eq!(DirectJobResponse::from_xml(&response.to_xml()).unwrap(), response);
    let stored = serde_json::to_string(&response).unwrap();
    assert_eq!(serde_json::from_str::<DirectJobResponse>(&stored).unwrap(), response);
}

const DIRECT_STATUS: &str = r#"<direct-signature-job-status-response xmlns="http://signering.posten.no/schema/v1">
  <signature-job-id>42</signature-job-id>
  <signature-job-status>IN_PROGRESS</signature-job-status>
  <status signer="01010100000" since="2017-01-23T12:51:43+01:00">SIGNED</status>
  <status signer="kundenr: 1337" since="2017-01-23T12:51:43.5+01:00">NEW_ONE</status>
  <confirmation-url>https://api.example/api/1/complete</confirmation-url>
  <xades-url signer="01010100000">https://api.example/api/1/xades/1</xades-url>
</direct-signature-job-status-response>"#;

#[test]
fn a_direct_status_gives_each_signer_their_own() {
    let status = DirectJobStatus::from_xml(DIRECT_STATUS.as_bytes()).unwrap();
    assert_eq!(status.status, JobStatus::InProgress);
    let kari = status.signature_of(&DirectSignerIdentification::Personal(number("01010100000"))).unwrap();
    assert_eq!(kari.status, SignerStatus::Signed);
    assert_eq!(kari.xades_url.as_ref().unwrap().as_str(), "https://api.example/api/1/xades/1");
    let other = DirectSignerIdentification::Custom(SignerIdentifier::new("kundenr: 1337").unwrap());
    assert_eq!(status.signature_of(&other).unwrap().status, SignerStatus::Unrecognized("NEW_ONE".to_owned()));

    assert_eq!(DirectJobStatus::from_xml(&status.to_xml()).unwrap(), status);
    let stored = serde_json::to_string(&status).unwrap();
    assert_eq!(serde_json::from_str::<DirectJobStatus>(&stored).unwrap(), status);
}

#[test]
fn an_only_signer_needs_no_label() {
    let unlabelled = DIRECT_STATUS
        .replace(" signer=\"01010100000\"", "")
        .replace("<status signer=\"kundenr: 1337\" since=\"2017-01-23T12:51:43.5+01:00\">NEW_ONE</status>", "");
    let status = DirectJobStatus::from_xml(unlabelled.as_bytes()).unwrap();
    let kari = status.signature_of(&DirectSignerIdentification::Personal(number("01010100000"))).unwrap();
    assert!(kari.xades_url.is_some());
}

const PORTAL_CHANGE: &str = r#"<portal-signature-job-status-change-response xmlns="http://signering.posten.no/schema/v1">
  <signature-job-id>42</signature-job-id>
  <status>COMPLETED_SUCCESSFULLY</status>
  <confirmation-url>https://api.example/api/1/complete</confirmation-url>
  <delete-documents-url>https://api.example/api/1/delete</delete-documents-url>
  <signatures>
    <signature>
      <status since="2017-01-23T12:51:43+01:00">SIGNED</status>
      <identifier><email address="kari@example.com"/></identifier>
      <xades-url>https://api.example/api/1/xades/1</xades-url>
    </signature>
    <signature>
      <status since="2017-01-23T12:51:43+01:00">SIGNED</status>
      <personal-identification-number>01010100000</personal-identification-number>
    </signature>
    <pades-url>https://api.example/api/1/pades</pades-url>
  </signatures>
</portal-signature-job-status-change-response>"#;

#[test]
fn a_label_on_one_side_alone_is_enough_for_an_only_signer() {
    let one = DIRECT_STATUS
        .replace("<status signer=\"kundenr: 1337\" since=\"2017-01-23T12:51:43.5+01:00\">NEW_ONE</status>", "");
    for unlabelled in ["<status signer=\"01010100000\"", "<xades-url signer=\"01010100000\""] {
        let bare = unlabelled.replace(" signer=\"01010100000\"", "");
        let status = DirectJobStatus::from_xml(one.replace(unlabelled, &bare).as_bytes()).unwrap();
        assert!(status.signatures[0].xades_url.is_some(), "{unlabelled}");
    }
}

#[test]
fn a_signature_goes_to_its_own_signer_and_to_no_other() {
    let urls = |status: &str| {
        let status = DirectJobStatus::from_xml(status.as_bytes()).unwrap();
        let urls = status.signatures.into_iter().map(|state| state.xades_url.map(|url| url.as_str().to_owned()));
        urls.collect::<Vec<_>>()
    };
    let first = Some("https://api.example/api/1/xades/1".to_owned());
    let second = Some("https://api.example/api/1/xades/2".to_owned());
    assert_eq!(urls(DIRECT_STATUS), [first.clone(), None]);
    let nobodys = DIRECT_STATUS.replace("<xades-url signer=\"01010100000\"", "<xades-url signer=\"nobody\"");
    assert_eq!(urls(&nobodys), [None, None]);
    let another = "<status signer=\"kundenr: 1337\" since=\"2017-01-23T12:51:43.5+01:00\">NEW_ONE</status>";
    assert_eq!(urls(&nobodys.replace(another, "")), [None]);
    let unlabelled = DIRECT_STATUS.replace("<xades-url signer=\"01010100000\"", "<xades-url");
    assert_eq!(urls(&unlabelled), [None, None]);
    // Without any label, the order is the signers' order.
    let bare = unlabelled
        .replace("<status signer=\"01010100000\"", "<status")
        .replace("<status signer=\"kundenr: 1337\"", "<status");
    let end = "</xades-url>";
    assert_eq!(urls(&bare), [first.clone(), None]);
    let two = bare.replace(end, &format!("{end}<xades-url>https://api.example/api/1/xades/2{end}"));
    assert_eq!(urls(&two), [first, second]);
}

#[test]
fn padding_is_white_space_to_replies_and_content_to_requests() {
    let padded =
        DIRECT_RESPONSE.replace(">01010100000<", "> 01010100000\n<").replace(">kundenr: 1337<", ">\tkundenr: 1337 <");
    let response = DirectJobResponse::from_xml(padded.as_bytes()).unwrap();
    assert!(response.signer(&DirectSignerIdentification::Personal(number("01010100000"))).is_some());
    assert_eq!(
        SignerIdentifier::new("kunde 7 ").unwrap_err().to_string(),
        "signer identifier must be without white space around it, found white space at an end"
    );
    let manifest = String::from_utf8(direct_job().manifest(&sender()).to_xml()).unwrap();
    for (from, to) in [(">01010100000<", "> 01010100000<"), (">kundenr: 1337<", ">kundenr: 1337 <")] {
        let padded = manifest.replace(from, to);
        assert!(DirectJobManifest::from_xml(padded.as_bytes()).is_err(), "{to}");
    }
}

#[test]
fn a_portal_change_survives_xml_and_json() {
    let change = PortalJobStatusChange::from_xml(PORTAL_CHANGE.as_bytes()).unwrap();
    assert!(change.status.is_terminal());
    let kari = PortalSignerIdentification::ContactInformation(email());
    assert!(change.signature_of(&kari).unwrap().xades_url.is_some());
    assert!(change.pades_url.is_some());
    assert_eq!(PortalJobStatusChange::from_xml(&change.to_xml()).unwrap(), change);
    let stored = serde_json::to_string(&change).unwrap();
    assert_eq!(serde_json::from_str::<PortalJobStatusChange>(&stored).unwrap(), change);
}

#[test]
fn a_number_has_one_sign_at_most() {
    let response = |id: &str| {
        let xml = format!(
            "<portal-signature-job-response xmlns=\"http://signering.posten.no/schema/v1\"><signature-job-id>{id}\
             </signature-job-id><cancellation-url>https://a.example/</cancellation-url></portal-signature-job-response>"
        );
        PortalJobResponse::from_xml(xml.as_bytes()).ok().map(|response| response.job_id.get())
    };
    assert_eq!((response("+5"), response("-5"), response("05")), (Some(5), Some(-5), Some(5)));
    assert_eq!((response("+-5"), response("++5"), response("+")), (None, None, None));
}

#[test]
fn a_portal_response_survives_xml() {
    let xml = r#"<portal-signature-job-response xmlns="http://signering.posten.no/schema/v1">
        <signature-job-id>-1</signature-job-id>
        <cancellation-url>https://api.example/cancel</cancellation-url></portal-signature-job-response>"#;
    let response = PortalJobResponse::from_xml(xml.as_bytes()).unwrap();
    assert_eq!(PortalJobResponse::from_xml(&response.to_xml()).unwrap(), response);
}

#[test]
fn an_error_survives_xml_with_a_code_nobody_knows() {
    let error = ServiceError::client(ErrorCode::from("NEW_CODE".to_owned()), "med & og <");
    assert_eq!(ServiceError::from_xml(&error.to_xml()).unwrap(), error);
    assert_eq!(ErrorCode::from("NOT_AUTHORIZED".to_owned()), ErrorCode::NotAuthorized);
}

#[test]
fn the_deprecated_form_is_a_job_of_one_document() {
    let xml = r#"<portal-signature-job-manifest xmlns="http://signering.posten.no/schema/v1">
      <signers><signer><personal-identification-number>01010100000</personal-identification-number>
      <notifications-using-lookup><email/></notifications-using-lookup><on-behalf-of>SELF</on-behalf-of></signer></signers>
      <sender><organization-number>123456789</organization-number></sender>
      <document href="a.pdf" mime="application/pdf"><title>T</title><nonsensitive-title>N</nonsensitive-title>
      <description>D</description></document><availability/></portal-signature-job-manifest>"#;
    let manifest = PortalJobManifest::from_xml(xml.as_bytes()).unwrap();
    assert_eq!((manifest.title.expose(), manifest.documents[0].href()), ("T", "a.pdf"));
    assert_eq!(manifest.nonsensitive_title.as_ref().unwrap().as_str(), "N");
    assert_eq!(PortalJobManifest::from_xml(&manifest.to_xml()).unwrap(), manifest);
}

#[test]
fn what_the_service_receives_is_read_as_the_schema_says() {
    let manifest = String::from_utf8(portal_job().manifest(&sender()).to_xml()).unwrap();
    let refused = |from: &str, to: &str| {
        assert!(manifest.contains(from), "{from}");
        let error = PortalJobManifest::from_xml(manifest.replacen(from, to, 1).as_bytes()).unwrap_err();
        error.kind().clone()
    };
    assert!(matches!(
        refused("<title>Oppdrag</title>", "<title/>"),
        ReadErrorKind::Value(error) if error.what() == "title"
    ));
    assert!(matches!(refused("order=\"9\"", "order=\"10\""), ReadErrorKind::Lexical { what: "order", .. }));
    assert!(matches!(refused("order=\"9\"", "rank=\"9\""), ReadErrorKind::Unknown { .. }));
    assert!(matches!(refused("<title>", "<unknown/><title>"), ReadErrorKind::Unknown { .. }));
    assert!(matches!(refused("<sender>", "<title>T</title><sender>"), ReadErrorKind::Order { name: "sender" }));
    assert!(matches!(refused("<sender>", "stray<sender>"), ReadErrorKind::Content { .. }));
    assert!(matches!(refused("<email/>", ""), ReadErrorKind::Missing("email")));
    assert!(matches!(refused("864000", "7776001"), ReadErrorKind::Lexical { what: "available-seconds", .. }));
    assert!(matches!(
        refused("</notifications-using-lookup>", "</notifications-using-lookup><on-behalf-of>OTHER</on-behalf-of>"),
        ReadErrorKind::Content { .. }
    ));
}

#[test]
fn numbers_have_the_form_of_xml_schema() {
    let manifest = String::from_utf8(portal_job().manifest(&sender()).to_xml()).unwrap();
    let read = |from: &str, to: &str| {
        assert!(manifest.contains(from), "{from}");
        PortalJobManifest::from_xml(manifest.replacen(from, to, 1).as_bytes())
    };
    for number in [" 3 ", "+03", "-0"] {
        assert!(read("order=\"9\"", &format!("order=\"{number}\"")).is_ok(), "{number}");
        assert!(read(">864000<", &format!(">{number}<")).is_ok(), "{number}");
    }
    for number in ["", "++3", "-1", "3.0", "\u{A0}3", "three"] {
        assert!(read("order=\"9\"", &format!("order=\"{number}\"")).is_err(), "{number}");
        assert!(read(">864000<", &format!(">{number}<")).is_err(), "{number}");
    }
    let job_id = |number: &str| {
        let xml = format!(
            "<portal-signature-job-response xmlns=\"http://signering.posten.no/schema/v1\"><signature-job-id>{number}\
             </signature-job-id><cancellation-url>https://api.example/</cancellation-url></portal-signature-job-response>"
        );
        PortalJobResponse::from_xml(xml.as_bytes()).map(|response| response.job_id.get())
    };
    assert_eq!(job_id("\n +007 ").unwrap(), 7);
    assert_eq!(job_id("-9223372036854775808").unwrap(), i64::MIN);
    assert!(job_id("9223372036854775808").is_err());
    assert!(job_id("++7").is_err());
}

#[test]
fn what_must_be_empty_has_not_even_white_space() {
    let read = |content: &str| {
        let xml = format!(
            "<direct-signer-update-request xmlns=\"http://signering.posten.no/schema/v1\">\n <redirect-url>{content}\
             </redirect-url>\n</direct-signer-update-request>"
        );
        DirectSignerUpdateRequest::from_xml(xml.as_bytes())
    };
    assert!(read("").is_ok());
    assert!(read("<!-- a new one -->").is_ok());
    for content in [" ", "\n", "text", "<a/>"] {
        assert!(read(content).is_err(), "{content}");
    }
}

#[test]
fn limits_of_counts_hold_on_and_over() {
    let signer = || DirectSigner::custom(SignerIdentifier::new("same").unwrap());
    assert_eq!(Signers::<DirectSigner>::new([]).unwrap_err().kind(), &ErrorKind::SignerCount { max: 10, found: 0 });
    assert!(Signers::new(vec![signer(); 10]).is_ok());
    assert_eq!(Signers::new(vec![signer(); 11]).unwrap_err().to_string(), "a job must have 1 to 10 signers, found 11");
    let page = ExitUrls::single(ExitUrl::new("https://sender.example/").unwrap());
    let twice = Signers::new([signer(), signer()]).unwrap();
    assert_eq!(DirectJob::new(title("T"), documents(), twice, page).unwrap_err().kind(), &ErrorKind::RepeatedSigner);

    let entry = r#"<document href="a.pdf" mime="application/pdf"><title>T</title></document>"#;
    let manifest = |count: usize| {
        let xml = format!(
            r#"<direct-signature-job-manifest xmlns="http://signering.posten.no/schema/v1"><signer>
            <signer-identifier>a</signer-identifier></signer><sender><organization-number>123456789</organization-number>
            </sender><title>T</title><documents>{}</documents></direct-signature-job-manifest>"#,
            entry.repeat(count)
        );
        DirectJobManifest::from_xml(xml.as_bytes())
    };
    assert!(manifest(20).is_ok());
    assert!(matches!(manifest(21).unwrap_err().kind(), ReadErrorKind::Repeated { name: "document", max: 20 }));
    assert!(matches!(manifest(0).unwrap_err().kind(), ReadErrorKind::Missing("document")));
}

#[test]
fn the_job_decides_over_the_default_sender() {
    let own = Sender::new(OrganizationNumber::new("111111111").unwrap());
    let default = sender();
    assert_eq!(Sender::resolve(Some(&own), Some(&default)).unwrap(), own);
    assert_eq!(Sender::resolve(None, Some(&default)).unwrap(), default);
    assert_eq!(
        Sender::resolve(None, None).unwrap_err().to_string(),
        "a job must have a sender, found none on the job and no default sender on the client"
    );
}
