//! Files of `request` cases.

use std::collections::BTreeMap;

use signature_model::{OrganizationNumber, Timestamp};

use crate::case::{Head, Input, Verdict};
use crate::error::Fault;
use crate::request::{ExpectedReply, MultipartBody, PackageParts, RequestCase};

pub(super) fn read(text: &str) -> Result<Vec<(Head, Input)>, Fault> {
    toml::from_str::<RequestFile>(text)?.cases()
}

/// Requests of one client.
#[derive(Debug, serde::Deserialize)]
#[serde(deny_unknown_fields)]
struct RequestFile {
    /// When they arrive.
    arrives: Timestamp,
    /// The organization of the client certificate.
    caller: OrganizationNumber,
    packages: BTreeMap<String, PackageParts>,
    case: Vec<CaseOfFile>,
}

#[derive(Debug, serde::Deserialize)]
#[serde(deny_unknown_fields)]
struct CaseOfFile {
    name: String,
    verdict: Verdict,
    source: String,
    #[serde(default)]
    given: Vec<String>,
    method: String,
    target: String,
    #[serde(default)]
    headers: Vec<(String, String)>,
    #[serde(default)]
    body: String,
    multipart: Option<MultipartBody>,
    reply: ExpectedReply,
}

impl RequestFile {
    fn cases(self) -> Result<Vec<(Head, Input)>, Fault> {
        let archive = |(name, package): (&String, &PackageParts)| Ok((name.clone(), package.archive(self.arrives)?));
        let packages: BTreeMap<_, _> = self.packages.iter().map(archive).collect::<Result<_, Fault>>()?;
        let mut cases = Vec::<(Head, Input)>::new();
        for case in self.case {
            let is_before = |name: &String| cases.iter().any(|(head, _)| head.name == *name);
            if let Some(unknown) = case.given.iter().find(|name| !is_before(name)) {
                return Err(format!("{}: expected an earlier case, found {unknown}", case.name).into());
            }
            let body = match case.multipart {
                Some(body) => body.bytes(&packages).map_err(|fault| format!("{}: {fault}", case.name))?,
                None => case.body.into(),
            };
            let request = RequestCase {
                arrives: self.arrives,
                caller: self.caller.clone(),
                given: case.given,
                method: case.method,
                target: case.target,
                headers: case.headers,
                body,
                reply: case.reply,
            };
            let head = Head { name: case.name, verdict: case.verdict, source: case.source };
            cases.push((head, Input::Request(Box::new(request))));
        }
        Ok(cases)
    }
}
