//! From a path to a resource. The paths are the same as in the service's examples.
//!
//! Source: `docs/calls`, the official examples

use http::Method;
use signature_model::{JobId, OrganizationNumber};

use super::job::Flow;
use super::refusal::Refusal;

/// The resource of a request.
pub(super) enum Target {
    /// A call of the API, for a sender.
    Api { sender: OrganizationNumber, route: Route },
    /// Signing without a person, as in the test environments.
    DevModeSign { flow: Flow, job: JobId },
}

/// A resource of a sender.
pub(super) enum Route {
    Root,
    Archive,
    Jobs(Flow),
    Signer { job: JobId, signer: usize },
    Status { job: JobId },
    Confirm { flow: Flow, job: JobId },
    Cancel { job: JobId },
    Xades { flow: Flow, job: JobId, signer: usize },
    Pades { flow: Flow, job: JobId },
    DeleteDocuments { flow: Flow, job: JobId },
}

/// The path above all resources of the API.
pub(super) const API: &str = "/api";

/// Finds the resource, and checks that it takes the method.
pub(super) fn parse(method: &Method, path: &str) -> Result<Target, Refusal> {
    let segments: Vec<&str> = path.trim_start_matches('/').split('/').collect();
    let (target, methods): (_, &[Method]) = match segments.as_slice() {
        ["web", "signature-jobs", job, "devmodesign"] => {
            (Target::DevModeSign { flow: Flow::Direct, job: job_id(job)? }, &[Method::POST])
        }
        ["web", "portal", "signature-jobs", job, "devmodesign"] => {
            (Target::DevModeSign { flow: Flow::Portal, job: job_id(job)? }, &[Method::POST])
        }
        ["api", sender, rest @ ..] => {
            let sender = OrganizationNumber::new(*sender).map_err(|_| Refusal::not_found("organization"))?;
            let (route, methods) = resource(rest)?;
            (Target::Api { sender, route }, methods)
        }
        _ => return Err(Refusal::not_found("resource")),
    };
    if methods.contains(method) { Ok(target) } else { Err(Refusal::method_not_allowed()) }
}

fn resource(segments: &[&str]) -> Result<(Route, &'static [Method]), Refusal> {
    const GET: &[Method] = &[Method::GET];
    const POST: &[Method] = &[Method::POST];
    const BOTH: &[Method] = &[Method::GET, Method::POST];
    const DELETE: &[Method] = &[Method::DELETE];
    let [flow, "signature-jobs", rest @ ..] = segments else {
        return match segments {
            [] => Ok((Route::Root, GET)),
            ["archive", "documents", _, "pades"] => Ok((Route::Archive, GET)),
            _ => Err(Refusal::not_found("resource")),
        };
    };
    let flow = match *flow {
        "direct" => Flow::Direct,
        "portal" => Flow::Portal,
        _ => return Err(Refusal::not_found("resource")),
    };
    let [job, rest @ ..] = rest else { return Ok((Route::Jobs(flow), BOTH)) };
    let job = job_id(job)?;
    Ok(match (flow, rest) {
        (Flow::Direct, ["signers", signer]) => (Route::Signer { job, signer: index(signer)? }, POST),
        (Flow::Direct, ["status"]) => (Route::Status { job }, GET),
        (Flow::Portal, ["cancel"]) => (Route::Cancel { job }, POST),
        (_, ["complete"]) => (Route::Confirm { flow, job }, POST),
        (_, ["xades", signer]) => (Route::Xades { flow, job, signer: index(signer)? }, GET),
        (_, ["pades"]) => (Route::Pades { flow, job }, GET),
        (_, ["delete-documents"]) => (Route::DeleteDocuments { flow, job }, DELETE),
        _ => return Err(Refusal::not_found("resource")),
    })
}

fn job_id(segment: &str) -> Result<JobId, Refusal> {
    segment.parse().map(JobId::new).map_err(|_| Refusal::not_found("job"))
}

/// Signers are counted from 1 in URLs.
fn index(segment: &str) -> Result<usize, Refusal> {
    let number: usize = segment.parse().map_err(|_| Refusal::not_found("signer"))?;
    number.checked_sub(1).ok_or_else(|| Refusal::not_found("signer"))
}

/// The first value of a query parameter, percent-decoded. A `+` stays a `+`: one official client does not encode names.
pub(super) fn query(uri: &http::Uri, name: &str) -> Option<String> {
    let pair = uri.query()?.split('&').find_map(|pair| {
        let (key, value) = pair.split_once('=').unwrap_or((pair, ""));
        (key == name).then_some(value)
    })?;
    Some(percent_encoding::percent_decode_str(pair).decode_utf8_lossy().into_owned())
}
