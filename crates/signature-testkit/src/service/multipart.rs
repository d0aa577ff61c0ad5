//! Reads the two parts of a new job, in the forms of all official clients.
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
            "application/xml" => &mut request,
            "application/octet-stream" => &mut package,
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

/// The content between the delimiters.
fn parts<'b>(body: &'b [u8], boundary: &str) -> Result<Vec<&'b [u8]>, String> {
    let delimiter = format!("\r\n--{boundary}");
    // The first delimiter needs no line before it.
    let first = delimiter.strip_prefix("\r\n").and_then(|line| body.strip_prefix(line.as_bytes())).and_then(end);
    let mut end = match first {
        Some(end) => end,
        None => split(body, delimiter.as_bytes()).ok_or("expected the boundary, found none")?.1,
    };
    let mut parts = Vec::new();
    while let End::Next(rest) = end {
        let (part, next) = split(rest, delimiter.as_bytes()).ok_or("expected a closing boundary, found none")?;
        parts.push(part);
        end = next;
        if parts.len() > 2 {
            return Err("expected two parts, found more".to_owned());
        }
    }
    Ok(parts)
}

/// What comes after a delimiter.
enum End<'b> {
    /// A part, which begins here.
    Next(&'b [u8]),
    /// Nothing of interest.
    Last,
}

/// What comes before the next delimiter, and what comes after it.
fn split<'b>(body: &'b [u8], delimiter: &[u8]) -> Option<(&'b [u8], End<'b>)> {
    memchr::memmem::find_iter(body, delimiter).find_map(|start| {
        let (before, rest) = body.split_at_checked(start)?;
        Some((before, end(rest.strip_prefix(delimiter)?)?))
    })
}

/// What follows a boundary; `None` if the line goes on, so it is no boundary.
fn end(rest: &[u8]) -> Option<End<'_>> {
    if rest.starts_with(b"--") {
        return Some(End::Last);
    }
    let padding = rest.iter().take_while(|byte| matches!(byte, b' ' | b'\t')).count();
    rest.get(padding..)?.strip_prefix(b"\r\n").map(End::Next)
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

    fn split_into_parts(content_type: &str, body: &str) -> Result<(String, String), String> {
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
        assert_eq!(split_into_parts("multipart/mixed; charset=ISO-8859-1; boundary=b", java), expected);
        let dotnet = "--b\r\nContent-Type: application/xml\r\nContent-Disposition: attachment\r\n\r\n<r/>\r\n--b\r\nContent-Type: application/octet-stream\r\nContent-Disposition: attachment\r\n\r\nPK\r\n\r\n--b--\r\n";
        assert_eq!(split_into_parts("multipart/mixed; boundary=\"b\"", dotnet), expected);
        assert_eq!(split_into_parts("Multipart/Mixed; BOUNDARY=b", &format!("preamble\r\n{java}")), expected);
    }

    #[test]
    fn a_longer_line_is_no_boundary_and_white_space_after_it_is_ignored() {
        let body = "--b \t\r\nContent-Type: application/xml\r\n\r\n<r>\r\n--bXYZ\r\n</r>\r\n--b\t\r\nContent-Type: application/octet-stream\r\n\r\nPK\r\n--b--\r\n";
        let expected = Ok(("<r>\r\n--bXYZ\r\n</r>".to_owned(), "PK".to_owned()));
        assert_eq!(split_into_parts("multipart/mixed; boundary=b", body), expected);
        assert_eq!(split_into_parts("multipart/mixed; boundary=b", &format!("--bXYZ\r\n{body}")), expected);
    }

    #[test]
    fn errors_say_what_is_missing() {
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
            (
                "multipart/mixed; boundary=b",
                &format!("{}--b--", part.replace("application", "text")),
                "expected parts of application/xml and application/octet-stream, found another",
            ),
            (
                "multipart/mixed; boundary=b",
                &format!("{}--b--", part.replace("/xml", "/zip")),
                "expected parts of application/xml and application/octet-stream, found another",
            ),
        ] {
            assert_eq!(split_into_parts(content_type, body), Err(expected.to_owned()));
        }
    }
}
