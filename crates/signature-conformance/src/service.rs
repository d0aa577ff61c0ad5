//! Tests a service with the requests of official clients.

use std::collections::BTreeMap;

use bytes::Bytes;
use http::{Request, Response};
use serde_json::{Value, json};
use signature_model::{OrganizationNumber, ServiceError, Timestamp};

use crate::case::{Case, Input};
use crate::error::{Error, Fault};
use crate::messages;
use crate::report::{Mismatch, Report};
use crate::request::{ExpectedReply, RequestCase};
use crate::suite::Suite;

/// Plays the service, one request at a time.
///
/// It trusts [`Package::trust_anchor`](crate::Package::trust_anchor), knows the CA between it and the senders
/// ([`Package::certificate`](crate::Package::certificate) `issuing`), and can sign without a person, like the service's
/// test environments.
pub trait Service {
    /// Starts again without jobs.
    fn reset(&mut self);

    /// Answers a request that arrives at this time from an organization. Every request of one case has the same time.
    fn answer(&mut self, now: Timestamp, caller: &OrganizationNumber, request: Request<Bytes>) -> Response<Bytes>;
}

/// Tests a service with every `request` case.
///
/// ```
/// use bytes::Bytes;
/// use signature_conformance::model::{OrganizationNumber, Timestamp};
/// use signature_conformance::protocol::http::{Request, Response, StatusCode};
/// use signature_conformance::{Error, Service, run_requests};
///
/// /// A service that knows no call.
/// struct Empty;
///
/// impl Service for Empty {
///     fn reset(&mut self) {}
///
///     fn answer(&mut self, _: Timestamp, _: &OrganizationNumber, _: Request<Bytes>) -> Response<Bytes> {
///         let mut response = Response::new(Bytes::new());
///         *response.status_mut() = StatusCode::NOT_FOUND;
///         response
///     }
/// }
///
/// fn main() -> Result<(), Error> {
///     let report = run_requests(&mut Empty)?;
///     assert!(!report.is_success());
///     println!("{report}");
///     Ok(())
/// }
/// ```
///
/// # Errors
/// [`ErrorKind::Suite`](crate::ErrorKind::Suite) if the suite itself is broken, which is no fault of the service.
pub fn run_requests(service: &mut impl Service) -> Result<Report, Error> {
    Ok(Suite::embedded()?.run_requests(service))
}

impl Suite {
    /// Tests a service, as [`run_requests`](crate::run_requests()) does.
    pub fn run_requests(&self, service: &mut impl Service) -> Report {
        let mut report = Report::default();
        for case in self.cases() {
            let Input::Request(request) = &case.input else { continue };
            match self.judge(case, request, service) {
                Ok(()) => report.passed = report.passed.saturating_add(1),
                Err(found) => {
                    let expected = json!(request.reply).to_string();
                    let found = found.to_string();
                    let differences = vec![format!("expected {expected}, found {found}")];
                    report.mismatches.push(Mismatch { case: case.id(), differences, expected, found });
                }
            }
        }
        report
    }

    /// Sends the requests before the case, then its own request.
    fn judge(&self, case: &Case, request: &RequestCase, service: &mut impl Service) -> Result<(), Value> {
        service.reset();
        let mut values = BTreeMap::new();
        for name in &request.given {
            let given = self.cases().iter().find(|other| other.file == case.file && other.head.name == *name);
            if let Some(Input::Request(given)) = given.map(|given| &given.input) {
                send(given, service, &mut values).map_err(|found| json!({ "given": name, "found": found }))?;
            }
        }
        send(request, service, &mut values)
    }
}

/// Sends a request, and takes the values of its reply; the error is a reply that was not expected.
fn send(case: &RequestCase, service: &mut impl Service, values: &mut BTreeMap<String, String>) -> Result<(), Value> {
    let request = case.request(values).map_err(|fault: Fault| json!({ "unsent": fault.to_string() }))?;
    let reply = service.answer(case.arrives, &case.caller, request);
    let text = String::from_utf8_lossy(reply.body()).into_owned();
    let message = messages::normal_of_any(reply.body());
    let found = Found {
        status: reply.status().as_u16(),
        message: message.as_deref().and_then(root),
        code: ServiceError::from_xml(reply.body()).ok().map(|error| error.code.as_str().to_owned()),
        headers: reply.headers().keys().map(|name| name.as_str().to_owned()).collect(),
        text: &text,
    };
    if !found.is(&case.reply) {
        return Err(json!({ "status": found.status, "code": found.code, "headers": found.headers, "body": text }));
    }
    take_values(message.as_deref().unwrap_or_default(), &text, values);
    Ok(())
}

/// The parts of a reply that are compared.
struct Found<'r> {
    status: u16,
    message: Option<String>,
    code: Option<String>,
    headers: Vec<String>,
    text: &'r str,
}

impl Found<'_> {
    fn is(&self, expected: &ExpectedReply) -> bool {
        let has = |name: &String| self.headers.iter().any(|found| found.eq_ignore_ascii_case(name));
        expected.status.contains(&self.status)
            && expected.message.as_ref().is_none_or(|message| self.message.as_ref() == Some(message))
            && expected.code.as_ref().is_none_or(|code| self.code.as_ref() == Some(code))
            && expected.headers.iter().all(has)
            && expected.contains.as_ref().is_none_or(|text| self.text.contains(text))
    }
}

/// The name of the root element.
fn root(xml: &str) -> Option<String> {
    xml.strip_prefix('<')?.split([' ', '>', '/']).next().map(str::to_owned)
}

/// The values of a reply by the names that later requests use: URLs as path and query, the first one of each name.
fn take_values(xml: &str, text: &str, values: &mut BTreeMap<String, String>) {
    const BETWEEN: &[(&str, &str, &str)] = &[
        ("job-id", "<signature-job-id>", "<"),
        ("signer-url", "<signer href=\"", "\""),
        ("status-url", "<status-url>", "<"),
        ("confirmation-url", "<confirmation-url>", "<"),
        ("cancellation-url", "<cancellation-url>", "<"),
        ("pades-url", "<pades-url>", "<"),
        ("xades-url", "<xades-url", "<"),
    ];
    for (name, start, end) in BETWEEN {
        let Some((found, _)) = xml.split_once(start).and_then(|(_, rest)| rest.split_once(end)) else { continue };
        // If the element has attributes, the value follows them.
        let found = found.rsplit('>').next().unwrap_or(found).replace("&amp;", "&");
        values.insert((*name).to_owned(), path_and_query(&found).to_owned());
    }
    if let Some((_, token)) = text.split_once("status_query_token=") {
        let token = token.split(|c: char| !c.is_ascii_alphanumeric() && !"-._~%".contains(c)).next();
        values.insert("token".to_owned(), token.unwrap_or_default().to_owned());
    }
}

/// A URL without its origin; any other text unchanged.
fn path_and_query(url: &str) -> &str {
    let Some((_, rest)) = url.split_once("://") else { return url };
    rest.find('/').and_then(|at| rest.get(at..)).unwrap_or("/")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn values_are_taken_from_replies() {
        let mut values = BTreeMap::new();
        let xml = "<a><signature-job-id>7</signature-job-id><signer href=\"https://h.example/s?a=1&amp;b=2\"></signer>\
                   <xades-url signer=\"x\">https://h.example/x</xades-url></a>";
        take_values(xml, "https://exit.example/?status_query_token=ab%2Bc&d=1", &mut values);
        let values: Vec<_> = values.iter().map(|(name, value)| (name.as_str(), value.as_str())).collect();
        assert_eq!(values, [("job-id", "7"), ("signer-url", "/s?a=1&b=2"), ("token", "ab%2Bc"), ("xades-url", "/x")]);
    }
}
