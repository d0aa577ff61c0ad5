//! Request cases: requests that a service must accept as they are, because official clients send them.
//!
//! Not here: how a service is tested with them (`service`).

use std::collections::BTreeMap;

use bytes::Bytes;
use http::{HeaderName, HeaderValue, Method, Request};
use serde_json::{Value, json};
use signature_model::{OrganizationNumber, PackageFile, Timestamp};

use crate::error::Fault;
use crate::observation::Observation;
use crate::package::signed_archive;
use crate::received;

/// A request, and the reply that shows whether it was understood.
#[derive(Debug, Clone)]
pub(crate) struct RequestCase {
    /// When it arrives.
    pub(crate) arrives: Timestamp,
    /// The organization of the client certificate.
    pub(crate) caller: OrganizationNumber,
    /// The cases of the same file that are sent before it, in this order.
    pub(crate) given: Vec<String>,
    pub(crate) method: String,
    /// Path and query. A name in braces stands for a URL or a value of an earlier reply.
    pub(crate) target: String,
    pub(crate) headers: Vec<(String, String)>,
    pub(crate) body: Bytes,
    pub(crate) reply: ExpectedReply,
}

/// What the reply must have.
#[derive(Debug, Clone, serde::Deserialize, serde::Serialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct ExpectedReply {
    /// One of these.
    pub(crate) status: Vec<u16>,
    /// The root element of its body.
    pub(crate) message: Option<String>,
    /// The code in its error element.
    pub(crate) code: Option<String>,
    /// Headers that it must have, with any value.
    #[serde(default)]
    pub(crate) headers: Vec<String>,
    /// A text that it must contain.
    pub(crate) contains: Option<String>,
}

/// A package that requests carry.
#[derive(Debug, Clone, serde::Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct PackageParts {
    /// The signer's certificate and those above it.
    certificates: Vec<String>,
    /// Names, each with the file below `fixtures/` that has the content.
    documents: Vec<(String, String)>,
    manifest: String,
}

impl PackageParts {
    /// The archive, signed at this time.
    pub(crate) fn archive(&self, time: Timestamp) -> Result<Vec<u8>, Fault> {
        let document = |(name, path): &(String, String)| {
            let content = signature_fixtures::file(path).ok_or_else(|| format!("there is no file {path}"))?;
            Ok::<_, Fault>(PackageFile::new(name, "application/pdf", content))
        };
        let mut contents: Vec<_> = self.documents.iter().map(document).collect::<Result<_, _>>()?;
        contents.push(PackageFile::new("manifest.xml", "application/xml", self.manifest.clone()));
        signed_archive(contents, &self.certificates, time)
    }
}

/// A multipart body.
#[derive(Debug, Clone, serde::Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct MultipartBody {
    boundary: String,
    parts: Vec<BodyPart>,
}

/// A part: its headers, and either a text or the name of a package.
#[derive(Debug, Clone, serde::Deserialize)]
#[serde(deny_unknown_fields)]
struct BodyPart {
    headers: Vec<(String, String)>,
    content: Option<String>,
    package: Option<String>,
}

impl MultipartBody {
    /// The bytes, with the archives of these packages.
    pub(crate) fn bytes(&self, packages: &BTreeMap<String, Vec<u8>>) -> Result<Bytes, Fault> {
        let mut body = Vec::new();
        for part in &self.parts {
            body.extend(format!("--{}\r\n", self.boundary).bytes());
            for (name, value) in &part.headers {
                body.extend(format!("{name}: {value}\r\n").bytes());
            }
            body.extend(b"\r\n");
            match (&part.content, &part.package) {
                (Some(content), None) => body.extend(content.bytes()),
                (None, Some(name)) => {
                    body.extend(packages.get(name).ok_or_else(|| format!("the package {name} is missing"))?);
                }
                _ => return Err("expected either a content or a package in each part".into()),
            }
            body.extend(b"\r\n");
        }
        body.extend(format!("--{}--\r\n", self.boundary).bytes());
        Ok(body.into())
    }
}

impl RequestCase {
    /// The request, with values for the names in braces.
    pub(crate) fn request(&self, values: &BTreeMap<String, String>) -> Result<Request<Bytes>, Fault> {
        let mut target = self.target.clone();
        for (name, value) in values {
            target = target.replace(&format!("{{{name}}}"), value);
        }
        if let Some((_, rest)) = target.split_once('{') {
            return Err(format!("no earlier reply had {}", rest.split('}').next().unwrap_or_default()).into());
        }
        let mut request = Request::builder().method(Method::from_bytes(self.method.as_bytes())?).uri(target);
        for (name, value) in &self.headers {
            request = request.header(HeaderName::try_from(name)?, HeaderValue::try_from(value)?);
        }
        Ok(request.body(self.body.clone())?)
    }

    /// What a service reads from it, and what the reply must have. No service is involved.
    pub(crate) fn observe(&self) -> Observation {
        let content_type = self.headers.iter().find(|(name, _)| name.eq_ignore_ascii_case("content-type"));
        let content_type = content_type.map_or("", |(_, value)| value);
        let (path, query) = self.target.split_once('?').unwrap_or((&self.target, ""));
        let reads = json!({
            "method": self.method,
            "path": path,
            "query": received::query(query),
            "parts": received::parts(content_type, &self.body),
        });
        let reply = serde_json::to_value(&self.reply).unwrap_or(Value::Null);
        Observation::accept().with_normative("reads", reads).with_normative("reply", reply)
    }

    /// The members of a published case that are its input; `body` is the file with the body.
    pub(crate) fn publish(&self, body: Option<&str>) -> Value {
        json!({
            "arrives": self.arrives,
            "caller": self.caller.as_str(),
            "given": self.given,
            "method": self.method,
            "target": self.target,
            "headers": self.headers,
            "body": body,
        })
    }
}
