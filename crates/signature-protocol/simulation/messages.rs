//! The messages and errors of the simulated service, and what is read out of them again.

use signature_model::portal::{PortalJobStatusChange, PortalSignature, PortalSignerIdentification};
use signature_model::urls::{ConfirmationUrl, PadesUrl, XadesUrl};
use signature_model::{
    JobId, JobStatus, OrganizationNumber, PersonalIdentificationNumber, PollingQueue, Sender, ServiceError,
    SignerStatus, Timestamp,
};
use signature_protocol::http::Response;
use signature_protocol::{
    Error, Exchange, Operation, PollPortal, Replay, RequestPlan, Sent, ServiceRoot, SignedDocument, TransportFault,
};

const ORIGIN: &str = "https://api.example";

/// A document of this job is at an address of another host, to which nothing may be sent.
const ELSEWHERE: i64 = 4;

/// One state of one job.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct State {
    pub(crate) job: i64,
    pub(crate) number: u32,
}

fn root() -> ServiceRoot {
    ServiceRoot::new("https://api.example/api").unwrap()
}

pub(crate) fn sender(queue: usize) -> Sender {
    let sender = Sender::new(OrganizationNumber::new("123456789").unwrap());
    sender.with_polling_queue(PollingQueue::new(format!("q{queue}")).unwrap())
}

/// The change that tells a state. Each state has its own time, from which [`state_of`] knows it again.
pub(crate) fn change(state: State, is_last: bool, has_own_url: bool) -> PortalJobStatusChange {
    let State { job, number } = state;
    let since = Timestamp::from_unix_millis(i64::from(number)).unwrap();
    let signer = PortalSignerIdentification::Personal(PersonalIdentificationNumber::new("01010100000").unwrap());
    let mut signature = PortalSignature::new(SignerStatus::Signed, since, signer);
    let url = if has_own_url {
        format!("{ORIGIN}/api/{job}/complete/{number}")
    } else {
        format!("{ORIGIN}/api/{job}/complete")
    };
    let origin = if job == ELSEWHERE { "https://elsewhere.example" } else { ORIGIN };
    signature.xades_url = (job % 3 > 0).then(|| XadesUrl::new(format!("{origin}/api/{job}/xades/{number}")).unwrap());
    let status = if is_last { JobStatus::CompletedSuccessfully } else { JobStatus::InProgress };
    let mut change =
        PortalJobStatusChange::new(JobId::new(job), status, ConfirmationUrl::new(url).unwrap(), vec![signature]);
    change.pades_url = (job % 7 > 0).then(|| PadesUrl::new(format!("{ORIGIN}/api/{job}/pades")).unwrap());
    change
}

/// The state that a change tells.
pub(crate) fn state_of(change: &PortalJobStatusChange) -> State {
    let number = change.signatures.first().map_or(0, |signature| signature.since.as_unix_millis());
    State { job: change.job_id.get(), number: u32::try_from(number).unwrap_or(0) }
}

/// Path and query of a call.
pub(crate) fn path(operation: &impl Operation) -> Result<String, Error> {
    Ok(path_of(&operation.plan(&root())?))
}

/// Path and query of a download.
pub(crate) fn download_path(document: &SignedDocument) -> Result<String, Error> {
    Ok(path_of(&document.fetch().plan(&root())?.0))
}

fn path_of(request: &RequestPlan) -> String {
    request.head().uri.path_and_query().map_or(String::new(), |path| path.as_str().to_owned())
}

/// The job and, if it is there, the state in the path of a confirmation.
pub(crate) fn confirmed(path: &str) -> (i64, Option<u32>) {
    let mut parts = path.trim_start_matches("/api/").split('/');
    let job = parts.next().and_then(|job| job.parse().ok()).unwrap_or(0);
    (job, parts.nth(1).and_then(|number| number.parse().ok()))
}

/// The service's last word that a document is gone.
pub(crate) fn gone(document: &SignedDocument) -> Error {
    let body = ServiceError::client("GONE".to_owned().into(), "gone").to_xml();
    let head = Response::builder().status(404).body(()).unwrap().into_parts().0;
    match document.fetch().plan(&root()) {
        Ok((_, exchange)) => exchange.answer(head, body).unwrap_err(),
        Err(error) => error,
    }
}

/// The error of a poll with an unreadable reply; the service has handed out a change.
pub(crate) fn garbled(status: u16) -> Error {
    let head = Response::builder().status(status).body(()).unwrap().into_parts().0;
    let (_, exchange) = Exchange::new(PollPortal::new(sender(0))).plan(&root()).unwrap();
    exchange.answer(head, b"<html>").unwrap_err()
}

/// A connection that broke.
pub(crate) fn broken(replay: Replay, sent: Sent) -> Error {
    Error::transport(replay, TransportFault::new(sent, "broken"))
}
