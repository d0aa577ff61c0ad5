//! `Debug` and errors show nothing that identifies a person or gives access.

use signature_model::direct::{DirectJobManifest, DirectJobResponse, DirectJobStatus};
use signature_model::portal::{PortalJobManifest, PortalJobStatusChange};

const SECRETS: [&str; 7] =
    ["01010100000", "kari@example.com", "99999999", "Hemmelig", "kundenr", "0a0b0c0d", "hemmelig"];

#[track_caller]
fn silent(text: &str) {
    for secret in SECRETS {
        assert!(!text.contains(secret), "{secret} shows in: {text}");
    }
}

const NS: &str = "xmlns=\"http://signering.posten.no/schema/v1\"";

#[test]
fn messages_are_silent() {
    let direct = format!(
        "<direct-signature-job-manifest {NS}><signer><signer-identifier>kundenr: 1</signer-identifier></signer>\
         <signer><personal-identification-number>01010100000</personal-identification-number></signer>\
         <sender><organization-number>123456789</organization-number></sender><title>Hemmelig</title>\
         <description>Hemmelig</description><documents><document href=\"0000_hemmelig.pdf\" mime=\"application/pdf\">\
         <title>Hemmelig</title></document></documents></direct-signature-job-manifest>"
    );
    silent(&format!("{:?}", DirectJobManifest::from_xml(direct.as_bytes()).unwrap()));

    let portal = format!(
        "<portal-signature-job-manifest {NS}><signers><signer><identified-by-contact-information/><notifications>\
         <email address=\"kari@example.com\"/><sms number=\"99999999\"/></notifications></signer></signers>\
         <sender><organization-number>123456789</organization-number></sender><title>Hemmelig</title>\
         <documents><document href=\"0000_hemmelig.pdf\" mime=\"application/pdf\"><title>Hemmelig</title></document>\
         </documents></portal-signature-job-manifest>"
    );
    silent(&format!("{:?}", PortalJobManifest::from_xml(portal.as_bytes()).unwrap()));

    let response = format!(
        "<direct-signature-job-response {NS}><signature-job-id>1</signature-job-id>\
         <signer href=\"https://api.example/1\"><personal-identification-number>01010100000\
         </personal-identification-number><redirect-url>https://s.example#/0a0b0c0d</redirect-url></signer>\
         </direct-signature-job-response>"
    );
    silent(&format!("{:?}", DirectJobResponse::from_xml(response.as_bytes()).unwrap()));

    let status = format!(
        "<direct-signature-job-status-response {NS}><signature-job-id>1</signature-job-id><signature-job-status>FAILED\
         </signature-job-status><status signer=\"01010100000\" since=\"2026-01-01T00:00:00Z\">SIGNED</status>\
         </direct-signature-job-status-response>"
    );
    silent(&format!("{:?}", DirectJobStatus::from_xml(status.as_bytes()).unwrap()));

    let change = format!(
        "<portal-signature-job-status-change-response {NS}><signature-job-id>1</signature-job-id><status>FAILED</status>\
         <confirmation-url>https://api.example/c</confirmation-url><signatures><signature>\
         <status since=\"2026-01-01T00:00:00Z\">SIGNED</status><identifier><sms number=\"99999999\"/></identifier>\
         </signature></signatures></portal-signature-job-status-change-response>"
    );
    silent(&format!("{:?}", PortalJobStatusChange::from_xml(change.as_bytes()).unwrap()));
}

#[test]
fn errors_are_silent() {
    let wrong = format!(
        "<direct-signature-job-manifest {NS}><signer><personal-identification-number>010101000001\
         </personal-identification-number></signer></direct-signature-job-manifest>"
    );
    let error = DirectJobManifest::from_xml(wrong.as_bytes()).unwrap_err();
    silent(&format!("{error} {error:?}"));
}
