//! Requests as the official clients write them, which our own clients do not send.
//!
//! Source: `clients/java`, `clients/dotnet`

use bytes::Bytes;
use http::{Method, Request, Response};
use signature_asice::Packager;
use signature_model::direct::{DirectJobResponse, DirectSignerResponse, StatusRetrievalMethod};
use signature_model::portal::PortalJobStatusChange;
use signature_model::{PollingQueue, Timestamp};
use signature_testkit::Caller;

use crate::world::{KARI, SENDER, World, certificates, direct_job, number, portal_job, sender};

/// The content type of a new job of the official Java client.
pub(crate) const JAVA_CREATE: &str = "multipart/mixed; charset=ISO-8859-1; boundary=httpclient_boundary_6f2c";
const DOTNET_CREATE: &str = "multipart/mixed; boundary=6f2c0d1e-0000-4000-8000-000000000000";

/// The body of a new direct job, signed with the identity in `pem`, with the client's text after each content type.
pub(crate) fn create_body(pem: &str, now: Timestamp, content_type: &str, extra: &str) -> Vec<u8> {
    let (job, sender) = (direct_job().with_status_retrieval_method(StatusRetrievalMethod::Polling), sender());
    let boundary = content_type.split_once("boundary=").unwrap().1;
    let package = Packager::from_pem(pem).unwrap().package(&job.package_contents(&sender), now).unwrap().to_bytes();
    let request = job.request(&sender).to_xml();
    let mut body = Vec::new();
    for (kind, content) in [("application/xml", &request[..]), ("application/octet-stream", &package)] {
        let start = if body.is_empty() { "" } else { "\r\n" };
        body.extend(format!("{start}--{boundary}\r\nContent-Type: {kind}\r\n{extra}\r\n").bytes());
        body.extend(content);
    }
    body.extend(format!("\r\n--{boundary}--\r\n").bytes());
    body
}

fn send(world: &mut World, request: http::request::Builder, body: impl Into<Bytes>) -> Response<Bytes> {
    let caller = Caller::organization(number(SENDER));
    world.sandbox.service().handle(world.now, &caller, &request.body(body.into()).unwrap())
}

fn poll(world: &mut World, query: &str) -> Response<Bytes> {
    let uri = format!("/api/{SENDER}/portal/signature-jobs{query}");
    send(world, Request::builder().uri(uri).header("Accept", "application/xml"), "")
}

#[test]
fn new_jobs_of_both_clients_are_accepted() {
    for (content_type, extra) in [(JAVA_CREATE, ""), (DOTNET_CREATE, "Content-Disposition: attachment\r\n")] {
        let mut world = World::new();
        let body = create_body(&certificates().sender.to_pem(), world.now, content_type, extra);
        let request = Request::builder().method(Method::POST).uri(format!("/api/{SENDER}/direct/signature-jobs"));
        let response = send(&mut world, request.header("Content-Type", content_type), body);
        assert_eq!(response.status(), 200);
        assert!(DirectJobResponse::from_xml(response.body()).unwrap().status_url.is_none());
    }
}

#[test]
fn a_queue_parameter_without_a_value_is_the_default_queue() {
    for query in ["?polling_queue", "?polling_queue=", ""] {
        let mut world = World::new();
        let created = world.create_portal(&portal_job()).unwrap();
        world.sign(created.job_id, KARI).unwrap();
        let response = poll(&mut world, query);
        assert_eq!(PortalJobStatusChange::from_xml(response.body()).unwrap().job_id, created.job_id);
    }
}

#[test]
fn a_queue_name_that_is_not_encoded_is_used_unchanged() {
    let mut world = World::new();
    let queue = PollingQueue::new("avdeling+7/ø").unwrap();
    let created = world.create_portal(&portal_job().with_sender(sender().with_polling_queue(queue))).unwrap();
    world.sign(created.job_id, KARI).unwrap();
    // Raw, except for characters that the platform's URIs cannot have.
    assert_eq!(poll(&mut world, "?polling_queue=avdeling+7/%C3%B8").status(), 200);
}

#[test]
fn a_new_redirect_url_can_be_requested_with_and_without_a_body() {
    let mut world = World::new();
    let created = world.create_direct(&direct_job()).unwrap();
    let uri = created.signers[0].signer_url.as_str().strip_prefix("https://sandbox.example").unwrap();
    let xml = concat!(
        r#"<?xml version="1.0" encoding="UTF-8" standalone="yes"?>"#,
        r#"<ns4:direct-signer-update-request xmlns="http://uri.etsi.org/01903/v1.3.2#" "#,
        r#"xmlns:ns2="http://www.w3.org/2000/09/xmldsig#" xmlns:ns4="http://signering.posten.no/schema/v1">"#,
        "<ns4:redirect-url/></ns4:direct-signer-update-request>",
    );
    let java = Request::builder()
        .method(Method::POST)
        .uri(uri)
        .header("Content-Type", "application/xml; charset=UTF-8")
        .header("Content-Encoding", "UTF-8")
        .header("Accept", "application/xml");
    let dotnet = Request::builder().method(Method::POST).uri(uri).header("Content-Length", "0");
    for response in [send(&mut world, java, xml), send(&mut world, dotnet, "")] {
        assert_eq!(response.status(), 200);
        assert!(DirectSignerResponse::from_xml(response.body()).is_ok());
    }
}
