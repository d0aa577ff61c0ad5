//! Replies with any status, head and body, in any pieces: no panic, and the outcome does not depend on the pieces.
#![no_main]

use std::sync::LazyLock;

use bytes::Bytes;
use http::response::Parts;
use libfuzzer_sys::fuzz_target;
use signature_model::direct::DirectJobRequest;
use signature_model::portal::PortalJobRequest;
use signature_model::urls::{CancellationUrl, ConfirmationUrl, DeleteDocumentsUrl, SignerUrl, StatusUrl};
use signature_model::{DocumentPackage, OrganizationNumber, Sender, StatusQueryToken};
use signature_protocol::{
    Cancel, Confirm, CreateDirectJob, CreatePortalJob, DeleteDocuments, Error, Exchange, GetDirectStatus,
    GetRootResource, Operation, PollDirect, PollPortal, RequestRedirectUrl, ServiceRoot,
};

const ROOT: &str = "https://api.example/api";

static DIRECT: LazyLock<DirectJobRequest> = LazyLock::new(|| first(DirectJobRequest::from_xml));
static PORTAL: LazyLock<PortalJobRequest> = LazyLock::new(|| first(PortalJobRequest::from_xml));

/// The first of the messages that is of this kind.
fn first<T, E>(read: fn(&[u8]) -> Result<T, E>) -> T {
    fuzz::messages().iter().find_map(|message| read(message.as_bytes()).ok()).expect("one of each kind")
}

fn head(status: u16, header: &[u8]) -> Option<Parts> {
    let reply = http::Response::builder().status(status).header("x-next-permitted-poll-time", header);
    let reply = reply.header("content-type", header).body(());
    Some(reply.ok()?.into_parts().0)
}

/// Runs the call with the body in pieces of `size`.
fn run<O: Operation>(operation: O, head: Parts, body: &[u8], size: usize) -> Result<O::Outcome, Error> {
    let root = ServiceRoot::new(ROOT).expect("a root");
    let (_, awaiting) = Exchange::new(operation).plan(&root)?;
    awaiting.receive(head, body.chunks(size).map(Ok))
}

fn check<O: Operation + Clone>(operation: O, status: u16, header: &[u8], body: &[u8], size: usize)
where
    O::Outcome: PartialEq + std::fmt::Debug,
{
    let (Some(first), Some(second)) = (head(status, header), head(status, header)) else { return };
    let whole = run(operation.clone(), first, body, body.len().max(1));
    let pieces = run(operation, second, body, size);
    match (whole, pieces) {
        (Ok(whole), Ok(pieces)) => assert_eq!(whole, pieces),
        (Err(whole), Err(pieces)) => assert_eq!(whole.to_string(), pieces.to_string()),
        (whole, pieces) => panic!("{whole:?} and {pieces:?}"),
    }
}

fuzz_target!(|input: (u16, Vec<u8>, u8, Vec<u8>)| {
    let (status, header, size, body) = input;
    let (status, size) = (100 + status % 500, usize::from(size) + 1);
    let body = fuzz::any_of(fuzz::messages(), &body);
    let sender = Sender::new(OrganizationNumber::new("123456789").expect("a number"));
    let url = "https://api.example/api/1";
    check(PollDirect::new(sender.clone()), status, &header, &body, size);
    check(PollPortal::new(sender.clone()), status, &header, &body, size);
    check(Confirm::new(ConfirmationUrl::new(url).expect("a URL")), status, &header, &body, size);
    check(Cancel::new(CancellationUrl::new(url).expect("a URL")), status, &header, &body, size);
    check(RequestRedirectUrl::new(SignerUrl::new(url).expect("a URL")), status, &header, &body, size);
    check(GetRootResource::new(sender.organization_number().clone()), status, &header, &body, size);
    check(DeleteDocuments::new(DeleteDocumentsUrl::new(url).expect("a URL")), status, &header, &body, size);
    let (owner, package) = (sender.organization_number(), DocumentPackage::new(vec![Bytes::from_static(b"PK")]));
    check(CreateDirectJob::new(owner.clone(), &DIRECT, package.clone()), status, &header, &body, size);
    check(CreatePortalJob::new(owner.clone(), &PORTAL, package), status, &header, &body, size);
    let token = StatusQueryToken::new("token").expect("a token");
    check(GetDirectStatus::new(StatusUrl::new(url).expect("a URL"), token), status, &header, &body, size);
});
