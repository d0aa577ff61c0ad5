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

#[cfg(test)]
mod tests {
    use super::*;

    const FILE: &str = r#"
        arrives = "2030-01-31T12:00:00Z"
        caller = "310000001"
        [packages]
        [[case]]
        name = "first"
        verdict = "accept"
        source = "clients/dotnet"
        method = "GET"
        target = "/api/310000001"
        reply = { status = [200] }
        [[case]]
        name = "second"
        verdict = "accept"
        source = "clients/dotnet"
        given = ["first"]
        method = "POST"
        target = "{signer-url}"
        headers = [["Content-Length", "0"]]
        reply = { status = [200] }
    "#;

    #[test]
    fn a_file_is_exact() {
        let check = |old: &str, new: &str, expected: &str| {
            assert_eq!(read(&FILE.replacen(old, new, 1)).unwrap_err().to_string(), expected);
        };
        check("given = [\"first\"]", "given = [\"third\"]", "second: expected an earlier case, found third");
        check("given = [\"first\"]", "given = [\"second\"]", "second: expected an earlier case, found second");
        let body = "multipart = { boundary = 'b', parts = [{ headers = [], package = 'p' }] }";
        check("headers = [[\"Content-Length\", \"0\"]]", body, "second: the package p is missing");
    }

    #[test]
    fn a_name_in_braces_is_a_value_of_an_earlier_reply() {
        let cases = read(FILE).unwrap();
        let Input::Request(case) = &cases[1].1 else { panic!("expected a request") };
        let fault = case.request(&BTreeMap::new()).unwrap_err();
        assert_eq!(fault.to_string(), "no earlier reply had signer-url");
        let values = BTreeMap::from([("signer-url".to_owned(), "/api/1/signers/1?a=b".to_owned())]);
        assert_eq!(case.request(&values).unwrap().uri(), "/api/1/signers/1?a=b");
    }
}
