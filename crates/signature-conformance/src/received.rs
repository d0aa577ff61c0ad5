//! A request as it was received: in a form for comparing implementations, and as exact text.

use std::collections::BTreeMap;
use std::fmt::Write as _;

use bytes::Bytes;
use http::header::{ACCEPT, CONNECTION, CONTENT_TYPE, HOST, USER_AGENT};
use http::{HeaderMap, HeaderName, Request};
use percent_encoding::percent_decode_str;
use serde_json::{Value, json};

use crate::messages;
use crate::sha256::sha256;

/// The request by method, path, query, two headers and parts.
pub(crate) fn normal(request: &Request<Bytes>) -> Value {
    let headers: BTreeMap<_, _> = [ACCEPT, CONTENT_TYPE]
        .into_iter()
        .filter_map(|name| Some((name.as_str().to_owned(), media_types(request.headers(), &name)?)))
        .collect();
    json!({
        "method": request.method().as_str(),
        "path": request.uri().path(),
        "query": query(request.uri().query().unwrap_or_default()),
        "headers": headers,
        "parts": parts(content_type(request.headers()), request.body()),
    })
}

/// Only method, path and query.
pub(crate) fn line(request: &Request<Bytes>) -> Value {
    json!({
        "method": request.method().as_str(),
        "path": request.uri().path(),
        "query": query(request.uri().query().unwrap_or_default()),
    })
}

/// The values of a header, as media types in lower case without parameters, in order.
fn media_types(headers: &HeaderMap, name: &HeaderName) -> Option<String> {
    let values = headers.get_all(name).into_iter().filter_map(|value| value.to_str().ok());
    let mut types: Vec<_> = values.flat_map(|value| value.split(',')).map(essence).collect();
    types.sort();
    (!types.is_empty()).then(|| types.join(", "))
}

/// A media type in lower case without its parameters.
pub(crate) fn essence(media_type: &str) -> String {
    media_type.split(';').next().unwrap_or_default().trim().to_ascii_lowercase()
}

/// Names with their values, decoded as a form is.
pub(crate) fn query(text: &str) -> BTreeMap<String, Vec<String>> {
    let mut query = BTreeMap::<_, Vec<_>>::new();
    for pair in text.split('&').filter(|pair| !pair.is_empty()) {
        let (name, value) = pair.split_once('=').unwrap_or((pair, ""));
        let decode = |text: &str| percent_decode_str(&text.replace('+', " ")).decode_utf8_lossy().into_owned();
        query.entry(decode(name)).or_default().push(decode(value));
    }
    query
}

fn content_type(headers: &HeaderMap) -> &str {
    headers.get(CONTENT_TYPE).and_then(|value| value.to_str().ok()).unwrap_or_default()
}

/// The parts of a multipart body; one part for any other body, and none for an empty one.
pub(crate) fn parts(content_type: &str, body: &[u8]) -> Vec<Value> {
    let multipart = boundary(content_type).and_then(|boundary| split(body, boundary));
    multipart.unwrap_or_else(|| if body.is_empty() { Vec::new() } else { vec![part(content_type, body)] })
}

fn boundary(content_type: &str) -> Option<&str> {
    let parameters = content_type.strip_prefix("multipart/")?.split(';').skip(1);
    let value = parameters.filter_map(|parameter| parameter.trim().strip_prefix("boundary=")).next()?;
    Some(value.trim_matches('"'))
}

/// `None` if the body does not fit the boundary.
fn split(body: &[u8], boundary: &str) -> Option<Vec<Value>> {
    let delimiter = format!("\r\n--{boundary}");
    let mut rest = body.strip_prefix(delimiter.trim_start().as_bytes())?;
    let mut parts = Vec::new();
    while !rest.starts_with(b"--") {
        let (found, next) = split_once(rest, delimiter.as_bytes())?;
        let (head, content) = split_once(found.strip_prefix(b"\r\n")?, b"\r\n\r\n")?;
        let content_type = std::str::from_utf8(head).ok()?.lines().find_map(|line| {
            let (name, value) = line.split_once(':')?;
            name.eq_ignore_ascii_case("content-type").then_some(value)
        });
        parts.push(part(content_type.unwrap_or_default(), content));
        rest = next;
    }
    Some(parts)
}

fn split_once<'b>(bytes: &'b [u8], delimiter: &[u8]) -> Option<(&'b [u8], &'b [u8])> {
    let at = bytes.windows(delimiter.len()).position(|window| window == delimiter)?;
    let (before, rest) = bytes.split_at_checked(at)?;
    Some((before, rest.get(delimiter.len()..)?))
}

/// Content with its type: a message in the form of expected XML, a text, or the digest of other bytes.
fn part(content_type: &str, content: &[u8]) -> Value {
    let kind = essence(content_type);
    let message = (kind == "application/xml").then(|| messages::normal_of_any(content)).flatten();
    match message.or_else(|| String::from_utf8(content.to_vec()).ok()) {
        Some(text) => json!({ "type": kind, "content": text }),
        None => json!({ "type": kind, "bytes": content.len(), "sha256": sha256(content) }),
    }
}

/// The request as text: method and path, its own headers, an empty line, the body.
pub(crate) fn text(request: &Request<Bytes>) -> String {
    let path = request.uri().path_and_query().map_or("/", |path| path.as_str());
    let mut text = format!("{} {path}\n", request.method());
    let mut headers: Vec<(&str, _)> = request
        .headers()
        .iter()
        .filter(|(name, _)| !is_the_connections(name))
        .map(|(name, value)| (name.as_str(), String::from_utf8_lossy(value.as_bytes())))
        .collect();
    // Sorted by name; headers with the same name stay in order.
    headers.sort_by_key(|(name, _)| *name);
    for (name, value) in headers {
        let _ = writeln!(text, "{name}: {value}");
    }
    let _ = write!(text, "\n{}", String::from_utf8_lossy(request.body()));
    text
}

/// Whether a header is about the connection, and different with each transport.
fn is_the_connections(name: &HeaderName) -> bool {
    [HOST, USER_AGENT, CONNECTION].contains(name)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn equal_requests_have_one_form() {
        let request = |accept: &str, query: &str, boundary: &str, quote: &str| {
            let body = format!("--{boundary}\r\nContent-Type: text/plain; a=b\r\n\r\nx\r\n--{boundary}--\r\n");
            let request = Request::post(format!("/api?{query}"))
                .header("Content-Type", format!("multipart/mixed; charset=x; boundary={quote}{boundary}{quote}"))
                .header("Accept", accept);
            normal(&request.body(Bytes::from(body)).unwrap())
        };
        let one = request("text/plain, application/xml", "q=a%20b", "b1", "");
        assert_eq!(one, request("Application/XML;q=1,text/plain", "q=a+b", "another", "\""));
        assert_eq!(one["parts"], json!([{ "type": "text/plain", "content": "x" }]));
        assert_eq!(one["query"], json!({ "q": ["a b"] }));
        assert_ne!(one, request("text/plain", "q=a%20b", "b1", ""));
        assert_ne!(one, request("text/plain, application/xml", "q=a%2Bb", "b1", ""));
    }
}
