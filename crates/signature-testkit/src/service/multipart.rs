//! Reads the two parts of a new job, whatever official client wrote them.
//!
//! Source: `docs/create-request`, `clients/java`, `clients/dotnet`

use bytes::Bytes;
use http::HeaderMap;
use http::header::CONTENT_TYPE;

/// The parts of a new job.
pub(super) struct NewJobParts {
    /// The request element.
    pub(super) request: Bytes,
    /// The document package.
    pub(super) package: Bytes,
}

/// Splits a body; the error says what was expected and what was found.
pub(super) fn read(headers: &HeaderMap, body: &Bytes) -> Result<NewJobParts, String> {
    let content_type = headers.get(CONTENT_TYPE).and_then(|value| value.to_str().ok()).unwrap_or_default();
    let boundary =
        boundary(content_type).ok_or("expected a multipart body with a boundary, found another content type")?;
    let (mut request, mut package) = (None, None);
    for part in parts(body, boundary)? {
        let (kind, content) = split_part(body, part)?;
        let slot = match kind.as_str() {
            "application/xml" | "text/xml" => &mut request,
            "application/octet-stream" | "application/zip" => &mut package,
            _ => return Err("expected parts of application/xml and application/octet-stream, found another".to_owned()),
        };
        if slot.replace(content).is_some() {
            return Err("expected one part of each kind, found two".to_owned());
        }
    }
    Ok(NewJobParts {
        request: request.ok_or("expected a part of application/xml, found none")?,
        package: package.ok_or("expected a part of application/octet-stream, found none")?,
    })
}

/// The boundary parameter of a multipart content type, quoted or not.
fn boundary(content_type: &str) -> Option<&str> {
    let mut parameters = content_type.split(';').map(str::trim);
    let kind = parameters.next()?;
    if !kind.get(..10).is_some_and(|prefix| prefix.eq_ignore_ascii_case("multipart/")) {
        return None;
    }
    let value = parameters.find_map(|parameter| {
        let (name, value) = parameter.split_once('=')?;
        name.trim().eq_ignore_ascii_case("boundary").then_some(value.trim())
    })?;
    let value = value.strip_prefix('"').and_then(|value| value.strip_suffix('"')).unwrap_or(value);
    (1..=70).contains(&value.len()).then_some(value)
}

/// What lies between the delimiters.
fn parts<'b>(body: &'b [u8], boundary: &str) -> Result<Vec<&'b [u8]>, String> {
    let delimiter = format!("\r\n--{boundary}");
    let first = format!("--{boundary}");
    let mut rest = if body.starts_with(first.as_bytes()) {
        body.get(first.len()..).unwrap_or_default()
    } else {
        let start = memchr::memmem::find(body, delimiter.as_bytes()).ok_or("expected the boundary, found none")?;
        body.get(start + delimiter.len()..).unwrap_or_default()
    };
    let mut parts = Vec::new();
    while !rest.starts_with(b"--") {
        let end = memchr::memmem::find(rest, delimiter.as_bytes()).ok_or("expected a closing boundary, found none")?;
        parts.push(rest.get(..end).unwrap_or_default());
        rest = rest.get(end + delimiter.len()..).unwrap_or_default();
        if parts.len() > 2 {
            return Err("expected two parts, found more".to_owned());
        }
    }
    Ok(parts)
}

/// The media type of a part, and its content as a share of the body.
fn split_part(body: &Bytes, part: &[u8]) -> Result<(String, Bytes), String> {
    let end = memchr::memmem::find(part, b"\r\n\r\n").ok_or("expected headers in each part, found none")?;
    let headers = std::str::from_utf8(part.get(..end).unwrap_or_default());
    let headers = headers.map_err(|_| "expected headers in ASCII, found other bytes")?;
    let kind = headers.lines().find_map(|line| {
        let (name, value) = line.split_once(':')?;
        let value = value.split(';').next()?.trim();
        name.trim().eq_ignore_ascii_case("content-type").then(|| value.to_ascii_lowercase())
    });
    let content = part.get(end + 4..).unwrap_or_default();
    Ok((kind.ok_or("expected a content type in each part, found none")?, body.slice_ref(content)))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn split(content_type: &str, body: &str) -> Result<(String, String), String> {
        let mut headers = HeaderMap::new();
        headers.insert(CONTENT_TYPE, content_type.parse().unwrap());
        let parts = read(&headers, &Bytes::from(body.to_owned()))?;
        let text = |bytes: Bytes| String::from_utf8(bytes.to_vec()).unwrap();
        Ok((text(parts.request), text(parts.package)))
    }

    #[test]
    fn every_official_client_is_understood() {
        let expected = Ok(("<r/>".to_owned(), "PK\r\n".to_owned()));
        let java = "--b\r\nContent-Type: application/xml\r\n\r\n<r/>\r\n--b\r\nContent-Type: application/octet-stream\r\n\r\nPK\r\n\r\n--b--\r\n";
        assert_eq!(split("multipart/mixed; charset=ISO-8859-1; boundary=b", java), expected);
        let dotnet = "--b\r\nContent-Type: application/xml\r\nContent-Disposition: attachment\r\n\r\n<r/>\r\n--b\r\nContent-Type: application/octet-stream\r\nContent-Disposition: attachment\r\n\r\nPK\r\n\r\n--b--\r\n";
        assert_eq!(split("multipart/mixed; boundary=\"b\"", dotnet), expected);
        assert_eq!(split("Multipart/Mixed; BOUNDARY=b", &format!("preamble\r\n{java}")), expected);
    }

    #[test]
    fn anything_else_says_what_is_missing() {
        let part = "--b\r\nContent-Type: application/xml\r\n\r\n<r/>\r\n";
        for (content_type, body, expected) in [
            ("application/xml", part, "expected a multipart body with a boundary, found another content type"),
            ("multipart/mixed", part, "expected a multipart body with a boundary, found another content type"),
            ("multipart/mixed; boundary=x", part, "expected the boundary, found none"),
            ("multipart/mixed; boundary=b", part, "expected a closing boundary, found none"),
            (
                "multipart/mixed; boundary=b",
                &format!("{part}--b--\r\n"),
                "expected a part of application/octet-stream, found none",
            ),
            ("multipart/mixed; boundary=b", &format!("{part}{part}--b--"), "expected one part of each kind, found two"),
        ] {
            assert_eq!(split(content_type, body), Err(expected.to_owned()));
        }
    }
}
